import { mulAddUnsafe } from '@noble/curves/abstract/curve.js';
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from '@zhaobiao/basics';
import { lengthPrefixed } from '../digest/digest.ts';

/** The prime-order group ristretto255 (RFC 9496). */
export type Point = InstanceType<typeof ristretto255.Point>;

/** The group's order ℓ. */
export const ORDER = ristretto255.Point.Fn.ORDER;

export const ELEMENT_LENGTH = 32;

/** Additions per fixed multiplication against table size: 43 additions from 1,400 points, 8 ms to build. */
const WINDOW = 6;

export const BASE: Point = ristretto255.Point.BASE;

/** Second generator of TDH2; nobody knows its logarithm, for it comes from hashing (RFC 9380 appendix B). */
export const SECOND_BASE: Point = ristretto255_hasher.hashToCurve(utf8('zhaobiao/tdh2/v1 second generator')).precompute(WINDOW);

/** Strict: canonical encoding (RFC 9496 §4.3.1) of an element other than the identity, or `undefined`. */
export function decodePoint(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== ELEMENT_LENGTH || bytes.every((byte) => byte === 0)) return undefined;
  try {
    return ristretto255.Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

/** Little-endian integer. */
function fromLittleEndian(bytes: Uint8Array): bigint {
  let hex = '';
  for (let index = bytes.length - 1; index >= 0; index -= 1) hex += (bytes[index] ?? 0).toString(16).padStart(2, '0');
  return BigInt(`0x${hex}`);
}

/** Strict: 32 bytes little-endian below ℓ, zero excluded, or `undefined`. */
export function decodeScalar(bytes: Uint8Array): bigint | undefined {
  if (bytes.length !== ELEMENT_LENGTH) return undefined;
  const scalar = fromLittleEndian(bytes);
  return scalar > 0n && scalar < ORDER ? scalar : undefined;
}

export const encodeScalar = (scalar: bigint): Uint8Array => ristretto255.Point.Fn.toBytes(scalar);

export const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;

/** 64 uniform bytes to a scalar; the bias is below 2^-250. */
export const reduceWide = (wide: Uint8Array): bigint => fromLittleEndian(wide) % ORDER;

/** SHA-512 over LP(domain) and the length-prefixed parts, reduced: a random oracle into the scalars. */
export const hashToScalar = (domain: string, parts: readonly Uint8Array[]): bigint => reduceWide(sha512(concat(lengthPrefixed(utf8(domain)), ...parts.map(lengthPrefixed))));

/** A point that will be multiplied often: its multiples are kept, which makes each further product seven times as fast. */
export const fixed = (point: Point): Point => point.precompute(WINDOW);

/** Inverse modulo ℓ (ℓ is prime) of a non-zero scalar. */
export const inverse = (scalar: bigint): bigint => ristretto255.Point.Fn.inv(modulo(scalar));

/** Σ scalarᵢ · pointᵢ for public values only: its time depends on them. */
export const combination = (points: readonly Point[], scalars: readonly bigint[]): Point => mulAddUnsafe(ristretto255.Point, [...points], [...scalars]);
