/** Every released version of every event is folded for ever: a change of an `evolve` that would change an old state fails here. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromBase64, parseInstant, present, unwrap, type JsonObject } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import { ACTS, EVENTS, absent, applyEvent, restored, type MachineId, type StreamState } from '@zhaobiao/domain';

type Line = { readonly id: string; readonly machine: MachineId; readonly owner: string | null; readonly events: readonly { readonly bytes: string; readonly ordinal: number; readonly values: JsonObject }[]; readonly state: StreamState };

const folder = join(import.meta.dirname, 'golden');
const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));

function fold({ id, machine, owner, events }: Line): StreamState {
  let state = absent({ id, machine, ...(owner === null ? {} : { owner }) });
  for (const { bytes, ordinal, values } of events) {
    const record = unwrap(parseAct(present(fromBase64(bytes), 'bytes')));
    state = applyEvent(EVENTS, state, restored(record, ordinal, present(parseInstant(record.at), 'moment'), values));
  }
  return state;
}

describe.each(files)('golden corpus %s', (file) => {
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Line);

  it.each(lines.map((line) => [line.id, line] as const))('%s folds to the state it had', (_, line) => {
    expect(JSON.parse(JSON.stringify(fold(line)))).toEqual(line.state);
  });
});

describe('the newest corpus', () => {
  const lines = readFileSync(join(folder, present(files.toSorted().at(-1), 'a corpus')), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
  const records = lines.flatMap((line) => line.events.map(({ bytes }) => unwrap(parseAct(present(fromBase64(bytes), 'bytes')))));

  it('holds every event type in its present version', () => {
    const held = new Set(records.flatMap((record) => record.events.map((event) => `${event.type} ${event.v}`)));
    expect(Object.entries(EVENTS).map(([type, { v }]) => `${type} ${v}`).filter((each) => !held.has(each))).toEqual([]);
  });

  it('holds every act', () => {
    const held = new Set(records.map((record) => record.act));
    expect([...ACTS.keys()].filter((act) => !held.has(act))).toEqual([]);
  });
});
