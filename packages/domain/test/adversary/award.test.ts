/** What a procuring entity might try between the report and the contract, and what the law says to it. */
import { shift } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { AFTER, COMMITTEE, DAYS, DURING, LOT, REPORT, at, awardedLot, bidOf, decision, digestOf, lodge, must, notice, publicisedLot, publicity, roomOfLot, said } from '../award/evaluated-lot.ts';

const PROOF = [{ name: '放弃中标声明', digest: digestOf('aa') }];
const pass = (code: string, cause: string, documents: readonly { readonly name: string; readonly digest: string }[] = PROOF) => ({ lot: LOT, bid: bidOf(code), cause, reason: '说明', documents: [...documents] });
/** The moment from which no bid binds any more: 90 days from 16 March. */
const LAPSED = at('2026-06-15T00:00:00.000+08:00');

describe('中标通知书', () => {
  it('goes out while the bid binds, or not at all', () => {
    const ground = publicisedLot();
    must(ground, ground.entity, 'decideAward', decision('S1'), AFTER);
    expect(said(ground, ground.act(ground.entity, 'issueAward', notice('S1'), LAPSED))).toBe('bidLapsed TND-034');
    expect(said(ground, ground.act(ground.entity, 'issueAward', notice('S1'), shift(LAPSED, -1)))).toBe('awarded');
  });

  it('is published where the notice stood, as the candidates are', () => {
    const ground = publicisedLot();
    const anew = publicity(undefined, { publicityEndsAt: '2026-03-28T00:00:00.000+08:00', reason: '更正', media: ['某报'] });
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', anew, DURING))).toBe('termsInvalid TND-040');
    must(ground, ground.entity, 'decideAward', decision('S1'), AFTER);
    expect(said(ground, ground.act(ground.entity, 'issueAward', { ...notice('S1'), media: ['某报'] }, AFTER))).toBe('termsInvalid TND-040');
  });

  it('binds beyond the validity: the tender does not fail for it afterwards', () => {
    const ground = awardedLot();
    const fail = { lot: LOT, cause: 'validityEnded', reason: '有效期已过' };
    expect(said(ground, ground.act(ground.entity, 'failTender', fail, LAPSED))).toBe('causeUnfit TND-075');
  });
});

describe('依次确定', () => {
  it.each(['renounced', 'forceMajeure', 'unlawful'])('%s is proved', (cause) => {
    const ground = awardedLot();
    expect(said(ground, ground.act(ground.entity, 'passOver', pass('S1', cause, []), AFTER))).toBe('causeUnfit TND-075');
    expect(said(ground, ground.act(ground.entity, 'passOver', pass('S1', cause), AFTER))).toBe('publicised');
  });

  it('a bond that is on record, or that nobody asked for, is no missing bond', () => {
    const ground = awardedLot();
    lodge(ground, 'S1', 'performance');
    expect(said(ground, ground.act(ground.entity, 'passOver', pass('S1', 'noPerformanceBond'), AFTER))).toBe('causeUnfit TND-075');
    const free = awardedLot();
    free.change(LOT, { notice: { ...(roomOfLot(free).notice as object), terms: { contract: { performanceRequired: false, performancePermille: 0 } } } as never });
    expect(said(free, free.act(free.entity, 'passOver', pass('S1', 'noPerformanceBond'), AFTER))).toBe('causeUnfit TND-075');
  });

  it('who was passed over is no candidate again after a recheck', () => {
    const ground = publicisedLot();
    must(ground, ground.entity, 'passOver', pass('S1', 'renounced'), DURING);
    must(ground, ground.entity, 'orderRecheck', { lot: LOT, reason: '复核', objection: null }, DURING);
    ground.change(COMMITTEE, { report: { ...REPORT, round: 2 } }, { stage: 'reported' });
    must(ground, ground.entity, 'receiveReport', { lot: LOT }, DURING);
    const until = { publicityEndsAt: '2026-03-25T00:00:00.000+08:00' };
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', publicity(undefined, until), DURING))).toBe('candidatesDiffer TND-070');
    must(ground, ground.entity, 'publishCandidates', publicity(['S2', 'S3'], until), DURING);
    const when = shift(AFTER, 2 * DAYS);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), when))).toBe('notCandidate TND-075');
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S2'), when))).toBe('decided');
  });
});
