/**
 * Time acts like everybody else: through the door. The fold of a stream says what is due; a worker claims a row with SKIP LOCKED and performs the act as
 * `clock` under a key made of stream, deadline and moment, so that a deadline fires once however many workers there are and wherever they are killed.
 */
import { ACTS, type ActDefinition } from '@zhaobiao/domain';
import { instantOf, instantText, type Instant, type JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Door } from '../perform.ts';
import { perform } from '../perform.ts';
import type { PlatformSigner } from './platform-signer.ts';

type DueRow = { readonly stream: string; readonly id: string; readonly act: string; readonly at: string; readonly attempts: number };

/** Not ready, and not before so many milliseconds unless an act sets the due anew. */
export type Wait = { readonly waitMs: number };

/** What the clock puts into the command of an act that became due; `undefined` when it is not ready yet (tried again soon). */
export type CommandFor = (act: string, stream: string) => Promise<JsonObject | Wait | undefined>;

const isWait = (raw: JsonObject | Wait): raw is Wait => typeof raw['waitMs'] === 'number';

const LEASE = 30_000;
const READY_AGAIN = 500;
/** A suspended act is woken by the act that ends the suspension; this is for a wake-up that was lost. */
const SUSPENDED_AGAIN = 60_000;
const ALARM_AFTER = 3;

/** 1 s, 2 s, 4 s … at most 5 minutes. */
const backOff = (attempts: number): number => Math.min(300_000, 1_000 * 2 ** Math.min(attempts, 9));

async function claim(pool: pg.Pool, now: Instant, limit: number): Promise<readonly DueRow[]> {
  const { rows } = await pool.query<DueRow>(
    `UPDATE due SET next_try_at = $1 + $2, attempts = attempts + 1 WHERE (stream, id) IN
     (SELECT stream, id FROM due WHERE next_try_at <= $1 AND suspended_at IS NULL ORDER BY next_try_at, stream LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING stream, id, act, at, attempts`,
    [now, LEASE, limit],
  );
  return rows;
}

async function settle(pool: pg.Pool, row: DueRow, now: Instant, error: string | null): Promise<void> {
  await pool.query('UPDATE due SET next_try_at = $3, last_error = $4 WHERE stream = $1 AND id = $2 AND at = $5', [row.stream, row.id, now + backOff(row.attempts), error, row.at]);
}

/** Not ready is not failing: the guardians, or whoever has an objection to answer, decide when. */
async function waitFor(pool: pg.Pool, row: DueRow, now: Instant, pause = READY_AGAIN): Promise<void> {
  await pool.query('UPDATE due SET next_try_at = $3, attempts = 0, last_error = NULL WHERE stream = $1 AND id = $2 AND at = $4', [row.stream, row.id, now + pause, row.at]);
}

const codeOf = (body: JsonObject): unknown => {
  const refused = body['refused'];
  return typeof refused === 'object' && refused !== null && !Array.isArray(refused) && 'code' in refused ? refused['code'] : undefined;
};

export type DueWorker = { readonly runOnce: () => Promise<number>; readonly alarms: () => Promise<number> };

export function dueWorker(door: Door, signer: PlatformSigner, commandFor: CommandFor, limit = 16): DueWorker {
  const fire = async (definition: ActDefinition, row: DueRow): Promise<void> => {
    const now = door.clock.now();
    if (now === undefined) return;
    const raw = await commandFor(row.act, row.stream);
    if (!raw) return waitFor(door.pool, row, now);
    if (isWait(raw)) return waitFor(door.pool, row, now, raw.waitMs);
    const parsed = definition.contract.safeParse(raw);
    if (!parsed.success) return settle(door.pool, row, now, 'the command does not fit the contract');
    const key = `due:${row.stream}:${row.id}:${instantText(instantOf(row.at))}:${row.attempts}`;
    const plan = definition.plan(parsed.data, { party: 'clock' });
    const signed = signer.sign({ act: row.act, stream: plan.primary.id, key, tender: null, command: raw });
    const answer = await perform(door, { definition, command: parsed.data, actor: { party: 'clock', roles: [], keyId: signed.signature.keyId }, key, tender: null, ...signed, at: now });
    if (codeOf(answer.body) === 'suspended') return waitFor(door.pool, row, now, SUSPENDED_AGAIN);
    if (answer.status >= 400) await settle(door.pool, row, now, JSON.stringify(answer.body).slice(0, 500));
  };
  return {
    runOnce: async () => {
      const now = door.clock.now();
      if (now === undefined) return 0;
      const rows = await claim(door.pool, now, limit);
      await Promise.all(rows.map(async (row) => {
        const definition = ACTS.get(row.act);
        return definition ? fire(definition, row) : settle(door.pool, row, now, `unknown act ${row.act}`);
      }));
      return rows.length;
    },
    alarms: async () => {
      const { rows } = await door.pool.query<{ count: string }>('SELECT count(*)::text AS count FROM due WHERE attempts >= $1', [ALARM_AFTER]);
      return Number(rows[0]?.count ?? 0);
    },
  };
}
