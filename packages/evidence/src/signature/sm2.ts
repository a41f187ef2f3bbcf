import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { assert, concat, fromHex, present, toHex, utf8 } from '@zhaobiao/basics';
import { digest, hmac } from '../digest/digest.ts';
import { parseDerSignature, derSignature } from './der.ts';

/** The recommended curve of GB/T 32918.5. */
const Curve = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
Curve.BASE.precompute(8);

type Point = InstanceType<typeof Curve>;

const N = Curve.Fn.ORDER;
const Fn = Curve.Fn;

/** GB/T 35276 §10, GM/T 0009: the id of every signer who has agreed on no other. There is no parameter for it, on purpose. */
const DEFAULT_ID = utf8('1234567812345678');

export const SM2_KEY_LENGTH = 65;

const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytes32 = (value: bigint): Uint8Array => present(fromHex(value.toString(16).padStart(64, '0')), '32 bytes');

/**
 * The point of an uncompressed key, 0x04 ‖ x ‖ y, or `undefined`. Compressed and hybrid forms are refused: one key has one encoding and
 * one key id. Coordinates must be below p and on the curve; the cofactor is 1, so the point is then in the group.
 */
function decodeKey(publicKey: Uint8Array): Point | undefined {
  if (publicKey.length !== SM2_KEY_LENGTH || publicKey[0] !== 4) return undefined;
  try {
    const point = Curve.fromBytes(publicKey);
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

export const isSm2Key = (publicKey: Uint8Array): boolean => decodeKey(publicKey) !== undefined;

const PREFIX = concat(Uint8Array.of(0, DEFAULT_ID.length * 8), DEFAULT_ID, bytes32(Curve.CURVE().a), bytes32(Curve.CURVE().b), bytes32(Curve.CURVE().Gx), bytes32(Curve.CURVE().Gy));

/** e = SM3(Z ‖ M) with Z = SM3(ENTL ‖ id ‖ a ‖ b ‖ G ‖ key) (GB/T 32918.2 §5.5, §6.1). Never the message itself: CVE-2026-23965. */
export const sm2MessageDigest = (publicKey: Uint8Array, message: Uint8Array): bigint => number(digest('sm3', digest('sm3', PREFIX, publicKey.subarray(1)), message));

/** The private scalar of a 32-byte seed in 1 … n - 2 (GB/T 32918.1 §6.1), or `undefined`. */
function decodePrivate(seed: Uint8Array): bigint | undefined {
  const d = seed.length === 32 ? number(seed) : 0n;
  return d > 0n && d < N - 1n ? d : undefined;
}

/** Nonces as in RFC 6979 §3.2 with HMAC-SM3: the same key and digest give the same k, different ones unrelated k, and no entropy can fail. */
function* nonces(d: bigint, e: bigint): Generator<bigint, never, void> {
  const seed = concat(bytes32(d), bytes32(e % N));
  let value: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const mark of [0, 1]) {
    key = hmac('sm3', key, value, Uint8Array.of(mark), seed);
    value = hmac('sm3', key, value);
  }
  for (;;) {
    value = hmac('sm3', key, value);
    const candidate = number(value);
    if (candidate > 0n && candidate < N) yield candidate;
    key = hmac('sm3', key, value, Uint8Array.of(0));
    value = hmac('sm3', key, value);
  }
}

/** The uncompressed public key of a seed. Throws on a seed outside 1 … n - 2: keys are made by `signer`'s caller from entropy. */
export function sm2PublicKey(seed: Uint8Array): Uint8Array {
  const d = decodePrivate(seed);
  assert(d !== undefined, 'SM2: seed within 1 … n - 2');
  return Curve.BASE.multiply(d).toBytes(false);
}

/** One attempt of GB/T 32918.2 §6.1 with nonce k; `undefined` in the cases (never met) where the standard asks for another k. */
export function sm2SignatureWith(d: bigint, e: bigint, k: bigint): { readonly r: bigint; readonly s: bigint } | undefined {
  const r = Fn.create(e + Curve.BASE.multiply(k).toAffine().x);
  const s = Fn.mul(Fn.inv(Fn.create(1n + d)), Fn.create(k - r * d));
  return r !== 0n && s !== 0n && r + k !== N ? { r, s } : undefined;
}

/** DER signature (GB/T 35276 §7.3) of SM3(Z ‖ message). */
export function signSm2(seed: Uint8Array, message: Uint8Array): Uint8Array {
  const d = decodePrivate(seed);
  assert(d !== undefined, 'SM2: seed within 1 … n - 2');
  const e = sm2MessageDigest(sm2PublicKey(seed), message);
  for (const k of nonces(d, e)) {
    const pair = sm2SignatureWith(d, e, k);
    if (pair) return derSignature(pair.r, pair.s);
  }
  throw new Error('SM2: no nonce');
}

/** Strict verification (GB/T 32918.2 §7): canonical DER, r and s in 1 … n - 1, t = r + s not 0, key on the curve. */
export const verifySm2 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => verifySm2Digest(publicKey, sm2MessageDigest(publicKey, message), signature);

/**
 * The equation over a digest e. Not for messages: who may choose e can forge it (choose s and t, compute e), which is why the package exports
 * only `verifySignature`. The tests need it for vectors that are given as digests.
 */
export function verifySm2Digest(publicKey: Uint8Array, e: bigint, signature: Uint8Array): boolean {
  const point = decodeKey(publicKey);
  const pair = parseDerSignature(signature);
  if (!point || !pair) return false;
  const { r, s } = pair;
  if (r <= 0n || r >= N || s <= 0n || s >= N) return false;
  const t = Fn.create(r + s);
  if (t === 0n) return false;
  const sum = Curve.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  if (sum.is0()) return false;
  return Fn.create(e + sum.toAffine().x) === r;
}
