/** Objections to a lot and orders to suspend it, as far as whoever asks may know. */
import { instantText } from '@zhaobiao/basics';
import type { LotRoom, Measure, ObjectionRoom, OrderRoom, StreamState, Timing } from '@zhaobiao/domain';
import type pg from 'pg';
import { ownedStates, streamState } from '../http/stream-state.ts';
import { holdsOn, type ObjectionHold, type OrderHold } from './holds.ts';

export type ObjectionLine = {
  readonly objection: string;
  readonly kind: string;
  readonly stage: string;
  /** Exclusive end of the three days; null when the calendar is not known. */
  readonly answerBy: string | null;
  readonly answer: ObjectionRoom['answer'];
  /** Who objects and why: null until the tenderers are announced, but for who objects and who answers (招标投标法 22). */
  readonly filing: Pick<ObjectionRoom, 'objector' | 'objectorName' | 'grounds' | 'request' | 'concerns' | 'documents' | 'filedAt'> | null;
};

/** What everybody may know of the case standing still, besides. */
export type Objections = { readonly objections: readonly ObjectionLine[]; readonly orders: readonly OrderLine[]; readonly holds: readonly (ObjectionHold | OrderHold)[]; /** What answered objections oblige to and is not done yet: the opening, or the award, waits for it. */ readonly owed: readonly Measure[] };

export type OrderLine = { readonly order: string; readonly stage: string } & Omit<OrderRoom, 'lot'>;

/** Objections whose filing everybody may read: the act itself is public, or has become so. */
async function published(pool: pg.Pool, streams: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ readonly stream: string }>({
    name: 'public-filings',
    text: 'SELECT v.stream FROM act_event v JOIN act a ON a.id = v.act WHERE v.stream = ANY($1::text[]) AND v.version = 1 AND (a.until IS NULL OR a.published_by IS NOT NULL)',
    values: [streams],
  });
  return new Set(rows.map((row) => row.stream));
}

const endOf = (timing: Timing | undefined): string | null => (timing !== undefined && 'at' in timing ? instantText(timing.at) : null);

function lineOf({ id, stage, room, deadlines }: StreamState<ObjectionRoom>, open: boolean): ObjectionLine {
  const { kind, answer, objector, objectorName, grounds, request, concerns, documents, filedAt } = room;
  return { objection: id, kind, stage: stage === 'sealed' ? 'filed' : stage, answerBy: endOf(deadlines['answering']), answer, filing: open ? { objector, objectorName, grounds, request, concerns, documents, filedAt } : null };
}

/** Undefined before the notice. What is sealed and unanswered is not there for anybody but its objector and who answers it. */
export async function objectionsTo(pool: pg.Pool, lot: string, party: string | undefined): Promise<Objections | undefined> {
  const state = await streamState<LotRoom>(pool, lot);
  if (state?.machine !== 'lot' || state.room.notice === null) return undefined;
  const [objections, orders, holds] = await Promise.all([ownedStates<ObjectionRoom>(pool, lot, 'objection'), ownedStates<OrderRoom>(pool, lot, 'order'), holdsOn(pool, state.room.holds)]);
  const everybody = await published(pool, objections.map((each) => each.id));
  const answers = party !== undefined && (state.room.procuringEntity === party || state.room.agency === party);
  const seen = objections.flatMap((each): readonly ObjectionLine[] => {
    const open = answers || everybody.has(each.id) || each.room.objector === party;
    return open || each.room.answer !== null ? [lineOf(each, open)] : [];
  });
  return { objections: seen, orders: orders.map(({ id, stage, room: { lot: _lot, ...order } }) => ({ order: id, stage, ...order })), holds, owed: [...new Set((state.room.owed ?? []).map((each) => each.measure))] };
}
