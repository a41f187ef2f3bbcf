import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concat, equalBytes, fromHex } from '@zhaobiao/basics';
import { sm3, sm4 } from 'sm-crypto-v2';
import type { AesGcm, DigestName, Primitives } from './port.ts';

/** sm-crypto-v2 answers in hexadecimal text. */
function bytesOfHex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw new Error('sm-crypto-v2 gave text that is not hexadecimal');
  return bytes;
}

const hash = (name: DigestName, message: Uint8Array): Uint8Array => (name === 'sha256' ? sha256(message) : bytesOfHex(sm3(message)));

/** WebCrypto wants its own buffer type; a shared one is copied. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => (bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes));

function aesGcm(key: Uint8Array): AesGcm {
  // Imported at the first use, not here: the import is asynchronous and may fail where the page is not a secure context.
  let imported: Promise<CryptoKey> | undefined;
  const secret = (): Promise<CryptoKey> => (imported ??= crypto.subtle.importKey('raw', owned(key), 'AES-GCM', false, ['encrypt', 'decrypt']));
  return {
    seal: async (nonce, plaintext) => {
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: owned(nonce) }, await secret(), owned(plaintext)));
      return { body: sealed.subarray(0, plaintext.length), tag: sealed.subarray(plaintext.length) };
    },
    open: async (nonce, sealed) => {
      const own = await secret();
      try {
        return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: owned(nonce) }, own, owned(sealed)));
      } catch {
        return undefined;
      }
    },
  };
}

/** k = SHA-512(R ‖ A ‖ M) mod ℓ (RFC 8032 §5.1.7). */
function ed25519Challenge(signature: Uint8Array, publicKey: Uint8Array, message: Uint8Array): bigint {
  const wide = sha512(concat(signature.subarray(0, 32), publicKey, message));
  return ed25519.Point.Fn.create(littleEndian(wide));
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value;
}

const BLOCK = 16;

/** The counter block `offset` blocks after `first`, as a 128-bit big-endian integer that wraps. */
function counterBlocks(first: Uint8Array, count: number): Uint8Array {
  const blocks = new Uint8Array(count * BLOCK);
  const counter = Uint8Array.from(first);
  for (let block = 0; block < count; block += 1) {
    blocks.set(counter, block * BLOCK);
    for (let index = BLOCK - 1; index >= 0; index -= 1) {
      const next = ((counter[index] ?? 0) + 1) & 255;
      counter[index] = next;
      if (next !== 0) break;
    }
  }
  return blocks;
}

export const primitives: Primitives = {
  hash,
  startHash: (name) => {
    if (name === 'sha256') {
      const running = sha256.create();
      return {
        update: (bytes) => {
          running.update(bytes);
        },
        finish: () => running.digest(),
      };
    }
    // sm-crypto-v2 has no running SM3; pieces are kept until the end, which a browser only needs for small parts.
    const parts: Uint8Array[] = [];
    return {
      update: (bytes) => {
        parts.push(Uint8Array.from(bytes));
      },
      finish: () => hash('sm3', concat(...parts)),
    };
  },
  hmac: (name, key, parts) => (name === 'sha256' ? hmac(sha256, key, concat(...parts)) : hmacSm3(key, concat(...parts))),
  ed25519PublicKey: (seed) => ed25519.getPublicKey(seed),
  ed25519Sign: (seed, message) => ed25519.sign(message, seed),
  // noble's own verify multiplies by the cofactor and would accept signatures that node:crypto refuses; this is the same equation as there.
  ed25519Equation: (publicKey, message, signature) => {
    try {
      const { Point } = ed25519;
      const challenge = ed25519Challenge(signature, publicKey, message);
      const response = littleEndian(signature.subarray(32));
      const nonce = Point.BASE.multiplyUnsafe(response).subtract(Point.fromBytes(publicKey).multiplyUnsafe(challenge));
      return equalBytes(nonce.toBytes(), signature.subarray(0, 32));
    } catch {
      return false;
    }
  },
  aesGcm,
  sm4Ctr: (key) => (counter, message) => {
    const stream = sm4.encrypt(counterBlocks(counter, Math.ceil(message.length / BLOCK)), key, { mode: 'ecb', padding: 'none', output: 'array' });
    const result = new Uint8Array(message.length);
    for (let index = 0; index < message.length; index += 1) result[index] = (message[index] ?? 0) ^ (stream[index] ?? 0);
    return result;
  },
};

/** RFC 2104 with the 64-byte block of SM3; written out because the library's own takes text keys ambiguously. */
function hmacSm3(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(64);
  padded.set(key.length > 64 ? hash('sm3', key) : key);
  const inner = hash('sm3', concat(padded.map((byte) => byte ^ 0x36), message));
  return hash('sm3', concat(padded.map((byte) => byte ^ 0x5c), inner));
}
