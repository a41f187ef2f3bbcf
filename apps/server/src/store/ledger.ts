/**
 * The SQL of one act. Two pipelined round trips: begin, lock in id order (strongest first) and load; then write everything and commit.
 * A thief of this connection could read what the database holds and add acts that no actor signed; every verifier would refuse those.
 */
import { EVENTS, FOLD_VERSION, absent, applyEvent, jsonOfText, restored, stateOfText, type Plan, type StreamState } from '@zhaobiao/domain';
import { instantOf, present, type Instant, type JsonObject } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';
import { corkable } from './socket.kernel.ts';
import type { Writes } from './writes.ts';
import { writeStatement } from './writes.ts';

export type Answered = { readonly digest: Buffer; readonly status: number; readonly answer: string };

export type Loaded = {
  readonly streams: ReadonlyMap<string, StreamState>;
  readonly sets: ReadonlyMap<string, readonly StreamState[]>;
  readonly answered: Answered | undefined;
  readonly ownObjects: ReadonlySet<string>;
};

type Found = Answered & { readonly object: string | null };
type StreamRow = { readonly id: string; readonly version: number; readonly fold_version: number; readonly state: string };

/**
 * One statement takes every lock: FOR UPDATE first, then FOR SHARE, each in id order (the parts of a UNION ALL are read in turn). Shut streams are read without
 * a lock: whoever comes after the deadline must not hold up the close.
 */
const LOCK = `WITH written AS MATERIALIZED (SELECT id, version, fold_version, state FROM stream WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE),
held AS MATERIALIZED (SELECT id, version, fold_version, state FROM stream WHERE id = ANY($2::text[]) AND (shut_at IS NULL OR shut_at > $3) ORDER BY id FOR SHARE)
SELECT * FROM written UNION ALL SELECT * FROM held
UNION ALL SELECT id, version, fold_version, state FROM stream WHERE id = ANY($2::text[]) AND NOT EXISTS (SELECT 1 FROM held WHERE held.id = stream.id)`;
const LOOK_UP = 'SELECT digest, status, answer, NULL::text AS object FROM request WHERE actor = $1 AND key = $2';
/** Objects the actor has uploaded, or has named in an act before. */
const LOOK_UP_OBJECTS = `${LOOK_UP}
UNION ALL SELECT NULL, NULL, NULL, u.digest FROM upload u JOIN object o ON o.digest = u.digest WHERE u.party = $1 AND u.digest = ANY($3::text[])
UNION ALL SELECT NULL, NULL, NULL, r.object FROM object_ref r JOIN act a ON a.entry = decode(r.act, 'hex') WHERE r.object = ANY($3::text[]) AND a.actor = $1`;
const LOAD_SET = 'SELECT id, version, fold_version, state FROM stream WHERE owner = $1 AND machine = $2 ORDER BY id';

/** Folds a stream again from its acts; used when the meaning of a state has changed since it was stored, and by `replay`. */
export async function refold(client: pg.ClientBase, id: string): Promise<StreamState> {
  const { rows } = await client.query<{ bytes: Buffer; ordinal: number; at: string; act: string; machine: StreamState['machine']; owner: string | null }>(
    'SELECT a.bytes, e.ordinal, a.at, a.id AS act, s.machine, s.owner FROM act_event e JOIN act a ON a.id = e.act JOIN stream s ON s.id = e.stream WHERE e.stream = $1 ORDER BY e.version',
    [id],
  );
  const hidden = await client.query<{ act: string; ordinal: number; name: string; value: string | null }>("SELECT act, ordinal, name, value FROM disclosure WHERE stream = $1 AND class LIKE 'until:%'", [id]);
  const values = new Map<string, JsonObject>();
  for (const row of hidden.rows) {
    const key = `${row.act}/${row.ordinal}`;
    values.set(key, { ...values.get(key), [row.name]: jsonOfText(row.value ?? 'null') });
  }
  const first = present(rows[0], `acts of stream ${id}`);
  let state = absent({ id, machine: first.machine, ...(first.owner === null ? {} : { owner: first.owner }) });
  for (const row of rows) {
    const record = parseAct(row.bytes);
    if (!record.ok) throw new Error(`a stored act of ${id} cannot be parsed: ${JSON.stringify(record.fault)}`);
    state = applyEvent(EVENTS, state, restored(record.value, row.ordinal, instantOf(row.at), values.get(`${row.act}/${row.ordinal}`) ?? {}));
  }
  return state;
}

async function stateOf(client: pg.ClientBase, row: StreamRow): Promise<StreamState> {
  return row.fold_version === FOLD_VERSION ? stateOfText(row.state) : refold(client, row.id);
}

/** Sends the queries that `batch` issues in one write: a wake-up of the database per round trip, not per statement. */
function together<Sent>(client: pg.ClientBase, batch: () => Sent): Sent {
  const socket = corkable(client);
  socket?.cork?.();
  try {
    return batch();
  } finally {
    socket?.uncork?.();
  }
}

/** First round trip. The look-up of the key comes after the locks, so that of two equal requests at once the second finds the first's answer. */
export async function lockAndLoad(client: pg.ClientBase, plan: Plan, actor: string, key: string, at: Instant): Promise<Loaded> {
  const writes = [plan.primary, ...(plan.writes ?? [])].map((each) => each.id).toSorted();
  const reads = [...new Set([...(plan.reads ?? []), ...(actor === 'clock' ? [] : [actor])])].filter((id) => !writes.includes(id)).toSorted();
  const objects = plan.objects ?? [];
  const lookUp = objects.length === 0 ? { name: 'look-up', text: LOOK_UP, values: [actor, key] } : { name: 'look-up-objects', text: LOOK_UP_OBJECTS, values: [actor, key, objects] };
  const [, locked, found, ...sets] = await together(client, () => Promise.all([
    client.query('BEGIN'),
    client.query<StreamRow>({ name: 'lock', text: LOCK, values: [writes, reads, at] }),
    client.query<Found>(lookUp),
    ...(plan.sums ?? []).map((set) => client.query<StreamRow>({ name: 'load-set', text: LOAD_SET, values: [set.owner, set.machine] })),
  ]));
  const streams = new Map<string, StreamState>();
  for (const row of locked.rows) streams.set(row.id, await stateOf(client, row));
  for (const ref of [plan.primary, ...(plan.writes ?? [])]) if (!streams.has(ref.id)) streams.set(ref.id, absent(ref));
  const loadedSets = new Map<string, readonly StreamState[]>();
  for (const [index, set] of (plan.sums ?? []).entries()) {
    const rows = present(sets[index], 'result of a set').rows;
    loadedSets.set(`${set.owner}/${set.machine}`, await Promise.all(rows.map((row) => stateOf(client, row))));
  }
  const owned = found.rows.flatMap((row) => (row.object === null ? [] : [row.object]));
  return { streams, sets: loadedSets, answered: found.rows.find((row) => row.object === null), ownObjects: new Set(owned) };
}

/** Second round trip: all rows in one statement, then commit. Throws when the database refused either. */
export async function writeAndCommit(client: pg.ClientBase, writes: Writes): Promise<void> {
  const [, , committed] = await together(client, () => Promise.all([
    client.query(writeStatement(writes)),
    writes.revealsOn.length === 0 ? undefined : reveal(client, writes),
    client.query('COMMIT'),
  ]));
  if (committed.command !== 'COMMIT') throw new Error(`commit answered ${committed.command}`);
}

/** An act at which hidden things become public: whole sealed acts and single fields of its streams and of what hangs on them (a committee's score sheets hang on the lot). */
async function reveal(client: pg.ClientBase, { revealsOn, reveals, entry }: Writes): Promise<unknown> {
  const streams = 'SELECT id FROM stream WHERE id = ANY($1::text[]) OR owner = ANY($1::text[]) OR owner IN (SELECT id FROM stream WHERE owner = ANY($1::text[]))';
  const act = "(SELECT id FROM act WHERE entry = $3)";
  return Promise.all([
    client.query({ name: 'reveal-acts', text: `UPDATE act SET published_by = ${act} WHERE until = ANY($2::text[]) AND published_by IS NULL AND stream IN (${streams})`, values: [revealsOn, reveals, entry] }),
    client.query({ name: 'reveal-fields', text: `UPDATE disclosure SET published_by = ${act} WHERE class = ANY($2::text[]) AND published_by IS NULL AND stream IN (${streams})`, values: [revealsOn, reveals.map((act) => `until:${act}`), entry] }),
  ]);
}
