import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import { withChange, type LotRoom } from '../tender/state.ts';

/** A line of the ranking that the committee recommends: by the method a score (`total`) or an evaluated price in fen, both decimal text. */
export type Ranked = { readonly rank: number; readonly bid: string; readonly priceFen: number; readonly total: string | null; readonly evaluatedFen: string | null };

export type ReportOutcome = 'ranked' | 'allRejected' | 'lacksCompetition';

/** A rejected bid as the public is told of it (实施条例 51): which rule, which clause, which page, why. */
export type RejectedLine = { readonly bid: string; readonly code: string; readonly clause: string; readonly page: string; readonly reason: string };

/**
 * What of the evaluation report leaves the committee: nobody's name. Members are 评委1 … 评委n until the result is published (法 37).
 */
export type ReportExtract = { readonly candidates: readonly Ranked[]; readonly responsive: number; readonly rejected: readonly RejectedLine[]; readonly members: number; readonly dissents: number };

/** The report in force; one received after a recheck replaces it, the events keep both. */
export type ReceivedReport = { readonly round: number; readonly outcome: ReportOutcome; readonly receivedAt: string; readonly candidates: readonly Ranked[]; readonly rejectedCount: number };

export type ProjectLeader = { readonly name: string; readonly certificateName: string; readonly certificateNumber: string };

/** 实施条例 55: why the candidate first in rank is not the supplier. `lapsed`: its bid is no longer valid (30号令 29). */
export type PassOverCause = 'renounced' | 'forceMajeure' | 'noPerformanceBond' | 'unlawful' | 'incapable' | 'lapsed';

/** A candidate as it is publicised (10号令 6), and how it stands now. */
export type Candidate = Ranked & {
  readonly party: string;
  readonly name: string;
  /** Parties of the other members of a consortium. */
  readonly members: readonly string[];
  readonly period: string;
  readonly quality: string;
  readonly projectLeader: ProjectLeader;
  readonly evaluation: string;
  readonly qualification: string;
  readonly standing: 'stands' | 'passedOver';
  readonly cause: PassOverCause | null;
};

/** What an answered objection obliges the procuring entity to; no award while one is owed (实施条例 22, 54). */
export type Measure = 'amendDocument' | 'recheck' | 'republicise';
export type Owed = { readonly objection: string; readonly measure: Measure };

/** A capacity review that was ordered (实施条例 56); what the committee finds stands in the committee's stream. */
export type CapacityReview = { readonly bid: string; readonly ground: 'operations' | 'finance' | 'unlawful'; readonly orderedAt: string };

/** The award as the notice states it; the contract must agree with it (法 46). */
export type Award = {
  readonly bid: string;
  readonly supplier: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly priceFen: number;
  readonly period: string;
  readonly quality: string;
  readonly projectLeader: ProjectLeader;
  readonly number: string;
  readonly issuedAt: string;
};

export type AwardDecision = { readonly bid: string; readonly reason: string; readonly decidedAt: string };
export type WrittenReport = { readonly document: string; readonly authority: string; readonly filedAt: string };

/** What the rooms after the evaluation keep with the lot. All absent until it comes to that. */
export type AwardPart = {
  readonly owed?: readonly Owed[];
  readonly report?: ReceivedReport;
  /** Publicised candidates in order of rank, of the report in force; when a recheck is ordered only those passed over stay. */
  readonly candidates?: readonly Candidate[];
  readonly reviews?: readonly CapacityReview[];
  readonly decision?: AwardDecision | null;
  readonly award?: Award | null;
  /** Lead of the winner, from the notice of award on: the relation `supplier`. */
  readonly supplier?: string | null;
  readonly writtenReport?: WrittenReport | null;
  readonly contract?: { readonly stream: string; readonly document: string; readonly concludedAt: string };
  readonly returnsConfirmedAt?: string;
  readonly archivedAt?: string;
};

const lot = (room: LotRoom | undefined, change: (room: LotRoom) => Partial<LotRoom>): LotRoom => {
  if (!room) throw new Error('an award event before the lot');
  return { ...room, ...change(room) };
};

/** Measures that this event fulfils are owed no longer. */
const without = (owed: readonly Owed[] | undefined, measure: Measure): readonly Owed[] => (owed ?? []).filter((each) => each.measure !== measure);

/** Who was passed over stays so whatever a recheck finds: who renounced or broke the law is no candidate again (条例 55). */
const passedOver = (room: LotRoom): readonly Candidate[] => (room.candidates ?? []).filter((each) => each.standing === 'passedOver');

const unawarded = { decision: null, award: null, supplier: null } as const;

type Received = { readonly round: number; readonly outcome: ReportOutcome; readonly receivedAt: string; readonly extract: ReportExtract };

const received = (room: LotRoom | undefined, fields: Received): LotRoom =>
  lot(room, (before) => ({
    report: { round: fields.round, outcome: fields.outcome, receivedAt: fields.receivedAt, candidates: fields.extract.candidates, rejectedCount: fields.extract.rejected.length },
    candidates: passedOver(before), reviews: [], owed: without(before.owed, 'recheck'),
  }));

export const awardEvents = {
  /** The ranking stays closed until it is publicised: between receipt and publicity it is nobody's advantage (法 44, 条例 54). */
  ReportReceived: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { round: 'public', outcome: 'public', receivedAt: 'public', extract: 'until:publishCandidates' },
    evolve: (room, event) => received(room, fieldsOf<Received>(event)),
  }),
  /** A report without a candidate ends the tender; there will be no publicity, so that it is public at once. */
  EvaluationFailed: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { round: 'public', outcome: 'public', receivedAt: 'public', extract: 'public' },
    evolve: (room, event) => {
      const fields = fieldsOf<Received>(event);
      const cause = fields.outcome === 'lacksCompetition' ? 'lacksCompetition' : 'allRejected';
      return { ...received(room, fields), failure: { cause, count: fields.extract.responsive } };
    },
  }),
  CandidatesPublicised: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { round: 'public', candidates: 'public', publicityEndsAt: 'public', channel: 'public', media: 'public', other: 'public', reason: 'public', warnings: 'public' },
    evolve: (room, event) => lot(room, (before) => ({ candidates: fieldsOf<{ readonly candidates: readonly Candidate[] }>(event).candidates, owed: without(before.owed, 'republicise') })),
  }),
  EvaluationReopened: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { reason: 'public', objection: 'public' }, evolve: (room) => lot(room, (before) => ({ candidates: passedOver(before), reviews: [] })) }),
  CapacityReviewOrdered: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { bid: 'public', ground: 'public', reason: 'public', documents: 'public', orderedAt: 'public' },
    evolve: (room, event) =>
      lot(room, (before) => {
        const { bid, ground, orderedAt } = fieldsOf<CapacityReview>(event);
        return { reviews: [...(before.reviews ?? []), { bid, ground, orderedAt }] };
      }),
  }),
  CandidatePassedOver: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { bid: 'public', cause: 'public', reason: 'public', documents: 'public' },
    evolve: (room, event) =>
      lot(room, (before) => {
        const { bid, cause } = fieldsOf<{ readonly bid: string; readonly cause: PassOverCause }>(event);
        const candidates = (before.candidates ?? []).map((each): Candidate => (each.bid === bid ? { ...each, standing: 'passedOver', cause } : each));
        return { ...unawarded, candidates };
      }),
  }),
  /** A new decision asks for a new report to the supervisor (法 47). */
  AwardDecided: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { bid: 'public', reason: 'public', decidedAt: 'public' },
    evolve: (room, event) => lot(room, () => ({ decision: fieldsOf<AwardDecision>(event), writtenReport: null })),
  }),
  AwardIssued: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { award: 'public', results: 'public', publication: 'public', digest: 'public' },
    evolve: (room, event) =>
      lot(room, (before) => {
        const { award, digest } = fieldsOf<{ readonly award: Award; readonly digest: string }>(event);
        return { award, supplier: award.supplier, ...withChange(before, 'result', digest, event.at) };
      }),
  }),
  WrittenReportFiled: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { document: 'public', authority: 'public', summary: 'public', filedAt: 'public', warnings: 'public' },
    evolve: (room, event) =>
      lot(room, () => {
        const { document, authority, filedAt } = fieldsOf<WrittenReport>(event);
        return { writtenReport: { document, authority, filedAt } };
      }),
  }),
  TenderFailed: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { cause: 'public', reason: 'public', digest: 'public' },
    evolve: (room, event) => lot(room, (before) => ({ ...unawarded, failure: { cause: 'decided', count: null }, ...withChange(before, 'failed', fieldsOf<{ readonly digest: string }>(event).digest, event.at) })),
  }),
  LotContracted: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { contract: 'public', document: 'public', concludedAt: 'public' },
    evolve: (room, event) =>
      lot(room, () => {
        const { contract, document, concludedAt } = fieldsOf<{ readonly contract: string; readonly document: string; readonly concludedAt: string }>(event);
        return { contract: { stream: contract, document, concludedAt } };
      }),
  }),
  ReturnsConfirmed: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { returned: 'public', forfeited: 'public', confirmedAt: 'public', warnings: 'public' },
    evolve: (room, event) => lot(room, () => ({ returnsConfirmedAt: fieldsOf<{ readonly confirmedAt: string }>(event).confirmedAt })),
  }),
  TenderArchived: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { pieces: 'public', checks: 'public', lotVersion: 'public', archivedAt: 'public' },
    evolve: (room, event) => lot(room, () => ({ archivedAt: fieldsOf<{ readonly archivedAt: string }>(event).archivedAt })),
  }),
};
