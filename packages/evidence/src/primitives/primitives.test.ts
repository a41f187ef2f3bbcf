import { createHash } from 'node:crypto';
import { concat, fromHex, present, toHex, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { primitives as browser } from './browser.ts';
import { primitives as node } from './node.ts';

/** Bytes that look random and are the same each time. */
const bytes = (seed: string, length: number): Uint8Array => {
  const blocks: Uint8Array[] = [];
  for (let block = 0; block * 32 < length; block += 1) blocks.push(createHash('sha256').update(`${seed} ${block}`).digest());
  return concat(...blocks).slice(0, length);
};
const hex = (text: string): Uint8Array => present(fromHex(text), 'hex');
const LENGTHS = [0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 1000];

describe.each([
  ['node', node],
  ['browser', browser],
])('%s primitives', (_name, own) => {
  it('hashes as FIPS 180-4 and GB/T 32905 say', () => {
    expect(toHex(own.hash('sha256', utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(toHex(own.hash('sm3', utf8('abc')))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(toHex(own.hash('sm3', utf8('abcd'.repeat(16))))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  it('gives plain arrays, whose slices are copies', () => {
    const sum = own.hash('sha256', utf8('abc'));
    sum.slice(0, 4).fill(0);
    expect(sum[0]).toBe(0xba);
  });

  it('encrypts SM4-CTR as the OpenSSL vector', async () => {
    const key = hex('0123456789abcdeffedcba9876543210');
    const plaintext = hex('aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa');
    expect(toHex(await own.sm4Ctr(key)(key, plaintext))).toBe('c2b4759e78ac3cf43d0852f4e8d5f9fd7256e8a5fcb65a350ee00630912e44492a0b17e1b85b060d0fba612d8a95831638b361fd5ffacd942f081485a83ca35d');
  });

  it('signs Ed25519 as RFC 8032 §7.1 test 2', () => {
    const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    expect(toHex(own.ed25519PublicKey(seed))).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    expect(toHex(own.ed25519Sign(seed, Uint8Array.of(0x72)))).toBe('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00');
  });
});

describe('node and browser agree', () => {
  it('on digests and message authentication codes', () => {
    for (const name of ['sha256', 'sm3'] as const) {
      for (const length of LENGTHS) {
        const message = bytes('message', length);
        expect(browser.hash(name, message)).toEqual(node.hash(name, message));
        expect(browser.hmac(name, bytes('key', length), [message, message])).toEqual(node.hmac(name, bytes('key', length), [concat(message, message)]));
        const [running, other] = [browser.startHash(name), node.startHash(name)];
        for (const part of [message.subarray(0, 7), message.subarray(7)]) for (const one of [running, other]) one.update(part);
        expect(running.finish()).toEqual(node.hash(name, message));
        expect(other.finish()).toEqual(node.hash(name, message));
      }
    }
  });

  it('on AES-256-GCM, each opening the other', async () => {
    const nonce = bytes('n', 12);
    const [own, other] = [node.aesGcm(bytes('k', 32)), browser.aesGcm(bytes('k', 32))];
    for (const length of LENGTHS) {
      const plaintext = bytes('p', length);
      const { body, tag } = await own.seal(nonce, plaintext);
      expect(await other.seal(nonce, plaintext)).toEqual({ body, tag });
      const sealed = concat(body, tag);
      expect(await other.open(nonce, sealed)).toEqual(plaintext);
      expect(await own.open(nonce, sealed)).toEqual(plaintext);
      sealed[0] = (sealed[0] ?? 0) ^ 1;
      expect(await other.open(nonce, sealed)).toBeUndefined();
      expect(await own.open(nonce, sealed)).toBeUndefined();
    }
  });

  it('on SM4-CTR, where the counter carries over all its bytes', async () => {
    const key = bytes('k', 16);
    for (const counter of [bytes('c', 16), new Uint8Array(16).fill(0xff), hex('000000000000000000000000fffffffe')]) {
      for (const length of LENGTHS) expect(await browser.sm4Ctr(key)(counter, bytes('p', length))).toEqual(await node.sm4Ctr(key)(counter, bytes('p', length)));
    }
  });

  it('on Ed25519 signatures', () => {
    for (let round = 0; round < 8; round += 1) {
      const [seed, message] = [bytes(`seed ${round}`, 32), bytes('m', round * 37)];
      const publicKey = node.ed25519PublicKey(seed);
      const signature = node.ed25519Sign(seed, message);
      expect(browser.ed25519PublicKey(seed)).toEqual(publicKey);
      expect(browser.ed25519Sign(seed, message)).toEqual(signature);
      expect(browser.ed25519Equation(publicKey, message, signature)).toBe(true);
      expect(browser.ed25519Equation(publicKey, concat(message, Uint8Array.of(0)), signature)).toBe(false);
    }
  });
});
