/** Candidates, award and contract for everybody: what their acts made public, nothing of the ranking before its publicity. */
import { instantText, toHex, type JsonObject } from '@zhaobiao/basics';
import { PIECES, type ContractRoom, type LotRoom, type StreamState } from '@zhaobiao/domain';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

type ActRow = { readonly entry: Buffer; readonly bytes: Buffer };
type Told = { readonly entry: string; readonly fields: JsonObject };

/** The public fields of the latest public event of a type in a stream, and the log entry of its act. */
async function latestTold(pool: pg.Pool, stream: string, act: string, type: string): Promise<Told | undefined> {
  const { rows } = await pool.query<ActRow>({
    name: 'latest-told',
    text: `SELECT a.entry, a.bytes FROM act_event v JOIN act a ON a.id = v.act
      WHERE v.stream = $1 AND a.name = $2 AND (a.until IS NULL OR a.published_by IS NOT NULL) ORDER BY v.version DESC LIMIT 1`,
    values: [stream, act],
  });
  const [row] = rows;
  const record = row && parseAct(row.bytes);
  const event = record?.ok ? record.value.events.find((each) => each.type === type) : undefined;
  if (!row || !event) return undefined;
  const { stage: _stage, deadlines: _deadlines, ...fields } = event.public;
  return { entry: toHex(row.entry), fields };
}

const published = async (pool: pg.Pool, lot: string): Promise<StreamState<LotRoom> | undefined> => {
  const state = await streamState<LotRoom>(pool, lot);
  return state?.machine === 'lot' && state.room.notice !== null ? state : undefined;
};

/** As publicised, with how each candidate stands now; `undefined` while nothing is publicised. */
export async function candidatesOf(pool: pg.Pool, lot: string) {
  const state = await published(pool, lot);
  const told = state && (await latestTold(pool, lot, 'publishCandidates', 'CandidatesPublicised'));
  if (!state || !told) return undefined;
  const { candidates: _asThen, ...rest } = told.fields;
  const end = state.deadlines['publicityEnd'];
  return { ...rest, lot, stage: state.stage, entry: told.entry, candidates: state.room.candidates ?? [], publicityEndsAt: end && 'at' in end ? instantText(end.at) : null };
}

/** Decision, notice of award and publication of the result; `undefined` before the decision. */
export async function awardOf(pool: pg.Pool, lot: string) {
  const state = await published(pool, lot);
  if (!state?.room.decision) return undefined;
  const { decision, award, writtenReport } = state.room;
  const told = award ? await latestTold(pool, lot, 'issueAward', 'AwardIssued') : undefined;
  return { lot, stage: state.stage, decision, award: award ?? null, results: told?.fields['results'] ?? null, publication: told?.fields['publication'] ?? null, entry: told?.entry ?? null, reportFiledAt: writtenReport?.filedAt ?? null };
}

/** The contract as it was proposed, concluded and published; `undefined` before a proposal. */
export async function contractOf(pool: pg.Pool, lot: string) {
  const [state, contract] = await Promise.all([published(pool, lot), streamState<ContractRoom>(pool, `contract:${lot.slice('lot:'.length)}`)]);
  if (!state || !contract) return undefined;
  const { proposal, concluded, published: text } = contract.room;
  return { lot, contract: contract.id, stage: contract.stage, proposal, concluded, published: text };
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
