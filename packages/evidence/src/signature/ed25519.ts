import { fromHex, present, toHex } from '@zhaobiao/basics';
import { primitives } from '#primitives';

export const ED25519_KEY_LENGTH = 32;
export const ED25519_SIGNATURE_LENGTH = 64;

/** p = 2^255 - 19 and the group order ℓ, little-endian. */
const FIELD = present(fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'), 'p');
const ORDER = present(fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010'), 'l');

/** Canonical encodings of the points of order 1, 2, 4 and 8: with such a key one signature fits many messages; such an R is no honest nonce. */
const SMALL_ORDER = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

/** Whether little-endian `bytes` are below `bound` of the same length. */
function isBelow(bytes: Uint8Array, bound: Uint8Array): boolean {
  for (let index = bound.length - 1; index >= 0; index -= 1) {
    const difference = (bytes[index] ?? 0) - (bound[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** A point encoding whose y is below p (RFC 8032 §5.1.3); the sign bit of x = 0 is left to the decoder. */
function isCanonicalPoint(bytes: Uint8Array): boolean {
  const y = Uint8Array.from(bytes);
  y[31] = (y[31] ?? 0) & 0x7f;
  return isBelow(y, FIELD);
}

const isUsablePoint = (bytes: Uint8Array): boolean => isCanonicalPoint(bytes) && !SMALL_ORDER.has(toHex(bytes));

/** A usable key: 32 canonical bytes, not of small order. Whether it is on the curve shows at the first verification. */
export const isEd25519Key = (publicKey: Uint8Array): boolean => publicKey.length === ED25519_KEY_LENGTH && isUsablePoint(publicKey);

/**
 * RFC 8032 §5.1.7 read strictly, the same in Node and browser: lengths, canonical A and R, S below ℓ, neither A nor R of small order (OpenSSL
 * 3.5 refuses both), and the equation without cofactor, R = S·B - k·A byte for byte. One message has no second signature under the same R.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== ED25519_SIGNATURE_LENGTH || !isEd25519Key(publicKey)) return false;
  if (!isBelow(signature.subarray(32), ORDER) || !isUsablePoint(signature.subarray(0, 32))) return false;
  try {
    return primitives.ed25519Equation(publicKey, message, signature);
  } catch {
    // node:crypto throws on a key that is not on the curve.
    return false;
  }
}

export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => primitives.ed25519PublicKey(seed);
export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Uint8Array => primitives.ed25519Sign(seed, message);
