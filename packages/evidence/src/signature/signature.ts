import { toHex, throwIllegal, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest } from '../digest/digest.ts';
import { ed25519PublicKey, isEd25519Key, signEd25519, verifyEd25519 } from './ed25519.ts';
import type { SignatureScheme } from './scheme.ts';
import { isSm2Key, signSm2, sm2PublicKey, verifySm2 } from './sm2.ts';

/** Who signs: a key in memory, a UKey, a mobile CA or an HSM behind the same shape. */
export type Signer = {
  readonly scheme: SignatureScheme;
  /** 32 bytes for Ed25519, 65 (uncompressed) for SM2. */
  readonly publicKey: Uint8Array;
  readonly keyId: string;
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** Hex of the first 16 bytes of sha256(scheme ‖ 0x0a ‖ public key). */
export const keyIdOf = (scheme: SignatureScheme, publicKey: Uint8Array): string => toHex(digest('sha256', utf8(scheme), uintBytes(0x0a, 1), publicKey).subarray(0, 16));

/** Whether the bytes are a key of the scheme: right length, canonical, usable. Asked when a key is registered. */
export function isPublicKey(scheme: SignatureScheme, publicKey: Uint8Array): boolean {
  switch (scheme) {
    case 'ed25519':
      return isEd25519Key(publicKey);
    case 'sm2-sm3':
      return isSm2Key(publicKey);
    default:
      return throwIllegal(scheme);
  }
}

/** Strict verification; `false` for every malformed input. Never throws. */
export function verifySignature(scheme: SignatureScheme, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  switch (scheme) {
    case 'ed25519':
      return verifyEd25519(publicKey, message, signature);
    case 'sm2-sm3':
      return verifySm2(publicKey, message, signature);
    default:
      return throwIllegal(scheme);
  }
}

/** A signer from a 32-byte seed. Signing is deterministic in both schemes. A thief of the seed can sign as its owner until the key is revoked. */
export function signer(scheme: SignatureScheme, seed: Uint8Array): Signer {
  const publicKey = scheme === 'ed25519' ? ed25519PublicKey(seed) : sm2PublicKey(seed);
  const sign = scheme === 'ed25519' ? signEd25519 : signSm2;
  return { scheme, publicKey, keyId: keyIdOf(scheme, publicKey), sign: (message) => sign(seed, message) };
}
