import { type Json, fromUtf8, unwrap, utf8 } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalText, checkStorable, equalJson, parseCanonical } from './canonical.ts';

const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\u0000'));
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof({ maxDepth: 5 }, fc.constant(null), fc.boolean(), fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)), text, fc.array(tie('json')), fc.dictionary(text, tie('json'))),
})).json;

describe('canonical bytes (RFC 8785)', () => {
  it('sorts names by UTF-16 code units, as the example of §3.2.3', () => {
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    expect(Object.keys(JSON.parse(canonicalText(value)) as object)).toHaveLength(7);
    expect([...canonicalText(value).matchAll(/"([^"]+)":/g)].map((match) => match[1])).toEqual(['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  it('writes what ECMAScript writes, without white space', () => {
    expect(canonicalText({ b: [1, -5, true, null], a: 'é"\\\n\u001f' })).toBe('{"a":"é\\"\\\\\\n\\u001f","b":[1,-5,true,null]}');
    expect(fromUtf8(canonicalBytes('投标'))).toBe('"投标"');
  });

  it('reads back every value it writes', () => {
    fc.assert(
      fc.property(json, (value) => {
        const bytes = canonicalBytes(value);
        expect(canonicalBytes(unwrap(parseCanonical(bytes)))).toEqual(bytes);
        expect(equalJson(unwrap(parseCanonical(bytes)), value)).toBe(true);
      }),
    );
  });

  it('gives one encoding whatever the order of names', () => {
    expect(canonicalText({ z: 1, a: { y: 2, b: 3 } })).toBe(canonicalText({ a: { b: 3, y: 2 }, z: 1 }));
    expect(canonicalText({ '10': 1, '9': 2, a: 3 })).toBe('{"10":1,"9":2,"a":3}');
  });

  it('throws on what a programmer must not hand in', () => {
    const bad: unknown[] = [1.5, -0, Number.NaN, 2 ** 53, '\u0000', '\ud800', { '\ud800': 1 }, { a: undefined }, [undefined], new Date(0), new Map(), 10n];
    for (const value of bad) expect(() => canonicalText(value as Json)).toThrow('not storable');
  });

  it.each([
    ['{"a":1,"a":1}', 'notCanonical'],
    ['{"b":1,"a":2}', 'notCanonical'],
    ['[1.0]', 'notCanonical'],
    ['[1.5]', 'notStorable'],
    ['[1e2]', 'notCanonical'],
    ['[-0]', 'notStorable'],
    ['[9007199254740993]', 'notStorable'],
    ['[ 1]', 'notCanonical'],
    ['[1]\n', 'notCanonical'],
    ['"\\u0041"', 'notCanonical'],
    ['"\\/"', 'notCanonical'],
    ['"\\u0000"', 'notStorable'],
    ['"\\ud800"', 'notStorable'],
    ['\ufeff[1]', 'notJson'],
    ['[1', 'notJson'],
    ['', 'notJson'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'notStorable'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'notStorable'],
  ])('refuses %j', (bytes, fault) => {
    expect(parseCanonical(utf8(bytes))).toEqual({ ok: false, fault });
  });

  it('refuses bytes that are not UTF-8, overlong forms and surrogates in UTF-8 included', () => {
    for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]]) expect(parseCanonical(Uint8Array.from(bytes))).toEqual({ ok: false, fault: 'notUtf8' });
  });

  it('keeps a member named __proto__ a member', () => {
    const value = unwrap(parseCanonical(utf8('{"__proto__":{"a":1}}')));
    expect(canonicalText(value)).toBe('{"__proto__":{"a":1}}');
  });

  it('takes 64 levels', () => {
    expect(parseCanonical(utf8(`${'['.repeat(64)}${']'.repeat(64)}`)).ok).toBe(true);
  });
});

describe('checkStorable', () => {
  it('names the place of the first fault', () => {
    expect(checkStorable({ a: [0, { 'b/c~': '\u0000' }] })).toEqual({ ok: false, fault: { path: '/a/1/b~1c~0', why: 'nul' } });
    expect(checkStorable({ a: undefined })).toEqual({ ok: false, fault: { path: '/a', why: 'notJson' } });
    expect(checkStorable(1.25)).toEqual({ ok: false, fault: { path: '', why: 'notASafeInteger' } });
    expect(checkStorable({ '\udc00': 1 })).toEqual({ ok: false, fault: { path: '/\udc00', why: 'loneSurrogate' } });
    expect(checkStorable({ a: 1, b: ['x', null] })).toEqual({ ok: true, value: { a: 1, b: ['x', null] } });
  });
});
