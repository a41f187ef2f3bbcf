import type { DigestName } from '../digest/digest.ts';
import type { SignatureScheme } from '../signature/scheme.ts';

export type AeadName = 'AEAD_AES_256_GCM' | 'SM4_CTR_HMAC_SM3';

/**
 * A complete set of algorithms. `national` holds only commercial cryptography of GM/T standards (密码法 art. 27); which one a tender uses is
 * written in its document and in every envelope's header.
 */
export type Profile = { readonly id: 'international' | 'national'; readonly code: 1 | 2; readonly digest: DigestName; readonly signature: SignatureScheme; readonly aead: AeadName };

export type ProfileId = Profile['id'];

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  international: { id: 'international', code: 1, digest: 'sha256', signature: 'ed25519', aead: 'AEAD_AES_256_GCM' },
  national: { id: 'national', code: 2, digest: 'sm3', signature: 'sm2-sm3', aead: 'SM4_CTR_HMAC_SM3' },
};

/** The profile of the code in an envelope's header. */
export const profileOfCode = (code: number): Profile | undefined => Object.values(PROFILES).find((profile) => profile.code === code);
