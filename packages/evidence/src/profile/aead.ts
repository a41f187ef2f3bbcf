import { concat, equalBytes, uintBytes } from '@zhaobiao/basics';
import { primitives } from '#primitives';
import { hmac } from '../digest/digest.ts';
import type { Sealed } from '../primitives/port.ts';
import type { AeadName } from './profile.ts';

/**
 * Authenticated encryption of numbered chunks under one key. `last` is bound with the number, so that chunks can be neither reordered,
 * dropped, nor appended.
 */
export type ChunkCipher = {
  readonly seal: (number: number, last: boolean, plaintext: Uint8Array) => Sealed | Promise<Sealed>;
  /** `undefined`: not made with this key, number and mark. */
  readonly open: (number: number, last: boolean, sealed: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
};

export type ChunkAead = {
  /** Bytes of key and base nonce together, as derived for one message. */
  readonly keyLength: number;
  readonly tagLength: number;
  readonly withKey: (key: Uint8Array) => ChunkCipher;
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
  withKey: (key) => {
    const cipher = primitives.aesGcm(key.slice(0, 32));
    const base = key.slice(32);
    return {
      seal: (number, last, plaintext) => cipher.seal(chunkNonce(base, number, last), plaintext),
      open: (number, last, sealed) => cipher.open(chunkNonce(base, number, last), sealed),
    };
  },
};

const SM3_TAG = 32;

/**
 * Encrypt-then-MAC. Key: SM4 16 ‖ HMAC-SM3 32 ‖ counter prefix 8. The whole message is one counter stream: chunk n begins at block
 * n · 4096 after the prefix. Tag: HMAC-SM3(u64 number ‖ u8 last ‖ ciphertext), 32 bytes.
 */
const sm4CtrHmacSm3: ChunkAead = {
  keyLength: 56,
  tagLength: SM3_TAG,
  withKey: (key) => {
    const stream = primitives.sm4Ctr(key.slice(0, 16));
    const [macKey, prefix] = [key.slice(16, 48), key.slice(48, 56)];
    const crypt = (number: number, message: Uint8Array): Uint8Array | Promise<Uint8Array> =>
      message.length === 0 ? message : stream(concat(prefix, uintBytes(number * (CHUNK_LENGTH / BLOCK), 8)), message);
    const tagOf = (number: number, last: boolean, body: Uint8Array): Uint8Array => hmac('sm3', macKey, uintBytes(number, 8), uintBytes(last ? 1 : 0, 1), body);
    return {
      seal: async (number, last, plaintext) => {
        const body = await crypt(number, plaintext);
        return { body, tag: tagOf(number, last, body) };
      },
      open: (number, last, sealed) => {
        const body = sealed.subarray(0, sealed.length - SM3_TAG);
        return equalBytes(tagOf(number, last, body), sealed.subarray(body.length)) ? crypt(number, body) : undefined;
      },
    };
  },
};

const AEADS: Readonly<Record<AeadName, ChunkAead>> = { AEAD_AES_256_GCM: aesGcm, SM4_CTR_HMAC_SM3: sm4CtrHmacSm3 };

export const aeadOf = (name: AeadName): ChunkAead => AEADS[name];
