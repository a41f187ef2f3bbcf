/** Every case's end from the file alone: what was kept of a run must verify, open and compute to the same years later, without a platform. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { endFacts } from '../src/scenario/ends.ts';
import { allNames, goldenFile, load } from '../src/scenario/load.ts';
import { peopleScope } from '../src/scenario/story/people.ts';

const RUN = 'npm run -s scenario -- NAME --golden keeps them anew';
const LARGEST = 300 * 1024;
const ALL = 4 * 1024 * 1024;

const kept = (await Promise.all(allNames().map(async (name) => {
  const loaded = await load(name);
  const [ends, scope] = loaded.kind === 'story' ? [loaded.story.ends, peopleScope(loaded.story)] : [loaded.sequel.ends, {}];
  // The record of 1,528 bids is not part of the repository, nor is what comes of it.
  return loaded.kind === 'record' && 'file' in loaded.facts.bids ? [] : ends.map((end, index) => ({ name, lot: end.lot, end, scope, file: goldenFile(name, index) }));
}))).flat();

describe('golden bundles', () => {
  it(`are there for every case and small (${RUN})`, () => {
    expect(kept.filter(({ file }) => !existsSync(file)).map(({ name }) => name)).toEqual([]);
    const sizes = kept.map(({ file }) => statSync(file).size);
    expect(sizes.filter((size) => size > LARGEST)).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(ALL);
  });

  it.each(kept)('$name $lot ends as the law says', async ({ end, scope, file }) => {
    const facts = await endFacts(gunzipSync(await readFile(file)), undefined, end, scope);
    expect(facts.filter(({ expected, found }) => expected !== found)).toEqual([]);
    expect(facts.length).toBeGreaterThan(4);
  });
});
