/**
 * `npm run check`: everything that can be known without running the program. One line a part, then what failed, worst last.
 * Exit status 1 when any part fails.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { readTree, showFinding, sourcesOf, type Finding } from './tree.ts';
import { tidyFindings } from './tidy.ts';
import { wallFindings } from './walls.ts';

type Outcome = { readonly ok: boolean; readonly output: string };
type Part = { readonly name: string; readonly run: () => Promise<Outcome> };

const ROOT = join(import.meta.dirname, '..');
const PATH = [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);

/** A program of `node_modules/.bin`, with the Node that the checkout brings along. */
function program(name: string, ...args: readonly string[]): () => Promise<Outcome> {
  return () =>
    new Promise((resolve) => {
      const child = spawn(name, args, { cwd: ROOT, env: { ...process.env, PATH, NO_COLOR: '1', FORCE_COLOR: '0' }, shell: process.platform === 'win32' });
      let output = '';
      const collect = (piece: Buffer): void => {
        output += piece.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('error', (error) => resolve({ ok: false, output: `${name} does not start (npm ci?): ${error.message}` }));
      child.on('close', (status) => resolve({ ok: status === 0, output: output.trim() }));
    });
}

function findings(find: () => readonly Finding[]): () => Promise<Outcome> {
  return async () => {
    const found = find();
    return { ok: found.length === 0, output: found.map(showFinding).join('\n') };
  };
}

const tree = readTree(ROOT);
const sources = sourcesOf(tree);

const PARTS: readonly Part[] = [
  { name: 'types', run: program('tsc', '--noEmit', '-p', 'tsconfig.json') },
  { name: 'lint', run: program('oxlint', '--deny-warnings') },
  { name: 'unused', run: program('knip', '--no-progress', '--no-config-hints') },
  { name: 'walls', run: findings(() => wallFindings(tree, sources)) },
  { name: 'tidy', run: findings(() => tidyFindings(tree, sources)) },
];

async function timed({ name, run }: Part): Promise<{ readonly name: string } & Outcome> {
  const start = performance.now();
  const outcome = await run();
  console.log(`${outcome.ok ? 'ok    ' : 'FAILED'} ${name.padEnd(8)}${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`);
  return { name, ...outcome };
}

const outcomes = await Promise.all(PARTS.map(timed));
const failed = outcomes.filter(({ ok }) => !ok);
for (const { name, output } of failed) console.log(`\n── ${name}\n${output}`);
console.log(failed.length === 0 ? '\nall parts hold' : `\nfailed: ${failed.map(({ name }) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
