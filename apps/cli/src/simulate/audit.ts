/** After every answer: what it says against what stands in the database, on the streams it touched. One snapshot, nothing locked. */
import { parseInstant, present, toHex } from '@zhaobiao/basics';
import { FOLD_VERSION, stateOfText, type StreamState } from '@zhaobiao/domain';
import { canonicalBytes, entryOf, parseAct, type ActRecord } from '@zhaobiao/evidence';
import { refold, viewRows, type DatabaseClient, type DatabasePool } from '@zhaobiao/server';
import { digestOf, isStored, type Book, type Told } from './book.ts';
import { plain } from './plain.kernel.ts';
import type { SignedAct } from './wire.ts';

/** Runs a reading over one snapshot of the database; statements are pipelined, so `work` begins with the transaction. */
export async function snapshot<Value>(pool: DatabasePool, work: (client: DatabaseClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect();
  let broken = true;
  try {
    const [, value] = await Promise.all([client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'), work(client)]);
    await client.query('COMMIT');
    broken = false;
    return value;
  } finally {
    client.release(broken);
  }
}

type ActRow = { readonly id: string; readonly bytes: Buffer; readonly salt: Buffer; readonly entry: Buffer; readonly logged: number };
type RequestRow = { readonly digest: Buffer; readonly status: number; readonly answer: string };

const equal = (left: unknown, right: unknown): boolean => toHex(canonicalBytes(plain(left))) === toHex(canonicalBytes(plain(right)));

/** A stream against the fold of its acts, and its views against that. */
async function streamFaults(client: DatabaseClient, id: string): Promise<readonly string[]> {
  const [{ rows }, folded] = await Promise.all([client.query<{ readonly version: number; readonly stage: string; readonly fold_version: number; readonly state: string; readonly owner: string | null; readonly events: number }>(
    'SELECT version, stage, fold_version, state, owner, (SELECT count(*)::int FROM act_event e WHERE e.stream = s.id) AS events FROM stream s WHERE id = $1', [id],
  ), refold(client, id)]);
  const row = present(rows[0], `stream ${id}`);
  const faults: string[] = [];
  if (row.fold_version === FOLD_VERSION && !equal(stateOfText(row.state), folded)) faults.push(`state of ${id} is not its fold`);
  if (row.version !== row.events || folded.version !== row.version || folded.stage !== row.stage) faults.push(`${id} stands at version ${row.version} and stage ${row.stage} with ${row.events} events; the fold says ${folded.version} ${folded.stage}`);
  return [...faults, ...(await viewFaults(client, folded))];
}

async function viewFaults(client: DatabaseClient, state: StreamState): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { table, key, values } of viewRows(state)) {
    const [[column, value] = ['', '']] = Object.entries(key);
    const { rows } = await client.query<{ readonly row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${column} = $1`, [value]);
    if (!equal(rows[0]?.row, { ...key, ...values })) faults.push(`row of ${table} for ${state.id} is not what its fold shows`);
  }
  return faults;
}

function recordFaults(request: SignedAct, record: ActRecord): readonly string[] {
  const { actor, key, act, tender, stream } = request;
  const agrees = record.actor === actor.party && record.key === key && record.act === act && record.tender === tender && record.stream === stream && record.commandDigest === digestOf(request);
  return agrees ? [] : [`the act of key ${key} is not what was asked: ${record.act} on ${record.stream} by ${record.actor}`];
}

async function actFaults(client: DatabaseClient, request: SignedAct, answer: Told): Promise<readonly string[]> {
  const entry = Buffer.from(String(answer.body['act']), 'hex');
  const { rows } = await client.query<ActRow>(
    `SELECT id, bytes, salt, entry, ((SELECT count(*) FROM log_pending p WHERE p.act = a.id AND p.entry = a.entry) + (SELECT count(*) FROM log_entry l WHERE l.act = a.id AND l.entry = a.entry))::int AS logged FROM act a WHERE entry = $1`, [entry],
  );
  const [row] = rows;
  if (!row || rows.length > 1) return [`the acknowledged act of key ${request.key} stands ${rows.length} times`];
  const record = parseAct(row.bytes);
  if (!record.ok) return [`act ${row.id} cannot be parsed`];
  const faults = [...recordFaults(request, record.value)];
  if (row.logged !== 1) faults.push(`act ${row.id} stands ${row.logged} times in log_pending and log_entry together`);
  if (!Buffer.from(entryOf(row.salt, row.bytes)).equals(row.entry)) faults.push(`act ${row.id} does not hash to its entry`);
  if (parseInstant(record.value.at) === undefined) faults.push(`act ${row.id} bears no moment`);
  const touched = await Promise.all([...new Set(record.value.events.map((event) => event.stream))].map((stream) => streamFaults(client, stream)));
  return [...faults, ...touched.flat()];
}

/** What is wrong with the database after this answer. */
export async function auditAnswer(pool: DatabasePool, book: Book, request: SignedAct, answer: Told): Promise<readonly string[]> {
  return snapshot(pool, async (client) => {
    const [{ rows }, wrong] = await Promise.all([
      client.query<RequestRow>('SELECT digest, status, answer FROM request WHERE actor = $1 AND key = $2', [request.actor.party, request.key]),
      isStored(answer) ? actFaults(client, request, answer) : [],
    ]);
    const [row] = rows;
    if (!isStored(answer)) return row && !book.stored(request.actor.party, request.key) ? [`a plain refusal left an answer under key ${request.key}: ${row.answer}`] : [];
    if (!row) return [`no answer is stored under key ${request.key}, which was acknowledged`];
    const faults = row.status === answer.status && row.answer === JSON.stringify(answer.body) && row.digest.toString('hex') === digestOf(request) ? [] : [`the stored answer of key ${request.key} is not the one given`];
    return [...faults, ...wrong];
  });
}
