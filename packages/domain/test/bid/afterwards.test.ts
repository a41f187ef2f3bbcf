import { instantText, present, unwrap } from '@zhaobiao/basics';
import { afterwardsOf, lapsed, preparationOf, type BidRoom, type MailboxRoom, type StreamState } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { LOT, at, biddingLot, said, type Ground } from '../tender/bidding-lot.ts';

/** Closing on 16 March and 90 days: the last day is 14 June. */
const END = at('2026-06-15T00:00:00.000+08:00');
const NOW = at('2026-06-01T10:00:00.000+08:00');
const longer = { lot: LOT, lastOn: '2026-07-31', reason: '评标尚未完成。' };

function opened(): Ground {
  const ground = biddingLot();
  for (const code of ['S1', 'S2', 'S3']) ground.bid(ground.supplier(code), 'opened');
  ground.stage('opened');
  return ground;
}
const bidOf = (ground: Ground, code: string): StreamState<BidRoom> => ground.state(`bid:P1/1/${code}`) as StreamState<BidRoom>;
const standing = (ground: Ground, when: typeof NOW): readonly string[] => ['S1', 'S2', 'S3'].filter((code) => !lapsed(bidOf(ground, code), ground.state(LOT), when));

describe('an extension of the validity', () => {
  it('is asked of all tenderers: their mailboxes say so, nobody else’s', () => {
    const ground = opened();
    ground.bid(ground.supplier('S4'), 'withdrawn');
    expect(unwrap(ground.act(ground.entity, 'extendValidity', longer, NOW)).answer['validUntil']).toBe('2026-08-01T00:00:00.000+08:00');
    expect(ground.state(LOT).deadlines).toMatchObject({ validityEnd: { at: END }, validityExtended: { at: at('2026-08-01T00:00:00.000+08:00') } });
    unwrap(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW));
    expect((ground.state('mailbox:P1/1').room as MailboxRoom).deliveries).toMatchObject([{ change: { kind: 'validity' }, told: ['party:S1', 'party:S2', 'party:S3'] }]);
  });

  it.each([
    ['notPermitted', 'agency', {}, NOW, 'opened'],
    ['wrongStage', 'entity', {}, NOW, 'bidding'],
    ['windowClosed', 'entity', {}, END, 'opened'],
    ['validityNotLonger', 'entity', { lastOn: '2026-06-14' }, NOW, 'opened'],
  ] as const)('is refused: %s', (code, who, change, when, stage) => {
    const ground = opened();
    ground.stage(stage);
    expect(said(ground.act(ground[who], 'extendValidity', { ...longer, ...change }, when))).toBe(code);
  });

  it('may be asked again before the first one runs out, and only for longer', () => {
    const ground = opened();
    unwrap(ground.act(ground.entity, 'extendValidity', longer, NOW));
    expect(said(ground.act(ground.entity, 'extendValidity', longer, NOW))).toBe('validityNotLonger');
    expect(said(ground.act(ground.entity, 'extendValidity', { ...longer, lastOn: '2026-08-31' }, at('2026-07-20T10:00:00.000+08:00')))).toBe('accepted');
    expect(preparationOf(ground.room()).extension).toMatchObject({ lastOn: '2026-08-31' });
    expect(preparationOf(ground.room()).changes).toHaveLength(2);
  });

  it('who agrees stands until the new day, who refuses lapses at once, who is silent lapses with the old validity', () => {
    const ground = opened();
    const [s1, s2] = ['S1', 'S2'].map((code) => ground.supplier(code));
    unwrap(ground.act(ground.entity, 'extendValidity', longer, NOW));
    unwrap(ground.act(present(s1, 'S1'), 'consentExtension', { lot: LOT, agrees: true }, NOW));
    unwrap(ground.act(present(s2, 'S2'), 'consentExtension', { lot: LOT, agrees: false }, NOW));
    expect(standing(ground, NOW)).toEqual(['S1', 'S3']);
    expect(standing(ground, END)).toEqual(['S1']);
    expect(standing(ground, at('2026-07-31T23:59:59.999+08:00'))).toEqual(['S1']);
    expect(standing(ground, at('2026-08-01T00:00:00.000+08:00'))).toEqual([]);
  });

  it('is answered once, in time, by the tenderer, and only when asked', () => {
    const ground = opened();
    const supplier = ground.supplier('S1');
    const yes = { lot: LOT, agrees: true };
    expect(said(ground.act(supplier, 'consentExtension', yes, NOW))).toBe('noExtension');
    unwrap(ground.act(ground.entity, 'extendValidity', longer, NOW));
    expect(said(ground.act(ground.supplier('S9'), 'consentExtension', yes, NOW))).toBe('notPermitted');
    expect(said(ground.act(ground.supplier('S3'), 'consentExtension', yes, END))).toBe('validityOver');
    unwrap(ground.act(supplier, 'consentExtension', yes, NOW));
    expect(said(ground.act(supplier, 'consentExtension', { lot: LOT, agrees: false }, NOW))).toBe('alreadyAnswered');
  });

  it('a bid that has lapsed by refusal is not brought back by a later request', () => {
    const ground = opened();
    const supplier = ground.supplier('S1');
    unwrap(ground.act(ground.entity, 'extendValidity', longer, NOW));
    unwrap(ground.act(supplier, 'consentExtension', { lot: LOT, agrees: false }, NOW));
    unwrap(ground.act(ground.entity, 'extendValidity', { ...longer, lastOn: '2026-08-31' }, NOW));
    expect(said(ground.act(supplier, 'consentExtension', { lot: LOT, agrees: true }, NOW))).toBe('validityOver');
  });
});

describe('a change of the tenderer', () => {
  const report = { lot: LOT, kind: 'merger', happenedOn: '2026-05-20', statement: '与某公司合并。', document: '33'.repeat(32) };

  it('is on record, the bid stays, and others see it with the award', () => {
    const ground = opened();
    const done = ground.act(ground.supplier('S1'), 'reportTendererChange', report, NOW);
    expect(unwrap(done).decision.publicAt).toBe('issueAward');
    const { lot: _lot, ...kept } = report;
    expect(afterwardsOf(bidOf(ground, 'S1').room).reported).toEqual([{ ...kept, at: instantText(NOW) }]);
    expect(bidOf(ground, 'S1').stage).toBe('opened');
    unwrap(ground.act(ground.supplier('S1'), 'reportTendererChange', { ...report, kind: 'bankruptcy' }, NOW));
    expect(afterwardsOf(bidOf(ground, 'S1').room).reported).toHaveLength(2);
  });

  it.each([
    ['notPermitted', 'S9', {}, 'opened'],
    ['malformed', 'S1', { happenedOn: '2026-06-02' }, 'opened'],
    ['wrongStage', 'S1', {}, 'contracted'],
    ['wrongStage', 'S1', {}, 'bidding'],
  ])('is refused: %s', (code, who, change, stage) => {
    const ground = opened();
    ground.stage(stage);
    expect(said(ground.act(ground.supplier(who), 'reportTendererChange', { ...report, ...change }, NOW))).toBe(code);
  });
});
