/** What public acts say: fields that everybody may read, and fields that were hidden and have been published since. Nothing sealed is touched. */
import { instant, instantText, present, toHex, type Json, type JsonObject } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';

export type Told = { readonly act: string; readonly type: string; readonly actor: string; readonly at: string; readonly entry: string; readonly fields: JsonObject };

type Row = { readonly id: string; readonly ordinal: number; readonly name: string; readonly actor: string; readonly at: string; readonly entry: Buffer; readonly bytes: Buffer };
type Opened = { readonly act: string; readonly ordinal: number; readonly name: string; readonly value: string };

const momentOf = (milliseconds: string): string => instantText(present(instant(Number(milliseconds)), 'moment of an act'));

/** Larger acts (a summary over 1,528 bids) are for programs: pages link to them. */
const READABLE_BYTES = 1_000_000;

async function openedFields(pool: pg.Pool, acts: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, Json>>>> {
  const { rows } = await pool.query<Opened>({ name: 'told-fields', text: 'SELECT act, ordinal, name, value FROM disclosure WHERE act = ANY($1::bigint[]) AND published_by IS NOT NULL AND value IS NOT NULL', values: [acts] });
  const fields = Map.groupBy(rows, (row) => `${row.act} ${row.ordinal}`);
  return new Map([...fields].map(([key, list]) => [key, Object.fromEntries(list.map(({ name, value }): [string, Json] => [name, JSON.parse(value)]))]));
}

/** The events of public acts of these names in a stream, oldest first. */
export async function toldIn(pool: pg.Pool, stream: string, acts: readonly string[]): Promise<readonly Told[]> {
  const { rows } = await pool.query<Row>({
    name: 'told',
    text: `SELECT a.id, v.ordinal, a.name, a.actor, a.at, a.entry, a.bytes FROM act_event v JOIN act a ON a.id = v.act
      WHERE v.stream = $1 AND a.name = ANY($2::text[]) AND (a.until IS NULL OR a.published_by IS NOT NULL) AND length(a.bytes) <= $3 ORDER BY v.version`,
    values: [stream, acts, READABLE_BYTES],
  });
  const opened = rows.length === 0 ? new Map<string, Readonly<Record<string, Json>>>() : await openedFields(pool, rows.map((row) => row.id));
  return rows.flatMap(({ id, ordinal, name, actor, at, entry, bytes }): readonly Told[] => {
    const record = parseAct(bytes);
    const event = record.ok ? record.value.events[ordinal] : undefined;
    return event === undefined ? [] : [{ act: name, type: event.type, actor, at: momentOf(at), entry: toHex(entry), fields: { ...event.public, ...opened.get(`${id} ${ordinal}`) } }];
  });
}

/** The fields of an event whose type the caller has asked for by the name of its act. */
export function toldAs<Fields>({ fields }: Told): Fields {
  // Written by the act and parsed above; its fields are what the event declares.
  const own: Fields = JSON.parse(JSON.stringify(fields));
  return own;
}

export type Milestone = { readonly act: string; readonly stream: string; readonly at: string };

/** When public acts were done in some streams, without reading them; oldest first. */
export async function milestonesOf(pool: pg.Pool, streams: readonly string[], acts: readonly string[]): Promise<readonly Milestone[]> {
  const { rows } = await pool.query<{ readonly name: string; readonly stream: string; readonly at: string }>({
    name: 'milestones',
    text: `SELECT a.name, v.stream, a.at FROM act_event v JOIN act a ON a.id = v.act
      WHERE v.stream = ANY($1::text[]) AND a.name = ANY($2::text[]) AND (a.until IS NULL OR a.published_by IS NOT NULL) ORDER BY a.at, a.id`,
    values: [streams, acts],
  });
  return rows.map(({ name, stream, at }) => ({ act: name, stream, at: momentOf(at) }));
}
