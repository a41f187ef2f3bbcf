import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, createSecretKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import type { AesGcm, Primitives } from './port.ts';

/** Buffers are handed out as plain arrays: `Buffer.slice` shares memory where `Uint8Array.slice` copies. */
const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

// RFC 8410: the fixed DER before a raw Ed25519 key, since node:crypto takes no raw keys.
const PKCS8 = Uint8Array.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]);
const SPKI = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);

const privateKey = (seed: Uint8Array) => createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

const KEPT_KEYS = 4_096;
const kept = new Map<string, KeyObject>();

/** The key object of public bytes, kept: making one costs a third of a verification, and the same parties sign again and again. */
function publicKey(bytes: Uint8Array): KeyObject {
  const name = Buffer.from(bytes).toString('base64');
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
  if (kept.size >= KEPT_KEYS) kept.clear();
  kept.set(name, made);
  return made;
}

const TAG = 16;
const TAG_OPTION = { authTagLength: TAG };

function aesGcm(key: Uint8Array): AesGcm {
  const secret = createSecretKey(key);
  return {
    seal: (nonce, plaintext) => {
      const cipher = createCipheriv('aes-256-gcm', secret, nonce, TAG_OPTION);
      const body = plain(cipher.update(plaintext));
      cipher.final();
      return { body, tag: plain(cipher.getAuthTag()) };
    },
    open: (nonce, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', secret, nonce, TAG_OPTION);
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
      const body = decipher.update(sealed.subarray(0, sealed.length - TAG));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return plain(body);
    },
  };
}

export const primitives: Primitives = {
  hash: (name, message) => plain(hash(name, message, 'buffer')),
  startHash: (name) => {
    const running = createHash(name);
    return {
      update: (bytes) => {
        running.update(bytes);
      },
      finish: () => plain(running.digest()),
    };
  },
  hmac: (name, key, parts) => {
    const running = createHmac(name, key);
    for (const part of parts) running.update(part);
    return plain(running.digest());
  },
  ed25519PublicKey: (seed) => plain(createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' })).slice(SPKI.length),
  ed25519Sign: (seed, message) => plain(sign(null, message, privateKey(seed))),
  ed25519Equation: (key, message, signature) => verify(null, message, publicKey(key), signature),
  aesGcm,
  sm4Ctr: (key) => {
    const secret = createSecretKey(key);
    return (counter, message) => plain(createCipheriv('sm4-ctr', secret, counter).update(message));
  },
};
