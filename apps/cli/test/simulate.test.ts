/** The simulation itself: the same seed gives the same run, crashes break nothing, and what is broken on purpose is found. */
import { describe, expect, it } from 'vitest';
import { instantOf, present } from '@zhaobiao/basics';
import { noteKeyText, noteSigner, signer } from '@zhaobiao/evidence';
import { loadLaw, startLog } from '@zhaobiao/server';
import { seeded } from '@zhaobiao/testkit';
import { openBook, type Told } from '../src/simulate/book.ts';
import { census } from '../src/simulate/census/census.ts';
import { newMemory } from '../src/simulate/census/world.ts';
import { chanceOf } from '../src/simulate/chance.ts';
import { BEGIN, cityOf } from '../src/simulate/city.ts';
import { launchFleet } from '../src/simulate/fleet.ts';
import { openGround } from '../src/simulate/ground.ts';
import { parseOptions } from '../src/simulate/options.ts';
import { peopleOf, platformSeeds, signedAct } from '../src/simulate/people.ts';
import { openPortal } from '../src/simulate/portal.ts';
import { simulate } from '../src/simulate/run.ts';

const quiet = (violations: string[]) => ({ violation: (text: string) => void violations.push(text), progress: () => undefined });
const options = (text: string) => {
  const parsed = parseOptions(text.split(' '));
  if (!parsed.ok || parsed.value === 'help') throw new Error('options of a test');
  return parsed.value;
};

describe('simulate', () => {
  it('finds nothing wrong with two processes that are killed, and a database that is cut off', async () => {
    const violations: string[] = [];
    const report = await simulate(options('--seed 3 --acts 150 --crashes 4 --restarts 1'), quiet(violations));
    expect(violations).toEqual([]);
    expect(report).toMatchObject({ seed: 3, violations: 0 });
    expect(report.acts).toBeGreaterThanOrEqual(150);
    expect(report.crashes).toBeGreaterThanOrEqual(4);
  }, 240_000);

  it('does the same to the last command and answer when a seed runs again in one process', async () => {
    const violations: string[] = [];
    const run = () => simulate(options('--seed 9 --acts 70 --crashes 3 --restarts 1 --processes 1'), quiet(violations));
    const [first, again] = [await run(), await run()];
    expect(violations).toEqual([]);
    expect(again).toEqual(first);
    const other = await simulate(options('--seed 10 --acts 70 --crashes 3 --restarts 1 --processes 1'), quiet(violations));
    expect(other.digest).not.toBe(first.digest);
  }, 300_000);

  it('says what is wrong with a command line', () => {
    expect(parseOptions(['--acts', 'many'])).toEqual({ ok: false, fault: '--acts takes a whole number from 1, not "many"' });
    expect(parseOptions(['--speed', '9']).ok).toBe(false);
    expect(parseOptions(['--help'])).toEqual({ ok: true, value: 'help' });
  });
});

describe('the book of what was acknowledged', () => {
  const people = peopleOf('book');
  const request = (reason: string, key = 'k') => signedAct({ actor: people.registrar, act: 'suspendParty', command: { party: people.agency.party, reason }, tender: null, at: BEGIN, key }, seeded(reason));
  const accepted = (act: string): Told => ({ status: 201, body: { act, at: 'then' }, repeated: false });
  const refused = (code: string): Told => ({ status: 409, body: { refused: { code } }, repeated: false });

  it('holds a key to one answer for ever', () => {
    const book = openBook();
    expect(book.note(request('one'), refused('wrongStage'), undefined, 1)).toEqual([]);
    expect(book.note(request('one'), accepted('aa'), undefined, 2)).toEqual([]);
    expect(book.note(request('one'), accepted('aa'), undefined, 3)).toEqual([]);
    expect(book.note(request('one'), accepted('bb'), undefined, 4)).toHaveLength(1);
    expect(book.note(request('one'), refused('wrongStage'), undefined, 5)).toHaveLength(1);
    expect(book.note(request('two'), refused('keyReused'), undefined, 6)).toEqual([]);
    expect(book.note(request('two'), accepted('cc'), undefined, 7)).toHaveLength(1);
  });

  it('knows what may never be accepted, and what is no answer', () => {
    const book = openBook();
    expect(book.note(request('one'), accepted('aa'), 'nobody suspends himself', 1)).toEqual([expect.stringContaining('accepted although nobody suspends himself')]);
    expect(book.note(request('three', 'other'), { status: 500, body: {}, repeated: false }, undefined, 1)).toHaveLength(1);
  });
});

describe('the census', () => {
  it('finds every harm that is done to a database on purpose', async () => {
    const seed = 'harm';
    const ground = await openGround();
    const keys = platformSeeds(seed);
    const origin = 'zhaobiao.simulation/harm';
    const faults: string[] = [];
    const onFault = (what: string): void => void faults.push(what);
    const people = peopleOf(seed);
    const law = loadLaw();
    const fleet = launchFleet({ count: 1, now: BEGIN, chance: chanceOf('fleet'), onFault, settings: () => ({ name: 'p', seed, database: ground.database, directory: ground.directory, ...keys, origin, quantum: 8, autonomous: false }) });
    try {
      await startLog(ground.pool, origin, seeded('filler')(32));
      const city = cityOf({ ground, fleet, chance: chanceOf('city'), people, law, seed, origin, orderly: true, onFault });
      await city.found();
      for (let step = 0; step < 100; step += 1) await city.step();
      await city.rest();
      for (let beat = 0; beat < 4; beat += 1) await fleet.round('beat');
      const log = { directory: `${ground.directory}/log`, origin, key: noteSigner(origin, signer('ed25519', Buffer.from(keys.logKey, 'hex'))).key };
      const portal = await openPortal({ pool: ground.pool, law, directory: ground.directory, origin, logKey: noteKeyText(log.key), now: city.now });
      const look = () => census({ pool: ground.pool, law: law.law, book: city.book, log, portal }, { seen: [], memory: newMemory(), atRest: instantOf(city.now()) });
      expect([faults, (await look()).faults]).toEqual([[], []]);
      const bid = "(SELECT min(id) FROM act WHERE name = 'submitBid' AND until = 'openBid')";
      const harms: readonly (readonly [string, string, RegExp])[] = [
        ['a state somebody edited', "UPDATE stream SET state = replace(state, '演练道路工程', '别的工程') WHERE machine = 'project'", /is not its fold/],
        ['a stage apart from its state', "UPDATE stream SET stage = 'opened' WHERE id = (SELECT min(id) FROM stream WHERE machine = 'party')", /columns of/],
        ['a view row that says otherwise', 'UPDATE tender_view SET closing_at = coalesce(closing_at, 0) + 1', /tender_view/],
        ['a due that was forgotten', 'DELETE FROM due', /due is missing/],
        ['a due of nothing', "INSERT INTO due (stream, id, machine, act, at, amber_at, next_try_at) VALUES ('lot:X/1', 'closing', 'lot', 'closeBidding', 4102444800000, 0, 4102444800000)", /follows from no fold/],
        ['an answer that vanished', "DELETE FROM request WHERE ctid = (SELECT min(ctid) FROM request WHERE key LIKE 's%')", /answer/],
        ['a sealed act shown too early', `UPDATE act SET published_by = id WHERE until = 'never' AND id = (SELECT min(id) FROM act WHERE until = 'never')`, /is published by/],
        ['a sealed field shown too early', "UPDATE disclosure SET published_by = act WHERE ctid = (SELECT min(ctid) FROM disclosure WHERE class = 'personal')", /is published by/],
        ['an act that left the log', `DELETE FROM log_entry WHERE act = ${bid}`, /stands 0 times/],
        ['an entry exchanged', `UPDATE log_entry SET entry = set_byte(entry, 0, (get_byte(entry, 0) + 1) % 256) WHERE act = ${bid}`, /another entry|root of log_head/],
        ['an act by somebody who may not', "UPDATE act SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '\"key\":\"s', '\"key\":\"z'), 'UTF8') WHERE id = (SELECT max(id) FROM act WHERE actor <> 'clock')", /asked for by nobody/],
        ['a close that counted otherwise', "UPDATE disclosure SET value = '99' WHERE name = 'count'", /closed with 99/],
      ];
      for (const [title, statement, expected] of harms) {
        const tables = ['stream', 'act', 'disclosure', 'request', 'due', 'log_entry', 'tender_view'];
        for (const table of tables) await ground.pool.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
        const { rowCount } = await ground.pool.query(statement);
        const found = await look();
        for (const table of tables) {
          await ground.pool.query(`DELETE FROM ${table}`);
          await ground.pool.query(`INSERT INTO ${table} ${table === 'act' ? 'OVERRIDING SYSTEM VALUE ' : ''}SELECT * FROM kept_${table}`);
          await ground.pool.query(`DROP TABLE kept_${table}`);
        }
        expect([title, present(rowCount, 'rows') > 0]).toEqual([title, true]);
        expect([title, found.faults.filter((fault) => expected.test(fault)).length > 0]).toEqual([title, true]);
      }
      expect((await look()).faults).toEqual([]);
    } finally {
      await fleet.stop();
      await ground.close();
    }
  }, 300_000);
});
