/** Everything that was ever done, in the order in which it was locked: acts by number, with what is hidden in them. */
import { instantOf, parseInstant, present, type Instant, type JsonObject } from '@zhaobiao/basics';
import { EVENTS, absent, applyEvent, jsonOfText, restored, type StreamState } from '@zhaobiao/domain';
import { parseAct, type ActRecord } from '@zhaobiao/evidence';
import type { DatabaseClient } from '@zhaobiao/server';

export type StoredDisclosure = { readonly act: string; readonly ordinal: number; readonly name: string; readonly class: string; readonly stream: string; readonly value: string | null; readonly published_by: string | null };
export type StoredAct = {
  readonly id: string;
  readonly entry: Buffer;
  readonly name: string;
  readonly record: ActRecord;
  readonly at: Instant;
  readonly until: string | null;
  readonly publishedBy: string | null;
  readonly disclosures: readonly StoredDisclosure[];
};

/** Acts met in earlier checks: bytes that did not change need not be parsed and decided once more. A check with a new memory starts from nothing. */
export type Memory = {
  readonly parsed: Map<string, { readonly bytes: Buffer; readonly record: ActRecord }>;
  /** Lawful acts, and what each publishes. */
  readonly lawful: Map<string, readonly string[]>;
  /** Committees that nobody outside was told of, by version: asked again when they change. */
  readonly unnamed: Map<string, string>;
};

export const newMemory = (): Memory => ({ parsed: new Map(), lawful: new Map(), unnamed: new Map() });

function recordOf(memory: Memory, id: string, bytes: Buffer): ActRecord {
  const known = memory.parsed.get(id);
  if (known?.bytes.equals(bytes)) return known.record;
  const record = parseAct(bytes);
  if (!record.ok) throw new Error(`act ${id} cannot be parsed: ${JSON.stringify(record.fault)}`);
  memory.parsed.set(id, { bytes, record: record.value });
  memory.lawful.delete(id);
  return record.value;
}

type Row = { readonly id: string; readonly entry: Buffer; readonly bytes: Buffer; readonly name: string; readonly at: string; readonly until: string | null; readonly published_by: string | null };

/**
 * Acts in order of their numbers. Two acts that meet on a stream hold its lock one after the other and take their number while they hold it,
 * so this order is one in which they could have happened one by one.
 */
export async function readActs(client: DatabaseClient, memory: Memory): Promise<readonly StoredAct[]> {
  const [acts, hidden] = [
    await client.query<Row>('SELECT id, entry, bytes, name, at, until, published_by FROM act ORDER BY id'),
    await client.query<StoredDisclosure>('SELECT act, ordinal, name, class, stream, value, published_by FROM disclosure'),
  ];
  const byAct = Map.groupBy(hidden.rows, (row) => row.act);
  return acts.rows.map((row) => {
    return { id: row.id, entry: row.entry, name: row.name, record: recordOf(memory, row.id, row.bytes), at: instantOf(row.at), until: row.until, publishedBy: row.published_by, disclosures: byAct.get(row.id) ?? [] };
  });
}

/** The states of all streams at one moment of the history, and who owns whom. */
export type World = {
  readonly states: Map<string, StreamState>;
  /** State before the last act on a stream: what somebody who reads without a lock may still have seen. */
  readonly before: Map<string, StreamState>;
  readonly owned: Map<string, Set<string>>;
};

export const newWorld = (): World => ({ states: new Map(), before: new Map(), owned: new Map() });

type Birth = { readonly machine: StreamState['machine']; readonly owner: string | null };

/** Machines and owners do not stand in events but in the stream's own row: they were fixed when it was born. */
export async function readBirths(client: DatabaseClient): Promise<ReadonlyMap<string, Birth>> {
  const { rows } = await client.query<Birth & { readonly id: string }>('SELECT id, machine, owner FROM stream');
  return new Map(rows.map((row) => [row.id, { machine: row.machine, owner: row.owner }]));
}

const hiddenValues = (act: StoredAct, ordinal: number): JsonObject =>
  Object.fromEntries(act.disclosures.filter((each) => each.ordinal === ordinal && each.class.startsWith('until:')).map((each) => [each.name, jsonOfText(each.value ?? 'null')]));

/** Applies an act; gives what is wrong with its versions. */
export function apply(world: World, births: ReadonlyMap<string, Birth>, act: StoredAct): readonly string[] {
  const faults: string[] = [];
  for (const [ordinal, event] of act.record.events.entries()) {
    const birth = births.get(event.stream);
    if (!birth) {
      faults.push(`act ${act.id} writes ${event.stream}, which does not exist`);
      continue;
    }
    const state = world.states.get(event.stream) ?? absent({ id: event.stream, machine: birth.machine, ...(birth.owner === null ? {} : { owner: birth.owner }) });
    if (event.version !== state.version + 1) faults.push(`${event.stream} goes from version ${state.version} to ${event.version}`);
    const at = present(parseInstant(act.record.at), 'moment of an act');
    world.before.set(event.stream, state);
    world.states.set(event.stream, applyEvent(EVENTS, state, restored(act.record, ordinal, at, hiddenValues(act, ordinal))));
    if (birth.owner !== null) world.owned.set(birth.owner, (world.owned.get(birth.owner) ?? new Set()).add(event.stream));
  }
  return faults;
}
