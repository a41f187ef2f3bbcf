/**
 * What a tender waits for: an objection that is not answered, an order of the supervisor (实施条例 22, 54, 62). Who objected, how many did and at what hour is
 * not said: before the opening it would tell of potential tenderers (招标投标法 22), so that the day is all there is of it, and several look like one.
 */
import { dayOf, instantText, parseInstant, type Instant } from '@zhaobiao/basics';
import type { LotRoom, ObjectionRoom, OrderRoom, StreamState } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

export type ObjectionHold = {
  readonly by: 'objection';
  /** First day on which one of them stood unanswered, `2026-11-23`. */
  readonly sinceOn: string;
  /** Exclusive end of the three days of the one that is due first; null while the calendar does not reach it. */
  readonly answerBy: string | null;
};
export type OrderHold = { readonly by: 'order'; readonly order: string; readonly since: string; readonly authorityName: string; readonly reason: string; readonly article: string };

type Objected = StreamState<ObjectionRoom>;
const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined;

const dueOf = ({ deadlines }: Objected): Instant | undefined => {
  const timing = deadlines['answering'];
  return timing !== undefined && 'at' in timing ? timing.at : undefined;
};

function objectionHold(objections: readonly Objected[]): readonly ObjectionHold[] {
  const since = objections.map((each) => parseInstant(each.room.filedAt)).filter(isThere);
  if (since.length === 0) return [];
  const due = objections.map(dueOf).filter(isThere).toSorted((left, right) => left - right);
  const [first] = since.toSorted((left, right) => left - right);
  return first === undefined ? [] : [{ by: 'objection', sinceOn: dayOf(first), answerBy: due[0] === undefined ? null : instantText(due[0]) }];
}

const orderHold = ({ id, room: { issuedAt, authorityName, reason, article } }: StreamState<OrderRoom>): OrderHold => ({ by: 'order', order: id, since: issuedAt, authorityName, reason, article });

/** Orders first: nothing goes on under them. */
export async function holdsOn(pool: pg.Pool, holds: LotRoom['holds']): Promise<readonly (ObjectionHold | OrderHold)[]> {
  const [orders, objections] = await Promise.all([
    Promise.all(holds.filter((each) => each.machine === 'order').map(async ({ id }) => streamState<OrderRoom>(pool, id))),
    Promise.all(holds.filter((each) => each.machine === 'objection').map(async ({ id }) => streamState<ObjectionRoom>(pool, id))),
  ]);
  return [...orders.filter(isThere).map(orderHold), ...objectionHold(objections.filter(isThere))];
}
