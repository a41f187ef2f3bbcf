/** What anybody may know of tenders. Nothing here touches a bid: no name, no number, no size follows from there being one (招标投标法 22). */
import { instant, instantText, present } from '@zhaobiao/basics';
import { preparationOf, type LotRoom, type PartyRoom, type StreamState, type Timing } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

export type TenderLine = {
  readonly lot: string;
  readonly project: string;
  readonly name: string;
  readonly title: string | null;
  readonly stage: string;
  readonly procuringEntity: { readonly party: string; readonly name: string };
  readonly procedure: string;
  readonly publishedAt: string | null;
  readonly closingAt: string | null;
};

export type TenderSearch = { readonly stage?: string | undefined; readonly q?: string | undefined; readonly after?: string | undefined; readonly limit: number };

type Row = { readonly lot: string; readonly project: string; readonly name: string; readonly title: string | null; readonly stage: string; readonly procuring_entity: string; readonly entity_name: string | null; readonly procedure: string; readonly published_at: string | null; readonly closing_at: string | null };

const momentOf = (milliseconds: string | null): string | null => (milliseconds === null ? null : instantText(present(instant(Number(milliseconds)), 'moment of a view')));

/** Cursor of a page: closing moment and lot of its last row. */
const cursorOf = (row: Row): string => `${row.closing_at ?? 0}~${row.lot.slice('lot:'.length)}`;

function parseCursor(text: string | undefined): readonly [number, string] | undefined {
  const match = /^(\d{1,15})~([A-Za-z0-9._/-]{3,140})$/.exec(text ?? '');
  return match === null ? undefined : [Number(match[1]), `lot:${match[2] ?? ''}`];
}

/** Published tenders, the latest deadline first; `next` is the cursor of the following page or null. */
export async function listTenders(pool: pg.Pool, { stage, q, after, limit }: TenderSearch): Promise<{ readonly tenders: readonly TenderLine[]; readonly next: string | null }> {
  const cursor = parseCursor(after);
  const { rows } = await pool.query<Row>(
    `SELECT t.lot, t.project, t.name, t.title, t.stage, t.procuring_entity, s.state::json -> 'room' ->> 'name' AS entity_name, t.procedure, t.published_at, t.closing_at
     FROM tender_view t LEFT JOIN stream s ON s.id = t.procuring_entity
     WHERE t.published_at IS NOT NULL AND ($1::text IS NULL OR t.stage = $1) AND ($2::text IS NULL OR position(lower($2) IN lower(coalesce(t.title, '') || ' ' || t.name || ' ' || t.lot)) > 0)
       AND ($3::bigint IS NULL OR (coalesce(t.closing_at, 0), t.lot) < ($3::bigint, $4::text))
     ORDER BY coalesce(t.closing_at, 0) DESC, t.lot DESC LIMIT $5`,
    [stage ?? null, q === undefined || q === '' ? null : q, cursor?.[0] ?? null, cursor?.[1] ?? null, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const tenders = shown.map((row) => ({
    lot: row.lot, project: row.project, name: row.name, title: row.title, stage: row.stage, procuringEntity: { party: row.procuring_entity, name: row.entity_name ?? row.procuring_entity },
    procedure: row.procedure, publishedAt: momentOf(row.published_at), closingAt: momentOf(row.closing_at),
  }));
  const last = shown.at(-1);
  return { tenders, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

const deadlineText = (timing: Timing) => ('at' in timing ? { at: instantText(timing.at) } : { notBefore: instantText(timing.notBefore), awaitingYear: timing.awaitingYear });

async function nameOf(pool: pg.Pool, party: string): Promise<{ readonly party: string; readonly name: string }> {
  return { party, name: (await streamState<PartyRoom>(pool, party))?.room.name ?? party };
}

/** The lot's state for readers that decide what else they may see. */
export const lotState = (pool: pg.Pool, lot: string): Promise<StreamState<LotRoom> | undefined> => streamState<LotRoom>(pool, lot);

/** A published tender; `undefined` before its notice. The version of the stream is left out: it says nothing to anybody. */
export async function publicTender(pool: pg.Pool, lot: string) {
  const state = await lotState(pool, lot);
  if (state === undefined || state.machine !== 'lot' || state.room.notice === null) return undefined;
  const { project, name, procuringEntity, agency, procedure, estimateFen, envelopes, notice, guardianship } = state.room;
  const [entity, agent] = await Promise.all([nameOf(pool, procuringEntity), agency === null ? null : nameOf(pool, agency)]);
  const deadlines = Object.fromEntries(Object.entries(state.deadlines).map(([id, timing]) => [id, deadlineText(timing)]));
  // Which answer was asked for, and what was delivered to whom, stay out of it.
  const { changes, siteVisits, outages, extension } = preparationOf(state.room);
  return { lot, project, name, stage: state.stage, procuringEntity: entity, agency: agent, procedure, estimateFen, envelopes, notice, guardianship, deadlines, changes, siteVisits, outages, extension };
}
