import { present, shift, unwrap } from '@zhaobiao/basics';
import { ACTS, withParameters, type Context, type MailboxRoom } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { AFTER, COMMITTEE, DAYS, DURING, LOT, REPORT, REPORTED, WORKS, at, awardedLot, bidOf, decision, digestOf, evaluatedLot, must, notice, publicisedLot, publicity, roomOfLot, said } from './evaluated-lot.ts';

const HOUR = 3_600_000;

describe('接收评标报告', () => {
  it('moves the lot, keeps the ranking closed, names nobody of the committee', () => {
    const ground = evaluatedLot();
    const result = ground.act(ground.entity, 'receiveReport', { lot: LOT }, REPORTED);
    expect(said(ground, result)).toBe('evaluated');
    const event = result.ok ? result.value.decision.record.events[0] : undefined;
    expect(event?.type).toBe('ReportReceived');
    expect(Object.keys(event?.hidden ?? {})).toEqual(['extract']);
    expect(result.ok && new TextDecoder().decode(result.value.decision.bytes)).not.toMatch(/EXPERT|92\.50|S1/);
    expect(roomOfLot(ground).report?.candidates.map((each) => each.bid)).toEqual(['S1', 'S2', 'S3'].map(bidOf));
    // Three days from Thursday end on Sunday, which moves to the end of Monday (民法典 203).
    expect(ground.lot().deadlines['publicising']).toMatchObject({ at: at('2026-03-24T00:00:00.000+08:00') });
  });

  it.each([
    ['not by a supplier', (g: ReturnType<typeof evaluatedLot>) => g.act(g.suppliers['S1']!, 'receiveReport', { lot: LOT }, REPORTED), 'notPermitted TND-070'],
    ['not before the opening', (g: ReturnType<typeof evaluatedLot>) => (g.stage('opening'), g.act(g.entity, 'receiveReport', { lot: LOT }, REPORTED)), 'wrongStage TND-070'],
    ['not while an objection stands', (g: ReturnType<typeof evaluatedLot>) => (g.change(LOT, { holds: [{ machine: 'objection', id: 'objection:P1/1/x', stage: 'filed' }] }), g.act(g.entity, 'receiveReport', { lot: LOT }, REPORTED)), 'suspended TND-028'],
    ['not unsigned', (g: ReturnType<typeof evaluatedLot>) => (g.change(COMMITTEE, {}, { stage: 'summarised' }), g.act(g.entity, 'receiveReport', { lot: LOT }, REPORTED)), 'reportUnsigned TND-071'],
    ['no agency beyond its mandate', (g: ReturnType<typeof evaluatedLot>) => {
      const project = g.state('project:P1').room as { basis: { form: object } };
      g.change('project:P1', { basis: { form: { ...project.basis.form, mandate: ['draft'] } } });
      return g.act(g.agency, 'receiveReport', { lot: LOT }, REPORTED);
    }, 'mandateExceeded REG-13'],
  ])('%s', (_name, act, expected) => {
    const ground = evaluatedLot();
    expect(said(ground, act(ground))).toBe(expected);
  });

  it.each(['allRejected', 'lacksCompetition'] as const)('%s: the tender has failed, and why is public at once', (outcome) => {
    const ground = evaluatedLot();
    ground.change(COMMITTEE, { report: { ...REPORT, outcome, ranking: [] } });
    const result = ground.act(ground.entity, 'receiveReport', { lot: LOT }, REPORTED);
    expect(said(ground, result)).toBe('failed');
    expect(result.ok && result.value.decision.record.events[0]).toMatchObject({ type: 'EvaluationFailed', hidden: {}, public: { outcome } });
  });
});

describe('公示中标候选人', () => {
  const received = () => {
    const ground = evaluatedLot();
    must(ground, ground.entity, 'receiveReport', { lot: LOT }, REPORTED);
    return ground;
  };

  it('publicises ranking, names, prices and the channel of objections', () => {
    const ground = received();
    const answer = must(ground, ground.entity, 'publishCandidates', publicity(), shift(REPORTED, HOUR));
    expect(ground.lot().stage).toBe('publicised');
    expect(answer).toMatchObject({ candidates: [{ rank: 1, bid: bidOf('S1') }, { rank: 2, bid: bidOf('S2') }, { rank: 3, bid: bidOf('S3') }], warnings: [] });
    expect(roomOfLot(ground).candidates?.[0]).toMatchObject({ priceFen: 3_500_000_000, total: '92.50', standing: 'stands' });
  });

  it.each([
    ['not by the agency', 'agency', publicity(), 'notPermitted TND-072'],
    ['less than three days', 'entity', publicity(undefined, { publicityEndsAt: '2026-03-22T23:59:59.999+08:00' }), 'periodTooShort TND-073'],
    ['another order than the report', 'entity', publicity(['S2', 'S1', 'S3']), 'candidatesDiffer TND-070'],
    ['one left out', 'entity', publicity(['S1', 'S2']), 'candidatesDiffer TND-070'],
    ['a rejected bid', 'entity', publicity(['S1', 'S2', 'S4']), 'candidatesDiffer TND-070'],
  ] as const)('%s', (_name, who, command, expected) => {
    const ground = received();
    expect(said(ground, ground.act(ground[who], 'publishCandidates', command, shift(REPORTED, HOUR)))).toBe(expected);
  });

  it('what the bid states is publicised as it stands there', () => {
    const ground = received();
    const command = publicity() as { candidates: { period: string }[] };
    command.candidates[1]!.period = '300 日历天';
    const result = ground.act(ground.entity, 'publishCandidates', command as never, shift(REPORTED, HOUR));
    expect(result).toMatchObject({ ok: false, fault: { code: 'contentsDiffer', params: { fieldZh: '工期', value: '365 日历天' } } });
  });

  it('late is a warning with its article', () => {
    const ground = received();
    const answer = must(ground, ground.entity, 'publishCandidates', publicity(undefined, { publicityEndsAt: '2026-04-01T00:00:00.000+08:00' }), at('2026-03-24T00:00:00.000+08:00'));
    expect(answer['warnings']).toMatchObject([{ rule: 'TND-072' }]);
  });

  it('anew only with a reason; the days begin again', () => {
    const ground = publicisedLot();
    const again = { publicityEndsAt: '2026-03-28T00:00:00.000+08:00' };
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', publicity(undefined, again), DURING))).toBe('malformed TND-072');
    must(ground, ground.entity, 'publishCandidates', publicity(undefined, { ...again, reason: '更正工期' }), DURING);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('tooEarly TND-073');
  });
});

describe('定标', () => {
  it.each([
    ['before the end of the publicity', 'S1', at('2026-03-23T23:59:59.999+08:00'), {}, 'tooEarly TND-073'],
    ['while an objection may still be on its way', 'S1', at('2026-03-24T00:00:04.999+08:00'), {}, 'tooEarly TND-073'],
    ['the second with state funds', 'S2', AFTER, {}, 'notFirstInRank TND-075'],
    ['the second without', 'S2', AFTER, { stateDominated: false }, 'decided'],
    ['who is no candidate', 'S4', AFTER, {}, 'notCandidate TND-075'],
    ['while a measure is owed', 'S1', AFTER, { owed: [{ objection: 'objection:P1/1/x', measure: 'republicise' }] }, 'measuresOwed TND-027'],
    ['while an order stands', 'S1', AFTER, { holds: [{ machine: 'order', id: 'order:P1/1/x', stage: 'issued' }] }, 'suspended REG-62'],
    ['after the validity', 'S1', at('2026-06-15T00:00:00.000+08:00'), {}, 'bidLapsed TND-034'],
    ['the first', 'S1', AFTER, {}, 'decided'],
  ] as const)('%s', (_name, code, when, room, expected) => {
    const ground = publicisedLot();
    ground.change(LOT, room as never);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision(code), when))).toBe(expected);
  });

  it('a tenderer that would not extend its validity is out', () => {
    const ground = publicisedLot();
    ground.change(bidOf('S1'), { afterwards: { answers: [{ validUntil: '2026-08-01T00:00:00.000+08:00', agrees: false, at: '2026-03-20T00:00:00.000+08:00' }], reported: [] } });
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('bidLapsed TND-034');
    must(ground, ground.entity, 'passOver', { lot: LOT, bid: bidOf('S1'), cause: 'lapsed', reason: '拒绝延长', documents: [] }, AFTER);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S2'), AFTER))).toBe('decided');
  });
});

describe('履约能力审查', () => {
  const review = (code: string) => ({ lot: LOT, bid: bidOf(code), ground: 'finance', reason: '被列为被执行人', documents: [] });

  it('waits for the committee; incapable goes to the next', () => {
    const ground = publicisedLot();
    must(ground, ground.entity, 'reviewCapacity', review('S1'), DURING);
    expect(said(ground, ground.act(ground.entity, 'reviewCapacity', review('S1'), DURING))).toBe('capacityPending REG-56');
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('capacityPending REG-56');
    const pass = { lot: LOT, bid: bidOf('S1'), cause: 'incapable', reason: '不能履约', documents: [] };
    expect(said(ground, ground.act(ground.entity, 'passOver', pass, AFTER))).toBe('causeUnfit TND-075');
    ground.change(COMMITTEE, { capacities: [{ bid: bidOf('S1'), capable: false, reason: '资金链断裂', at: '2026-03-21T10:00:00.000+08:00' }] });
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('capacityLacking REG-56');
    expect(must(ground, ground.entity, 'passOver', pass, AFTER)['next']).toMatchObject({ rank: 2, bid: bidOf('S2') });
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S2'), AFTER))).toBe('decided');
  });

  it('capable may be awarded; a finding before the review does not count', () => {
    const ground = publicisedLot();
    ground.change(COMMITTEE, { capacities: [{ bid: bidOf('S1'), capable: true, reason: '', at: '2026-03-19T10:00:00.000+08:00' }] });
    must(ground, ground.entity, 'reviewCapacity', review('S1'), DURING);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('capacityPending REG-56');
    ground.change(COMMITTEE, { capacities: [{ bid: bidOf('S1'), capable: true, reason: '', at: '2026-03-21T10:00:00.000+08:00' }] });
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('decided');
  });

  it('of candidates only', () => {
    const ground = publicisedLot();
    expect(said(ground, ground.act(ground.entity, 'reviewCapacity', review('S4'), DURING))).toBe('notCandidate REG-56');
  });
});

describe('中标通知', () => {
  it('tells everybody, opens the committee, begins the thirty days', () => {
    const ground = publicisedLot();
    must(ground, ground.entity, 'decideAward', decision('S1'), AFTER);
    const result = ground.act(ground.entity, 'issueAward', notice('S1'), shift(AFTER, HOUR));
    expect(said(ground, result)).toBe('awarded');
    if (!result.ok) return;
    const { record, reveals, states } = result.value.decision;
    expect([reveals, [...states.keys()]]).toEqual([['issueAward'], [LOT, COMMITTEE]]);
    expect(record.events[0]?.public['results']).toEqual([
      { bid: bidOf('S1'), outcome: 'awarded' },
      { bid: bidOf('S2'), outcome: 'candidate' },
      { bid: bidOf('S3'), outcome: 'candidate' },
      { bid: bidOf('S4'), outcome: 'rejected', code: 'REJ-05', clause: '第三章 3.2', reason: '低于成本' },
      { bid: bidOf('S5'), outcome: 'unopened' },
    ]);
    expect(roomOfLot(ground)).toMatchObject({ supplier: 'party:S1', award: { priceFen: 3_500_000_000, number: '中字〔2026〕1号' } });
    expect(ground.lot().deadlines['contracting']).toMatchObject({ at: at('2026-04-24T00:00:00.000+08:00') });
  });

  it('the clock tells every tenderer at once, and nobody else', () => {
    const ground = awardedLot();
    expect(ground.dues().filter((due) => due.act === 'deliverChange')).toMatchObject([{ stream: LOT, at: shift(AFTER, HOUR) }]);
    must(ground, ground.clock as never, 'deliverChange', { lot: LOT }, shift(AFTER, HOUR));
    const { deliveries } = ground.state('mailbox:P1/1').room as MailboxRoom;
    expect(deliveries.map((each) => [each.change.kind, each.told])).toEqual([['result', ['S1', 'S2', 'S3', 'S4', 'S5'].map((code) => `party:${code}`)]]);
    expect(ground.dues().filter((due) => due.act === 'deliverChange')).toEqual([]);
  });

  it('to whom it was decided, and after the decision', () => {
    const ground = publicisedLot();
    expect(said(ground, ground.act(ground.entity, 'issueAward', notice('S1'), AFTER))).toBe('wrongStage LAW-45');
    must(ground, ground.entity, 'decideAward', decision('S1'), AFTER);
    expect(said(ground, ground.act(ground.entity, 'issueAward', notice('S2'), AFTER))).toBe('notCandidate LAW-45');
    expect(said(ground, ground.act(ground.agency, 'issueAward', notice('S1'), AFTER))).toBe('notPermitted LAW-45');
  });

  it('in a sector that wants the report first, the report comes first', () => {
    const ground = publicisedLot();
    must(ground, ground.entity, 'decideAward', decision('S1'), AFTER);
    const sector = unwrap(withParameters(WORKS, 'region', { reportBeforeAward: true }));
    const met = (procedure: typeof WORKS) => present(ACTS.get('issueAward')?.facts, 'facts')({ procedure, primary: ground.lot() } as unknown as Context)['writtenReportMet'];
    expect([met(WORKS), met(sector)]).toEqual([true, false]);
    must(ground, ground.entity, 'fileWrittenReport', { lot: LOT, document: digestOf('ab'), authority: '某市住建局', summary: '招标投标情况' }, AFTER);
    expect([met(WORKS), met(sector)]).toEqual([true, true]);
  });
});

describe('依次确定与重新招标', () => {
  const PROOF = { name: '证明材料', digest: digestOf('aa') };
  const pass = (code: string, cause = 'renounced', documents = [PROOF]) => ({ lot: LOT, bid: bidOf(code), cause, reason: '说明', documents });

  it('the winner renounces: the clocks of its award end, the next is decided', () => {
    const ground = awardedLot();
    const when = shift(AFTER, DAYS);
    expect(said(ground, ground.act(ground.entity, 'passOver', pass('S1'), when))).toBe('publicised');
    expect(roomOfLot(ground)).toMatchObject({ award: null, supplier: null, decision: null });
    expect(Object.keys(ground.lot().deadlines)).not.toContain('contracting');
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), when))).toBe('notCandidate TND-075');
    must(ground, ground.entity, 'decideAward', decision('S2'), when);
    must(ground, ground.entity, 'issueAward', notice('S2'), when);
    expect(roomOfLot(ground).supplier).toBe('party:S2');
  });

  it.each([
    ['another than the one decided on', pass('S2'), 'notCandidate TND-075'],
    ['without proof', pass('S1', 'unlawful', []), 'causeUnfit TND-075'],
    ['a bid that still binds', pass('S1', 'lapsed'), 'causeUnfit TND-075'],
    ['no finding of the committee', pass('S1', 'incapable'), 'causeUnfit TND-075'],
    ['no bond', pass('S1', 'noPerformanceBond'), 'publicised'],
  ])('%s', (_name, command, expected) => {
    const ground = awardedLot();
    expect(said(ground, ground.act(ground.entity, 'passOver', command, shift(AFTER, DAYS)))).toBe(expected);
  });

  it('a missing bond is no cause before there is a notice of award', () => {
    const ground = publicisedLot();
    expect(said(ground, ground.act(ground.entity, 'passOver', pass('S1', 'noPerformanceBond'), AFTER))).toBe('causeUnfit TND-075');
  });

  it('a new tender: when nobody is left, or the next is plainly unfavourable, never while the first stands', () => {
    const ground = publicisedLot();
    const fail = (cause: string) => said(ground, ground.act(ground.entity, 'failTender', { lot: LOT, cause, reason: '说明' }, AFTER));
    expect(['noCandidateLeft', 'nextUnfavourable', 'validityEnded'].map(fail)).toEqual(Array(3).fill('causeUnfit TND-075'));
    for (const code of ['S1', 'S2', 'S3']) must(ground, ground.entity, 'passOver', pass(code), AFTER);
    expect(fail('nextUnfavourable')).toBe('causeUnfit TND-075');
    expect(fail('noCandidateLeft')).toBe('failed');

    const other = publicisedLot();
    must(other, other.entity, 'passOver', pass('S1'), AFTER);
    expect(said(other, other.act(other.entity, 'failTender', { lot: LOT, cause: 'nextUnfavourable', reason: '差距较大' }, AFTER))).toBe('failed');
  });

  it('when the validity of all has ended', () => {
    const ground = publicisedLot();
    const fail = (when: ReturnType<typeof at>) => said(ground, ground.act(ground.entity, 'failTender', { lot: LOT, cause: 'validityEnded', reason: '未延长' }, when));
    expect(fail(at('2026-06-14T23:59:59.999+08:00'))).toBe('causeUnfit TND-075');
    expect(fail(at('2026-06-15T00:00:00.000+08:00'))).toBe('failed');
  });
});

describe('复核', () => {
  it('the same committee goes back to review; a later report replaces the earlier', () => {
    const ground = publicisedLot();
    const command = { lot: LOT, reason: '异议成立', objection: null };
    expect(said(ground, ground.act(ground.agency, 'orderRecheck', command, DURING))).toBe('notPermitted TND-027');
    must(ground, ground.entity, 'orderRecheck', command, DURING);
    expect([ground.lot().stage, ground.state(COMMITTEE).stage]).toEqual(['opened', 'reviewing']);
    expect(ground.state(COMMITTEE).room).toMatchObject({ round: 2, report: null, formerReports: [{ round: 1 }] });
    expect(said(ground, ground.act(ground.entity, 'receiveReport', { lot: LOT }, DURING))).toBe('reportUnsigned TND-071');
    const [first, second, third] = REPORT.ranking;
    const ranking = [{ ...second!, rank: 1 }, { ...first!, rank: 2 }, third!];
    ground.change(COMMITTEE, { report: { ...REPORT, round: 2, ranking } }, { stage: 'reported' });
    must(ground, ground.entity, 'receiveReport', { lot: LOT }, DURING);
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', publicity(), DURING))).toBe('candidatesDiffer TND-070');
    must(ground, ground.entity, 'publishCandidates', publicity(['S2', 'S1', 'S3'], { publicityEndsAt: '2026-03-25T00:00:00.000+08:00' }), DURING);
    expect(roomOfLot(ground).candidates?.map((each) => [each.rank, each.bid])).toEqual([[1, bidOf('S2')], [2, bidOf('S1')], [3, bidOf('S3')]]);
  });
});
