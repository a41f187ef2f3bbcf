import { type Json, type JsonObject, concat, fromUtf8, present, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, checkStorable } from '../canonical/canonical.ts';
import { digest } from '../digest/digest.ts';
import { leafHash } from '../merkle/tree.ts';
import { actLeaf, commandDigest, entryOf, fieldCommitment, signedCommandBytes } from './hash.ts';
import { actBytes, parseAct, parseHiddenClass } from './parse.ts';
import { type ActRecord, hiddenClassText } from './record.ts';

const salt = Uint8Array.from({ length: 16 }, (_, index) => index);

const ACT: ActRecord = {
  format: 'zhaobiao/act/v1',
  act: 'submitBid',
  stream: 'bid:demo/1/91350525MA2Y0K7X0Q',
  version: 2,
  at: '2026-03-16T09:22:35.000+08:00',
  actor: 'party:91350525MA2Y0K7X0Q',
  key: '0b9f3d1e-7c1a',
  tender: 'aa'.repeat(32),
  commandDigest: 'bb'.repeat(32),
  signature: { scheme: 'ed25519', keyId: 'cc'.repeat(16), value: 'dd'.repeat(64) },
  events: [
    { stream: 'bid:demo/1/91350525MA2Y0K7X0Q', version: 2, type: 'BidSubmitted', v: 1, public: { lot: 'lot:demo/1' }, hidden: { sealed: { class: 'until:openBid', commitment: 'ee'.repeat(32) }, contact: { class: 'personal', commitment: 'ff'.repeat(32) } } },
  ],
};

const edited = (change: (act: Record<string, Json>) => void): Uint8Array => {
  const copy = structuredClone(ACT) as unknown as Record<string, Json>;
  change(copy);
  return canonicalBytes(copy);
};
const firstEvent = (act: Record<string, Json>): Record<string, Json> => (act['events'] as Record<string, Json>[])[0] as Record<string, Json>;

describe('hashes over acts', () => {
  it('are what the format says, byte for byte', () => {
    const lp = (part: Uint8Array): Uint8Array => concat(uintBytes(part.length, 4), part);
    expect(fieldCommitment(salt, 'price', 123_456)).toEqual(digest('sha256', utf8('field/v1'), lp(salt), lp(utf8('price')), lp(utf8('123456'))));
    expect(toHex(fieldCommitment(salt, 'price', 123_456))).toBe('764b3ff225e28f1e31ed8304151a298bb1ae4bc410cff881b78f2e61c02cd639');
    expect(entryOf(salt, utf8('{}'))).toEqual(digest('sha256', concat(utf8('entry/v1'), salt, utf8('{}'))));
    expect(toHex(entryOf(salt, utf8('{}')))).toBe('b15bc6ff7051e3510a0ea7f2a9dd771eb174641b60ec7f87b01caf455eb23f43');
    expect(actLeaf(salt, utf8('{}'))).toEqual(leafHash(entryOf(salt, utf8('{}'))));
    expect(commandDigest({ lot: 1 }, '00ff')).toBe(toHex(digest('sha256', utf8('{"command":{"lot":1},"nonce":"00ff"}'))));
    expect(fromUtf8(signedCommandBytes(ACT))).toBe(`{"act":"submitBid","commandDigest":"${'bb'.repeat(32)}","format":"zhaobiao/command/v1","key":"0b9f3d1e-7c1a","stream":"bid:demo/1/91350525MA2Y0K7X0Q","tender":"${'aa'.repeat(32)}"}`);
  });

  it('need a salt of 16 bytes', () => {
    expect(() => fieldCommitment(salt.slice(1), 'price', 1)).toThrow('salt');
    expect(() => entryOf(new Uint8Array(0), utf8('{}'))).toThrow('salt');
  });

  it('hide a field: other salt, name or value, other commitment', () => {
    const made = [fieldCommitment(salt, 'price', 1), fieldCommitment(salt, 'price', 2), fieldCommitment(salt, 'pric', 1), fieldCommitment(new Uint8Array(16), 'price', 1), fieldCommitment(salt, 'price', '1')];
    expect(new Set(made.map(toHex)).size).toBe(made.length);
  });
});

describe('parseAct', () => {
  it('reads what actBytes writes', () => {
    expect(parseAct(actBytes(ACT))).toEqual({ ok: true, value: ACT });
    expect(parseAct(actBytes({ ...ACT, tender: null, actor: 'clock' })).ok).toBe(true);
  });

  const cases: readonly [string, (act: Record<string, Json>) => void, string][] = [
    ['another format', (act) => void (act['format'] = 'zhaobiao/act/v2'), '/format'],
    ['a missing field', (act) => void delete act['tender'], '/tender'],
    ['an unknown field', (act) => void (act['note'] = 'x'), '/note'],
    ['a name in capitals', (act) => void (act['act'] = 'SubmitBid'), '/act'],
    ['version 0', (act) => void (act['version'] = 0), '/version'],
    ['a version that is not the primary stream’s', (act) => void (act['version'] = 3), '/version'],
    ['an instant in another spelling', (act) => void (act['at'] = '2026-03-16T01:22:35.000Z'), '/at'],
    ['an impossible instant', (act) => void (act['at'] = '2026-02-30T09:22:35.000+08:00'), '/at'],
    ['a digest in capitals', (act) => void (act['commandDigest'] = 'BB'.repeat(32)), '/commandDigest'],
    ['a short digest', (act) => void (act['tender'] = 'aa'), '/tender'],
    ['a key with a space', (act) => void (act['key'] = 'a b'), '/key'],
    ['an unknown scheme', (act) => void ((act['signature'] as Record<string, Json>)['scheme'] = 'rsa'), '/signature/scheme'],
    ['a long key id', (act) => void ((act['signature'] as Record<string, Json>)['keyId'] = 'cc'.repeat(17)), '/signature/keyId'],
    ['no events', (act) => void (act['events'] = []), '/events'],
    ['events that are no list', (act) => void (act['events'] = {}), '/events'],
    ['an event without type', (act) => void delete firstEvent(act)['type'], '/events/0/type'],
    ['an event type in lower case', (act) => void (firstEvent(act)['type'] = 'bidSubmitted'), '/events/0/type'],
    ['a public list', (act) => void (firstEvent(act)['public'] = []), '/events/0/public'],
    ['a class of its own', (act) => void (firstEvent(act)['hidden'] = { x: { class: 'until:', commitment: 'ee'.repeat(32) } }), '/events/0/hidden/x/class'],
    ['a hidden public field', (act) => void (firstEvent(act)['hidden'] = { lot: { class: 'secret', commitment: 'ee'.repeat(32) } }), '/events/0/hidden/lot'],
    ['a commitment with a value', (act) => void (firstEvent(act)['hidden'] = { x: { class: 'secret', commitment: 'ee'.repeat(32), value: 1 } }), '/events/0/hidden/x/value'],
    ['a gap between events', (act) => void (act['events'] = [firstEvent(act), { ...(firstEvent(act) as JsonObject), version: 4 }]), '/events/1/version'],
  ];
  it.each(cases)('refuses %s', (_what, change, field) => {
    expect(parseAct(edited(change))).toEqual({ ok: false, fault: { reason: 'badField', field } });
  });

  it('refuses bytes that are not canonical, and values that are no objects', () => {
    expect(parseAct(utf8(`${fromUtf8(actBytes(ACT))} `))).toEqual({ ok: false, fault: { reason: 'notCanonical' } });
    expect(['null', '[]', '1', '"act"', '{}'].filter((text) => parseAct(utf8(text)).ok)).toEqual([]);
  });

  it('never throws on hostile values, and takes none that it would write otherwise', () => {
    const hostile = fc.tuple(fc.constantFrom(...Object.keys(ACT)), fc.jsonValue()).filter(([, value]) => checkStorable(value).ok);
    fc.assert(
      fc.property(hostile, ([name, value]) => {
        const bytes = canonicalBytes({ ...ACT, [name]: value as Json });
        const parsed = parseAct(bytes);
        expect(parsed.ok ? actBytes(parsed.value) : bytes).toEqual(bytes);
      }),
    );
    expect(ACT.events).toHaveLength(1);
  });

  it('throws when the platform would write a bad act', () => {
    expect(() => actBytes({ ...ACT, act: 'Submit bid' })).toThrow('/act');
  });
});

describe('classes of hidden fields', () => {
  it('have one spelling', () => {
    for (const text of ['personal', 'secret', 'until:openBid']) expect(hiddenClassText(present(parseHiddenClass(text), text))).toBe(text);
    for (const text of ['public', 'until:', 'until:Open', 'until:a b', '']) expect(parseHiddenClass(text)).toBeUndefined();
  });
});
