/**
 * The bidder's own key (20号令 27, 30): the sheet is sealed under it first, and what comes out is sealed to the guardians. The guardians' shares give the
 * inner envelope and no more; the bidder's key opens nothing without their shares. Only a commitment stands in the bid, so that the bidder has one key
 * and no choice left when it is asked for. A thief of the key alone reads nothing.
 */
import { type Result, assert, concat, equalBytes, fromHex, toHex, utf8 } from '@zhaobiao/basics';
import { digest, lengthPrefixed } from '../digest/digest.ts';
import type { Entropy } from '../digest/entropy.ts';
import { openBytes, sealBytes } from '../envelope/envelope.ts';
import { ENVELOPE_KEY_LENGTH, type OpenFault } from '../envelope/header.ts';
import type { ProfileId } from '../profile/profile.ts';

/** Bytes of a bidder's own key; uniform. */
export const OWN_KEY_LENGTH = ENVELOPE_KEY_LENGTH;

/** SHA-256('zhaobiao/own-key/v1' ‖ LP(label) ‖ LP(key)), 32 bytes. The label of the envelope is in it, so that a rival's commitment copied fits no key of his. */
export function ownKeyCommitment(label: Uint8Array, key: Uint8Array): Uint8Array {
  assert(key.length === OWN_KEY_LENGTH, 'own key of 32 bytes');
  return digest('sha256', utf8('zhaobiao/own-key/v1'), lengthPrefixed(label), lengthPrefixed(key));
}

/** Whether a key in hexadecimal is the one committed to; label, commitment and key in lower-case hexadecimal. False for text that is none. */
export function isOwnKey(label: string, commitment: string, key: string): boolean {
  const [labelBytes, committed, keyBytes] = [fromHex(label), fromHex(commitment), fromHex(key)];
  if (!labelBytes || !committed || keyBytes?.length !== OWN_KEY_LENGTH) return false;
  return equalBytes(ownKeyCommitment(labelBytes, keyBytes), committed);
}

/** The inner envelope has a context of its own: bytes of an outer envelope are never an inner one. */
const innerContext = (label: Uint8Array): Uint8Array => concat(utf8('zhaobiao/own-envelope/v1'), lengthPrefixed(label));

export type OwnSeal = { readonly profile: ProfileId; readonly key: Uint8Array; readonly label: Uint8Array; readonly entropy: Entropy };

/** Seals under the bidder's own key; the result is what the guardians' envelope holds. Gives the commitment too, in hexadecimal. */
export async function sealOwn({ profile, key, label, entropy }: OwnSeal, plaintext: Uint8Array): Promise<{ readonly inner: Uint8Array; readonly ownCommitment: string }> {
  return { inner: await sealBytes({ profile, key, context: innerContext(label), entropy }, plaintext), ownCommitment: toHex(ownKeyCommitment(label, key)) };
}

/** Opens the inner envelope; `key` 32 bytes. */
export const openOwn = (key: Uint8Array, label: Uint8Array, inner: Uint8Array): Promise<Result<Uint8Array, OpenFault>> => openBytes({ key, context: innerContext(label) }, inner);
