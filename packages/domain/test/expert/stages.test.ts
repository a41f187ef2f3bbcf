/** Who may do what, and when: every act of the committee at every stage of the committee, as the data has it. */
import { instantText, shift, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import type { StreamState, Transition } from '@zhaobiao/domain';
import { DIGEST, HOUR, LOT, SEATS, WORKS, bidOf, deskAt, entryOf, motion, openedLot, person, proposal, sign, summarise, type CommitteeGround, type Desk } from './committee-lot.ts';

const machine = WORKS.machines.committee;
const sheets = WORKS.machines.scoreSheet;
const STAGES = Object.keys(machine?.stages ?? {});

const commands = (desk: Desk): Readonly<Record<string, JsonObject>> => ({
  proposeCommittee: proposal(),
  confirmCommittee: { list: '00'.repeat(32) },
  signInMember: {},
  declareInterest: { conflicts: [] },
  replaceMember: { procuringEntity: 'party:ENTITY', agency: 'party:AGENCY', member: 'E6', replacement: entryOf('E5'), cause: 'other', reason: '其他' },
  electChair: { candidate: 'party:E1' },
  studyCase: { document: DIGEST, discipline: true },
  askForTime: { hours: 1, reason: '时间不够' },
  screenBids: {},
  moveRejection: { motions: [motion('S4')] },
  voteRejection: { votes: [{ no: 9, inFavour: true }] },
  correctArithmetic: { bid: bidOf('S1') },
  askTenderer: { bid: bidOf('S1'), kind: 'clarification', text: '请说明', answerBy: instantText(shift(desk.now(), HOUR)) },
  answerCommittee: { question: 9, text: '说明' },
  concludePreliminary: { lacksCompetition: false },
  voteTie: { bid: bidOf('S1') },
  summariseScores: {},
  returnSheet: { member: 'E6', reason: '复核' },
  signReport: { report: DIGEST, agrees: true },
  closeSigning: {},
  recordCapacity: { bid: bidOf('S1'), capable: true, reason: '能够履约' },
  submitScores: { scores: {} },
});

/** People of every relation that acts here, by the relation they stand for. The chair is a member too. */
const people = (ground: CommitteeGround) => ({
  operator: ground.operator, procuringEntity: ground.entity, agency: ground.agency, supervisor: ground.supervisor, clock: ground.clock, chair: person(ground, 'E1'), member: person(ground, 'E2'),
  tenderer: { party: 'party:S1', roles: ['supplier'], keyId: 'S1', name: 'S1' }, expert: person(ground, 'E6'),
});
type Who = keyof ReturnType<typeof people>;
const STANDS_FOR: Readonly<Record<Who, readonly string[]>> = {
  operator: ['operator'], procuringEntity: ['procuringEntity'], agency: ['agency'], supervisor: ['supervisor'], clock: ['clock'], chair: ['chair', 'member'], member: ['member'], tenderer: ['tenderer'], expert: ['expert'],
};

function lawful(act: string, transitions: readonly Transition[], stage: string, who: Who): 'notPermitted' | 'wrongStage' | 'other' {
  const own = transitions.filter((each) => each.act === act);
  const here = own.find((each) => each.from.includes(stage));
  const may = (list: readonly Transition[]): boolean => list.some((each) => each.by.some((relation) => STANDS_FOR[who].includes(relation)));
  if (!may(here ? [here] : own)) return 'notPermitted';
  return here ? 'other' : 'wrongStage';
}

describe.each(STAGES.filter((stage) => stage !== 'absent'))('at %s', (stage) => {
  const desk = deskAt(openedLot());
  summarise(desk);
  for (const number of SEATS) sign(desk, number);
  const committee = desk.ground.state('committee:P1/1') as StreamState<{ members: unknown }>;
  const all = commands(desk);

  it.each(Object.keys(all))('%s', (act) => {
    const submits = act === 'submitScores';
    for (const [who, actor] of Object.entries(people(desk.ground)) as [Who, ReturnType<typeof people>[Who]][]) {
      desk.ground.put({ ...committee, stage });
      // 条例 56: asked while the candidates are publicised, everything else in the evaluation.
      desk.ground.put({ ...desk.ground.state(LOT), stage: act === 'recordCapacity' ? 'publicised' : 'opened' });
      const result = desk.act(actor, act, all[act]);
      const said = result.ok ? 'accepted' : result.fault.code;
      const expected = submits ? (STANDS_FOR[who].includes('member') ? (stage === 'scoring' ? 'other' : 'wrongStage') : 'notPermitted') : lawful(act, machine?.transitions ?? [], stage, who);
      // Somebody without a bid has no stream that an answer could read: nothing is said about the case.
      const seen = act === 'answerCommittee' && said === 'unknownStream' ? 'notPermitted' : said === 'notPermitted' || said === 'wrongStage' ? said : 'other';
      expect(`${who} ${seen}`).toBe(`${who} ${expected}`);
    }
  });
});

it('every act of committee and score sheet is in the table', () => {
  const acts = new Set([...(machine?.transitions ?? []), ...(sheets?.transitions ?? [])].map((each) => each.act));
  expect(Object.keys(commands(deskAt(openedLot()))).toSorted()).toEqual([...acts].toSorted());
});
