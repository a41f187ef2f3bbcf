/** The golden cases on a fresh platform: everything that is kept twice agrees, the log holds every act, the law's data is used whole, and the bundles verify alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present, unwrap } from '@zhaobiao/basics';
import { ACTS, EVENTS, machineIds, type Procedure, type Transition } from '@zhaobiao/domain';
import { noteKeyText, noteSigner, openingCheck, parseAct, signer, verifyBundle, type ActRecord } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLaw } from '../src/law.ts';
import { integrate, startLog } from '../src/log/integrate.ts';
import { publish } from '../src/log/publish.ts';
import { writeTenderBundle } from '../src/store/bundle.ts';
import { VIEWS, rebuild } from '../src/store/rebuild.ts';
import { replay } from '../src/store/replay.ts';
import { everyAct, type Played } from './golden/corpus.ts';
import { openSpine, seeded, type Spine } from './spine.ts';

const logSigner = noteSigner('test.example/log', signer('ed25519', seeded('log')(32)));
const logKey = noteKeyText(logSigner.key);
const works: Procedure = present(loadLaw().procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works').procedure;

/** Seals that do not agree need a store that was tampered with: `withstand/opening.test.ts`. */
const ELSEWHERE: readonly string[] = ['lot checkSeals → announced'];

type Stored = { readonly stream: string; readonly machine: string; readonly ordinal: number; readonly bytes: Buffer };
type Done = { readonly machine: string; readonly act: string; readonly actor: string; readonly from: string; readonly to: string };

describe('the whole life', () => {
  let spine: Spine;
  let played: Played;
  let directory: string;
  let records: readonly ActRecord[];
  let steps: readonly Done[];
  let checkpoint: Uint8Array;

  beforeAll(async () => {
    spine = await openSpine('whole life');
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-whole-life-'));
    await startLog(spine.pool, 'test.example/log', seeded('fillers')(32));
    played = await everyAct(spine);
    const { rows } = await spine.pool.query<Stored>('SELECT e.stream, s.machine, e.ordinal, a.bytes FROM act_event e JOIN act a ON a.id = e.act JOIN stream s ON s.id = e.stream ORDER BY e.stream, e.version');
    records = (await spine.pool.query<{ bytes: Buffer }>('SELECT bytes FROM act ORDER BY id')).rows.map(({ bytes }) => unwrap(parseAct(bytes)));
    steps = stepsOf(rows);
  }, 120_000);
  afterAll(async () => {
    await spine.close();
    await rm(directory, { recursive: true, force: true });
  });

  const count = async (table: string): Promise<number> => Number((await spine.pool.query(`SELECT count(*) FROM ${table}`)).rows[0]?.count);

  it('uses every act and every event there is', () => {
    const [acts, events] = [new Set(records.map(({ act }) => act)), new Set(records.flatMap((record) => record.events.map(({ type }) => type)))];
    expect([...ACTS.keys()].filter((act) => !acts.has(act))).toEqual([]);
    expect(Object.keys(EVENTS).filter((type) => !events.has(type))).toEqual([]);
  });

  it('takes every way of the procedure for works, the clock and people alike', () => {
    const taken = new Set(steps.map(({ machine, act, to }) => `${machine} ${act} → ${to}`));
    const ways = transitionsOf(works).flatMap(({ machine, transition }) => targetsOf(transition).map((to) => `${machine} ${transition.act} → ${to}`));
    expect(ways.filter((way) => !taken.has(way))).toEqual(ELSEWHERE);
    const begun = transitionsOf(works).filter(({ machine, transition }) => !steps.some((step) => step.machine === machine && step.act === transition.act && transition.from.includes(step.from)));
    expect(begun.map(({ machine, transition }) => `${machine} ${transition.act} from ${transition.from.join(', ')}`)).toEqual([]);
    const byClock = new Set(steps.filter(({ actor }) => actor === 'clock').map(({ act }) => act));
    const due = transitionsOf(works).filter(({ transition }) => transition.by.includes('clock')).map(({ transition }) => transition.act);
    expect(due.filter((act) => !byClock.has(act))).toEqual([]);
  });

  it('what is kept twice agrees, before the log and after', async () => {
    expect(await replay(spine.pool)).toMatchObject({ streams: await count('stream'), acts: records.length, refolded: 0, different: 0, differences: [] });
    for (let beat = 0; beat < 20 && (beat === 0 || (await count('log_pending')) > 0); beat += 1) await integrate(spine.pool, 300);
    expect([await count('log_pending'), Number((await spine.pool.query('SELECT count(act) FROM log_entry')).rows[0]?.count)]).toEqual([0, records.length]);
    expect(await replay(spine.pool)).toMatchObject({ acts: records.length, different: 0, differences: [] });
  }, 60_000);

  it('a tender that ended publishes what waited for its award; one that goes on does not', async () => {
    const published = async (lot: string, by: string): Promise<readonly string[]> =>
      (await spine.pool.query<{ id: string }>("SELECT a.id FROM act a JOIN act p ON p.id = a.published_by WHERE a.until = 'issueAward' AND p.stream = $1 AND p.name = $2 ORDER BY a.id", [lot, by])).rows.map(({ id }) => id);
    const sealed = await published('lot:P6/1', 'receiveReport');
    expect([sealed.length > 20, (await published('lot:P1/1', 'issueAward')).length > 20, await published('lot:P1/1', 'receiveReport')]).toEqual([true, true, []]);
    const [first] = sealed;
    const publish = (lot: string) => spine.pool.query("UPDATE act SET published_by = (SELECT id FROM act WHERE stream = $1 AND name = 'receiveReport') WHERE id = $2", [lot, first]);
    await publish('lot:P1/1');
    expect(await replay(spine.pool)).toMatchObject({ different: 1, differences: [{ kind: 'publishedWrongly', where: `act ${first}` }] });
    await publish('lot:P6/1');
    expect(await replay(spine.pool)).toMatchObject({ different: 0 });
  });

  it.each(VIEWS.map(({ name }) => name))('%s is filled again as it was', async (name) => {
    const rows = async (): Promise<readonly string[]> => (await spine.pool.query(`SELECT row_to_json(v)::text AS row FROM ${name} v`)).rows.map(({ row }) => String(row)).toSorted();
    const before = await rows();
    expect(before.length).toBeGreaterThan(0);
    unwrap(await rebuild(spine.pool, name));
    expect(await rows()).toEqual(before);
    expect(await replay(spine.pool)).toMatchObject({ different: 0 });
  });

  it('is under a checkpoint', async () => {
    // The second beat leaves only fillers, so that the right edge of the tree is not an act.
    for (let beat = 0; beat < 2; beat += 1) await integrate(spine.pool, 300);
    unwrap(await publish(spine.pool, directory, logSigner));
    checkpoint = await readFile(join(directory, 'checkpoint'));
    expect(checkpoint.length).toBeGreaterThan(100);
  });

  it.each([
    ['P1', 'archived', '5 of 5 bids opened again and equal'], ['P2', 'terminated when the tenderers were known', '4 bids announced, none opened'], ['P3', 'archived after every contest', '6 of 7 bids opened again and equal'],
    ['P4', 'without a bid', 'no opening in this bundle'], ['P5', 'with too few after the decryption', '1 of 4 bids opened again and equal'], ['P6', 'with every bid rejected', '3 of 3 bids opened again and equal'],
    ['P7', 'with the next unfavourable', '3 of 3 bids opened again and equal'], ['P8', 'with an unlawful document', 'no opening in this bundle'], ['P10', 'opened by guardians and tenderers together', '3 of 4 bids opened again and equal'],
  ])('the bundle of %s, %s, verifies alone', async (project, _how, detail) => {
    const parts: Uint8Array[] = [];
    for await (const part of unwrap(await writeTenderBundle({ pool: spine.pool, checkpoint, logKey, readWhole: async (digest) => played.normal.desk.objects.get(digest) }, `lot:${project}/1`))) parts.push(part);
    const report = unwrap(await verifyBundle(Buffer.concat(parts), { key: logKey, checks: [openingCheck] }));
    expect(report.checks).toEqual([{ name: 'opening', detail }]);
  }, 60_000);
});

/** What each act did to the stream it was about, stage by stage. */
function stepsOf(rows: readonly Stored[]): readonly Done[] {
  const stages = new Map<string, string>();
  const steps: Done[] = [];
  for (const { stream, machine, ordinal, bytes } of rows) {
    const record = unwrap(parseAct(bytes));
    const from = stages.get(stream) ?? 'absent';
    const to = String(record.events[ordinal]?.public['stage'] ?? from);
    if (record.stream === stream) steps.push({ machine, act: record.act, actor: record.actor, from, to });
    stages.set(stream, to);
  }
  return steps;
}

const transitionsOf = (procedure: Procedure): readonly { readonly machine: string; readonly transition: Transition }[] =>
  machineIds(procedure).flatMap((machine) => (procedure.machines[machine]?.transitions ?? []).map((transition) => ({ machine, transition })));

const targetsOf = ({ to }: Transition): readonly string[] => (to === undefined ? [] : typeof to === 'string' ? [to] : to.map((branch) => branch.to));
