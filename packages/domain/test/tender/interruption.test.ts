import { instantText, shift, unwrap, type Instant } from '@zhaobiao/basics';
import { ACTS, preparationOf, type MailboxRoom } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { CLOSING, LOT, NOW, at, biddingLot, days, said, written, type Ground } from './bidding-lot.ts';

const MINUTE = 60_000;
/** Down from 08:40 to 09:40, over the deadline at 09:30. */
const outage = (change: object = {}) => ({
  lot: LOT, cause: 'network', from: '2026-03-16T08:40:00.000+08:00', to: '2026-03-16T09:40:00.000+08:00', statement: '出口线路中断。', closingAt: '2026-03-16T10:40:00.000+08:00', ...change,
});
const AFTER = at('2026-03-16T09:45:00.000+08:00');
const declare = (ground: Ground, change: object = {}, when: Instant = AFTER) => ground.act(ground.operator, 'declareOutage', outage(change) as never, when);

describe('an outage', () => {
  it('before the close moves the deadline, and the document stays as it was', () => {
    const ground = biddingLot();
    const before = ground.room().notice;
    expect(unwrap(declare(ground)).answer['closingAt']).toBe('2026-03-16T10:40:00.000+08:00');
    expect(ground.state(LOT)).toMatchObject({ stage: 'bidding', deadlines: { closing: { at: at('2026-03-16T10:40:00.000+08:00') } } });
    expect(ground.room().notice).toEqual(before);
    expect(preparationOf(ground.room()).outages).toMatchObject([{ cause: 'network' }]);
    expect(ground.dues().map((due) => due.act)).toEqual(expect.arrayContaining(['deliverChange', 'closeBidding']));
  });

  it('after the close reopens bidding: the root of the bids is void, the bids stay, the close is due again', () => {
    const ground = biddingLot();
    ground.bid(ground.supplier('S1'), 'submitted');
    ground.put({ ...ground.state(LOT), stage: 'closed', room: { ...ground.room(), liveRoot: 'aa'.repeat(32) }, deadlines: { ...ground.state(LOT).deadlines, closing: { at: CLOSING, since: NOW, amberAt: NOW, metAt: shift(CLOSING, 5_000) } } });
    unwrap(declare(ground));
    expect(ground.state(LOT).stage).toBe('bidding');
    expect(ground.room().liveRoot).toBeNull();
    expect(ground.state('bid:P1/1/S1').stage).toBe('submitted');
    expect(ground.dues().find((due) => due.act === 'closeBidding')?.at).toBe(at('2026-03-16T10:40:05.000+08:00'));
  });

  it('counts what had begun and what was not taken, unseen until the tenderers are announced', () => {
    const [quiet, busy] = [0, 7].map((count) => {
      const ground = biddingLot();
      for (let index = 0; index < count; index += 1) ground.bid(ground.supplier(`S${index}`), 'attempted', index % 2 === 0 ? { attempt: { at: instantText(NOW), lengthBytes: 9, ciphertext: null } } : { refused: 1 });
      return declare(ground);
    });
    const disclosed = unwrap(busy as never as ReturnType<typeof declare>).decision.disclosures.map(({ name, class: until, value }) => [name, until, value]);
    expect(disclosed).toEqual([['attempts', 'until:announceTenderers', 4], ['notTaken', 'until:announceTenderers', 3]]);
    expect(written(quiet as ReturnType<typeof declare>)[0]?.public).toEqual(written(busy as ReturnType<typeof declare>)[0]?.public);
  });

  it('lets as much time after it as it lasted, to the minute', () => {
    for (const [closingAt, code] of [['2026-03-16T10:39:59.999+08:00', 'extensionTooShort'], ['2026-03-16T10:40:00.000+08:00', 'accepted']]) expect(said(declare(biddingLot(), { closingAt }))).toBe(code);
    const refused = declare(biddingLot(), { closingAt: '2026-03-16T10:00:00.000+08:00' });
    expect(refused.ok ? {} : refused.fault.params).toMatchObject({ length: 60, earliest: '2026-03-16T10:40:00.000+08:00' });
  });

  it('long before the deadline may not bring it forward', () => {
    const early = { from: '2026-03-01T08:00:00.000+08:00', to: '2026-03-01T09:00:00.000+08:00' };
    expect(said(declare(biddingLot(), { ...early, closingAt: '2026-03-15T09:30:00.000+08:00' }, days(CLOSING, -10)))).toBe('extensionTooShort');
    expect(said(declare(biddingLot(), { ...early, closingAt: instantText(shift(CLOSING, 60 * MINUTE)) }, days(CLOSING, -10)))).toBe('accepted');
  });

  it.each([
    ['outageInvalid', { to: '2026-03-16T08:40:00.000+08:00' }, AFTER],
    ['outageInvalid', {}, at('2026-03-16T09:39:59.000+08:00')],
    ['outageInvalid', { from: '2026-03-16T09:30:00.000+08:00' }, AFTER],
    ['momentPassed', {}, at('2026-03-16T10:40:00.000+08:00')],
  ] as const)('is refused: %s', (code, change, when) => {
    expect(said(declare(biddingLot(), change, when))).toBe(code);
  });

  it('is declared by the operator only, while nobody is announced', () => {
    const ground = biddingLot();
    expect(said(ground.act(ground.entity, 'declareOutage', outage(), AFTER))).toBe('notPermitted');
    ground.stage('announced');
    expect(said(declare(ground))).toBe('wrongStage');
  });
});

const end = { lot: LOT, cause: 'planChanged', reason: '规划调整。' };
const invalid = { lot: LOT, article: '实施条例第三十二条', reason: '以特定行业业绩作为加分条件。' };

describe('the end before its time', () => {
  it.each(['defined', 'bidding', 'closed', 'announced', 'checked', 'opening', 'opened', 'evaluated', 'publicised'])('terminates from %s, with cause; everybody is told and what was collected is due back in five days', (stage) => {
    const ground = biddingLot();
    ground.stage(stage);
    ground.bid(ground.supplier('S1'), 'submitted');
    unwrap(ground.act(ground.entity, 'terminateTender', end, NOW));
    expect(ground.state(LOT).stage).toBe('terminated');
    // 25 February and five days: over with 2 March, exclusive.
    expect(ground.state(LOT).deadlines['securityReturn']).toMatchObject({ at: at('2026-03-03T00:00:00.000+08:00') });
    unwrap(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW));
    expect((ground.state('mailbox:P1/1').room as MailboxRoom).deliveries).toMatchObject([{ change: { kind: 'terminated' }, told: ['party:S1'] }]);
  });

  it.each(['decided', 'awarded', 'failed', 'terminated'])('cannot terminate from %s', (stage) => {
    const ground = biddingLot();
    ground.stage(stage);
    expect(said(ground.act(ground.entity, 'terminateTender', end, NOW))).toBe('wrongStage');
  });

  it('needs a cause of the list, and the procuring entity', () => {
    const ground = biddingLot();
    expect(ACTS.get('terminateTender')?.contract.safeParse({ ...end, cause: 'tooExpensive' }).success).toBe(false);
    expect(said(ground.act(ground.agency, 'terminateTender', end, NOW))).toBe('notPermitted');
  });

  it.each(['entity', 'supervisor'] as const)('a document is found unlawful by the %s: the tender is invalid and told to all', (who) => {
    const ground = biddingLot();
    unwrap(ground.act(ground.supplier('S1'), 'obtainDocument', { lot: LOT }, NOW));
    const done = ground.act(ground[who], 'invalidateDocument', invalid, NOW);
    expect(written(done)[0]).toMatchObject({ type: 'DocumentInvalidated', public: { article: '实施条例第三十二条' } });
    expect(ground.state(LOT).stage).toBe('invalid');
    unwrap(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW));
    expect((ground.state('mailbox:P1/1').room as MailboxRoom).deliveries).toMatchObject([{ change: { kind: 'invalid' }, told: ['party:S1'], urged: [] }]);
  });

  it('is not found by the operator, nor once the award is decided', () => {
    const ground = biddingLot();
    expect(said(ground.act(ground.operator, 'invalidateDocument', invalid, NOW))).toBe('notPermitted');
    ground.stage('decided');
    expect(said(ground.act(ground.entity, 'invalidateDocument', invalid, NOW))).toBe('wrongStage');
  });
});
