import { concat, fromHex, present, toHex, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { digest, hkdf, hkdfExpand, hmac, lengthPrefixed, startDigest } from './digest.ts';

const hex = (text: string): Uint8Array => present(fromHex(text), 'hex');

describe('digest', () => {
  it('joins its parts', () => {
    for (const name of ['sha256', 'sm3'] as const) {
      expect(digest(name, utf8('ab'), utf8('c'))).toEqual(digest(name, utf8('abc')));
      const running = startDigest(name);
      running.update(utf8('a'));
      running.update(utf8('bc'));
      expect(running.finish()).toEqual(digest(name, utf8('abc')));
    }
    expect(toHex(digest('sha256'))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('separates parts by their length', () => {
    expect(toHex(lengthPrefixed(utf8('abc')))).toBe('00000003616263');
    expect(concat(lengthPrefixed(utf8('a')), lengthPrefixed(utf8('bc')))).not.toEqual(concat(lengthPrefixed(utf8('ab')), lengthPrefixed(utf8('c'))));
  });

  it('derives keys as RFC 5869 appendix A.1', () => {
    const okm = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
    const prk = '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5';
    const [ikm, salt, info] = [hex('0b'.repeat(22)), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9')];
    expect(toHex(hmac('sha256', salt, ikm))).toBe(prk);
    expect(toHex(hkdfExpand('sha256', hex(prk), info, 42))).toBe(okm);
    expect(toHex(hkdf('sha256', ikm, salt, info, 42))).toBe(okm);
  });
});
