import { type Json, type JsonObject, fromHex } from '@zhaobiao/basics';
import { isObject } from '../bundle/read.ts';
import { parseCanonical } from '../canonical/canonical.ts';
import { type CapsuleText, parseCapsuleText } from '../threshold/capsule.ts';
import type { GuardianKeys } from '../threshold/keys.ts';
import { isOwnKey, openOwn } from '../threshold/own-key.ts';
import { type ShareText, parseShareText } from '../threshold/share.ts';
import type { OpenFault } from '../envelope/header.ts';
import { type ReopenFault, reopen } from './reopen.ts';

/** Guardians of a tender as its notice names them, in hexadecimal. */
export type GuardianshipText = { readonly threshold: number; readonly publicKey: string; readonly guardians: readonly { readonly index: number; readonly verificationKey: string }[] };
/** `ownCommitment`: the bidder's own key is needed too; absent where the guardians open alone. */
export type EnvelopeText = { readonly label: string; readonly capsule: CapsuleText; readonly ciphertext: string; readonly ownCommitment?: string };

/** Why a bid could not be opened (未解密): all but `ciphertextMissing` and `ciphertextAltered` are the bidder's doing, those two the platform's. */
export type UnopenedReason = 'capsuleInvalid' | 'ciphertextMissing' | 'ciphertextAltered' | 'notAnEnvelope' | 'commitmentMismatch' | 'chunkForged' | 'truncated' | 'sheetInvalid' | 'ownKeyMissing';

export type Reopened =
  | { readonly outcome: 'opened'; readonly sheet: JsonObject }
  | { readonly outcome: 'unopened'; readonly cause: UnopenedReason }
  /** The shares at hand do not open the capsule: wait for others, nothing is known of the bid. */
  | { readonly outcome: 'sharesInsufficient' };

const unopened = (cause: UnopenedReason): Reopened => ({ outcome: 'unopened', cause });
const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

/** Keys in order of the guardians' indexes, which run from 1 without a gap; `undefined` otherwise. */
export function guardianKeysOf({ threshold, publicKey, guardians }: GuardianshipText): GuardianKeys | undefined {
  const ordered = guardians.toSorted((left, right) => left.index - right.index);
  if (!ordered.every((each, at) => each.index === at + 1)) return undefined;
  return { k: threshold, n: guardians.length, publicKey: bytes(publicKey), verificationKeys: ordered.map((each) => bytes(each.verificationKey)) };
}

function causeOf(fault: ReopenFault): Reopened {
  if (fault.reason === 'objectMismatch') return unopened('ciphertextAltered');
  if (fault.reason === 'opening') return fault.fault.reason === 'capsule' ? unopened('capsuleInvalid') : { outcome: 'sharesInsufficient' };
  return unopened(envelopeCause(fault.fault));
}

function envelopeCause(fault: OpenFault): UnopenedReason {
  switch (fault) {
    case 'unknownProfile': return 'notAnEnvelope';
    case 'trailing': return 'chunkForged';
    default: return fault;
  }
}

/**
 * One bid from its ciphertext and the released shares, as the opening does it and as anyone can do it again. Where the bidder has a key of his own, that
 * too (`ownKey`, hex): without it, or with another, `ownKeyMissing` — but only when the guardians' envelope was whole, for that is asked first.
 */
export async function reopenBid(guardianship: GuardianshipText, envelope: EnvelopeText, shares: readonly ShareText[], ciphertext: Uint8Array | undefined, ownKey?: string): Promise<Reopened> {
  const keys = guardianKeysOf(guardianship);
  if (!keys) return { outcome: 'sharesInsufficient' };
  if (!ciphertext) return unopened('ciphertextMissing');
  const capsule = parseCapsuleText(envelope.capsule);
  if (!capsule) return unopened('capsuleInvalid');
  const answers = shares.map(parseShareText).filter((share) => share !== undefined);
  const plaintext = await reopen(keys, { capsule, label: bytes(envelope.label), ciphertext: envelope.ciphertext }, answers, ciphertext);
  if (!plaintext.ok) return causeOf(plaintext.fault);
  if (envelope.ownCommitment === undefined) return sheetOf(plaintext.value);
  if (ownKey === undefined || !isOwnKey(envelope.label, envelope.ownCommitment, ownKey)) return unopened('ownKeyMissing');
  const inner = await openOwn(bytes(ownKey), bytes(envelope.label), plaintext.value);
  return inner.ok ? sheetOf(inner.value) : unopened(envelopeCause(inner.fault));
}

function sheetOf(plaintext: Uint8Array): Reopened {
  const sheet = parseCanonical(plaintext);
  return sheet.ok && isObject(sheet.value) ? { outcome: 'opened', sheet: sheet.value } : unopened('sheetInvalid');
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';

/** An envelope as `BidSubmitted` discloses it; `undefined` when the fields are not what they must be. */
export function envelopeOf(value: Json | undefined): EnvelopeText | undefined {
  if (!isObject(value) || !isObject(value['capsule'])) return undefined;
  const { label, ciphertext, capsule, ownCommitment = null } = value;
  const { u, uBar, e, f } = capsule;
  if (!isText(label) || !isText(ciphertext) || !isText(u) || !isText(uBar) || !isText(e) || !isText(f)) return undefined;
  const envelope = { label, ciphertext, capsule: { u, uBar, e, f } };
  if (ownCommitment === null) return envelope;
  return isText(ownCommitment) ? { ...envelope, ownCommitment } : undefined;
}

export function shareOf(value: Json | undefined): ShareText | undefined {
  if (!isObject(value)) return undefined;
  const { index, d, c, z } = value;
  return typeof index === 'number' && isText(d) && isText(c) && isText(z) ? { index, d, c, z } : undefined;
}

export function guardianshipOf(value: Json | undefined): GuardianshipText | undefined {
  if (!isObject(value)) return undefined;
  const { threshold, publicKey, guardians } = value;
  if (typeof threshold !== 'number' || !isText(publicKey) || !Array.isArray(guardians)) return undefined;
  const read = guardians.map((each: Json) => {
    const { index, verificationKey } = isObject(each) ? each : {};
    return typeof index === 'number' && isText(verificationKey) ? { index, verificationKey } : undefined;
  });
  return read.every((each) => each !== undefined) ? { threshold, publicKey, guardians: read } : undefined;
}
