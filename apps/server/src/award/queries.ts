/** Candidates, award and contract for everybody: what their acts made public, nothing of the ranking before its publicity. */
import { instantText } from '@zhaobiao/basics';
import { PIECES, type ContractRoom, type LotRoom, type ReportExtract, type ReportOutcome, type StreamState } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';
import { milestonesOf, toldAs, toldIn, type Told } from '../http/told.ts';

/** The latest public event of an act in a stream. */
const latestTold = async (pool: pg.Pool, stream: string, act: string, type: string): Promise<Told | undefined> => (await toldIn(pool, stream, [act])).findLast((each) => each.type === type);

const published = async (pool: pg.Pool, lot: string): Promise<StreamState<LotRoom> | undefined> => {
  const state = await streamState<LotRoom>(pool, lot);
  return state?.machine === 'lot' && state.room.notice !== null ? state : undefined;
};

type PublicityFields = { readonly round: number; readonly channel: { readonly recipient: string; readonly phone: string; readonly address: string; readonly online: string }; readonly media: readonly string[]; readonly other: string | null; readonly reason: string | null };

type ReportFields = { readonly round: number; readonly outcome: ReportOutcome; readonly receivedAt: string; readonly extract?: ReportExtract };
export type ReportTold = Omit<ReportFields, 'extract'> & { readonly entry: string; /** Null until the candidates are publicised. */ readonly extract: ReportExtract | null };

/** The report in force as far as it is public: that it came, with what outcome, and from the publicity on whom it rejected and why. */
export async function reportOf(pool: pg.Pool, lot: string): Promise<ReportTold | undefined> {
  const told = (await toldIn(pool, lot, ['receiveReport'])).at(-1);
  if (told === undefined) return undefined;
  const { round, outcome, receivedAt, extract } = toldAs<ReportFields>(told);
  return { round, outcome, receivedAt, entry: told.entry, extract: extract ?? null };
}

/** As publicised, with how each candidate stands now; `undefined` while nothing is publicised. None are left while the committee checks again. */
export async function candidatesOf(pool: pg.Pool, lot: string) {
  const state = await published(pool, lot);
  const told = state && (await latestTold(pool, lot, 'publishCandidates', 'CandidatesPublicised'));
  if (!state || !told) return undefined;
  const [report, reopened] = await Promise.all([reportOf(pool, lot), latestTold(pool, lot, 'orderRecheck', 'EvaluationReopened')]);
  const { round, channel, media, other, reason } = toldAs<PublicityFields>(told);
  const end = state.deadlines['publicityEnd'];
  const extract = report?.extract ?? null;
  return {
    round, channel, media, other, reason, lot, stage: state.stage, entry: told.entry, publicisedAt: told.at, candidates: state.room.candidates ?? [], publicityEndsAt: end && 'at' in end ? instantText(end.at) : null,
    rejected: extract?.rejected ?? [], responsive: extract?.responsive ?? null, members: extract?.members ?? null, dissents: extract?.dissents ?? null,
    recheck: reopened !== undefined && reopened.at >= told.at ? { at: reopened.at, reason: toldAs<{ readonly reason: string }>(reopened).reason } : null,
  };
}

/** What came of one bid, as its tenderer is told and everybody may read (招标投标法 45). */
export type ResultLine = { readonly bid: string; readonly outcome: 'awarded' | 'candidate' | 'notAwarded' | 'unopened' | 'rejected'; readonly code?: string; readonly clause?: string; readonly reason?: string };
type AwardFields = { readonly results: readonly ResultLine[]; readonly publication: { readonly media: readonly string[]; readonly supplier: string; readonly contractDays: number; readonly performanceRequired: boolean; readonly performancePermille: number } };

/** Decision, notice of award and publication of the result; `undefined` before the decision. */
export async function awardOf(pool: pg.Pool, lot: string) {
  const state = await published(pool, lot);
  if (!state?.room.decision) return undefined;
  const { decision, award, writtenReport } = state.room;
  const told = award ? await latestTold(pool, lot, 'issueAward', 'AwardIssued') : undefined;
  const { results, publication } = told ? toldAs<AwardFields>(told) : { results: null, publication: null };
  return { lot, stage: state.stage, decision, award: award ?? null, results, publication, entry: told?.entry ?? null, reportFiledAt: writtenReport?.filedAt ?? null };
}

/** The contract as it was proposed, concluded and published; `undefined` before a proposal. */
export async function contractOf(pool: pg.Pool, lot: string) {
  const [state, contract] = await Promise.all([published(pool, lot), streamState<ContractRoom>(pool, `contract:${lot.slice('lot:'.length)}`)]);
  if (!state || !contract) return undefined;
  const { proposal, concluded, published: text } = contract.room;
  return { lot, contract: contract.id, stage: contract.stage, proposal, concluded, published: text };
}

type Tally = { readonly stage: string; readonly count: number };
export type ReturnsTold = {
  readonly lot: string; readonly stage: string;
  /** Exclusive end of the five days; null while they have not begun. */
  readonly dueBy: string | null;
  readonly confirmedAt: string | null;
  /** Bid securities by what became of them. Null until the tenderers are announced: their number is that of potential tenderers (招标投标法 22). */
  readonly counts: { readonly lodged: number; readonly returned: number; readonly forfeited: number; readonly held: number } | null;
};

/** Return of the bid securities (实施条例 57); `undefined` where none was asked for, and before there is anything to say. */
export async function returnsOf(pool: pg.Pool, lot: string): Promise<ReturnsTold | undefined> {
  const state = await published(pool, lot);
  if (!state || state.room.notice?.securityFen === null) return undefined;
  const [announced] = await milestonesOf(pool, [lot], ['announceTenderers']);
  const due = state.deadlines['securityReturn'];
  const [dueBy, confirmedAt] = [due && 'at' in due ? instantText(due.at) : null, state.room.returnsConfirmedAt ?? null];
  if (announced === undefined) return dueBy === null && confirmedAt === null ? undefined : { lot, stage: state.stage, dueBy, confirmedAt, counts: null };
  // An exemption holds nothing, and a performance bond is another thing.
  const { rows } = await pool.query<Tally>({
    name: 'securities-tally',
    text: `SELECT stage, count(*)::integer AS count FROM stream WHERE owner = $1 AND machine = 'security' AND state::json -> 'room' ->> 'purpose' = 'bid' AND state::json -> 'room' ->> 'kind' <> 'exempt' GROUP BY stage`,
    values: [lot],
  });
  const at = (stage: string): number => rows.find((row) => row.stage === stage)?.count ?? 0;
  const [returned, forfeited] = [at('returned'), at('forfeited')];
  const lodged = rows.reduce((sum, row) => sum + row.count, 0);
  return { lot, stage: state.stage, dueBy, confirmedAt, counts: { lodged, returned, forfeited, held: lodged - returned - forfeited } };
}

/** Pieces that are acts themselves: by the log entry of the latest of them. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  notice: ['publishNotice', 'amendNotice'], openingRecord: ['recordOpening'], evaluationReport: ['receiveReport'], candidatePublicity: ['publishCandidates'],
  noticeOfAward: ['issueAward'], resultPublication: ['issueAward'], securityReturns: ['confirmReturns'],
};

type Filed = { readonly name: string; readonly stream: string; readonly entry: Buffer };

/**
 * What the manifest of the archive must name (`archiveTender`), each piece with its digest, and the version of the lot it goes up to; `undefined` before the
 * contract: until then the version is nobody's business.
 */
export async function archiveOf(pool: pg.Pool, lot: string) {
  const state = await published(pool, lot);
  if (!state?.room.contract) return undefined;
  const { notice, writtenReport, contract } = state.room;
  const { rows } = await pool.query<Filed>({
    name: 'archive-pieces',
    text: `SELECT a.name, v.stream, a.entry FROM act_event v JOIN act a ON a.id = v.act JOIN stream s ON s.id = v.stream
      WHERE (v.stream = $1 OR (s.owner = $1 AND v.version = 1 AND s.machine IN ('objection', 'order'))) ORDER BY a.id`,
    values: [lot],
  });
  const entryOf = (acts: readonly string[]): string | undefined => rows.findLast((row) => row.stream === lot && acts.includes(row.name))?.entry.toString('hex');
  const told: Readonly<Record<string, string | undefined>> = { tenderDocument: notice?.digest, writtenReport: writtenReport?.document, contract: contract?.document };
  const pieces = Object.keys(PIECES).map((piece) => ({ piece, digest: told[piece] ?? entryOf(ENTRIES[piece] ?? []) }));
  const filed = rows.filter((row) => row.stream !== lot).map(({ stream, entry }) => ({ piece: stream, digest: entry.toString('hex') }));
  return {
    lot, stage: state.stage, lotVersion: state.version,
    pieces: [...pieces.flatMap(({ piece, digest }) => (digest === undefined ? [] : [{ piece, digest }])), ...filed],
    missing: pieces.filter((each) => each.digest === undefined).map((each) => each.piece),
  };
}
