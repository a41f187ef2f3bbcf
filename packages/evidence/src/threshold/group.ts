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

/** The generator, decoded anew so that it has a table of its own: the library's adds a random multiple of ℓ to every scalar, at twice the cost. */
export const BASE: Point = ristretto255.Point.fromBytes(ristretto255.Point.BASE.toBytes()).precompute(WINDOW);

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

const oracle = (domain: string, parts: readonly Uint8Array[]): Uint8Array => sha512(concat(lengthPrefixed(utf8(domain)), ...parts.map(lengthPrefixed)));

/** SHA-512 over LP(domain) and the length-prefixed parts, reduced: a random oracle into the scalars. */
export const hashToScalar = (domain: string, parts: readonly Uint8Array[]): bigint => reduceWide(oracle(domain, parts));

/** Bytes of a proof's challenge: guessing one succeeds once in 2^128, and the products with it cost half. */
const CHALLENGE_LENGTH = 16;

/** The first 128 bits of the same oracle. */
export const hashToChallenge = (domain: string, parts: readonly Uint8Array[]): bigint => fromLittleEndian(oracle(domain, parts).subarray(0, CHALLENGE_LENGTH));

/** Strict: a scalar below 2^128 in its 32 bytes, or `undefined`. */
export function decodeChallenge(bytes: Uint8Array): bigint | undefined {
  const scalar = decodeScalar(bytes);
  return scalar !== undefined && scalar >> BigInt(8 * CHALLENGE_LENGTH) === 0n ? scalar : undefined;
}

/** A point that will be multiplied often: its multiples are kept, which makes each further product seven times as fast. */
export const fixed = (point: Point): Point => point.precompute(WINDOW);

/** Inverse modulo ℓ (ℓ is prime) of a non-zero scalar. */
export const inverse = (scalar: bigint): bigint => ristretto255.Point.Fn.inv(modulo(scalar));

/** Σ scalarᵢ · pointᵢ for public values only: its time depends on them. */
export const combination = (points: readonly Point[], scalars: readonly bigint[]): Point => mulAddUnsafe(ristretto255.Point, [...points], [...scalars]);

const COMB_TEETH = 4;
const COMB_BITS = 64;

/**
 * Multiplies one point by several secret scalars: 192 doublings once, then 64 doublings and 64 additions a product, whatever the scalar's
 * bits, each addend picked by reading the whole table. Two products cost 60 % of two plain ones.
 */
export function comb(point: Point): (scalar: bigint) => Point {
  const { ZERO } = ristretto255.Point;
  const table: Point[] = [ZERO];
  let power = point;
  for (let tooth = 0; tooth < COMB_TEETH; tooth += 1) {
    if (tooth > 0) for (let bit = 0; bit < COMB_BITS; bit += 1) power = power.double();
    for (const sum of table.slice()) table.push(sum.add(power));
  }
  const pick = (wanted: number): Point => table.reduce((chosen, one, index) => (index === wanted ? one : chosen), ZERO);
  return (scalar) => {
    const bytes = encodeScalar(scalar);
    let sum = ZERO;
    for (let bit = COMB_BITS - 1; bit >= 0; bit -= 1) {
      let wanted = 0;
      for (let tooth = COMB_TEETH - 1; tooth >= 0; tooth -= 1) wanted = wanted * 2 + (((bytes[tooth * 8 + (bit >> 3)] ?? 0) >> (bit & 7)) & 1);
      sum = sum.double().add(pick(wanted));
    }
    return sum;
  };
}
