/** The guardian's files, read strictly: a key file that is not exactly right is not used. */
import { fromHex, type Json, type JsonObject } from '@zhaobiao/basics';

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export function parseJson(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const bytes32 = (value: Json | undefined): Uint8Array | undefined => {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
};

const isIndex = (value: Json | undefined): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255;

/** `share.json`: the guardian's part of the opening key. */
export type ShareFile = { readonly index: number; readonly secret: Uint8Array };

export function parseShareFile(text: string): ShareFile | undefined {
  const { index, secret } = parseJson(text) ?? {};
  const bytes = bytes32(secret);
  return isIndex(index) && bytes ? { index, secret: bytes } : undefined;
}

/** `party.json`: the seed of the key with which the guardian signs its acts. */
export function parsePartyFile(text: string): Uint8Array | undefined {
  return bytes32(parseJson(text)?.['seed']);
}

export type PublicGuardian = { readonly index: number; readonly verificationKey: string };

/** `public.json`: what everyone may know, for all guardians of the key. */
export type PublicFile = {
  readonly threshold: number;
  readonly publicKey: string;
  readonly guardians: readonly PublicGuardian[];
  readonly partyKey: { readonly scheme: 'ed25519'; readonly keyId: string; readonly publicKey: string };
};

const isPublicGuardian = (value: Json): value is PublicGuardian & JsonObject => isObject(value) && isIndex(value['index']) && bytes32(value['verificationKey']) !== undefined;

export function parsePublicFile(text: string): PublicFile | undefined {
  const { threshold, publicKey, guardians, partyKey } = parseJson(text) ?? {};
  if (!isIndex(threshold) || !bytes32(publicKey) || !Array.isArray(guardians) || !guardians.every(isPublicGuardian) || guardians.length < threshold) return undefined;
  if (!isObject(partyKey) || partyKey['scheme'] !== 'ed25519' || typeof partyKey['keyId'] !== 'string' || !bytes32(partyKey['publicKey'])) return undefined;
  return { threshold, publicKey: publicKey as string, guardians, partyKey: { scheme: 'ed25519', keyId: partyKey['keyId'], publicKey: partyKey['publicKey'] as string } };
}

/** `pinned.json`: the log this guardian believes, and who it is there. Written at first contact. */
export type PinnedFile = { readonly origin: string; readonly logKey: string; readonly platformKey: string; readonly party: string };

export function parsePinnedFile(text: string): PinnedFile | undefined {
  const { origin, logKey, platformKey, party } = parseJson(text) ?? {};
  if (typeof origin !== 'string' || typeof logKey !== 'string' || typeof platformKey !== 'string' || typeof party !== 'string') return undefined;
  return { origin, logKey, platformKey, party };
}
