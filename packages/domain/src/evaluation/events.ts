import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import { committee, type CommitteeRoom } from '../expert/state.ts';
import type { Answer, Capacity, Correction, Motion, Preliminary, Question, Report, Screening, SheetRoom, Signature, Tie } from './state.ts';

type Vote = { readonly no: number; readonly inFavour: boolean };
type Submitted = Omit<SheetRoom, 'submissions' | 'returned'>;

const reported = (room: CommitteeRoom, change: (report: Report) => Partial<Report>): Partial<CommitteeRoom> => {
  if (!room.report) throw new Error('signed before there is a report');
  return { report: { ...room.report, ...change(room.report) } };
};

function signed(room: CommitteeRoom, signature: Signature): Partial<CommitteeRoom> {
  const dissent = signature.dissent === null ? [] : [{ member: signature.member, reason: signature.dissent }];
  return reported(room, (report) => ({ signed: [...report.signed, signature], dissents: [...report.dissents, ...dissent] }));
}

function answered(room: CommitteeRoom, no: number, answer: Answer): Partial<CommitteeRoom> {
  return {
    questions: room.questions.map((question) => (question.no === no ? { ...question, answer } : question)),
    corrections: room.corrections.map((correction) => (correction.question === no ? { ...correction, confirmed: answer.agrees } : correction)),
  };
}

/** Every event stands in an act that is sealed until the award. */
export const evaluationEvents = {
  BidsScreened: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { screening: 'public', findings: 'public', remark: 'public' },
    evolve: (room, event) => committee(room, () => ({ screening: fieldsOf<{ readonly screening: Screening }>(event).screening })),
  }),
  RejectionMoved: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { motions: 'public' },
    evolve: (room, event) => {
      const { motions } = fieldsOf<{ readonly motions: readonly Omit<Motion, 'votes'>[] }>(event);
      return committee(room, (before) => ({ motions: [...before.motions, ...motions.map((motion) => ({ ...motion, votes: {} }))] }));
    },
  }),
  RejectionVoted: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', votes: 'public' },
    evolve: (room, event) => {
      const { member, votes } = fieldsOf<{ readonly member: string; readonly votes: readonly Vote[] }>(event);
      const cast = new Map(votes.map((vote) => [vote.no, vote.inFavour]));
      const counted = (motion: Motion): Motion => {
        const inFavour = cast.get(motion.no);
        return inFavour === undefined ? motion : { ...motion, votes: { ...motion.votes, [member]: inFavour } };
      };
      return committee(room, (before) => ({ motions: before.motions.map(counted) }));
    },
  }),
  ArithmeticCorrected: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { correction: 'public', steps: 'public' },
    evolve: (room, event) => {
      const { correction } = fieldsOf<{ readonly correction: Correction }>(event);
      return committee(room, (before) => ({ corrections: [...before.corrections.filter((each) => each.bid !== correction.bid), correction] }));
    },
  }),
  TendererAsked: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { question: 'public' },
    evolve: (room, event) => {
      const { question } = fieldsOf<{ readonly question: Question }>(event);
      const asked = (correction: Correction): Correction => (question.kind === 'correction' && correction.bid === question.bid ? { ...correction, question: question.no, confirmed: null } : correction);
      return committee(room, (before) => ({ questions: [...before.questions, question], corrections: before.corrections.map(asked) }));
    },
  }),
  CommitteeAnswered: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { no: 'public', answer: 'public', warnings: 'public' },
    evolve: (room, event) => {
      const { no, answer } = fieldsOf<{ readonly no: number; readonly answer: Answer }>(event);
      return committee(room, (before) => answered(before, no, answer));
    },
  }),
  PreliminaryConcluded: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { preliminary: 'public', reason: 'public', report: 'public', warnings: 'public' },
    evolve: (room, event) => {
      const { preliminary, report } = fieldsOf<{ readonly preliminary: Preliminary; readonly report: Report | null }>(event);
      return committee(room, () => ({ preliminary, report }));
    },
  }),
  TieVoted: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { member: 'public', bid: 'public' },
    evolve: (room, event) => {
      const { member, bid } = fieldsOf<{ readonly member: string; readonly bid: string }>(event);
      const voted = (before: CommitteeRoom): readonly Tie[] => {
        const at = before.ties.findLastIndex((tie) => tie.bids.includes(bid));
        return before.ties.map((tie, index) => (index === at ? { ...tie, votes: { ...tie.votes, [member]: bid } } : tie));
      };
      return committee(room, (before) => ({ ties: voted(before) }));
    },
  }),
  ScoresSubmitted: defineEvent<SheetRoom>({
    v: 1,
    machine: 'scoreSheet',
    fields: { committee: 'public', member: 'public', number: 'public', round: 'public', scores: 'public', reasons: 'public' },
    evolve: (room, event) => ({ ...fieldsOf<Submitted>(event), submissions: (room?.submissions ?? 0) + 1, returned: null }),
  }),
  ScoresReturned: defineEvent<SheetRoom>({
    v: 1,
    machine: 'scoreSheet',
    fields: { reason: 'public' },
    evolve: (room, event) => {
      if (!room) throw new Error('a score sheet returned before it was submitted');
      return { ...room, returned: fieldsOf<{ readonly reason: string }>(event).reason };
    },
  }),
  ScoresSummarised: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { evaluation: 'public', given: 'public', reasons: 'public', open: 'public', ties: 'public', report: 'public', warnings: 'public' },
    evolve: (room, event) => {
      const { report, ties } = fieldsOf<{ readonly report: Report | null; readonly ties: readonly Tie[] }>(event);
      return committee(room, () => ({ report, ties }));
    },
  }),
  SheetReturned: defineEvent<CommitteeRoom>({ v: 1, machine: 'committee', fields: { member: 'public', reason: 'public' }, evolve: (room) => committee(room, () => ({ report: null })) }),
  ReportSigned: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { signature: 'public' },
    evolve: (room, event) => committee(room, (before) => signed(before, fieldsOf<{ readonly signature: Signature }>(event).signature)),
  }),
  /** 条例 53: who neither signs nor says why in writing is taken as agreeing. */
  SigningClosed: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { silent: 'public' },
    evolve: (room, event) => committee(room, (before) => reported(before, () => fieldsOf<{ readonly silent: readonly string[] }>(event))),
  }),
  CapacityRecorded: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { capacity: 'public' },
    evolve: (room, event) => committee(room, (before) => ({ capacities: [...before.capacities, fieldsOf<{ readonly capacity: Capacity }>(event).capacity] })),
  }),
  /** Written by the act `orderRecheck` of the lot: the same committee checks again; the report and the score sheets of the round before no longer count. */
  CommitteeRecalled: defineEvent<CommitteeRoom>({
    v: 1,
    machine: 'committee',
    fields: { reason: 'public', objection: 'public' },
    evolve: (room) =>
      committee(room, (before) => ({ round: before.round + 1, formerReports: before.report ? [...before.formerReports, before.report] : before.formerReports, report: null, preliminary: null, ties: [] })),
  }),
  /** Written by the act `issueAward` of the lot, so that everything sealed about the committee becomes public with it (法 37). */
  CommitteeDisclosed: defineEvent<CommitteeRoom>({ v: 1, machine: 'committee', fields: { lot: 'public' }, evolve: (room) => committee(room, () => ({})) }),
};
