/** `yongchun`: the whole real opening of 1,528 bids, as `npm run scenario -- yongchun` plays it, in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { figure, type Figure } from './figure.ts';

const CLI = join(import.meta.dirname, '../apps/cli/src/main.ts');

type Outcome = { readonly expected: number; readonly equal: number; readonly seconds: number };

function play(): Promise<{ readonly outcome: Outcome; readonly peakMiB: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'scenario', 'yongchun'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code !== 0) return reject(new Error(said.split('\n').slice(-8).join('\n')));
      const outcome: Outcome = JSON.parse(out.trim().split('\n').at(-1) ?? '{}');
      return resolve({ outcome, peakMiB: Number(/needed (\d+) MiB/.exec(said)?.[1] ?? 0) });
    });
  });
}

export async function run(): Promise<readonly Figure[]> {
  const { outcome, peakMiB } = await play();
  const target = 120;
  return [
    // The opening itself took 33 minutes in reality (09:30:04 to 10:02:55).
    figure({ bench: 'yongchun', name: 'register, seal, submit, close, open 1,528 bids', value: outcome.seconds, unit: 's', reference: 1_971, target, met: outcome.seconds <= target && outcome.equal === outcome.expected }),
    figure({ bench: 'yongchun', name: 'resident memory of the server', value: peakMiB, unit: 'MiB', reference: 512, target: 512, met: peakMiB <= 512 }),
  ];
}
