/** 初步评审: screening, rejection by vote, correction, questions, low prices, conclusion. */
import { instantText, shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { HOUR, LOT, LOWEST, SCORED, SEATS, bidOf, conclude, deskAt, motion, openedLot, person, reject, review, said, score, seat, type Desk, type LotFacts } from '../expert/committee-lot.ts';

const at = (stage: (desk: Desk) => unknown, facts: LotFacts = {}): Desk => {
  const desk = deskAt(openedLot(facts));
  stage(desk);
  return desk;
};
const supplier = (code: string) => ({ party: `party:${code}`, roles: ['supplier'], keyId: code, name: code });
const item = (code: string, quantity: string, unitPriceFen: number, totalFen: number) => ({ code, quantity, unitPriceFen, totalFen });
const kindsOf = (answer: JsonObject): readonly string[] => (answer['findings'] as { kind: string; bids: string[] }[]).map(({ kind, bids }) => `${kind} ${bids.map((bid) => bid.slice(9)).join(' ')}`);

describe('screening (清标)', () => {
  it('finds nothing where nothing is', () => {
    const desk = at(review);
    expect(desk.must('E3', 'screenBids')).toEqual({ screened: 4, findings: [], suspicions: [] });
  });

  it('is done by a member who has declared, or the trading centre, once there is a chair', () => {
    const desk = at(seat);
    expect(said(desk, desk.act(desk.ground.operator, 'screenBids'))).toBe('wrongStage REJ-07');
    for (const number of ['E1', 'E2', 'E3']) desk.must(number, 'electChair', { candidate: 'party:E1' });
    expect(said(desk, desk.act(desk.ground.entity, 'screenBids'))).toBe('notPermitted REJ-07');
    expect(said(desk, desk.act(desk.ground.operator, 'screenBids'))).toBe('chaired');
  });

  it('arithmetic, bill, ceiling, provisional sums, validity, consortium', () => {
    const bill = [item('1', '10', 10_000_000, 100_000_000), item('2', '1', 250_000_000, 250_000_000)];
    const desk = at(review, {
      prices: { S1: 350_000_000, S2: 360_000_000, S3: 370_000_000, S4: 410_000_000, S5: 360_000_000 },
      sheets: {
        S1: { items: bill }, S2: { items: [item('1', '10', 10_000_000, 110_000_000), item('2', '1', 250_000_000, 250_000_000)] }, S3: { items: [item('1', '10', 10_000_000, 100_000_000), item('3', '1', 270_000_000, 270_000_000)] },
        S4: { validityDays: 60, provisionalFen: 1 }, S5: { priceInWords: '叁佰陆拾壹万元整' },
      },
      rooms: { S3: { tenderer: { lead: 'party:S3', members: ['party:S5'] } } },
    });
    expect(kindsOf(desk.must('E3', 'screenBids'))).toEqual(['arithmetic S2', 'missingItems S3', 'extraItems S3', 'agreementMissing S3', 'aboveCeiling S4', 'provisionalDiffers S4', 'validityShort S4', 'arithmetic S5', 'partyTwice S3 S5', 'samePrice S2 S5']);
  });

  it('equal prices are said with the warning that they say little; equal unit prices plainly', () => {
    const twelve = (change: (index: number) => number) => Array.from({ length: 12 }, (_, index) => item(String(index), '1', 1_000_000 + change(index), 1_000_000 + change(index)));
    const desk = at(review, {
      prices: { S1: 12_000_000, S2: 12_000_000, S3: 12_000_200, S4: 12_000_000 },
      sheets: { S1: { items: twelve(() => 0) }, S2: { items: twelve(() => 0) }, S3: { items: twelve((index) => (index < 2 ? 100 : 0)) }, S4: { items: twelve((index) => (index % 2 === 0 ? index : -index + 1)) } },
    });
    const answer = desk.must('E3', 'screenBids');
    expect(kindsOf(answer)).toEqual(['sameUnitPrices S1 S2', 'nearUnitPrices S1 S3', 'nearUnitPrices S2 S3', 'samePrice S1 S2 S4']);
    const sentences = (answer['findings'] as { zh: string }[]).map(({ zh }) => zh);
    expect(sentences.every((zh) => zh.endsWith('待核查。'))).toBe(true);
    expect(sentences.at(-1)).toContain('下浮率');
  });

  it('one payer of two securities, one price far from all, a bid that lapsed', () => {
    const desk = at(review, { prices: { S1: 350_000_000, S2: 352_000_000, S3: 354_000_000, S4: 356_000_000, S5: 240_000_000 }, rooms: { S2: { afterwards: { answers: [{ validUntil: '2026-09-01T00:00:00.000+08:00', agrees: false, at: '2026-03-16T11:00:00.000+08:00' }], reported: [{ kind: 'merger', happenedOn: '2026-03-01', statement: '合并', document: '00'.repeat(32), at: '2026-03-16T11:00:00.000+08:00' }] } } } });
    for (const code of ['S1', 'S3', 'S4']) desk.ground.put({ id: `security:P1/1/${code}`, machine: 'security', version: 1, stage: 'lodged', owner: LOT, deadlines: {}, room: { payer: code === 'S4' ? '某公司二' : '某公司' } });
    expect(kindsOf(desk.must('E3', 'screenBids'))).toEqual(['lapsed S2', 'changed S2', 'outlier S5', 'samePayer S1 S3']);
    expect(conclude(desk)).toMatchObject({ responsive: 4 });
  });
});

describe('rejection is moved and voted on (条例 51)', () => {
  it('by the majority of all members', () => {
    const desk = at(review);
    reject(desk, 'S4', { against: ['E1', 'D1'] });
    reject(desk, 'S3', { against: ['E1', 'E2', 'D1'] });
    desk.must('E3', 'screenBids');
    expect(conclude(desk)).toMatchObject({ responsive: 3, rejected: 1, warnings: [] });
    expect(desk.ground.committee().preliminary?.responsive).toEqual(['S1', 'S2', 'S3'].map(bidOf));
  });

  it('one open motion a bid, on bids that are opened', () => {
    const desk = at(review);
    desk.ground.bid(desk.ground.supplier('S8'), 'unopened');
    const move = (...motions: readonly JsonObject[]) => said(desk, desk.act('E2', 'moveRejection', { motions: [...motions] }));
    expect(move(motion('S8'))).toBe('notUnderReview REG-51');
    expect(move({ ...motion('S9') })).toBe('unknownStream');
    expect(move(motion('S4', { code: 'REJ-99' }))).toBe('codeUnknown REG-51');
    expect(move(motion('S4', { question: 1 }))).toBe('questionUnknown REG-52');
    expect(move(motion('S4', { kind: 'restore' }))).toBe('notRejected REG-51');
    expect(move(motion('S3'), motion('S3'))).toBe('alreadyRejected REG-51');
    expect(move(motion('S4'), motion('S3'))).toBe('reviewing');
    expect(move(motion('S4'))).toBe('alreadyRejected REG-51');
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('motionsOpen REG-51');
  });

  it('a vote may be given again until all have voted; then it is decided', () => {
    const desk = at(review);
    desk.must('E2', 'moveRejection', { motions: [motion('S4')] });
    const vote = (number: string, inFavour: boolean, no = 1) => said(desk, desk.act(number, 'voteRejection', { votes: [{ no, inFavour }] }));
    expect(vote('E1', true, 2)).toBe('unknownMotion REG-51');
    expect([vote('E1', true), vote('E1', false), vote('E2', true), vote('E3', true), vote('E4', false), vote('D1', false)]).toEqual(Array.from({ length: 6 }, () => 'reviewing'));
    expect(vote('E4', true)).toBe('unknownMotion REG-51');
    desk.must('E3', 'screenBids');
    expect(conclude(desk)).toMatchObject({ rejected: 0 });
  });

  it('in the detailed review too, and takes the bid out of the scores', () => {
    const desk = at(score);
    reject(desk, 'S2');
    const scores = Object.fromEntries(['S1', 'S3', 'S4'].map((code) => [bidOf(code), { plan: '20', record: '15' }]));
    for (const number of SEATS) desk.must(number, 'submitScores', { scores });
    expect((desk.must('E1', 'summariseScores')['ranking'] as { bid: string }[]).map((line) => line.bid)).toEqual(['S1', 'S3', 'S4'].map(bidOf));
  });

  it.each(['S1', 'OPERATOR', 'E6'])('not by %s', (code) => {
    const desk = at(review);
    const who = code === 'E6' ? person(desk.ground, 'E6') : code === 'OPERATOR' ? desk.ground.operator : supplier(code);
    expect(said(desk, desk.act(who, 'moveRejection', { motions: [motion('S4')] }))).toBe('notPermitted REG-51');
  });
});

describe('questions (条例 52)', () => {
  const ask = (desk: Desk, change: JsonObject = {}) => desk.act('E1', 'askTenderer', { bid: bidOf('S1'), kind: 'clarification', text: '请说明项目负责人业绩的时间', answerBy: instantText(shift(desk.now(), HOUR)), ...change });
  const answer = (desk: Desk, code: string, change: JsonObject = {}) => desk.act(supplier(code), 'answerCommittee', { question: 1, text: '见投标文件第 30 页', ...change });

  it('by the chair, with half an hour at least', () => {
    const desk = at(review);
    expect(said(desk, desk.act('E2', 'askTenderer', { bid: bidOf('S1'), kind: 'clarification', text: '?', answerBy: instantText(shift(desk.now(), HOUR)) }))).toBe('notPermitted REG-52');
    const tooSoon = ask(desk, { answerBy: instantText(shift(desk.now(), 1_800_999)) });
    expect([said(desk, tooSoon), tooSoon.ok ? '' : tooSoon.fault.params['earliest']]).toEqual(['intervalTooShort REG-52', instantText(shift(desk.now(), 1_800_000))]);
    expect(said(desk, ask(desk, { answerBy: instantText(shift(desk.now(), 1_801_000)) }))).toBe('reviewing');
    expect(said(desk, ask(desk, { kind: 'correction' }))).toBe('correctionNotNeeded GPP-031');
    reject(desk, 'S4');
    expect(said(desk, ask(desk, { bid: bidOf('S4') }))).toBe('alreadyRejected REG-52');
  });

  it('answered once, in time, by whose bid it is', () => {
    const desk = at(review);
    unwrap(ask(desk));
    expect(said(desk, answer(desk, 'S2'))).toBe('questionUnknown REG-52');
    expect(said(desk, answer(desk, 'S1', { question: 2 }))).toBe('questionUnknown REG-52');
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('questionsOpen REG-52');
    expect((unwrap(answer(desk, 'S1')).answer['warnings'] as JsonObject[]).map((each) => each['rule'])).toEqual(['REG-52']);
    expect(said(desk, answer(desk, 'S1'))).toBe('alreadyDone REG-52');
  });

  it('a question nobody answers lapses with its time', () => {
    const desk = at(review);
    desk.must('E3', 'screenBids');
    unwrap(ask(desk));
    desk.wait(HOUR - 3000);
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('questionsOpen REG-52');
    expect(said(desk, answer(desk, 'S1'))).toBe('windowClosed REG-52');
    expect(conclude(desk)).toMatchObject({ responsive: 4 });
  });

  it('a stranger to the lot has no bid here', () => {
    const desk = at(review);
    unwrap(ask(desk));
    desk.ground.supplier('S9');
    expect(said(desk, answer(desk, 'S9'))).toBe('notPermitted REG-52');
  });
});

describe('arithmetic (GPP-031)', () => {
  const wrong: LotFacts = { sheets: { S1: { items: [item('1', '10', 10_000_000, 100_000_000), item('2', '1', 249_000_000, 249_000_000)] } } };
  const correction = (desk: Desk): number => {
    expect(desk.must('E1', 'correctArithmetic', { bid: bidOf('S1') })).toMatchObject({ fromFen: 350_000_000, toFen: 349_000_000 });
    return Number(desk.must('E1', 'askTenderer', { bid: bidOf('S1'), kind: 'correction', text: '请确认修正后的报价 3490000.00 元', answerBy: instantText(shift(desk.now(), HOUR)) })['question']);
  };
  const confirmed = (agrees: boolean | null) => (desk: Desk) => {
    review(desk);
    desk.must('E3', 'screenBids');
    return said(desk, desk.act(supplier('S1'), 'answerCommittee', { question: correction(desk), text: '收到', agrees }));
  };

  it('nothing to correct is refused', () => {
    const desk = at(review, wrong);
    expect(said(desk, desk.act('E1', 'correctArithmetic', { bid: bidOf('S2') }))).toBe('correctionNotNeeded GPP-031');
    expect(said(desk, desk.act('E2', 'correctArithmetic', { bid: bidOf('S1') }))).toBe('notPermitted GPP-031');
  });

  it('confirmed, the corrected price is evaluated', () => {
    const desk = at(confirmed(true), { ...wrong, terms: LOWEST });
    conclude(desk);
    expect((desk.must('E1', 'summariseScores')['ranking'] as JsonObject[])[0]).toMatchObject({ bid: bidOf('S1'), priceFen: 349_000_000, evaluatedFen: '349000000', total: null });
  });

  it('refused, the committee votes on the bid; kept, it stands with the price read out', () => {
    const desk = at(confirmed(false), { ...wrong, terms: LOWEST });
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('correctionsOpen GPP-031');
    reject(desk, 'S1', { against: SEATS, change: { question: 1 } });
    conclude(desk);
    expect((desk.must('E1', 'summariseScores')['ranking'] as JsonObject[])[0]).toMatchObject({ bid: bidOf('S1'), priceFen: 350_000_000 });
  });

  it('an answer says yes or no', () => {
    const desk = deskAt(openedLot(wrong));
    expect(confirmed(null)(desk)).toBe('termsInvalid GPP-031');
  });
});

describe('a price that may be below cost (12号令 21)', () => {
  const low: LotFacts = { prices: { S1: 200_000_000, S2: 360_000_000, S3: 370_000_000, S4: 380_000_000 }, terms: { ...SCORED, suspicions: [{ below: 'mean', percent: '80' }] } };
  const asked = (desk: Desk): void => {
    review(desk);
    expect(desk.must('E3', 'screenBids')).toMatchObject({ suspicions: [bidOf('S1')] });
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('suspicionsOpen EVP-21');
    desk.must('E1', 'askTenderer', { bid: bidOf('S1'), kind: 'lowPrice', text: '请书面说明报价的构成', answerBy: instantText(shift(desk.now(), HOUR)) });
  };

  it('explained and voted on, the bid stays', () => {
    const desk = at(asked, low);
    desk.must(supplier('S1'), 'answerCommittee', { question: 1, text: '自有设备，材料为库存' });
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('suspicionsOpen EVP-21');
    reject(desk, 'S1', { against: SEATS, change: { code: 'REJ-05', question: 1 } });
    expect(conclude(desk)).toMatchObject({ responsive: 4 });
  });

  it('not explained in time, it is rejected', () => {
    const desk = at(asked, low);
    desk.wait(HOUR);
    reject(desk, 'S1', { change: { code: 'REJ-05', question: 1, reason: '没有书面说明' } });
    expect(conclude(desk)).toMatchObject({ responsive: 3, rejected: 1 });
  });
});

describe('the end of the preliminary review', () => {
  it('wants the screening', () => {
    const desk = at(review);
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('screeningMissing EVL-13');
    expect(said(desk, desk.act('E2', 'concludePreliminary', { lacksCompetition: false }))).toBe('notPermitted REG-51');
  });

  it('fewer than three is a warning; plainly no competition rejects all (12号令 27)', () => {
    const desk = at(review);
    desk.must('E3', 'screenBids');
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: true, reason: '缺乏竞争' }))).toBe('competitionStands TND-076');
    for (const code of ['S1', 'S2']) reject(desk, code);
    expect(conclude(desk, { lacksCompetition: true, reason: '两家报价均接近限价，明显缺乏竞争' })).toMatchObject({ responsive: 2 });
    expect(desk.ground.stageNow()).toBe('summarised');
    expect(desk.ground.committee().report).toMatchObject({ outcome: 'lacksCompetition', ranking: [], responsive: 2, evaluation: null, rejected: [{ bid: bidOf('S1'), inFavour: 5, against: 0 }, { bid: bidOf('S2') }] });
  });

  it('two that compete go on', () => {
    const desk = at(review);
    desk.must('E3', 'screenBids');
    for (const code of ['S1', 'S2']) reject(desk, code);
    expect((conclude(desk)['warnings'] as JsonObject[]).map((each) => each['rule'])).toEqual(['TND-076']);
    expect(desk.ground.stageNow()).toBe('scoring');
  });

  it('nothing left: all rejected, and the report is to be signed', () => {
    const desk = at(review);
    desk.must('E3', 'screenBids');
    for (const code of ['S1', 'S2', 'S3', 'S4']) reject(desk, code);
    conclude(desk);
    expect([desk.ground.stageNow(), desk.ground.committee().report?.outcome]).toEqual(['summarised', 'allRejected']);
    expect(desk.ground.dues().map((due) => due.act)).toContain('closeSigning');
  });
});
