/** Bids that guardians and tenderer open together (20号令 27, 30, 31): who gives the key, when, and what its want costs. */
import { fromHex, instantText, present, shift, toHex, unwrap, type Instant, type JsonObject } from '@zhaobiao/basics';
import { bidId } from '@zhaobiao/domain';
import { drawCommitment, ownKeyCommitment } from '@zhaobiao/evidence';
import type { Person } from '@zhaobiao/testkit';
import { describe, expect, it } from 'vitest';
import { drafted, room } from '../tender/works-city.ts';
import { BEFORE, LOT, after, events, lotOf, said, sealedBid, sealedLot, sheetOf, type Sealed } from './sealed-lot.ts';

const MODE: JsonObject = { decryption: { mode: 'guardiansAndTenderer', remedy: '平台故障的，延长释放时间。', ownKeyMs: 1_800_000 } };
const HALF_HOUR = 1_800_000;
/** The seals are checked two seconds after the close. */
const FREE = after(2_000);
const END = shift(FREE, HALF_HOUR);
const keyOf = ({ party }: Person): string => `${party.slice(-1).charCodeAt(0).toString(16)}`.repeat(32);
const bytes = (hex: string): Uint8Array => present(fromHex(hex), hex);

/** A bid with, or without, a commitment to the tenderer's own key. */
function bidOf(who: Person, own = true): JsonObject {
  const { envelopes, ...rest } = sealedBid(who.party);
  const [envelope] = envelopes as readonly JsonObject[];
  const ownCommitment = toHex(ownKeyCommitment(bytes(String(envelope?.['label'])), bytes(keyOf(who))));
  return { ...rest, envelopes: [{ ...envelope, ...(own ? { ownCommitment } : {}) }] };
}
const submit = (city: Sealed, who: Person, own = true) => city.act(who, 'submitBid', bidOf(who, own), BEFORE, room(city).notice?.digest ?? null);

function closed(terms: JsonObject = {}) {
  const city = sealedLot({ terms: { ...MODE, ...terms } });
  const firms = ['A', 'B', 'C'].map((code) => city.supplier(code));
  for (const firm of firms) unwrap(submit(city, firm));
  unwrap(city.close());
  const [a, b, c] = firms as [Person, Person, Person];
  return { city, a, b, c };
}
function opening(terms: JsonObject = {}) {
  const made = closed(terms);
  unwrap(made.city.announce());
  unwrap(made.city.check());
  return made;
}
const give = (city: Sealed, who: Person, { key = keyOf(who), at = after(3_000), bid = who }: { readonly key?: string; readonly at?: Instant; readonly bid?: Person } = {}) =>
  city.act(who, 'releaseOwnKey', { bid: bidId(LOT, bid.party), lot: LOT, key }, at);
const open = (city: Sealed, who: Person, result: JsonObject, at: Instant) => city.act(city.clock, 'openBid', { bid: bidId(LOT, who.party), lot: LOT, result }, at);
const MISSING: JsonObject = { outcome: 'unopened', cause: 'ownKeyMissing' };

describe('a bid and the way its document has it opened', () => {
  it('takes a commitment exactly where the document asks for the tenderer’s own key', () => {
    const [both, guardians] = [sealedLot({ terms: MODE }), sealedLot()];
    expect([said(submit(both, both.supplier('A'), false)), said(submit(both, both.supplier('A'), true))]).toEqual(['notSealed', 'accepted']);
    expect([said(submit(guardians, guardians.supplier('A'), true)), said(submit(guardians, guardians.supplier('A'), false))]).toEqual(['notSealed', 'accepted']);
  });

  it('leaves the record of a bid without such a key as it was', () => {
    const city = sealedLot();
    const a = city.supplier('A');
    unwrap(submit(city, a, false));
    expect(Object.keys(city.bid(a).room.sealed?.envelopes[0] ?? {})).toEqual(['kind', 'label', 'capsule', 'ciphertext', 'lengthBytes']);
  });

  it('stays what it is once the notice is out: bids that are in are sealed for it', () => {
    const city = sealedLot({ terms: MODE });
    expect(() => drafted(city, {}, BEFORE)).toThrow(/termsInvalid/);
    expect(drafted(city, { terms: { decryption: { mode: 'guardiansAndTenderer', remedy: '另行说明', ownKeyMs: 3_600_000 } } }, BEFORE)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('投标人释放解密密钥', () => {
  it('is asked of each tenderer from the check of the seals on, for as long as the document says', () => {
    const { city, a } = opening();
    expect(lotOf(city).deadlines).toMatchObject({ ownKeys: { at: END, since: FREE } });
    const done = unwrap(give(city, a));
    expect(done.answer).toEqual({ bid: 'bid:P1/1/A', releasedAt: instantText(after(3_000)) });
    expect(done.decision).toMatchObject({ publicAt: undefined, record: { events: [{ type: 'OwnKeyReleased', public: { key: keyOf(a) } }] } });
    expect(city.bid(a).stage).toBe('submitted');
  });

  it('does not exist where the guardians open alone', () => {
    const city = sealedLot();
    const [a, b, c] = ['A', 'B', 'C'].map((code) => city.supplier(code)) as [Person, Person, Person];
    for (const firm of [a, b, c]) unwrap(city.submit(firm));
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    expect(lotOf(city).deadlines).not.toHaveProperty('ownKeys');
    expect(said(give(city, a))).toBe('deadlineUnset');
  });

  it('refuses, in order: who, stage of the lot, time, a second key, another key', () => {
    const { city, a, b } = closed();
    expect(said(give(city, a))).toBe('wrongStage');
    unwrap(city.announce());
    expect([said(give(city, city.supplier('Z'), { bid: a })), said(give(city, b, { bid: a })), said(give(city, a))]).toEqual(['notPermitted', 'notPermitted', 'wrongStage']);
    unwrap(city.check());
    expect([said(give(city, city.operator, { bid: a })), said(give(city, b, { bid: a }))]).toEqual(['notPermitted', 'notPermitted']);
    expect([said(give(city, a, { at: END })), said(give(city, a, { key: keyOf(b) }))]).toEqual(['windowClosed', 'keyWrong']);
    expect([said(give(city, a, { at: shift(END, -1) })), said(give(city, a))]).toEqual(['accepted', 'alreadyExists']);
  });

  it('waits for the draw, and has its whole time after it', () => {
    const number = '07'.repeat(32);
    const coefficient = { name: 'K', title: '下浮系数', values: { kind: 'list', values: ['0.95', '0.96'] } };
    const { city, a } = opening({ evaluation: { method: 'lowestEvaluated', ties: ['priceLow'], coefficients: [coefficient] }, drawCommitment: toHex(drawCommitment(bytes(number))) });
    expect([lotOf(city).stage, said(give(city, a))]).toEqual(['checked', 'wrongStage']);
    expect(lotOf(city).deadlines).not.toHaveProperty('ownKeys');
    unwrap(city.act(city.entity, 'drawCoefficients', { lot: LOT, nonce: number }, after(900_000)));
    expect(lotOf(city).deadlines).toMatchObject({ ownKeys: { at: after(900_000 + HALF_HOUR) } });
    expect(said(give(city, a, { at: after(900_000 + HALF_HOUR - 1) }))).toBe('accepted');
  });
});

describe('解密需要两者', () => {
  const sheet: JsonObject = { outcome: 'opened', sheet: sheetOf(100) };

  it.each(['key first', 'shares first'])('opens when both are there: %s', (order) => {
    const { city, a } = opening();
    const steps = [() => unwrap(give(city, a)), () => unwrap(city.release(a))];
    for (const step of order === 'key first' ? steps : steps.toReversed()) step();
    expect(city.dues().filter((due) => due.stream === 'bid:P1/1/A').map((due) => due.act)).toEqual(['openBid']);
    expect([said(open(city, a, sheet, after(5_000))), city.bid(a).stage]).toEqual(['accepted', 'opened']);
  });

  it('opens nothing without the key, and nothing without the shares', () => {
    const { city, a, b } = opening();
    unwrap(give(city, a));
    expect(said(open(city, a, sheet, after(5_000)))).toBe('wrongStage');
    unwrap(city.release(b));
    expect([said(open(city, b, sheet, after(5_000))), said(open(city, b, { outcome: 'unopened', cause: 'sheetInvalid' }, after(5_000)))]).toEqual(['ownKeyAwaited', 'ownKeyAwaited']);
  });

  it('gives a bid up for want of its key when the time is over, not before, and never one whose key is there', () => {
    const { city, a, b } = opening();
    for (const firm of [a, b]) unwrap(city.release(firm));
    unwrap(give(city, a));
    expect(said(open(city, a, MISSING, END))).toBe('ownKeyHere');
    expect([said(open(city, b, MISSING, shift(END, -1))), said(open(city, b, MISSING, END)), city.bid(b).stage]).toEqual(['tooEarly', 'accepted', 'unopened']);
    expect(said(give(city, b, { at: END }))).toBe('wrongStage');
  });

  it('lays the want of a key at the tenderer’s door (视为撤销), and what the platform lost at the platform’s, key or no key', () => {
    const { city, a, b, c } = opening();
    for (const firm of [a, b, c]) unwrap(city.release(firm));
    unwrap(give(city, a));
    unwrap(open(city, a, sheet, after(5_000)));
    expect(events(open(city, b, MISSING, END))).toMatchObject([{ type: 'BidUnopened', cause: 'ownKeyMissing' }]);
    unwrap(open(city, c, { outcome: 'unopened', cause: 'ciphertextMissing' }, END));
    const [record] = events(city.act(city.clock, 'recordOpening', { lot: LOT }, END));
    expect(record).toMatchObject({ opened: 1, revoked: 1, withdrawn: 1 });
    expect((present(record, 'record')['lines'] as readonly JsonObject[]).map((line) => [line['cause'], line['regardedAs']])).toEqual([[null, null], ['ownKeyMissing', 'revoked'], ['ciphertextMissing', 'withdrawn']]);
  });

  it('cannot be claimed of a bid that the guardians open alone', () => {
    const city = sealedLot();
    const firms = ['A', 'B', 'C'].map((code) => city.supplier(code));
    for (const firm of firms) unwrap(city.submit(firm));
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    const a = present(firms[0], 'A');
    unwrap(city.release(a));
    expect(said(open(city, a, MISSING, shift(END, HALF_HOUR)))).toBe('ownKeyHere');
  });
});

describe('延长投标人释放密钥的时间', () => {
  const extend = (city: Sealed, until: Instant, at: Instant, who: Person = city.operator) => city.act(who, 'extendOwnKeys', { lot: LOT, until: instantText(until), reason: '平台网络中断二十分钟' }, at);
  const LATER = shift(END, 1_200_000);

  it('gives all tenderers more time, with the reason, in public', () => {
    const { city, a, b } = opening();
    unwrap(city.release(b));
    expect(unwrap(extend(city, LATER, shift(END, -1))).decision).toMatchObject({ publicAt: undefined, record: { events: [{ type: 'OwnKeysExtended', public: { until: instantText(LATER), reason: '平台网络中断二十分钟' } }] } });
    expect([said(open(city, b, MISSING, END)), said(give(city, a, { at: shift(LATER, -1) })), said(give(city, b, { at: LATER })), said(open(city, b, MISSING, LATER))]).toEqual(['tooEarly', 'accepted', 'windowClosed', 'accepted']);
  });

  it('refuses, in order: who, stage, time, a moment that is no extension', () => {
    const { city, a } = closed();
    expect([said(extend(city, LATER, FREE, city.entity)), said(extend(city, LATER, FREE, a)), said(extend(city, LATER, FREE))]).toEqual(['notPermitted', 'notPermitted', 'wrongStage']);
    unwrap(city.announce());
    unwrap(city.check());
    expect([said(extend(city, LATER, END)), said(extend(city, END, after(3_000))), said(extend(city, shift(END, 1), after(3_000)))]).toEqual(['windowClosed', 'extensionNotLater', 'accepted']);
  });

  it('does not exist where the guardians open alone', () => {
    const city = sealedLot();
    for (const code of ['A', 'B', 'C']) unwrap(city.submit(city.supplier(code)));
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    expect(said(extend(city, LATER, after(3_000)))).toBe('deadlineUnset');
  });
});
