import { concat, equalBytes, uintBytes } from '@zhaobiao/basics';
import { primitives } from '#primitives';
import { hmac } from '../digest/digest.ts';
import type { Sealed } from '../primitives/port.ts';
import type { AeadName } from './profile.ts';

/**
 * Authenticated encryption of numbered chunks under one key. `last` is bound with the number, so that chunks can be neither reordered,
 * dropped, nor appended.
 */
export type ChunkAead = {
  /** Bytes of key and base nonce together, as derived for one message. */
  readonly keyLength: number;
  readonly tagLength: number;
  readonly seal: (key: Uint8Array, number: number, last: boolean, plaintext: Uint8Array) => Sealed | Promise<Sealed>;
  /** `undefined`: not made with this key, number and mark. */
  readonly open: (key: Uint8Array, number: number, last: boolean, sealed: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
};

/** Plaintext bytes of every chunk but the last. */
export const CHUNK_LENGTH = 65_536;

const BLOCK = 16;

/** Base nonce XOR number in the last eight bytes, XOR the mark in the first bit: distinct for every (number, last) of a message. */
function chunkNonce(base: Uint8Array, number: number, last: boolean): Uint8Array {
  const nonce = Uint8Array.from(base);
  const counter = uintBytes(number, 8);
  for (let index = 0; index < 8; index += 1) nonce[4 + index] = (nonce[4 + index] ?? 0) ^ (counter[index] ?? 0);
  if (last) nonce[0] = (nonce[0] ?? 0) ^ 0x80;
  return nonce;
}

/** Key 32 ‖ base nonce 12. */
const aesGcm: ChunkAead = {
  keyLength: 44,
  tagLength: 16,
  seal: (key, number, last, plaintext) => primitives.aesGcmSeal(key.subarray(0, 32), chunkNonce(key.subarray(32), number, last), plaintext),
  open: (key, number, last, sealed) => primitives.aesGcmOpen(key.subarray(0, 32), chunkNonce(key.subarray(32), number, last), sealed),
};

/**
 * Encrypt-then-MAC. Key: SM4 16 ‖ HMAC-SM3 32 ‖ counter prefix 8. The whole message is one counter stream: chunk n begins at block
 * n · 4096 after the prefix. Tag: HMAC-SM3(u64 number ‖ u8 last ‖ ciphertext), 32 bytes.
 */
const sm4CtrHmacSm3: ChunkAead = {
  keyLength: 56,
  tagLength: 32,
  seal: async (key, number, last, plaintext) => {
    const body = await sm4Stream(key, number, plaintext);
    return { body, tag: chunkTag(key, number, last, body) };
  },
  open: (key, number, last, sealed) => {
    const body = sealed.subarray(0, sealed.length - 32);
    return equalBytes(chunkTag(key, number, last, body), sealed.subarray(body.length)) ? sm4Stream(key, number, body) : undefined;
  },
};

const sm4Stream = (key: Uint8Array, number: number, message: Uint8Array): Uint8Array | Promise<Uint8Array> =>
  message.length === 0 ? message : primitives.sm4Ctr(key.subarray(0, 16), concat(key.subarray(48, 56), uintBytes(number * (CHUNK_LENGTH / BLOCK), 8)), message);

const chunkTag = (key: Uint8Array, number: number, last: boolean, body: Uint8Array): Uint8Array => hmac('sm3', key.subarray(16, 48), uintBytes(number, 8), uintBytes(last ? 1 : 0, 1), body);

const AEADS: Readonly<Record<AeadName, ChunkAead>> = { AEAD_AES_256_GCM: aesGcm, SM4_CTR_HMAC_SM3: sm4CtrHmacSm3 };

export const aeadOf = (name: AeadName): ChunkAead => AEADS[name];
