/** Rows that follow from the acts: states, views, dues, answers, what is published. Each compared with what the acts give. */
import { instantOf, present, toHex } from '@zhaobiao/basics';
import { duesOf, roomIfAny, stateOfText, type BidRoom, type LotRoom, type Procedure, type StreamState } from '@zhaobiao/domain';
import { canonicalBytes } from '@zhaobiao/evidence';
import { VIEWS, type DatabaseClient, type Law, type View } from '@zhaobiao/server';
import { plain } from '../plain.kernel.ts';
import type { StoredAct, World } from './world.ts';

const text = (value: unknown): string => toHex(canonicalBytes(plain(value)));

export async function stateFaults(client: DatabaseClient, world: World): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly id: string; readonly version: number; readonly stage: string; readonly state: string; readonly owner: string | null }>('SELECT id, version, stage, state, owner FROM stream');
  const faults = rows.length === world.states.size ? [] : [`${rows.length} streams stand, the acts make ${world.states.size}`];
  for (const row of rows) {
    const folded = world.states.get(row.id);
    if (!folded || text(stateOfText(row.state)) !== text(folded)) faults.push(`state of ${row.id} is not its fold`);
    else if (folded.version !== row.version || folded.stage !== row.stage || (folded.owner ?? null) !== row.owner) faults.push(`columns of ${row.id} are not its fold`);
  }
  const { rows: events } = await client.query<{ readonly stream: string }>('SELECT stream FROM act_event GROUP BY stream HAVING max(version) <> count(*) OR min(version) <> 1');
  return [...faults, ...events.map(({ stream }) => `versions of ${stream} have a gap`)];
}

async function tableFaults(client: DatabaseClient, world: World, view: View): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${view.name} t`);
  const expected = new Set([...world.states.values()].filter((state) => state.machine === view.machine).flatMap(view.rows).map(({ key, values }) => text({ ...key, ...values })));
  const stray = rows.filter(({ row }) => !expected.delete(text(row)));
  return [...stray.map(({ row }) => `a row of ${view.name} follows from no fold: ${JSON.stringify(row)}`), ...(expected.size > 0 ? [`${expected.size} rows of ${view.name} are missing`] : [])];
}

export const viewFaults = async (client: DatabaseClient, world: World): Promise<readonly string[]> => (await Promise.all(VIEWS.map((view) => tableFaults(client, world, view)))).flat();

function procedureOf(law: Law, world: World, state: StreamState): Procedure | undefined {
  const own = roomIfAny<LotRoom>(state)?.procedure;
  const lot = roomIfAny<BidRoom>(state)?.lot;
  const pinned = own ?? (lot === undefined ? undefined : roomIfAny<LotRoom>(world.states.get(lot))?.procedure);
  return pinned && law.procedureOf(pinned);
}

/** What time has still to do: exactly what the folds say, no more and no less. */
export async function dueFaults(client: DatabaseClient, law: Law, world: World): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly stream: string; readonly id: string; readonly act: string; readonly at: string; readonly amber_at: string }>('SELECT stream, id, act, at, amber_at FROM due');
  const expected = new Set([...world.states.values()].flatMap((state) => {
    const procedure = procedureOf(law, world, state);
    return procedure ? duesOf(procedure, state.machine, state).map((due) => `${state.id} ${due.id} ${due.act} ${due.at} ${due.amberAt}`) : [];
  }));
  const stray = rows.filter((row) => !expected.delete(`${row.stream} ${row.id} ${row.act} ${row.at} ${row.amber_at}`));
  return [...stray.map((row) => `due ${row.stream} ${row.id} ${row.act} ${row.at} follows from no fold`), ...[...expected].map((due) => `due is missing: ${due}`)];
}

/** Acts the clock does because a deadline has passed: one a deadline. */
const ONCE = new Set(['announceTenderers', 'recordOpening', 'openBid']);

/** Each deadline fires once: of the acts the clock does because a deadline has passed there is one a stream, and one close a deadline of a lot. */
export function onceFaults(acts: readonly StoredAct[]): readonly string[] {
  const counts = new Map<string, number>();
  const reopened = new Map<string, number>();
  for (const { name, record } of acts) {
    const extended = record.events.filter((event) => event.type === 'OutageDeclared' && event.public['stage'] === 'bidding').map((event) => event.stream);
    for (const lot of extended) reopened.set(lot, (reopened.get(lot) ?? 0) + 1);
    const what = ONCE.has(name) ? `${name} on ${record.stream}` : name === 'closeBidding' ? `${name} on ${record.stream} after ${reopened.get(record.stream) ?? 0} extensions` : undefined;
    if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([what, count]) => `${what} was done ${count} times`);
}

/** Every act was answered once under its key, and every stored answer belongs to an act. */
export async function answerFaults(client: DatabaseClient, acts: readonly StoredAct[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly actor: string; readonly key: string; readonly digest: Buffer; readonly answer: string }>('SELECT actor, key, digest, answer FROM request');
  const byKey = new Map(rows.map((row) => [`${row.actor} ${row.key}`, row]));
  const faults = rows.length === acts.length ? [] : [`${rows.length} answers for ${acts.length} acts`];
  for (const act of acts) {
    const row = byKey.get(`${act.record.actor} ${act.record.key}`);
    if (!row || row.digest.toString('hex') !== act.record.commandDigest || !row.answer.includes(act.entry.toString('hex'))) faults.push(`act ${act.id} has no answer under its key`);
  }
  return faults;
}

/** The first act after another that published what waited on a stream for `until`: one that touched the stream, its owner or the owner of that. */
function revealed(acts: readonly StoredAct[], world: World, reveals: ReadonlyMap<string, readonly string[]>): (stream: string, until: string, after: string) => string | undefined {
  const by = new Map<string, string[]>();
  for (const act of acts) {
    const touched = new Set(act.record.events.map((event) => event.stream));
    for (const until of reveals.get(act.id) ?? []) for (const stream of touched) by.set(`${until} ${stream}`, [...(by.get(`${until} ${stream}`) ?? []), act.id]);
  }
  return (stream, until, after) => {
    const owner = world.states.get(stream)?.owner;
    const above = owner === undefined ? undefined : world.states.get(owner)?.owner;
    const found = [stream, owner, above].flatMap((each) => (each === undefined ? [] : (by.get(`${until} ${each}`) ?? [])));
    return found.map(BigInt).filter((id) => id > BigInt(after)).toSorted((left, right) => (left < right ? -1 : 1))[0]?.toString();
  };
}

/** Nothing sealed is published before its act, and what its act publishes is published by it. */
export function sealFaults(acts: readonly StoredAct[], world: World, reveals: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const publisher = revealed(acts, world, reveals);
  const faults: string[] = [];
  for (const act of acts) {
    const expected = act.until === null || act.until === 'never' ? null : (publisher(act.record.stream, act.until, act.id) ?? null);
    if (act.publishedBy !== expected) faults.push(`act ${act.id} (${act.name}, sealed until ${act.until}) is published by ${act.publishedBy}, not ${expected}`);
    for (const field of act.disclosures) {
      const until = field.class.startsWith('until:') ? field.class.slice('until:'.length) : undefined;
      const open = until === undefined ? null : (publisher(field.stream, until, act.id) ?? null);
      if (field.published_by !== open) faults.push(`field ${field.name} of act ${act.id} (${field.class}) is published by ${field.published_by}, not ${open}`);
    }
  }
  return faults;
}

/** The count hidden in a close is the number of live bids at that moment; asked while the world stands just before the act. */
export function closeFaults(act: StoredAct, world: World): readonly string[] {
  const close = act.record.events.find((event) => event.type === 'BiddingClosed' || event.type === 'BiddingFailed');
  if (!close) return [];
  const live = [...(world.owned.get(close.stream) ?? [])].filter((id) => present(world.states.get(id), id).stage === 'submitted').length;
  const hidden = act.disclosures.find((each) => each.name === 'count')?.value;
  const count = close.type === 'BiddingFailed' ? close.public['count'] : hidden === undefined ? undefined : Number(hidden);
  return count === live ? [] : [`${close.stream} closed with ${String(count)} bids where ${live} were live`];
}

/** What is overdue and cannot be waiting for anybody; asked once the city has come to rest. */
export async function overdueFaults(client: DatabaseClient, now: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly stream: string; readonly id: string; readonly at: string; readonly last_error: string | null }>("SELECT stream, id, at, last_error FROM due WHERE at <= $1 AND suspended_at IS NULL", [now]);
  return rows.map((row) => `${row.stream} ${row.id} was due at ${instantOf(row.at)} and nobody did it: ${row.last_error ?? 'no error'}`);
}
