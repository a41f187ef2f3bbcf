import { concat, fromHex, present, toHex, utf8 } from '@zhaobiao/basics';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { primitives as browser } from '../primitives/browser.ts';
import { derSignature, parseDerSignature } from './der.ts';
import { isPublicKey, keyIdOf, signer, verifySignature } from './signature.ts';
import { sm2MessageDigest, sm2SignatureWith, verifySm2Digest } from './sm2.ts';

const hex = (text: string): Uint8Array => present(fromHex(text), 'hex');
const seed = hex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8');
const message = utf8('message digest');

describe.each(['ed25519', 'sm2-sm3'] as const)('%s', (scheme) => {
  const own = signer(scheme, seed);

  it('verifies what it signs, and nothing else', () => {
    const signature = own.sign(message);
    expect(verifySignature(scheme, own.publicKey, message, signature)).toBe(true);
    expect(own.sign(message)).toEqual(signature);
    expect(verifySignature(scheme, own.publicKey, utf8('message digesT'), signature)).toBe(false);
    expect(verifySignature(scheme, signer(scheme, hex('01'.repeat(32))).publicKey, message, signature)).toBe(false);
    for (let at = 0; at < signature.length; at += 1) {
      const changed = Uint8Array.from(signature);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect([at, verifySignature(scheme, own.publicKey, message, changed)]).toEqual([at, false]);
    }
  });

  it('refuses bytes of any other length without throwing', () => {
    for (const length of [0, 1, 31, 32, 33, 63, 64, 65, 66, 100]) {
      expect(verifySignature(scheme, own.publicKey, message, new Uint8Array(length))).toBe(false);
      expect(verifySignature(scheme, new Uint8Array(length).fill(4), message, own.sign(message))).toBe(false);
    }
  });

  it('has a key id that depends on scheme and key', () => {
    expect(own.keyId).toMatch(/^[0-9a-f]{32}$/);
    expect(keyIdOf('ed25519', own.publicKey)).not.toBe(keyIdOf('sm2-sm3', own.publicKey));
    expect(isPublicKey(scheme, own.publicKey)).toBe(true);
  });
});

describe('Ed25519, strictly', () => {
  const own = signer('ed25519', seed);

  it('refuses keys of small order and keys with y not below p', () => {
    const identity = hex(`01${'00'.repeat(31)}`);
    // With the identity as key, R = S·B fits every message.
    expect(verifySignature('ed25519', identity, message, concat(identity, new Uint8Array(32)))).toBe(false);
    for (const key of [identity, hex(`ee${'ff'.repeat(30)}7f`), hex(`ed${'ff'.repeat(30)}7f`), new Uint8Array(32)]) expect(isPublicKey('ed25519', key)).toBe(false);
  });

  it('refuses S + l, the second signature of every signature', () => {
    const signature = own.sign(message);
    let carry = 0;
    const order = hex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
    const s = signature.slice(32).map((byte, index) => {
      const sum = byte + (order[index] ?? 0) + carry;
      carry = sum >> 8;
      return sum & 255;
    });
    expect(verifySignature('ed25519', own.publicKey, message, concat(signature.subarray(0, 32), s))).toBe(false);
  });

  it('gives the same verdict in the browser', () => {
    expect(browser.ed25519Equation(own.publicKey, message, own.sign(message))).toBe(true);
    expect(browser.ed25519Equation(new Uint8Array(32).fill(2), message, own.sign(message))).toBe(false);
  });
});

// GB/T 32918.5-2017 annex A.
const D = BigInt(`0x${toHex(seed)}`);
const K = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
const R = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n;
const S = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan;
const KEY = hex('0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13');

describe('SM2', () => {
  it('makes the signature of GB/T 32918.5 from its private key and nonce', () => {
    const e = sm2MessageDigest(KEY, message);
    expect(e.toString(16)).toBe('f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640');
    expect(sm2SignatureWith(D, e, K)).toEqual({ r: R, s: S });
    expect(toHex(signer('sm2-sm3', seed).publicKey)).toBe(toHex(KEY));
    expect(verifySignature('sm2-sm3', KEY, message, derSignature(R, S))).toBe(true);
  });

  it('verifies the digest vectors of OpenSSL', () => {
    const key = hex('04393a2ad9e27e43acaaab85a19d3b85591e14406157175addd37bf77ff0caf9ed37fcf3a8b4f55c038523261fca6636afe6a7afa2a1482a606f5cb3a18b2e2a1e');
    const e = 0xd7ad397f6ffa5d4f7f11e7217f241607dc30618c236d2c09c1b9ea8fdadee2e8n;
    const signature = '3046022100ab1db64de7c40edbde6651c9b8ebdb804673db836e5d5c7fe15dcf9ed2725037022100eba714451ff69b0bb930b379e192e7cd5fa6e3c41c7fbd8303b799ab54a54621';
    expect(verifySm2Digest(key, e, hex(signature))).toBe(true);
    expect(verifySm2Digest(key, e + 1n, hex(signature))).toBe(false);
  });

  it('agrees with sm-crypto-v2, which is told to hash and to use DER', () => {
    const own = signer('sm2-sm3', hex('11'.repeat(32)));
    const text = toHex(own.publicKey);
    expect(sm2.doVerifySignature(message, toHex(own.sign(message)), text, { hash: true, der: true })).toBe(true);
    const theirs = sm2.doSignature(message, '11'.repeat(32), { hash: true, der: true });
    expect(verifySignature('sm2-sm3', own.publicKey, message, hex(theirs))).toBe(true);
  });

  it('is not deceived by a signature made for a digest chosen last (CVE-2026-23965)', () => {
    // Choose s and t, take x of s·G + t·P, set r = t - s and e = r - x: the bare equation holds for the "message" e.
    const point = curvePoint(KEY);
    const [s, t] = [0x1234567890abcdefn, 0xfedcba0987654321n];
    const r = t - s;
    const x = CURVE.BASE.multiply(s).add(point.multiply(t)).toAffine().x;
    const e = CURVE.Fn.create(r - x);
    const forged = derSignature(r, s);
    expect(verifySm2Digest(KEY, e, forged)).toBe(true);
    const asMessage = hex(e.toString(16).padStart(64, '0'));
    expect(verifySignature('sm2-sm3', KEY, asMessage, forged)).toBe(false);
  });

  it('refuses keys that are compressed, hybrid, off the curve or beyond p', () => {
    const compressed = concat(Uint8Array.of(3), KEY.slice(1, 33));
    const hybrid = concat(Uint8Array.of(7), KEY.slice(1));
    const off = Uint8Array.from(KEY);
    off[64] = (off[64] ?? 0) ^ 1;
    const beyond = hex(`04${'ff'.repeat(64)}`);
    for (const key of [compressed, hybrid, off, beyond, KEY.slice(1), new Uint8Array(65)]) {
      expect(isPublicKey('sm2-sm3', key)).toBe(false);
      expect(verifySignature('sm2-sm3', key, message, derSignature(R, S))).toBe(false);
    }
  });

  it('refuses r and s outside 1 … n - 1, and t = 0', () => {
    const n = CURVE.Fn.ORDER;
    for (const [r, s] of [[R + n, S], [R, S + n], [n, S], [R, n], [R, n - R]] as const) expect(verifySignature('sm2-sm3', KEY, message, derSignature(r, s))).toBe(false);
  });
});

describe('DER signatures', () => {
  it('have one encoding', () => {
    const der = derSignature(R, S);
    expect(parseDerSignature(der)).toEqual({ r: R, s: S });
    const body = toHex(der).slice(4);
    const others = [
      `3081${(body.length / 2).toString(16)}${body}`,
      `30${(body.length / 2 + 1).toString(16)}${body}00`,
      `30${(body.length / 2 + 1).toString(16)}${body.replace('022100', '02220000')}`,
      toHex(der).replace('022100f5', '0220f5'),
      `${toHex(der)}00`,
      toHex(der).slice(0, -2),
      '3006020100020101',
    ];
    expect(others.filter((other) => verifySignature('sm2-sm3', KEY, message, hex(other)))).toEqual([]);
    expect(parseDerSignature(derSignature(1n, 127n))).toEqual({ r: 1n, s: 127n });
    expect(toHex(derSignature(128n, 1n))).toBe('300702020080020101');
  });
});

const CURVE = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
const curvePoint = (key: Uint8Array) => CURVE.fromBytes(key);
