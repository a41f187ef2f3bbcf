import { assert } from '@zhaobiao/basics';
import type { Entropy } from '../digest/entropy.ts';
import { BASE, encodeScalar, modulo, reduceWide } from './group.ts';

/** What everyone may know: `k` of `n` guardians open what is sealed to `publicKey`. Verification key i is at index i - 1. */
export type GuardianKeys = { readonly k: number; readonly n: number; readonly publicKey: Uint8Array; readonly verificationKeys: readonly Uint8Array[] };

/** A guardian's share of the secret key. A thief of fewer than k shares learns nothing; of k shares, every envelope sealed to the key. */
export type SecretShare = { readonly index: number; readonly secret: Uint8Array };

export type DealtKeys = { readonly keys: GuardianKeys; readonly shares: readonly SecretShare[] };

export const MAX_GUARDIANS = 255;

/** Value at `x` of the polynomial with these coefficients, constant first. */
const polynomialAt = (coefficients: readonly bigint[], x: bigint): bigint => coefficients.reduceRight((sum, coefficient) => modulo(sum * x + coefficient), 0n);

/**
 * Shamir shares of a fresh key, from one dealer who must forget it. With k = n = 1 the one guardian is the dealer and this is plain
 * encapsulation; the ciphertexts do not depend on k and n, so guardians can be multiplied later without changing any format.
 */
export function dealKeys(k: number, n: number, entropy: Entropy): DealtKeys {
  assert(Number.isInteger(k) && Number.isInteger(n) && k >= 1 && k <= n && n <= MAX_GUARDIANS, 'dealKeys: 1 <= k <= n <= 255');
  const coefficients = Array.from({ length: k }, () => reduceWide(entropy(64)));
  const secret = polynomialAt(coefficients, 0n);
  const scalars = Array.from({ length: n }, (_, index) => polynomialAt(coefficients, BigInt(index + 1)));
  assert(secret !== 0n && scalars.every((scalar) => scalar !== 0n), 'dealKeys: entropy gave a zero share');
  return {
    keys: { k, n, publicKey: BASE.multiply(secret).toBytes(), verificationKeys: scalars.map((scalar) => BASE.multiply(scalar).toBytes()) },
    shares: scalars.map((scalar, index) => ({ index: index + 1, secret: encodeScalar(scalar) })),
  };
}
