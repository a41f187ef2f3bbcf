/** Acts in the order they were accepted: bytes against entry, entry against log, row against record, signature against key, disclosure against commitment. */
import { entryOf, fieldCommitment, parseAct, type ActRecord } from '@zhaobiao/evidence';
import { equalBytes, parseInstant, toHex } from '@zhaobiao/basics';
import type pg from 'pg';
import { keysInForce, type KeysInForce } from './keys.ts';
import { parseJson } from './parse-json.ts';
import { checkPublished } from './publication.ts';
import type { Tally } from './tally.ts';

const PAGE = 500;

type ActRow = {
  readonly id: string; readonly entry: Buffer; readonly salt: Buffer; readonly bytes: Buffer; readonly name: string; readonly stream: string; readonly actor: string; readonly at: string;
  readonly logged: Buffer | null; readonly pending: Buffer | null;
};
type DisclosureRow = { readonly act: string; readonly ordinal: number; readonly name: string; readonly class: string; readonly stream: string; readonly salt: Buffer | null; readonly value: string | null };
type Read = { readonly row: ActRow; readonly record: ActRecord };

const ACTS = `SELECT a.id, a.entry, a.salt, a.bytes, a.name, a.stream, a.actor, a.at, l.entry AS logged, p.entry AS pending
FROM act a LEFT JOIN log_entry l ON l.act = a.id LEFT JOIN log_pending p ON p.act = a.id WHERE a.id > $1 ORDER BY a.id LIMIT $2`;

const where = (row: ActRow): string => `act ${row.id} ${row.name} ${row.stream}`;

function checkEntry(row: ActRow, tally: Tally): void {
  if (row.salt.length !== 16 || !equalBytes(entryOf(row.salt, row.bytes), row.entry)) tally.note('entryMismatch', where(row), 'its bytes do not hash to its entry');
  const places = [row.logged, row.pending].filter((entry) => entry !== null);
  if (places.length === 0) tally.note('notInLog', where(row), 'it stands neither in the log nor in what waits for it');
  if (places.length > 1) tally.note('twiceInLog', where(row), 'it stands in the log and still waits for it');
  if (places.some((entry) => !equalBytes(entry, row.entry))) tally.note('entryMismatch', where(row), 'the log has another entry for it');
}

function checkColumns({ row, record }: Read, tally: Tally): void {
  const columns = { name: [row.name, record.act], stream: [row.stream, record.stream], actor: [row.actor, record.actor], at: [Number(row.at), parseInstant(record.at)] };
  for (const [name, [found, recorded]] of Object.entries(columns)) if (found !== recorded) tally.note('columnMismatch', where(row), `column ${name} is not what the act says`);
}

/** Every event of these acts has its row under stream and version. */
async function checkEvents(client: pg.ClientBase, page: readonly Read[], tally: Tally): Promise<void> {
  const wanted = page.flatMap(({ row, record }) => record.events.map((event, ordinal) => ({ row, event, ordinal })));
  const { rows } = await client.query<{ stream: string; version: number; act: string; ordinal: number }>({
    name: 'replay-places', text: 'SELECT e.stream, e.version, e.act, e.ordinal FROM act_event e JOIN unnest($1::text[], $2::int[]) AS t(s, v) ON e.stream = t.s AND e.version = t.v',
    values: [wanted.map(({ event }) => event.stream), wanted.map(({ event }) => event.version)],
  });
  const found = new Map(rows.map((row) => [`${row.stream} ${row.version}`, `${row.act} ${row.ordinal}`]));
  for (const { row, event, ordinal } of wanted) {
    if (found.get(`${event.stream} ${event.version}`) !== `${row.id} ${ordinal}`) tally.note('eventMissing', where(row), `its event ${ordinal} is not found under ${event.stream} version ${event.version}`);
  }
}

function checkDisclosure({ row, record }: Read, disclosure: DisclosureRow, tally: Tally): void {
  const { ordinal, name, salt, value } = disclosure;
  const event = record.events[ordinal];
  const field = event && Object.hasOwn(event.hidden, name) ? event.hidden[name] : undefined;
  if (!event || !field || field.class !== disclosure.class || event.stream !== disclosure.stream) return tally.note('disclosureStray', where(row), `event ${ordinal} has no such hidden field ${name}`);
  // An erased field leaves nothing to compare, and that is what erasing is for.
  if (salt === null || value === null) return;
  if (salt.length !== 16 || toHex(fieldCommitment(salt, name, parseJson(value))) !== field.commitment) tally.note('commitmentMismatch', where(row), `field ${name} of event ${ordinal} does not open its commitment`);
}

async function checkDisclosures(client: pg.ClientBase, page: readonly Read[], tally: Tally): Promise<void> {
  const { rows } = await client.query<DisclosureRow>({
    name: 'replay-disclosures', text: 'SELECT act, ordinal, name, class, stream, salt, value FROM disclosure WHERE act = ANY($1::bigint[])', values: [page.map(({ row }) => row.id)],
  });
  const byAct = Map.groupBy(rows, (row) => row.act);
  for (const read of page) {
    const own = byAct.get(read.row.id) ?? [];
    for (const disclosure of own) checkDisclosure(read, disclosure, tally);
    const held = new Set(own.filter((each) => each.value !== null && each.salt !== null).map((each) => `${each.ordinal} ${each.name}`));
    for (const [ordinal, event] of read.record.events.entries()) {
      for (const [name, field] of Object.entries(event.hidden)) {
        // A state rests on what is hidden until an act; personal and secret values may have been erased.
        if (field.class.startsWith('until:') && !held.has(`${ordinal} ${name}`)) tally.note('disclosureMissing', where(read.row), `the value of ${name} of event ${ordinal} is gone`);
      }
    }
  }
}

function checkPage(rows: readonly ActRow[], keys: KeysInForce, tally: Tally): readonly Read[] {
  return rows.flatMap((row) => {
    checkEntry(row, tally);
    const record = parseAct(row.bytes);
    if (!record.ok) {
      tally.note('actUnreadable', where(row), JSON.stringify(record.fault));
      return [];
    }
    const read = { row, record: record.value };
    checkColumns(read, tally);
    const fault = keys.check(record.value);
    if (fault) tally.note(fault.kind, where(row), fault.detail);
    return [read];
  });
}

/** Whatever the log holds of ours is there, below its head. */
async function checkRest(client: pg.ClientBase, tally: Tally): Promise<void> {
  const stray = await client.query<{ index: string }>('SELECT l.index FROM log_entry l LEFT JOIN act a ON a.id = l.act WHERE a.id IS NULL OR l.index >= (SELECT max(size) FROM log_head) ORDER BY l.index');
  for (const { index } of stray.rows) tally.note('logStray', `log index ${index}`, 'it names no act, or lies beyond the head of the log');
  const waiting = await client.query<{ act: string }>('SELECT p.act FROM log_pending p LEFT JOIN act a ON a.id = p.act WHERE a.id IS NULL ORDER BY p.act');
  for (const { act } of waiting.rows) tally.note('logStray', `act ${act}`, 'it waits for the log, but is not there');
  const lost = await client.query<{ act: string }>('SELECT DISTINCT d.act FROM disclosure d LEFT JOIN act a ON a.id = d.act WHERE a.id IS NULL ORDER BY d.act');
  for (const { act } of lost.rows) tally.note('disclosureStray', `act ${act}`, 'disclosures of an act that is not there');
}

/** How many acts there are. */
export async function replayActs(client: pg.ClientBase, tally: Tally): Promise<number> {
  const keys = keysInForce();
  let count = 0;
  for (let after = '0'; ; ) {
    const { rows } = await client.query<ActRow>({ name: 'replay-acts', text: ACTS, values: [after, PAGE] });
    const page = checkPage(rows, keys, tally);
    await checkEvents(client, page, tally);
    await checkDisclosures(client, page, tally);
    count += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) break;
    after = last.id;
  }
  await checkPublished(client, tally);
  await checkRest(client, tally);
  return count;
}
