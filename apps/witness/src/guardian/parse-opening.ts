/** What the platform says of an opening, taken apart. Nothing of it is believed here: `check-opening.ts` proves it. */
import { fromBase64, fromHex, parseInstant, utf8, type Instant, type Json } from '@zhaobiao/basics';
import type { CapsuleText } from '@zhaobiao/evidence';
import { isObject } from './parse-keys.ts';

export type NamedGuardianship = { readonly threshold: number; readonly publicKey: string; readonly guardians: readonly { readonly party: string; readonly index: number; readonly verificationKey: string }[] };

export type EnvelopeClaim = { readonly kind: string; readonly label: string; readonly capsule: CapsuleText; readonly ciphertext: string };
export type SealedClaim = { readonly lead: string; readonly members: readonly string[]; readonly envelopes: readonly EnvelopeClaim[] };

export type BidClaim = {
  readonly bid: string;
  /** The field as it was committed to, for the commitment. */
  readonly value: Json;
  readonly sealed: SealedClaim;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  /** The platform already has this guardian's answer. */
  readonly answered: boolean;
};

export type OpeningClaim = {
  readonly lot: string;
  readonly receipt: Uint8Array;
  readonly closeAct: Uint8Array;
  readonly bids: readonly BidClaim[];
};

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const isCapsule = (value: Json | undefined): value is CapsuleText => isObject(value) && ['u', 'uBar', 'e', 'f'].every((name) => isText(value[name]));

function envelopeOf(value: Json): EnvelopeClaim | undefined {
  if (!isObject(value)) return undefined;
  const { kind, label, capsule, ciphertext } = value;
  return isText(kind) && isText(label) && isText(ciphertext) && isCapsule(capsule) ? { kind, label, capsule, ciphertext } : undefined;
}

function sealedOf(value: Json | undefined): SealedClaim | undefined {
  if (!isObject(value) || !isObject(value['tenderer']) || !Array.isArray(value['envelopes'])) return undefined;
  const { lead, members } = value['tenderer'];
  const envelopes = value['envelopes'].map(envelopeOf);
  if (!isText(lead) || !Array.isArray(members) || !members.every(isText) || !envelopes.every((each) => each !== undefined)) return undefined;
  return { lead, members, envelopes };
}

function bidOf(value: Json): BidClaim | undefined {
  if (!isObject(value)) return undefined;
  const { bid, sealed: field, salt, commitment, awaiting } = value;
  const sealed = sealedOf(field);
  const saltBytes = isText(salt) ? fromHex(salt) : undefined;
  const commitmentBytes = isText(commitment) ? fromHex(commitment) : undefined;
  if (!isText(bid) || field === undefined || !sealed || saltBytes?.length !== 16 || commitmentBytes?.length !== 32) return undefined;
  return { bid, value: field, sealed, salt: saltBytes, commitment: commitmentBytes, answered: awaiting === false };
}

export function parseGuardianship(value: Json | undefined): NamedGuardianship | undefined {
  if (!isObject(value) || typeof value['threshold'] !== 'number' || !isText(value['publicKey']) || !Array.isArray(value['guardians'])) return undefined;
  const guardians = value['guardians'].map((each) => {
    const { party, index, verificationKey } = isObject(each) ? each : {};
    return isText(party) && typeof index === 'number' && isText(verificationKey) ? { party, index, verificationKey } : undefined;
  });
  return guardians.every((each) => each !== undefined) ? { threshold: value['threshold'], publicKey: value['publicKey'], guardians } : undefined;
}

/** `GET /api/v1/guardian/openings/P1/1`; `undefined` when a part is missing or not of its form. */
export function parseOpening(body: Json): OpeningClaim | undefined {
  if (!isObject(body)) return undefined;
  const { lot, closeAct, receipt, bids: list } = body;
  const bytes = isObject(closeAct) && isText(closeAct['bytes']) ? fromBase64(closeAct['bytes']) : undefined;
  if (!isText(lot) || !bytes || !isText(receipt) || !Array.isArray(list)) return undefined;
  const bids = list.map(bidOf);
  if (!bids.every((each) => each !== undefined)) return undefined;
  return { lot, receipt: utf8(receipt), closeAct: bytes, bids };
}

/** `GET /api/v1/guardian/openings`: the lots that wait for this guardian. */
export function parseWaiting(body: Json): readonly string[] | undefined {
  const list = isObject(body) ? body['openings'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const lots = list.map((each) => (isObject(each) && isText(each['lot']) ? each['lot'] : undefined));
  return lots.every((each) => each !== undefined) ? lots : undefined;
}

/** A line of `GET /api/v1/tenders/P1/1/acts`. */
export type ListedAct = { readonly index: number; readonly entry: string; readonly stream: string };

/** A page of the public acts of a lot and of what it owns; `next` is the cursor of the following page. */
export function parseActPage(body: Json): { readonly acts: readonly ListedAct[]; readonly next: number | null } | undefined {
  if (!isObject(body) || !Array.isArray(body['acts'])) return undefined;
  const acts = body['acts'].map((each) => {
    const { index, entry, stream } = isObject(each) ? each : {};
    return typeof index === 'number' && isText(entry) && isText(stream) ? { index, entry, stream } : undefined;
  });
  const { next = null } = body;
  return acts.every((each) => each !== undefined) && (next === null || typeof next === 'number') ? { acts, next } : undefined;
}

/** `GET /api/v1/acts/ENTRY/receipt` */
export function parseReceiptAnswer(body: Json): Uint8Array | undefined {
  return isObject(body) && isText(body['receipt']) ? utf8(body['receipt']) : undefined;
}

/** `GET /api/v1/time` */
export function parseTime(body: Json): Instant | undefined {
  return isObject(body) && isText(body['at']) ? parseInstant(body['at']) : undefined;
}

export type PlatformClaim = { readonly origin: string; readonly logKey: string; readonly platformKey: string; readonly guardianship: NamedGuardianship | undefined };

/** `GET /api/v1/platform` */
export function parsePlatform(body: Json): PlatformClaim | undefined {
  if (!isObject(body)) return undefined;
  const { origin, vkey, key, guardianship } = body;
  if (!isText(origin) || !isText(vkey) || !isObject(key) || !isText(key['publicKey'])) return undefined;
  return { origin, logKey: vkey, platformKey: key['publicKey'], guardianship: parseGuardianship(guardianship) };
}
