/** One case through the rooms as they are: a committee that reports, an objection that changes the result, a candidate passed over, and the archive. */
import { instantText, parseInstant, present, shift, type JsonObject } from '@zhaobiao/basics';
import type { LotRoom } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { COMMITTEE, LOT, SEATS, bidOf, conclude, deskAt, openedLot, reject, review, sign, submitAll, type Desk } from '../expert/committee-lot.ts';
import { LEADER, digestOf, publicity } from './evaluated-lot.ts';

const DAY = 86_400_000;
const lotOf = (desk: Desk): LotRoom => desk.ground.room();
const untilAfter = (desk: Desk, text: unknown): void => desk.wait(present(parseInstant(String(text)), 'moment') - desk.now() + 5_000);

function evaluate(desk: Desk): void {
  conclude(desk);
  submitAll(desk);
  desk.must('E1', 'summariseScores');
  for (const number of SEATS) sign(desk, number);
}

function publicise(desk: Desk): void {
  const { entity } = desk.ground;
  desk.must(entity, 'receiveReport');
  const codes = (lotOf(desk).report?.candidates ?? []).map((each) => each.bid.slice(bidOf('').length));
  const { publicityEndsAt } = desk.must(entity, 'publishCandidates', publicity(codes, { publicityEndsAt: instantText(shift(desk.now(), 5 * DAY)) }));
  expect(parseInstant(String(publicityEndsAt))).toBeGreaterThan(desk.now());
}

const candidates = (desk: Desk): readonly string[] => (lotOf(desk).candidates ?? []).map((each) => `${each.rank} ${each.bid.slice(bidOf('').length)} ${each.standing}`);

describe('from the committee to the archive', () => {
  const desk = deskAt(openedLot({ lot: { stateDominated: true } }));
  const { ground } = desk;
  const notice = present(ground.room().notice, 'notice');
  ground.put({ ...ground.state(LOT), room: { ...ground.room(), notice: { ...notice, terms: { ...notice.terms, contract: { form: 'unitPrice', performanceRequired: false, performancePermille: 0, payment: '按月' } } } } });
  const { entity } = ground;
  const supplier = (code: string) => ground.supplier(code);
  const ID = 'objection:P1/1/k7f3';

  it('a report with one bid rejected is publicised', () => {
    review(desk);
    desk.must('E3', 'screenBids');
    reject(desk, 'S1');
    evaluate(desk);
    publicise(desk);
    expect(candidates(desk)).toEqual(['1 S2 stands', '2 S3 stands', '3 S4 stands']);
  });

  it('who was rejected objects; upheld, the same committee checks again and the result changes', () => {
    desk.must(supplier('S1'), 'objectToResult', { objection: ID, grounds: '业绩符合要求', request: '恢复评审', concerns: '否决理由', documents: [] });
    const end = ground.state(LOT).deadlines['publicityEnd'];
    expect(desk.act(entity, 'orderRecheck', { reason: '复核', objection: 'objection:P1/1/none' }).ok).toBe(false);
    desk.must(entity, 'answerObjection', { objection: ID, outcome: 'upheld', text: '异议成立，组织复核', measure: 'recheck', documents: [] });
    desk.must(entity, 'orderRecheck', { reason: '异议成立', objection: ID });
    expect([ground.state(LOT).stage, ground.state(COMMITTEE).stage, ground.committee().round]).toEqual(['opened', 'reviewing', 2]);
    desk.must('E2', 'moveRejection', { motions: [{ kind: 'restore', bid: bidOf('S1'), code: 'REJ-03D', clause: '第二章 3.5.3', page: '45', reason: '业绩材料在第 46 页' }] });
    const no = ground.committee().motions.length;
    for (const number of SEATS) desk.must(number, 'voteRejection', { votes: [{ no, inFavour: true }] });
    evaluate(desk);
    publicise(desk);
    expect(candidates(desk)).toEqual(['1 S1 stands', '2 S2 stands', '3 S3 stands']);
    expect([ground.committee().formerReports.length, lotOf(desk).owed, lotOf(desk).report?.round]).toEqual([1, [], 2]);
    expect(ground.state(LOT).deadlines['publicityEnd']).not.toEqual(end);
  });

  it('the first is found unable to perform and passed over; the second is awarded', () => {
    desk.must(entity, 'reviewCapacity', { bid: bidOf('S1'), ground: 'finance', reason: '被申请破产', documents: [] });
    desk.must('E1', 'recordCapacity', { bid: bidOf('S1'), capable: false, reason: '不能履约' });
    const end = ground.state(LOT).deadlines['publicityEnd'];
    untilAfter(desk, end && 'at' in end ? instantText(end.at) : '');
    expect(desk.act(entity, 'decideAward', { bid: bidOf('S1'), reason: '第一' })).toMatchObject({ ok: false, fault: { code: 'capacityLacking' } });
    desk.must(entity, 'passOver', { bid: bidOf('S1'), cause: 'incapable', reason: '不能履约', documents: [] });
    desk.must(entity, 'decideAward', { bid: bidOf('S2'), reason: '依次确定' });
    const issued = desk.act(entity, 'issueAward', { bid: bidOf('S2'), number: '中字1号', media: ['national'] });
    expect(issued.ok && issued.value.decision.reveals).toEqual(['issueAward']);
    expect(lotOf(desk)).toMatchObject({ supplier: 'party:S2', award: { bid: bidOf('S2'), priceFen: 360_000_000 } });
    desk.must(ground.clock, 'deliverChange');
  });

  it('contract, returns, report, archive', () => {
    desk.must(entity, 'fileWrittenReport', { document: digestOf('ab'), authority: '某市住建局', summary: '情况' });
    desk.must(entity, 'proposeContract', { priceFen: 360_000_000, period: '365 日历天', quality: '合格', projectLeader: LEADER, document: digestOf('d1') });
    desk.must(supplier('S2'), 'concludeContract', { document: digestOf('d1') });
    desk.must(entity, 'publishContract', { document: digestOf('d1'), withheld: null });
    desk.must(entity, 'confirmReturns');
    const own: Readonly<Record<string, string>> = { tenderDocument: lotOf(desk).notice?.digest ?? '', writtenReport: digestOf('ab'), contract: digestOf('d1') };
    const pieces = ['tenderDocument', 'notice', 'openingRecord', 'evaluationReport', 'candidatePublicity', 'noticeOfAward', 'resultPublication', 'writtenReport', 'contract', 'securityReturns', ID];
    const passed: JsonObject = { passed: true, statement: '已检测' };
    desk.must(ground.operator, 'archiveTender', {
      lotVersion: ground.state(LOT).version, pieces: pieces.map((piece) => ({ piece, digest: own[piece] ?? digestOf('77') })), checks: { authentic: passed, complete: passed, usable: passed, safe: passed },
    });
    expect(ground.state(LOT).stage).toBe('archived');
  });
});
