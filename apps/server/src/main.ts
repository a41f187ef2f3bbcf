/** `npm start`: one command, one machine. Opens the database, founds the platform, serves it, and in a demonstration launches a guardian beside it. */
import { existsSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildHttp, buildMetrics } from './http/build.ts';
import { foundPlatform } from './governance/found.ts';
import { demoBeginning, demoParties, seedCity, type DemoLogin } from './demo/seed.ts';
import { settingsOf } from './settings.ts';
import { DEMO_ORIGIN, wire } from './wiring.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

const settings = settingsOf(process.env);
const report = {
  info: (text: string) => process.stderr.write(`${text}\n`),
  warn: (text: string) => process.stderr.write(`${text}\n`),
  error: (error: unknown) => process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
};

function launchGuardian(platform: string, directory: string): ChildProcess {
  const program = resolve(import.meta.dirname, '../../witness/src/main.ts');
  return spawn(process.execPath, [program, 'guardian', '--directory', directory, '--platform', platform, '--demo-clock'], { stdio: ['ignore', 'inherit', 'inherit'] });
}

function printLogins(address: string, logins: readonly DemoLogin[]): void {
  const lines = logins.map(({ title, login, password }) => `  ${title.padEnd(12, '　')} ${login.padEnd(12)} ${password}`);
  process.stdout.write(`\n昭标 演示 · Zhaobiao demonstration\n  ${address}\n\n演示账号 · demonstration log-ins\n${lines.join('\n')}\n\n`);
}

/** Everything that has been started, ended in the opposite order, once. */
function ending(steps: (() => unknown)[]): () => Promise<void> {
  let ended: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    for (const step of steps.toReversed()) await step();
  };
  return () => (ended ??= end());
}

async function start(steps: (() => unknown)[]): Promise<void> {
  const wired = await wire(settings, report);
  steps.push(wired.stop);
  const directory = join(settings.dataDirectory, 'demo');
  if (settings.demo) {
    await wired.platform.moveClock?.(await demoBeginning(directory, process.env['ZHAOBIAO_DEMO_CLOCK']));
    await foundPlatform(wired.door, wired.keys, { origin: DEMO_ORIGIN, title: '公共资源交易平台（演示）', parties: await demoParties(directory) });
  }
  const http = await buildHttp(wired.platform);
  steps.push(() => http.close());
  const address = await http.listen({ port: settings.port, host: settings.host });
  const metrics = await buildMetrics(wired.platform);
  steps.push(() => metrics.close());
  await metrics.listen({ port: settings.metricsPort, host: '127.0.0.1' });
  process.stdout.write(`listening ${address}\n`);
  if (!settings.demo) return;
  const guardianDirectory = join(settings.dataDirectory, 'guardian');
  const guardian = launchGuardian(address, guardianDirectory);
  steps.push(() => guardian.kill('SIGTERM'));
  printLogins(address, await seedCity({ address, directory, guardianDirectory, wired, city: process.env['ZHAOBIAO_DEMO_CITY'] !== 'none' }));
}

const steps: (() => unknown)[] = [];
const end = ending(steps);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    end().then(() => process.exit(0), (error: unknown) => {
      report.error(error);
      process.exit(1);
    });
  });
}
start(steps).catch(async (error: unknown) => {
  report.error(error);
  await end().catch(report.error);
  process.exit(1);
});
