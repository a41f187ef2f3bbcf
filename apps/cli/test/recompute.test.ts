/** `zhaobiao recompute`: over the golden bundles it agrees, and over a bundle whose contents were changed it names the first thing that parts. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ok, present, type Json, type JsonObject } from '@zhaobiao/basics';
import { verifyBundle, type VerifiedBundle } from '@zhaobiao/evidence';
import { memoryLaw } from '@zhaobiao/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldedStreams, refOf } from '../src/recompute/folded.ts';
import { computedActs, redo, type Redone } from '../src/recompute/redo.ts';
import { run } from '../src/recompute.ts';
import { goldenFile } from '../src/scenario/load.ts';

const NORMAL = goldenFile('normal', 0);
let directory = '';
let normal: VerifiedBundle;

async function contentsOf(file: string): Promise<VerifiedBundle> {
  let contents: VerifiedBundle | undefined;
  const keep = { name: 'contents', run: async (bundle: VerifiedBundle) => {
    contents = bundle;
    return ok({ detail: '' });
  } };
  expect((await verifyBundle(gunzipSync(await readFile(file)), { checks: [keep] })).ok).toBe(true);
  return present(contents, 'contents of a bundle that verifies');
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recompute-test-'));
  normal = await contentsOf(NORMAL);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const redone = (bundle: VerifiedBundle): readonly Redone[] => {
  const [law, folded] = [memoryLaw(), foldedStreams(bundle)];
  return computedActs(bundle).computed.map((act) => redo(law, bundle, folded, act));
};

/** A bundle whose signatures nobody checks any more: the public fields of one type of event are changed, wherever they stand. */
const changed = (type: string, change: (fields: JsonObject) => JsonObject): VerifiedBundle => ({
  ...normal,
  acts: normal.acts.map((bundled) => ({ ...bundled, act: { ...bundled.act, events: bundled.act.events.map((event) => (event.type === type ? { ...event, public: change(event.public) } : event)) } })),
});
const object = (value: Json | undefined): JsonObject => value as JsonObject;
const differences = (bundle: VerifiedBundle) => redone(bundle).filter((each) => each.difference !== null || each.refused !== null);

describe('computed again from a bundle', () => {
  it('are close, announcement, seals, opening and ranking, all the same', () => {
    expect(redone(normal).map(({ act, difference, refused }) => ({ act, difference, refused }))).toEqual(
      ['closeBidding', 'announceTenderers', 'checkSeals', 'recordOpening', 'summariseScores'].map((act) => ({ act, difference: null, refused: null })),
    );
  });

  it('names the bid whose price is not the one that was read out', () => {
    const [first] = differences(changed('BidOpened', (fields) => (object(fields['sheet'])['priceFen'] === 3_398_765_400 ? { ...fields, sheet: { ...object(fields['sheet']), priceFen: 3_398_765_300 } } : fields)));
    expect(first).toMatchObject({ act: 'recordOpening', refused: null, difference: { path: '/lines/1/sheet/priceFen', left: 3_398_765_400, right: 3_398_765_300 } });
  });

  it('names the score that does not come from the sheets', () => {
    const [first, second] = differences(changed('ScoresSubmitted', (fields) => (fields['number'] === 'QZ-ZJ-0003' ? { ...fields, scores: Object.fromEntries(Object.entries(object(fields['scores'])).map(([bid, scores]) => [bid, { ...object(scores), plan: '25' }])) } : fields)));
    expect(second).toBeUndefined();
    expect(first).toMatchObject({ act: 'summariseScores', stream: 'committee:E3505250601000002001/1', difference: { path: expect.stringMatching(/^\/evaluation\/bids\/\d\/groups\/0\/items\/0\/experts\/3\/score$/), right: '25' } });
  });

  it('names a ranking that was written otherwise than it was computed', () => {
    const swap = (ranking: Json | undefined): Json => (Array.isArray(ranking) ? ranking.toReversed() : []);
    const [first] = differences(changed('ScoresSummarised', (fields) => ({ ...fields, evaluation: { ...object(fields['evaluation']), ranking: swap(object(fields['evaluation'])['ranking']) } })));
    expect(first).toMatchObject({ act: 'summariseScores', difference: { path: '/evaluation/ranking/0/rank', left: 3, right: 1 } });
  });

  it('agrees where a share was released in the very millisecond in which the seals were checked', () => {
    const checkedAt = present(normal.acts.find(({ act }) => act.act === 'checkSeals'), 'the check').act.at;
    const acts = normal.acts.map((bundled) => (bundled.act.act === 'releaseShare' ? { ...bundled, act: { ...bundled.act, at: checkedAt } } : bundled));
    expect(differences({ ...normal, acts })).toEqual([]);
  });

  it('leaves alone what rests on bids that were never opened', async () => {
    const { computed, sealed } = computedActs(await contentsOf(goldenFile('few-at-close', 0)));
    expect([computed.length, sealed.map(({ act }) => act.act)]).toEqual([0, ['closeBidding']]);
  });
});

describe('the law of a case', () => {
  const pinned = (change: JsonObject): VerifiedBundle => changed('LotDefined', (fields) => ({ ...fields, procedure: { ...object(fields['procedure']), ...change } }));

  it('is that of its version where only titles or nodes were changed since', () => expect(differences(pinned({ digest: '00'.repeat(32) }))).toEqual([]));
  it('is not guessed where the version is another', () => expect(() => redone(pinned({ digest: '00'.repeat(32), version: '1.0.0' }))).toThrow('does not know procedure open-tender.works 1.0.0'));
});

describe('streams of a bundle', () => {
  it.each([
    ['lot:P/1', { machine: 'lot', owner: 'project:P' }],
    ['bid:P/1/91X', { machine: 'bid', owner: 'lot:P/1' }],
    ['scoreSheet:P/1/E1', { machine: 'scoreSheet', owner: 'committee:P/1' }],
    ['committee:P/1', { machine: 'committee', owner: 'lot:P/1' }],
    ['project:P', { machine: 'project' }],
  ])('%s belongs where its name says', (stream, ref) => expect(refOf(stream)).toEqual({ id: stream, ...ref }));

  it('end where the case ended', () => expect(foldedStreams(normal).last('lot:E3505250601000002001/1')).toMatchObject({ stage: 'archived' }));
});

describe('the command', () => {
  const call = async (args: readonly string[]) => {
    const [printed, noted]: [string[], string[]] = [[], []];
    const status = await run(args, { print: (line) => void printed.push(line), note: (line) => void noted.push(line) });
    return { status, printed, noted };
  };

  it('says what it computed, and exits with 0 where all is the same', async () => {
    const { status, printed } = await call([NORMAL]);
    expect(status).toBe(0);
    expect(printed[0]).toContain('3 of 3 bids opened again');
    expect(printed.filter((line) => line.startsWith('✓')).length).toBe(5);
    const { printed: [line] } = await call([NORMAL, '--json']);
    expect(JSON.parse(line ?? '')).toEqual({ valid: true, recomputed: 5, equal: 5, sealed: 0, differences: [] });
  });

  it('says why a bundle does not verify, and exits with 1', async () => {
    const file = join(directory, 'changed.zb');
    await writeFile(file, gunzipSync(await readFile(NORMAL)).toString('utf8').replace('3398765400', '3398765401'));
    expect(await call([file])).toMatchObject({ status: 1, printed: [expect.stringMatching(/^✗ .*; /)] });
    expect(JSON.parse((await call([file, '--json'])).printed[0] ?? '')).toMatchObject({ valid: false });
  });

  it('exits with 2 where there is no file', async () => expect(await call([join(directory, 'absent.zb')])).toMatchObject({ status: 2, noted: [expect.stringContaining('absent.zb')] }));
});
