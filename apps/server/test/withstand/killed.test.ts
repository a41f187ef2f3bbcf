/** `kill -9` in the moment after an acknowledgement: the act is there, once, and the next process goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type DatabasePool } from '../../src/store/connect.ts';
import { freshDatabase, type FreshDatabase } from '../database.ts';
import { found, openSpineOn } from '../spine.ts';

type Acknowledged = { readonly party: string; readonly act: string };

describe('a process killed right after it acknowledged', () => {
  let database: FreshDatabase;
  let pool: DatabasePool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = connectDatabase({ ...database.connection, max: 4 }, () => undefined);
    await found(openSpineOn(pool, 'acknowledged', async () => undefined));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Lets a process acknowledge so many acts, kills it at the last of them, and gives every acknowledgement that was heard. */
  async function until(count: number, from: number): Promise<readonly Acknowledged[]> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'acknowledge.ts'), JSON.stringify(database.connection), String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const heard: Acknowledged[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      heard.push(JSON.parse(line) as Acknowledged);
      if (heard.length === count) child.kill('SIGKILL');
    });
    await Promise.all([once(child, 'exit'), once(lines, 'close')]);
    return heard;
  }

  it('has lost nothing, eight times over', async () => {
    const heard: Acknowledged[] = [];
    for (let life = 0; life < 8; life += 1) {
      // Where the last process stood nobody knows: the next begins after what was heard and may meet an act that was never acknowledged.
      heard.push(...(await until(1 + ((life * 5) % 7), life * 1_000)));
    }
    const { rows } = await pool.query<{ act: string; stream: string; version: number; logged: number }>(
      `SELECT encode(a.entry, 'hex') AS act, a.stream, s.version, (SELECT count(*)::int FROM log_pending p WHERE p.act = a.id) AS logged
       FROM act a JOIN stream s ON s.id = a.stream WHERE a.name = 'registerParty'`,
    );
    const stored = new Map(rows.map((row) => [row.act, row]));
    expect(heard.length).toBeGreaterThan(20);
    for (const { party, act } of heard) expect(stored.get(act)).toEqual({ act, stream: party, version: 1, logged: 1 });
    const { rows: sums } = await pool.query('SELECT (SELECT count(*) FROM act)::int - (SELECT count(*) FROM request)::int AS answers, (SELECT count(*) FROM act)::int - (SELECT count(*) FROM log_pending)::int AS pending');
    expect(sums).toEqual([{ answers: 0, pending: 0 }]);
  }, 120_000);
});
