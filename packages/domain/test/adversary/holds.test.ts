/** What an upheld objection and an order to suspend must bring about, and must not cost the tenderers. */
import { shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { DURING, LOT, at, must, publicisedLot, publicity, said as stageOf, type AwardGround } from '../award/evaluated-lot.ts';
import { BEFORE, sealedLot } from '../opening/sealed-lot.ts';
import { CLOSING, NOW, biddingLot, said, type Ground } from '../tender/bidding-lot.ts';

const ID = 'objection:P1/1/k7f3';
const objection: JsonObject = { objection: ID, lot: LOT, grounds: '资格条件限定特定产品', request: '删除该条件', concerns: '第二章 2.3', documents: [] };
const answer = (change: JsonObject): JsonObject => ({ objection: ID, lot: LOT, outcome: 'upheld', text: '异议成立', measure: 'none', documents: [], ...change });
const order: JsonObject = { order: 'order:P1/1/1', lot: LOT, reason: '处理投诉需要', article: '实施条例第六十二条', documents: [] };
const bidders = (ground: Ground): void => ['S1', 'S2', 'S3'].forEach((code) => ground.bid(ground.supplier(code), 'submitted', { commitment: 'ab'.repeat(32) }));

describe('异议成立', () => {
  it.each([['document', 'amendDocument'], ['result', 'recheck'], ['result', 'republicise']])('to the %s: something follows, such as %s', (kind, measure) => {
    const ground = kind === 'document' ? (biddingLot() as AwardGround) : publicisedLot();
    const when = kind === 'document' ? NOW : DURING;
    must(ground, kind === 'document' ? ground.supplier('S1') : ground.suppliers['S2']!, kind === 'document' ? 'objectToDocument' : 'objectToResult', objection, when);
    expect(said(ground.act(ground.entity, 'answerObjection', answer({}), when))).toBe('measureMissing');
    expect(said(ground.act(ground.entity, 'answerObjection', answer({ measure }), when))).toBe('accepted');
  });

  it('the bids are not opened under a document that is owed an amendment (条例 22, 23)', () => {
    const ground = biddingLot();
    bidders(ground);
    must(ground as AwardGround, ground.supplier('S1'), 'objectToDocument', objection, NOW);
    must(ground as AwardGround, ground.entity, 'answerObjection', answer({ measure: 'amendDocument' }), NOW);
    expect(said(ground.act(ground.clock, 'closeBidding', { lot: LOT }, shift(CLOSING, 5_000)))).toBe('measuresOwed');
    expect(said(ground.act(ground.entity, 'invalidateDocument', { lot: LOT, article: '实施条例第二十三条', reason: '没有在截止前修改' }, shift(CLOSING, 6_000)))).toBe('accepted');
  });

  it('nothing is publicised anew while an objection to the result waits for its answer (条例 54)', () => {
    const ground = publicisedLot();
    must(ground, ground.suppliers['S2']!, 'objectToResult', objection, DURING);
    const anew = publicity(undefined, { publicityEndsAt: '2026-03-28T00:00:00.000+08:00', reason: '更正' });
    expect(stageOf(ground, ground.act(ground.entity, 'publishCandidates', anew, DURING))).toBe('suspended TND-028');
  });
});

describe('责令暂停', () => {
  it('costs nobody the bid: submission goes on while the clock runs, the closing waits', () => {
    const city = sealedLot();
    unwrap(city.act(city.settle('SUPERVISOR', ['supervisor']), 'orderSuspension', order, BEFORE));
    expect([said(city.submit(city.supplier('A'))), said(city.close())]).toEqual(['accepted', 'suspended']);
  });

  it('does not let the bids lapse: their validity may be extended meanwhile', () => {
    const ground = publicisedLot();
    must(ground, ground.supervisor, 'orderSuspension', order, DURING);
    expect(stageOf(ground, ground.act(ground.entity, 'extendValidity', { lot: LOT, lastOn: '2026-08-31', reason: '投诉处理期间' }, at('2026-06-01T09:00:00.000+08:00')))).toBe('publicised');
  });
});
