import { DAY, addDays, day, dayOf, present, startOf, weekdayOf, type Instant } from '@zhaobiao/basics';
import { creditCodeFault } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { CAST, EXPERTS } from './cast.ts';
import { parseDemoKeys, parseGuardianPublic } from './parse-keys.ts';
import { beginningOf, demoTenders } from './tenders.ts';

const first = present(day('2026-11-16'), 'a Monday');
const STARTS = Array.from({ length: 7 }, (_, offset) => (startOf(addDays(first, offset)) + 10 * 3_600_000) as Instant);

describe('the tenders of the demonstration city', () => {
  it.each(STARTS.map((startedAt) => [dayOf(startedAt), startedAt] as const))('are lawful and in order whatever the day (%s)', (_on, startedAt) => {
    const [opened, failed, bidding, publicised, awarded] = demoTenders(startedAt);
    for (const { registeredAt, publishedAt, issueEndsAt, closingAt, bids, securityFen, estimateFen, ceilingFen } of [opened, failed, bidding, publicised, awarded]) {
      expect(beginningOf(startedAt)).toBeLessThanOrEqual(registeredAt);
      expect(registeredAt).toBeLessThan(publishedAt);
      expect(startOf(dayOf(closingAt)) - startOf(dayOf(publishedAt))).toBeGreaterThan(20 * DAY);
      expect(startOf(dayOf(issueEndsAt)) - startOf(dayOf(publishedAt))).toBeGreaterThan(5 * DAY);
      expect(weekdayOf(dayOf(closingAt))).toBeLessThanOrEqual(5);
      expect(securityFen * 50).toBeLessThanOrEqual(estimateFen);
      for (const bid of bids) {
        expect(bid.at).toBeGreaterThan(publishedAt);
        expect(bid.at).toBeLessThan(closingAt);
        expect(bid.priceFen).toBeLessThanOrEqual(ceilingFen);
      }
    }
    expect(opened.bids.length).toBeGreaterThanOrEqual(3);
    expect(failed.bids.length).toBeLessThan(3);
    // The clock goes forward from one closing to the next, and the third is still open.
    expect(failed.closingAt).toBeLessThan(opened.closingAt);
    expect(opened.closingAt).toBeLessThan(startedAt);
    expect(bidding.closingAt).toBeGreaterThan(startedAt);
    expect(Math.max(...bidding.bids.map((bid) => bid.at))).toBeLessThan(startedAt);
    // 条例 54: publicised within three days of the report, for three days at least; the one still goes on, the other was awarded before the city began.
    for (const { sequel, closingAt } of [publicised, awarded]) {
      const { sittingAt, receivedAt, publicisedAt, publicityEndsAt } = present(sequel, 'a sequel');
      expect([closingAt < sittingAt, sittingAt < receivedAt, receivedAt < publicisedAt, publicisedAt < startedAt]).toEqual([true, true, true, true]);
      expect(startOf(dayOf(publicisedAt)) - startOf(dayOf(receivedAt))).toBeLessThanOrEqual(3 * DAY);
      expect(publicityEndsAt).toBeGreaterThanOrEqual(startOf(addDays(dayOf(publicisedAt), 4)));
    }
    expect(present(publicised.sequel, 'a sequel').publicityEndsAt).toBeGreaterThan(startedAt);
    const { award, publicityEndsAt } = present(awarded.sequel, 'a sequel');
    const { decidedAt, issuedAt } = present(award, 'an award');
    expect([publicityEndsAt < decidedAt, decidedAt < issuedAt, issuedAt < startedAt]).toEqual([true, true, true]);
    const { filedAt, answeredAt, clarifiedAt } = present(awarded.preparation, 'a preparation');
    expect([awarded.publishedAt < filedAt, filedAt < answeredAt, answeredAt < clarifiedAt, startOf(dayOf(answeredAt)) - startOf(dayOf(filedAt)) <= 3 * DAY]).toEqual([true, true, true, true]);
    expect(startOf(dayOf(filedAt)) + 11 * DAY).toBeLessThan(awarded.closingAt);
  });
});

describe('the cast', () => {
  it('has valid codes and log-ins of its own', () => {
    expect(CAST.filter(({ creditCode, person }) => person === undefined && creditCodeFault(creditCode) !== undefined)).toEqual([]);
    expect(EXPERTS.map((each) => each.person?.employer).filter((employer, index, all) => all.indexOf(employer) !== index)).toEqual([]);
    expect(new Set(CAST.map((each) => each.login)).size).toBe(CAST.length);
    expect(CAST.filter((each) => each.founding).flatMap((each) => each.roles).toSorted()).toEqual(['operator', 'registrar', 'supervisor', 'systemAdministrator']);
  });
});

describe('key files', () => {
  const party = { role: 'supplier', roles: ['supplier'], party: 'party:X', creditCode: 'X', name: 'N', title: 'T', seed: 'ab'.repeat(32), login: 'l', password: 'p' };
  it('are read whole or not at all', () => {
    const text = (value: unknown): string => JSON.stringify(value);
    const startedAt = '2026-11-16T10:00:00.000+08:00';
    expect(parseDemoKeys(text({ startedAt, parties: [party] }))?.parties).toHaveLength(1);
    const wrong = ['', '[]', text({ startedAt }), text({ startedAt: 'today', parties: [party] }), text({ startedAt, parties: [{ ...party, seed: 'ab' }] }), text({ startedAt, parties: [{ ...party, login: 1 }] })];
    expect(wrong.filter((each) => parseDemoKeys(each) !== undefined)).toEqual([]);
    expect(parseGuardianPublic(text({ threshold: 1, publicKey: 'x', guardians: [], partyKey: {} }))).toBeDefined();
    expect(parseGuardianPublic('{}')).toBeUndefined();
  });
});
