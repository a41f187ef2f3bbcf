import { assert, concat, uintBytes } from '@zhaobiao/basics';
import { primitives } from '#primitives';
import type { DigestName, RunningDigest } from '../primitives/port.ts';

export type { DigestName, RunningDigest } from '../primitives/port.ts';

/** Bytes of either digest. */
export const DIGEST_LENGTH = 32;

/** SHA-256 (FIPS 180-4) or SM3 (GB/T 32905) of the parts set one after another: 32 bytes. */
export const digest = (name: DigestName, ...parts: readonly Uint8Array[]): Uint8Array => primitives.hash(name, join(parts));

/** The same, fed in pieces. */
export const startDigest = (name: DigestName): RunningDigest => primitives.startHash(name);

/** RFC 2104: 32 bytes. */
export const hmac = (name: DigestName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => primitives.hmac(name, key, parts);

/** A part with its length before it (LP): big-endian u32, so that no two lists of parts give the same bytes. */
export const lengthPrefixed = (part: Uint8Array): Uint8Array => concat(uintBytes(part.length, 4), part);

/** RFC 5869 §2.3 with a key that is already uniform (`prk`): up to 8160 bytes. */
export function hkdfExpand(name: DigestName, prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  assert(length <= 255 * DIGEST_LENGTH, 'hkdfExpand: length');
  const blocks: Uint8Array[] = [];
  let previous: Uint8Array = new Uint8Array(0);
  for (let counter = 1; (counter - 1) * DIGEST_LENGTH < length; counter += 1) {
    previous = hmac(name, prk, previous, info, uintBytes(counter, 1));
    blocks.push(previous);
  }
  return concat(...blocks).slice(0, length);
}

/** RFC 5869: extract with `salt`, then expand. */
export const hkdf = (name: DigestName, input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array => hkdfExpand(name, hmac(name, salt, input), info, length);

const join = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? (parts[0] ?? new Uint8Array(0)) : concat(...parts));
