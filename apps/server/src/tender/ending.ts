/** How a tender came to an end without a contract, told by its cause, and the tender that repeats it. */
import type { LotRoom, StreamState, TenderFailure } from '@zhaobiao/domain';
import type pg from 'pg';
import { ownedStates } from '../http/stream-state.ts';
import { toldAs, toldIn } from '../http/told.ts';

export type Ending = {
  readonly kind: 'failed' | 'invalid' | 'terminated';
  readonly at: string;
  /** The party that ended it, or `clock`. */
  readonly actor: string;
  readonly entry: string;
  /** Why it failed; null where it did not fail by itself. */
  readonly failure: TenderFailure | null;
  /** Ground of a termination, or of the decision for a new tender: a code of the rulebook's lists. */
  readonly cause: string | null;
  readonly reason: string | null;
  /** The provision a document breaks that was declared invalid (条例 23). */
  readonly article: string | null;
  /** The lot that tenders it anew, once its notice is out. */
  readonly next: string | null;
};

const ENDS: Readonly<Record<string, { readonly kind: Ending['kind']; readonly acts: readonly string[] }>> = {
  failed: { kind: 'failed', acts: ['closeBidding', 'recordOpening', 'receiveReport', 'failTender'] },
  invalid: { kind: 'invalid', acts: ['invalidateDocument'] },
  terminated: { kind: 'terminated', acts: ['terminateTender'] },
};

type Fields = { readonly cause?: string; readonly reason?: string; readonly article?: string };

/** Undefined while the tender goes on, or has come to its contract. */
export async function endingOf(pool: pg.Pool, { id, stage, room }: StreamState<LotRoom>): Promise<Ending | undefined> {
  const end = ENDS[stage];
  if (end === undefined) return undefined;
  const [told, lots] = await Promise.all([toldIn(pool, id, end.acts), ownedStates<LotRoom>(pool, room.project, 'lot')]);
  const last = told.at(-1);
  if (last === undefined) return undefined;
  const { cause, reason, article } = toldAs<Fields>(last);
  const next = lots.find((each) => each.room.retenderOf === id && each.room.notice !== null);
  return { kind: end.kind, at: last.at, actor: last.actor, entry: last.entry, failure: end.kind === 'failed' ? (room.failure ?? null) : null, cause: cause ?? null, reason: reason ?? null, article: article ?? null, next: next?.id ?? null };
}
