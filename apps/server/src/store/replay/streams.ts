/** Streams folded again from their acts, in order of stream and version, so that one state is held at a time. */
import { EVENTS, FOLD_VERSION, absent, applyEvent, restored, type StreamState } from '@zhaobiao/domain';
import { parseAct, type ActRecord } from '@zhaobiao/evidence';
import { parseInstant, present, type Json, type JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import { asStored, differsAt, parseJson } from './parse-json.ts';
import type { Tally } from './tally.ts';
import type { ViewComparison } from './views.ts';

const PAGE = 1_000;

type EventRow = { readonly stream: string; readonly version: number; readonly act: string; readonly ordinal: number };
type StoredRow = { readonly id: string; readonly machine: string; readonly owner: string | null; readonly version: number; readonly stage: string; readonly fold_version: number; readonly shut_at: string | null; readonly state: string };

type Page = { readonly events: readonly EventRow[]; readonly acts: ReadonlyMap<string, ActRecord>; readonly values: ReadonlyMap<string, JsonObject>; readonly stored: ReadonlyMap<string, StoredRow> };

async function records(client: pg.ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, ActRecord>> {
  const { rows } = await client.query<{ id: string; bytes: Buffer }>({ name: 'replay-records', text: 'SELECT id, bytes FROM act WHERE id = ANY($1::bigint[])', values: [ids] });
  return new Map(rows.flatMap(({ id, bytes }) => {
    const record = parseAct(bytes);
    return record.ok ? [[id, record.value] as const] : [];
  }));
}

/** Values the fold needs: those hidden until an act. Personal and secret ones are never part of a state. */
async function untilValues(client: pg.ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
  const { rows } = await client.query<{ act: string; ordinal: number; name: string; value: string }>({
    name: 'replay-values', text: "SELECT act, ordinal, name, value FROM disclosure WHERE act = ANY($1::bigint[]) AND class LIKE 'until:%' AND value IS NOT NULL", values: [ids],
  });
  const values = new Map<string, Record<string, Json>>();
  for (const { act, ordinal, name, value } of rows) {
    const own = values.get(`${act}/${ordinal}`) ?? {};
    own[name] = parseJson(value);
    values.set(`${act}/${ordinal}`, own);
  }
  return values;
}

async function* pages(client: pg.ClientBase): AsyncGenerator<Page> {
  for (let [stream, version] = ['', 0]; ; ) {
    const { rows: events } = await client.query<EventRow>({
      name: 'replay-events', text: 'SELECT stream, version, act, ordinal FROM act_event WHERE (stream, version) > ($1, $2) ORDER BY stream, version LIMIT $3', values: [stream, version, PAGE],
    });
    const last = events.at(-1);
    if (!last) return;
    [stream, version] = [last.stream, last.version];
    const ids = [...new Set(events.map((event) => event.act))];
    const { rows } = await client.query<StoredRow>({
      name: 'replay-states', text: 'SELECT id, machine, owner, version, stage, fold_version, shut_at, state FROM stream WHERE id = ANY($1::text[])', values: [[...new Set(events.map((event) => event.stream))]],
    });
    yield { events, acts: await records(client, ids), values: await untilValues(client, ids), stored: new Map(rows.map((row) => [row.id, row])) };
  }
}

/** A fold under way. `state` is lost with the first event that cannot be folded; the rest of the stream is then passed over. */
type Folding = { readonly id: string; readonly stored: StoredRow | undefined; state: StreamState | undefined; reached: number };

function begin(event: EventRow, { stored, acts }: Page, tally: Tally): Folding {
  const row = stored.get(event.stream);
  if (!row) tally.note('streamMissing', event.stream, 'acts have written to it, but it has no row');
  const machine = EVENTS[acts.get(event.act)?.events[event.ordinal]?.type ?? '']?.machine;
  if (row && machine !== undefined && machine !== row.machine) tally.note('stateMismatch', event.stream, 'the row names another machine');
  const state = machine && absent({ id: event.stream, machine, ...(row?.owner === null || row === undefined ? {} : { owner: row.owner }) });
  return { id: event.stream, stored: row, state, reached: 0 };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown fault');

function step(folding: Folding, row: EventRow, { acts, values }: Page, tally: Tally): void {
  if (row.version !== folding.reached + 1) tally.note('versionGap', folding.id, `version ${row.version} follows ${folding.reached}`);
  folding.reached = row.version;
  const record = acts.get(row.act);
  const event = record?.events[row.ordinal];
  if (!record) tally.note('actMissing', folding.id, `version ${row.version}: act ${row.act} is missing or cannot be read`);
  else if (event?.stream !== row.stream || event.version !== row.version) tally.note('eventMisplaced', folding.id, `version ${row.version}: event ${row.ordinal} of act ${row.act} says otherwise`);
  if (!record || !event || !folding.state) {
    folding.state = undefined;
    return;
  }
  try {
    folding.state = applyEvent(EVENTS, folding.state, restored(record, row.ordinal, present(parseInstant(record.at), 'moment of the act'), values.get(`${row.act}/${row.ordinal}`) ?? {}));
  } catch (error) {
    tally.note('unfoldable', folding.id, `version ${row.version}: ${wordsOf(error)}`);
    folding.state = undefined;
  }
}

/** As the door writes it: the closing of a lot, while the close is still to come. */
const shutAt = ({ deadlines }: StreamState): number | null => {
  const closing = deadlines['closing'];
  return closing && 'at' in closing && closing.metAt === undefined ? closing.at : null;
};

function compare(state: StreamState, row: StoredRow, tally: Tally): void {
  const at = differsAt(parseJson(row.state), asStored(state));
  if (at !== undefined) tally.note('stateMismatch', state.id, `the stored state differs from the fold at ${at === '' ? 'the whole' : at}`);
  const columns = { machine: [row.machine, state.machine], version: [row.version, state.version], stage: [row.stage, state.stage], shut_at: [row.shut_at === null ? null : Number(row.shut_at), shutAt(state)] };
  for (const [name, [found, folded]] of Object.entries(columns)) if (found !== folded) tally.note('stateMismatch', state.id, `column ${name} differs from the fold`);
}

/** How many streams there are, and how many were stored by another fold version. */
export async function replayStreams(client: pg.ClientBase, views: ViewComparison, tally: Tally): Promise<{ readonly streams: number; readonly refolded: number }> {
  let streams = 0;
  let refolded = 0;
  let folding: Folding | undefined;
  const finish = async (): Promise<void> => {
    if (!folding) return;
    const { state, stored } = folding;
    streams += 1;
    if (!state) return;
    if (stored && stored.fold_version !== FOLD_VERSION) refolded += 1;
    else if (stored) compare(state, stored, tally);
    await views.add(state);
  };
  for await (const page of pages(client)) {
    for (const event of page.events) {
      if (folding?.id !== event.stream) {
        await finish();
        folding = begin(event, page, tally);
      }
      step(folding, event, page, tally);
    }
  }
  await finish();
  await views.finish();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM stream s WHERE NOT EXISTS (SELECT 1 FROM act_event e WHERE e.stream = s.id)');
  for (const { id } of rows) tally.note('streamWithoutActs', id, 'it has a state, but no act has written to it');
  return { streams: streams + rows.length, refolded };
}
