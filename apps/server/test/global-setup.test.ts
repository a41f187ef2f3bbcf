import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { present } from '@zhaobiao/basics';
import { expect, test } from 'vitest';
import { isAlive, readPostmaster } from '../src/store/cluster/postmaster.ts';

const RUN = `import { setup, teardown } from ${JSON.stringify(join(import.meta.dirname, 'global-setup.ts'))};
import { testCluster } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))};
await setup();
await testCluster();
console.log(process.env.ZHAOBIAO_TEST_CLUSTER);
process.once('SIGTERM', () => teardown().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);`;

/** Another test run beside this one, with its cluster started. */
async function run(): Promise<{ readonly child: ReturnType<typeof spawn>; readonly cluster: string; readonly postgres: number }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RUN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [cluster] = (await once(createInterface({ input: present(child.stdout, 'stdout') }), 'line')) as [string];
  return { child, cluster, postgres: present(await readPostmaster(join(cluster, 'data')), 'postmaster.pid').pid };
}

test('a run that was killed leaves its server running; the next run removes both and touches no living run', async () => {
  const killed = await run();
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  expect(isAlive(killed.postgres)).toBe(true);
  const long = new Date(Date.now() - 3_600_000);
  await utimes(join(dirname(killed.cluster), 'run.lock'), long, long);
  const next = await run();
  expect(isAlive(killed.postgres)).toBe(false);
  await expect(stat(dirname(killed.cluster))).rejects.toThrow('ENOENT');
  expect((await stat(dirname(present(process.env['ZHAOBIAO_TEST_CLUSTER'], 'this run')))).isDirectory()).toBe(true);
  next.child.kill('SIGTERM');
  await once(next.child, 'exit');
  expect(isAlive(next.postgres)).toBe(false);
  await expect(stat(dirname(next.cluster))).rejects.toThrow('ENOENT');
});
