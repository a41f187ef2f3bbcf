/** Everything a tender's page tells beyond notice and opening, gathered from the rooms. All of it is public when it is read; nothing here opens what is sealed. */
import { instantText } from '@zhaobiao/basics';
import { committeeId, type CommitteeRoom, type Evaluation, type LotRoom, type Timing } from '@zhaobiao/domain';
import type pg from 'pg';
import { archiveOf, awardOf, candidatesOf, contractOf, reportOf, returnsOf, type ReportTold, type ReturnsTold } from '../../award/queries.ts';
import { objectionsTo, type Objections } from '../../complaint/queries.ts';
import { changesOf, type ChangeLine } from '../../tender/changes.ts';
import { endingOf, type Ending } from '../../tender/ending.ts';
import { streamState } from '../stream-state.ts';
import { milestonesOf, toldAs, toldIn, type Milestone } from '../told.ts';

/** The committee once its acts are public: after the award, or when the tender ended without one. */
export type CommitteeTold = Pick<CommitteeRoom, 'members' | 'chair' | 'replaced' | 'report' | 'questions'> & { readonly evaluation: Evaluation | null };

/** How a legal clock stands: met at, or yellow from. */
export type Clock = { readonly metAt: string | null; readonly amberAt: string | null };

export type Life = {
  /** By deadline of the lot. */
  readonly clocks: Readonly<Record<string, Clock>>;
  /** Public acts that move the tender on, of project and lot, oldest first. */
  readonly milestones: readonly Milestone[];
  readonly ending: Ending | undefined;
  readonly objections: Objections;
  readonly changes: readonly ChangeLine[];
  readonly report: ReportTold | undefined;
  readonly candidates: Awaited<ReturnType<typeof candidatesOf>>;
  readonly award: Awaited<ReturnType<typeof awardOf>>;
  readonly committee: CommitteeTold | undefined;
  readonly contract: Awaited<ReturnType<typeof contractOf>>;
  readonly returns: ReturnsTold | undefined;
  readonly archive: Awaited<ReturnType<typeof archiveOf>>;
  /** The lot whose tender this one repeats. */
  readonly repeats: string | null;
  /** Names of organisations in the register, by party. */
  readonly names: ReadonlyMap<string, string>;
};

/** Acts that a step of the way is dated by. */
export const MILESTONES = ['registerProject', 'publishPlan', 'publishNotice', 'closeBidding', 'recordOpening', 'receiveReport', 'publishCandidates', 'orderRecheck', 'passOver', 'decideAward', 'issueAward', 'concludeContract', 'archiveTender', 'failTender', 'invalidateDocument', 'terminateTender'] as const;

async function committeeOf(pool: pg.Pool, lot: string): Promise<CommitteeTold | undefined> {
  const committee = committeeId(lot);
  // That somebody confirmed it stands open only when everything about it does (法 37).
  const [confirmed] = await milestonesOf(pool, [committee], ['confirmCommittee']);
  const state = confirmed && (await streamState<CommitteeRoom>(pool, committee));
  if (state === undefined) return undefined;
  const { members, chair, replaced, report, questions } = state.room;
  const summary = (await toldIn(pool, committee, ['summariseScores'])).findLast((each) => each.type === 'ScoresSummarised');
  return { members, chair, replaced, report, questions, evaluation: summary === undefined ? null : toldAs<{ readonly evaluation: Evaluation | null }>(summary).evaluation };
}

const clockOf = (timing: Timing): Clock => ({ metAt: timing.metAt === undefined ? null : instantText(timing.metAt), amberAt: 'amberAt' in timing ? instantText(timing.amberAt) : null });

async function namesOf(pool: pg.Pool, parties: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // The name of a natural person is nobody's business: an expert is known by its number.
  const { rows } = await pool.query<{ readonly id: string; readonly name: string }>({
    name: 'names-of-organisations',
    text: `SELECT id, state::json -> 'room' ->> 'name' AS name FROM stream WHERE id = ANY($1::text[]) AND machine = 'party' AND (state::json -> 'room' -> 'person') IS NULL`,
    values: [parties],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** `actors`: parties that the page names besides. `undefined` before the notice. */
export async function lifeOf(pool: pg.Pool, lot: string, actors: readonly string[]): Promise<Life | undefined> {
  const state = await streamState<LotRoom>(pool, lot);
  if (state?.machine !== 'lot' || state.room.notice === null) return undefined;
  const [milestones, ending, objections, changes, report, candidates, award, committee, contract, returns, archive] = await Promise.all([
    milestonesOf(pool, [state.room.project, lot], MILESTONES), endingOf(pool, state), objectionsTo(pool, lot, undefined), changesOf(pool, lot), reportOf(pool, lot), candidatesOf(pool, lot), awardOf(pool, lot), committeeOf(pool, lot),
    contractOf(pool, lot), returnsOf(pool, lot), archiveOf(pool, lot),
  ]);
  const parties = [...actors, ...(ending === undefined ? [] : [ending.actor]), ...(candidates?.candidates ?? []).flatMap((each) => each.members), ...(award?.award?.members ?? [])];
  return {
    clocks: Object.fromEntries(Object.entries(state.deadlines).map(([id, timing]) => [id, clockOf(timing)])), milestones, ending, objections: objections ?? { objections: [], orders: [], holds: [], owed: [] }, changes: changes ?? [], report, candidates, award, committee, contract, returns, archive,
    repeats: state.room.retenderOf, names: await namesOf(pool, [...new Set(parties)]),
  };
}
