/** The streams of a bundle, folded from its acts alone: what they were on the platform, and nothing where something stays hidden. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, present, unwrap, type JsonObject } from '@zhaobiao/basics';
import type { StreamState } from '@zhaobiao/domain';
import { parseAct, type BundledAct, type BundledDisclosure, type VerifiedBundle } from '@zhaobiao/evidence';
import { describe, expect, it } from 'vitest';
import { foldedStreams } from '../src/recompute/folded.ts';

type Line = { readonly id: string; readonly events: readonly { readonly bytes: string; readonly ordinal: number; readonly values: JsonObject }[]; readonly state: StreamState };

const folder = join(import.meta.dirname, '../../../packages/domain/test/golden');
const newest = present(readdirSync(folder).filter((file) => file.endsWith('.jsonl')).toSorted().at(-1), 'a corpus');
const CASE = 'P3/1';
const lines = readFileSync(join(folder, newest), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Line).filter(({ id }) => id.slice(id.indexOf(':') + 1).startsWith(CASE));

/** The acts of the contested case as a bundle has them; `hidden` fields are not disclosed. */
function bundleOf(hidden: readonly string[]): VerifiedBundle {
  const acts = new Map<string, BundledAct>();
  const disclosures: BundledDisclosure[] = [];
  for (const { bytes, ordinal, values } of lines.flatMap(({ events }) => events)) {
    const raw = present(fromBase64(bytes), 'bytes');
    const known: BundledAct = acts.get(bytes) ?? { index: acts.size, line: acts.size + 1, salt: new Uint8Array(16), bytes: raw, act: unwrap(parseAct(raw)) };
    acts.set(bytes, known);
    for (const [name, value] of Object.entries(values)) if (!hidden.includes(name)) disclosures.push({ line: 1, index: known.index, event: ordinal, name, salt: new Uint8Array(16), value });
  }
  return { origin: 'test.example/log', checkpoint: {} as VerifiedBundle['checkpoint'], acts: [...acts.values()], disclosures, object: () => undefined };
}

const stateOf = (state: StreamState | undefined) => state && { stage: state.stage, version: state.version, room: JSON.parse(JSON.stringify(state.room)) as unknown };

describe('streams of a bundle', () => {
  it('are what they were on the platform', () => {
    const folded = foldedStreams(bundleOf([]));
    expect(lines.length).toBeGreaterThan(20);
    for (const { id, state } of lines) expect([id, stateOf(folded.last(id))]).toEqual([id, stateOf(state)]);
  });

  it('of which something stays hidden are none; the others are there', () => {
    const bundle = bundleOf(['told', 'urged']);
    const folded = foldedStreams(bundle);
    expect(folded.last(`mailbox:${CASE}`)).toBeUndefined();
    expect(folded.last(`lot:${CASE}`)?.stage).toBe('archived');
    const before = folded.before(present(bundle.acts.find(({ act }) => act.act === 'archiveTender'), 'the archive'), 'earlier');
    expect([before.has(`mailbox:${CASE}`), before.has(`lot:${CASE}`), before.has(`committee:${CASE}`)]).toEqual([false, true, true]);
  });
});
