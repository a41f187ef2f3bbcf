import { unwrap, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { DIGEST, HOUR, LOT, OPENED, SEATS, deskAt, entryOf, form, openedLot, proposal, review, said, score, seat, settlePerson, submitAll, warned, bidOf, motion } from './committee-lot.ts';
import type { CommitteeGround, Desk } from './committee-lot.ts';

const at = (stage: (desk: Desk) => unknown = () => undefined, ground: CommitteeGround = openedLot()): Desk => {
  const desk = deskAt(ground);
  stage(desk);
  return desk;
};

describe('a committee is entered and confirmed (法 37, 条例 46)', () => {
  const propose = (desk: Desk, entries: readonly JsonObject[] = SEATS.map((number) => entryOf(number)), who = desk.ground.operator) => desk.act(who, 'proposeCommittee', proposal(entries));
  const confirm = (desk: Desk, who = desk.ground.entity, list?: string) => desk.act(who, 'confirmCommittee', { list: list ?? desk.ground.committee().list });

  it('by one and another', () => {
    const desk = at();
    expect(said(desk, propose(desk))).toBe('proposed');
    expect(said(desk, confirm(desk, desk.ground.operator))).toBe('sameEntrant LAW-37');
    expect(said(desk, confirm(desk, desk.ground.entity, '00'.repeat(32)))).toBe('listChanged LAW-37');
    expect(said(desk, confirm(desk))).toBe('formed');
    expect(desk.ground.committee().members.map(({ number, kind }) => `${number} ${kind}`)).toEqual(['D1 entity', 'E1 expert', 'E2 expert', 'E3 expert', 'E4 expert']);
    expect([said(desk, propose(desk)), said(desk, confirm(desk))]).toEqual(['wrongStage LAW-37', 'wrongStage LAW-37']);
  });

  it('and may be entered again until it is confirmed', () => {
    const desk = at();
    const first = String(unwrap(propose(desk)).answer['list']);
    unwrap(propose(desk, ['E1', 'E2', 'E3', 'E5', 'D1'].map((number) => entryOf(number)), desk.ground.agency));
    expect(said(desk, confirm(desk, desk.ground.entity, first))).toBe('listChanged LAW-37');
    expect(said(desk, confirm(desk))).toBe('formed');
  });

  it.each([
    [['E1', 'E2', 'D1'], 'committeeTooSmall TND-062'],
    [['E1', 'E2', 'E3', 'E4', 'E5', 'D1'], 'committeeEven TND-062'],
    [['E1', 'E2', 'E3', 'D1', 'D2'], 'tooFewExperts TND-063'],
    [['E1', 'E2', 'E3', 'E4', 'G1'], 'supervisorOnCommittee TND-067'],
    [['E1', 'E2', 'E3', 'E4', 'D1'], 'formed'],
    [['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'D1'], 'formed'],
    [['E1', 'E2', 'E3', 'E4', 'E5', 'D1', 'D2'], 'formed'],
  ])('%j: %s', (numbers, outcome) => {
    const desk = at();
    settlePerson(desk.ground, 'D2', { employer: 'AGENCY', fields: ['造价'] });
    settlePerson(desk.ground, 'G1', { supervisorStaff: true });
    unwrap(propose(desk, numbers.map((number) => entryOf(number))));
    expect(said(desk, confirm(desk))).toBe(outcome);
  });

  it('of persons of the register in their own field, each once, employed as the lot says', () => {
    const desk = at();
    const refused = (entries: readonly JsonObject[], change: JsonObject = {}): string => said(desk, desk.act(desk.ground.operator, 'proposeCommittee', { ...proposal(entries), ...change }));
    const four = ['E1', 'E2', 'E3', 'E4'].map((number) => entryOf(number));
    expect(refused([...four, entryOf('S1')])).toBe('memberUnfit LAW-37');
    expect(refused([...four, entryOf('E5', 'expert', '水利')])).toBe('memberUnfit LAW-37');
    expect(refused([...four, entryOf('E4')])).toBe('memberTwice LAW-37');
    expect(refused([...four, entryOf('NOBODY')])).toBe('unknownStream');
    expect(refused(four, { agency: null })).toBe('termsInvalid LAW-37');
    expect(refused(four, { procuringEntity: 'party:AGENCY' })).toBe('termsInvalid LAW-37');
  });

  it('who works for the procuring entity or its agency is no expert', () => {
    const desk = at();
    settlePerson(desk.ground, 'E7', { employer: 'ENTITY' });
    settlePerson(desk.ground, 'E8', { employer: 'AGENCY' });
    const answer = unwrap(propose(desk, ['E1', 'E2', 'E3', 'E7', 'E8'].map((number) => entryOf(number)))).answer;
    expect(warned(answer)).toEqual(['LAW-37', 'LAW-37']);
    expect(said(desk, confirm(desk))).toBe('tooFewExperts TND-063');
  });

  it('too few years, no senior title, two of one employer: said, not refused', () => {
    const desk = at();
    settlePerson(desk.ground, 'E7', { yearsInField: 7, employer: 'X' });
    settlePerson(desk.ground, 'E8', { seniorTitle: false, employer: 'X' });
    expect(warned(unwrap(propose(desk, ['E1', 'E2', 'E3', 'E7', 'E8'].map((number) => entryOf(number)))).answer)).toEqual(['TND-064', 'TND-064', 'EXP-06']);
  });

  it.each(['supervisor', 'S1', 'E1'])('not by %s', (who) => {
    const desk = at();
    const actor = who === 'supervisor' ? desk.ground.supervisor : desk.ground.settle(who, who === 'E1' ? ['expert'] : ['supplier']);
    expect(said(desk, propose(desk, undefined, actor))).toBe('notPermitted LAW-37');
  });

  it('not by an agency whose mandate leaves it out', () => {
    const desk = at();
    const project = desk.ground.state('project:P1');
    const room = project.room as { basis: { form: JsonObject } };
    desk.ground.put({ ...project, room: { ...room, basis: { ...room.basis, form: { ...room.basis.form, mandate: ['draft'] } } } });
    expect(said(desk, propose(desk, undefined, desk.ground.agency))).toBe('mandateExceeded REG-13');
  });

  it('stays sealed until the award', () => {
    const desk = at();
    expect(unwrap(propose(desk)).decision.publicAt).toBe('issueAward');
  });
});

describe('members take their seats', () => {
  it('not before the time for objections on the spot is over', () => {
    const ground = openedLot();
    const desk = deskAt(ground, OPENED);
    form(desk);
    expect(said(desk, desk.act('E1', 'signInMember'))).toBe('tooEarly TND-061');
    desk.wait(HOUR);
    expect(said(desk, desk.act('E1', 'signInMember'))).toBe('formed');
    expect(said(desk, desk.act('E1', 'signInMember'))).toBe('alreadyDone LAW-37');
  });

  it('sign in, then declare; all clear seats the committee', () => {
    const desk = at(form);
    expect(said(desk, desk.act('E5', 'signInMember'))).toBe('notPermitted LAW-37');
    expect(said(desk, desk.act('E1', 'declareInterest', { conflicts: [] }))).toBe('stepMissing LAW-37');
    for (const number of SEATS) desk.must(number, 'signInMember');
    const stages = SEATS.map((number) => said(desk, desk.act(number, 'declareInterest', { conflicts: [] })));
    expect(stages).toEqual(['formed', 'formed', 'formed', 'formed', 'seated']);
    expect(said(desk, desk.act('E1', 'declareInterest', { conflicts: [] }))).toBe('alreadyDone LAW-37');
  });

  it('a conflict excludes, cannot be taken back, and whoever comes in does every step', () => {
    const desk = at(form);
    for (const number of SEATS) desk.must(number, 'signInMember');
    const conflicts = [{ bid: bidOf('S1'), kind: 'kin', text: '投标人负责人是近亲属' }];
    expect(desk.must('E2', 'declareInterest', { conflicts })).toEqual({ excluded: true });
    for (const number of ['E1', 'E3', 'E4', 'D1']) desk.must(number, 'declareInterest', { conflicts: [] });
    expect(desk.ground.stageNow()).toBe('formed');
    expect(said(desk, desk.act('E2', 'declareInterest', { conflicts: [] }))).toBe('memberExcluded REG-46');
    desk.must(desk.ground.operator, 'replaceMember', replacing('E2', 'E5'));
    expect(said(desk, desk.act('E2', 'declareInterest', { conflicts: [] }))).toBe('notPermitted LAW-37');
    expect(said(desk, desk.act('E5', 'declareInterest', { conflicts: [] }))).toBe('stepMissing LAW-37');
    desk.must('E5', 'signInMember');
    expect(said(desk, desk.act('E5', 'declareInterest', { conflicts: [] }))).toBe('seated');
  });

  it('what a declaration says in words is personal data', () => {
    const desk = at(form);
    desk.must('E1', 'signInMember');
    const { decision } = unwrap(desk.act('E1', 'declareInterest', { conflicts: [{ bid: null, kind: 'penalty', text: '曾受行政处罚' }] }));
    expect(decision.record.events[0]?.public).toEqual({ member: 'E1', conflicts: [{ bid: null, kind: 'penalty' }], stage: 'formed' });
    expect(decision.disclosures.map(({ name, class: kind }) => [name, kind])).toEqual([['statement', 'personal']]);
  });
});

const replacing = (member: string, by: string, change: JsonObject = {}): JsonObject => ({ procuringEntity: 'party:ENTITY', agency: 'party:AGENCY', member, replacement: entryOf(by), cause: 'conflict', reason: '应当回避', ...change });

describe('the chair', () => {
  it('has the majority of all members', () => {
    const desk = at(seat);
    const vote = (number: string, candidate: string) => said(desk, desk.act(number, 'electChair', { candidate: `party:${candidate}` }));
    expect([vote('E1', 'E1'), vote('E2', 'E2'), vote('E3', 'E1'), vote('D1', 'E2')]).toEqual(['seated', 'seated', 'seated', 'seated']);
    expect(vote('E4', 'E5')).toBe('notMember LAW-37');
    expect(vote('E2', 'E1')).toBe('chaired');
    expect(desk.ground.committee().chair).toBe('party:E1');
    expect(vote('E4', 'E4')).toBe('chairStands LAW-37');
  });

  it('is elected anew where the review stands when the chair is replaced', () => {
    const desk = at(score);
    desk.must(desk.ground.operator, 'replaceMember', replacing('E1', 'E5', { cause: 'health', reason: '突发疾病' }));
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('notPermitted TND-070');
    expect(desk.ground.committee().chair).toBeNull();
    for (const number of ['E2', 'E3']) expect(said(desk, desk.act(number, 'electChair', { candidate: 'party:E3' }))).toBe('scoring');
    expect(said(desk, desk.act('E5', 'electChair', { candidate: 'party:E3' }))).toBe('stepMissing LAW-37');
    desk.must('E4', 'electChair', { candidate: 'party:E3' });
    expect(desk.ground.committee().chair).toBe('party:E3');
  });
});

describe('studying the case', () => {
  it('is everybody\'s own, of the document in force', () => {
    const desk = at(seat);
    for (const number of ['E1', 'E2', 'E3']) desk.must(number, 'electChair', { candidate: 'party:E1' });
    const study = (number: string, document = DIGEST) => said(desk, desk.act(number, 'studyCase', { document, discipline: true }));
    expect(study('E1', '22'.repeat(32))).toBe('otherDocument REG-48');
    expect([study('E1'), study('E1')]).toEqual(['chaired', 'alreadyDone LAW-37']);
    expect([study('E2'), study('E3'), study('E4'), study('D1')]).toEqual(['chaired', 'chaired', 'chaired', 'reviewing']);
  });

  it('the discipline is heard or there is no study', () => {
    const desk = at(seat);
    for (const number of ['E1', 'E2', 'E3']) desk.must(number, 'electChair', { candidate: 'party:E1' });
    expect(() => desk.act('E1', 'studyCase', { document: DIGEST, discipline: false })).toThrow(/discipline/);
  });
});

describe('time that is too short (条例 48)', () => {
  it('more than a third of the members extends it by the longest asked for', () => {
    const desk = at(review);
    const ask = (number: string, hours: number) => desk.must(number, 'askForTime', { hours, reason: '投标文件较多' });
    expect(ask('E1', 2)).toEqual({ extended: false, hours: null });
    expect(ask('E1', 3)).toEqual({ extended: false, hours: null });
    expect(ask('D1', 8)).toEqual({ extended: true, hours: 8 });
    expect(desk.ground.committee().extensions.map(({ hours, askedBy }) => [hours, askedBy])).toEqual([[8, ['D1', 'E1']]]);
    expect(ask('E2', 1)).toEqual({ extended: false, hours: null });
  });
});

describe('replacing a member (条例 48)', () => {
  it('is refused where the list would no longer be lawful', () => {
    const desk = at(seat);
    settlePerson(desk.ground, 'G1', { supervisorStaff: true });
    settlePerson(desk.ground, 'D2', { employer: 'ENTITY', fields: ['造价'] });
    const replace = (change: JsonObject) => said(desk, desk.act(desk.ground.operator, 'replaceMember', { ...replacing('E2', 'E5'), ...change }));
    expect(replace({ member: 'E6' })).toBe('notMember REG-48');
    expect(replace({ replacement: entryOf('E3') })).toBe('memberTwice REG-48');
    expect(replace({ replacement: entryOf('G1') })).toBe('supervisorOnCommittee TND-067');
    expect(replace({ replacement: entryOf('D2') })).toBe('tooFewExperts TND-063');
    expect(replace({ replacement: entryOf('E5', 'expert', '水利') })).toBe('memberUnfit LAW-37');
    expect(replace({ agency: null })).toBe('termsInvalid LAW-37');
    expect(replace({})).toBe('seated');
    expect(said(desk, desk.act(desk.ground.operator, 'replaceMember', replacing('E5', 'E2')))).toBe('memberTwice REG-48');
    expect(said(desk, desk.act(desk.ground.entity, 'replaceMember', replacing('E3', 'E6')))).toBe('notPermitted TND-069');
  });

  it('reopens the motions the member voted on, until who came in has voted', () => {
    const desk = at(review);
    desk.must('E3', 'screenBids');
    desk.must('E2', 'moveRejection', { motions: [motion('S4')] });
    for (const number of SEATS) desk.must(number, 'voteRejection', { votes: [{ no: 1, inFavour: ['E1', 'E2', 'E3'].includes(number) }] });
    desk.must(desk.ground.operator, 'replaceMember', replacing('E3', 'E5'));
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('motionsOpen REG-51');
    expect(said(desk, desk.act('E5', 'voteRejection', { votes: [{ no: 1, inFavour: false }] }))).toBe('stepMissing LAW-37');
    desk.must('E5', 'signInMember');
    desk.must('E5', 'declareInterest', { conflicts: [] });
    desk.must('E5', 'studyCase', { document: DIGEST, discipline: true });
    desk.must('E5', 'voteRejection', { votes: [{ no: 1, inFavour: false }] });
    expect(desk.must('E1', 'concludePreliminary', { lacksCompetition: false })).toMatchObject({ responsive: 4, rejected: 0 });
  });

  it('voids the scores: after the summary the scores open again and the sheet of the replaced counts for nothing', () => {
    const desk = at();
    score(desk);
    submitAll(desk, undefined, (number) => (number === 'E2' ? '25' : '20'));
    const first = desk.must('E1', 'summariseScores');
    expect(desk.ground.stageNow()).toBe('summarised');
    desk.must(desk.ground.operator, 'replaceMember', replacing('E2', 'E5', { cause: 'misconduct', reason: '擅离职守' }));
    expect([desk.ground.stageNow(), desk.ground.committee().report]).toEqual(['scoring', null]);
    expect(said(desk, desk.act('E1', 'summariseScores'))).toBe('sheetsMissing LAW-42');
    expect(said(desk, desk.act('E5', 'submitScores', { scores: {} }))).toBe('stepMissing LAW-37');
    desk.must('E5', 'signInMember');
    desk.must('E5', 'declareInterest', { conflicts: [] });
    desk.must('E5', 'studyCase', { document: DIGEST, discipline: true });
    desk.must('E5', 'submitScores', { scores: Object.fromEntries(['S1', 'S2', 'S3', 'S4'].map((code) => [bidOf(code), { plan: '20', record: '15' }])) });
    const second = desk.must('E1', 'summariseScores');
    expect([first['ranking'], second['ranking']].map((each) => (each as JsonObject[]).map((line) => line['total']))).toEqual([['96.00', '94.33', '92.76'], ['95.00', '93.33', '91.76']]);
  });

  it('who sits without having done every step holds the conclusion up', () => {
    const desk = at();
    review(desk);
    desk.must('E3', 'screenBids');
    desk.must(desk.ground.operator, 'replaceMember', replacing('E4', 'E5'));
    expect(said(desk, desk.act('E1', 'concludePreliminary', { lacksCompetition: false }))).toBe('membersNotSeated REG-48');
  });
});

it('an order to suspend stops everything the committee does', () => {
  const desk = at(review);
  const lot = desk.ground.state(LOT);
  desk.ground.put({ ...lot, room: { ...(lot.room as JsonObject), holds: [{ machine: 'order', id: 'order:P1/1/A', stage: 'issued' }] } });
  expect([said(desk, desk.act('E3', 'screenBids')), said(desk, desk.act('E2', 'moveRejection', { motions: [motion('S4')] })), said(desk, desk.act('E1', 'askForTime', { hours: 1, reason: '时间不够' }))]).toEqual(['suspended REG-62', 'suspended REG-62', 'suspended REG-62']);
});
