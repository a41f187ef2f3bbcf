import { type Result, assert, concat, equalBytes, fail, ok, uintBytes, utf8 } from '@zhaobiao/basics';
import { DIGEST_LENGTH, hkdfExpand } from '../digest/digest.ts';
import { type ChunkCipher, aeadOf } from '../profile/aead.ts';
import { type Profile, profileOfCode } from '../profile/profile.ts';

/**
 * `notAnEnvelope`: no or foreign header. `unknownProfile`: of a later version. `commitmentMismatch`: another key or context, nothing was
 * decrypted. `chunkForged`: a chunk is not as it was sealed. `truncated`: the end is missing. `trailing`: something follows the last chunk.
 */
export type OpenFault = 'notAnEnvelope' | 'unknownProfile' | 'commitmentMismatch' | 'chunkForged' | 'truncated' | 'trailing';

export const HEADER_LENGTH = 64;
export const ENVELOPE_KEY_LENGTH = 32;
export const ENVELOPE_SALT_LENGTH = 24;

const MAGIC = utf8('ZBEV');
const VERSION = 1;
const INFO = utf8('zhaobiao/envelope/v1');

export type EnvelopeKeys = { readonly profile: Profile; readonly chunks: ChunkCipher; readonly tagLength: number; readonly commitment: Uint8Array };

/**
 * HKDF-Expand(prk = key, info = 'zhaobiao/envelope/v1' ‖ AEAD name ‖ 0x00 ‖ salt ‖ context) to chunk key ‖ base nonce ‖ 32-byte commitment
 * (the derivation of C2SP chunked-encryption). `key` must be uniform: the secret of a capsule.
 */
function deriveKeys(profile: Profile, key: Uint8Array, salt: Uint8Array, context: Uint8Array): EnvelopeKeys {
  assert(key.length === ENVELOPE_KEY_LENGTH, 'envelope: key of 32 bytes');
  const { keyLength, tagLength, withKey } = aeadOf(profile.aead);
  const okm = hkdfExpand(profile.digest, key, concat(INFO, utf8(profile.aead), new Uint8Array(1), salt, context), keyLength + DIGEST_LENGTH);
  return { profile, chunks: withKey(okm.slice(0, keyLength)), tagLength, commitment: okm.slice(keyLength) };
}

/** Header: 'ZBEV' ‖ version 1 ‖ profile code ‖ two zero bytes ‖ salt 24 ‖ commitment 32. */
export function newHeader(profile: Profile, key: Uint8Array, salt: Uint8Array, context: Uint8Array): { readonly header: Uint8Array; readonly keys: EnvelopeKeys } {
  assert(salt.length === ENVELOPE_SALT_LENGTH, 'envelope: salt of 24 bytes');
  const keys = deriveKeys(profile, key, salt, context);
  return { header: concat(MAGIC, uintBytes(VERSION, 1), uintBytes(profile.code, 1), new Uint8Array(2), salt, keys.commitment), keys };
}

/** The profile an envelope says it has, before any key is known. */
export function profileOfHeader(header: Uint8Array): Result<Profile, 'notAnEnvelope' | 'unknownProfile'> {
  if (header.length < HEADER_LENGTH || !equalBytes(header.subarray(0, 4), MAGIC)) return fail('notAnEnvelope');
  const profile = header[4] === VERSION && header[6] === 0 && header[7] === 0 ? profileOfCode(header[5] ?? 0) : undefined;
  return profile ? ok(profile) : fail('unknownProfile');
}

/** Keys of an envelope whose commitment fits the key and context; checked before anything is decrypted. */
export function openHeader(header: Uint8Array, key: Uint8Array, context: Uint8Array): Result<EnvelopeKeys, OpenFault> {
  const profile = profileOfHeader(header);
  if (!profile.ok) return profile;
  const keys = deriveKeys(profile.value, key, header.subarray(8, 8 + ENVELOPE_SALT_LENGTH), context);
  return equalBytes(keys.commitment, header.subarray(8 + ENVELOPE_SALT_LENGTH, HEADER_LENGTH)) ? ok(keys) : fail('commitmentMismatch');
}
