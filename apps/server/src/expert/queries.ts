/**
 * What the committee's room may read. Names of members and everything they do stay sealed until the award (招标投标法 37, 44): until then only a member
 * sees the room, and of the score sheets only its own; a tenderer sees the questions put to it. After the award the acts themselves are public.
 */
import { committeeId, roomOf, sheetId, type CommitteeRoom, type LotRoom, type SheetRoom, type StreamState } from '@zhaobiao/domain';
import { toHex, type Json } from '@zhaobiao/basics';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

/** `undefined`: there is no committee for this reader; a stranger is answered as if there were none. */
export async function committeeRoom(pool: pg.Pool, lot: string, party: string) {
  const state = await streamState<CommitteeRoom>(pool, committeeId(lot));
  const member = state?.room.members.find((each) => each.party === party);
  if (state === undefined || member === undefined) return undefined;
  const { members, chair, list, signedIn, declarations, prepared, extensions, round, screening, motions, questions, corrections, preliminary, report, capacities } = state.room;
  const sheet = await streamState<SheetRoom>(pool, sheetId(state.id, member.number));
  return {
    committee: state.id, lot, stage: state.stage, you: member.number, list, chair: members.find((each) => each.party === chair)?.number ?? null,
    members: members.map(({ number, kind, field, employer }) => ({ number, kind, field, employer })),
    declared: Object.keys(declarations), signedIn, prepared, extensions, round, screening, motions, questions, corrections, preliminary, report, capacities,
    sheet: sheet === undefined ? null : { submissions: sheet.room.submissions, scores: sheet.room.scores, reasons: sheet.room.reasons, returned: sheet.room.returned },
  };
}

/** The questions the committee has put to this tenderer, with the answers it has given. */
export async function questionsTo(pool: pg.Pool, lot: string, bid: string) {
  const state = await streamState<CommitteeRoom>(pool, committeeId(lot));
  return (state?.room.questions ?? []).filter((each) => each.bid === bid);
}

/**
 * Whether all that the committee has done is published: by the award, or by an end without one. The acts say it, not the stage of the lot: where a tender failed
 * before the committee sat, nothing has published who had been entered, and who may sit again for the new tender.
 */
export async function isPublished(pool: pg.Pool, committee: string): Promise<boolean> {
  const { rows } = await pool.query<{ open: boolean | null }>('SELECT bool_and(published_by IS NOT NULL) AS open FROM act WHERE stream = $1 AND until IS NOT NULL', [committee]);
  return rows[0]?.open === true;
}

/** Who sat, and the report they signed: public once the acts are. */
export async function publicCommittee(pool: pg.Pool, lot: StreamState<LotRoom>) {
  const state = (await isPublished(pool, committeeId(lot.id))) ? await streamState<CommitteeRoom>(pool, committeeId(lot.id)) : undefined;
  if (state === undefined) return undefined;
  const { members, chair, replaced, report, questions, motions, screening } = roomOf<CommitteeRoom>(state);
  return { committee: state.id, stage: state.stage, members, chair, replaced, report, questions, motions, screening };
}

type EvaluationRow = { readonly value: Json; readonly entry: Buffer };

/** The whole computation of the last report, as it stands in its act, and the log entry of that act; for members, and for everybody after the award. */
export async function evaluationOf(pool: pg.Pool, committee: string): Promise<{ readonly entry: string; readonly evaluation: Json } | undefined> {
  const { rows } = await pool.query<EvaluationRow>(
    `SELECT a.entry, e.value -> 'public' -> 'evaluation' AS value FROM act_event v JOIN act a ON a.id = v.act,
     LATERAL jsonb_array_elements(convert_from(a.bytes, 'UTF8')::jsonb -> 'events') AS e(value)
     WHERE v.stream = $1 AND a.name = 'summariseScores' AND e.value ->> 'type' = 'ScoresSummarised' ORDER BY v.version DESC LIMIT 1`,
    [committee],
  );
  const [row] = rows;
  return row && { entry: toHex(row.entry), evaluation: row.value };
}
