/** What slips between two steps of the review. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@zhaobiao/basics';
import { DIGEST, LOT, PRICES, SEATS, bidOf, conclude, deskAt, entryOf, form, openedLot, proposal, reject, review, said, settlePerson, submitAll, type Desk } from '../expert/committee-lot.ts';

const EMPLOYERS = { procuringEntity: 'party:ENTITY', agency: 'party:AGENCY' };
const everybody = (desk: Desk, seats: readonly string[], plan = '20') =>
  seats.forEach((number) => desk.must(number, 'submitScores', { scores: Object.fromEntries(Object.keys(PRICES).map((code) => [bidOf(code), { plan, record: '15' }])) }));

/** E3 is replaced by E5, who takes the seat and votes against the only motion. */
function replaced(desk: Desk): void {
  desk.must(desk.ground.operator, 'replaceMember', { ...EMPLOYERS, member: 'E3', replacement: entryOf('E5'), cause: 'health', reason: '突发疾病' });
  for (const [act, command] of [['signInMember', {}], ['declareInterest', { conflicts: [] }], ['studyCase', { document: DIGEST, discipline: true }], ['voteRejection', { votes: [{ no: 1, inFavour: false }] }]] as const) desk.must('E5', act, { ...command });
}

describe('被更换成员的结论无效 (条例 48)', () => {
  it('a bid whose rejection falls with the vote of the replaced member is scored and ranked like the others', () => {
    const desk = deskAt(openedLot());
    review(desk);
    desk.must('E3', 'screenBids');
    reject(desk, 'S1', { against: ['E4', 'D1'] });
    conclude(desk);
    expect(desk.ground.committee().preliminary?.responsive).not.toContain(bidOf('S1'));
    submitAll(desk);
    replaced(desk);
    expect(said(desk, desk.act('E5', 'submitScores', { scores: Object.fromEntries(['S2', 'S3', 'S4'].map((code) => [bidOf(code), { plan: '20', record: '15' }])) }))).toBe('scoresInvalid EVL-04');
    everybody(desk, ['E5']);
    // The others have not scored it yet.
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('evaluationImpossible LAW-42');
    everybody(desk, ['E1', 'E2', 'E4', 'D1']);
    const answer = desk.must('E1', 'summariseScores');
    expect((answer['ranking'] as { bid: string }[]).map((each) => each.bid)).toEqual(['S1', 'S2', 'S3'].map(bidOf));
    expect(desk.ground.committee().report).toMatchObject({ responsive: 4, rejected: [] });
  });

  it('so is one that was left when all had been rejected', () => {
    const desk = deskAt(openedLot({ prices: { S1: 350_000_000 } }));
    review(desk);
    desk.must('E3', 'screenBids');
    reject(desk, 'S1', { against: ['E4', 'D1'] });
    conclude(desk);
    expect(desk.ground.committee().report?.outcome).toBe('allRejected');
    replaced(desk);
    for (const number of ['E1', 'E2', 'E4', 'E5', 'D1']) desk.must(number, 'submitScores', { scores: { [bidOf('S1')]: { plan: '20', record: '15' } } });
    expect(desk.must('E1', 'summariseScores')).toMatchObject({ outcome: 'ranked', ranking: [{ bid: bidOf('S1') }] });
  });
});

describe('失效的投标 (12号令 40)', () => {
  it('a bid that had lapsed is not scored because a motion on it was lost', () => {
    const refused = { afterwards: { answers: [{ validUntil: '2026-09-01T00:00:00.000+08:00', agrees: false, at: '2026-03-16T11:00:00.000+08:00' }], reported: [] } };
    const desk = deskAt(openedLot({ rooms: { S1: refused } }));
    review(desk);
    desk.must('E3', 'screenBids');
    reject(desk, 'S1', { against: SEATS });
    conclude(desk);
    expect(desk.ground.committee().preliminary).toMatchObject({ responsive: ['S2', 'S3', 'S4'].map(bidOf), lapsed: [bidOf('S1')] });
    for (const number of SEATS) desk.must(number, 'submitScores', { scores: Object.fromEntries(['S2', 'S3', 'S4'].map((code) => [bidOf(code), { plan: '20', record: '15' }])) });
    expect(desk.must('E1', 'summariseScores')).toMatchObject({ outcome: 'ranked' });
  });
});

describe('回避申报', () => {
  it('a conflict is with a bid of this lot', () => {
    const desk = deskAt(openedLot());
    expect(SEATS).toContain('E1');
    expect(() => desk.act('E1', 'declareInterest', { lot: LOT, conflicts: [{ bid: 'bid:P9/1/S1', kind: 'kin', text: '近亲属' }] })).toThrow(/a bid for this lot/);
  });
});

describe('评标委员会成员与投标人 (法 37, 条例 46)', () => {
  const seated = (employer: string): Desk => {
    const ground = openedLot({ rooms: { S2: { name: '闽南市政工程有限公司' } } });
    settlePerson(ground, 'E1', { employer });
    const desk = deskAt(ground);
    form(desk);
    desk.must('E1', 'signInMember');
    return desk;
  };

  it('who works for a tenderer cannot declare that there is nothing to declare', () => {
    const desk = seated('闽南市政工程有限公司');
    const declare = (conflicts: JsonObject[]) => said(desk, desk.act('E1', 'declareInterest', { conflicts }));
    expect(declare([])).toBe('conflictOnRecord REG-46');
    expect(declare([{ bid: bidOf('S2'), kind: 'employment', text: '本人在该单位工作' }])).toBe('formed');
    expect(said(desk, desk.act('E1', 'declareInterest', { conflicts: [] }))).toBe('memberExcluded REG-46');
  });

  it('spaces and wide brackets do not make another employer', () => {
    const desk = seated(' 闽南市政工程 有限公司');
    expect(said(desk, desk.act('E1', 'declareInterest', { conflicts: [] }))).toBe('conflictOnRecord REG-46');
    const ground = openedLot();
    settlePerson(ground, 'E1', { employer: 'ＥＮＴＩＴＹ ' });
    const other = deskAt(ground);
    other.must(ground.operator, 'proposeCommittee', proposal());
    expect(ground.committee().members.find((each) => each.number === 'E1')?.kind).toBe('entity');
  });
});
