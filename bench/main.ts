/** `npm run -s bench -- NAME [--json]`: runs `bench/NAME.ts` and prints its figures, a line each. Exit status 1 when one misses its target. */
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import type { Figure } from './figure.ts';

type Bench = { readonly run: () => Promise<readonly Figure[]> };

const isBench = (value: object): value is Bench => 'run' in value && typeof value.run === 'function';

const short = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));

const readable = ({ bench, name, value, unit, reference, ratio, target, met }: Figure): string =>
  `${met ? 'met   ' : 'missed'} ${name ?? bench}: ${short(value)} ${unit} (target ${short(target)}, reference ${short(reference)}, ratio ${short(ratio)})`;

const here = import.meta.dirname;

/** A bench is a file here that exports `run`. */
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && /^export (?:async function|const) run\b/m.test(readFileSync(path.join(here, file), 'utf8')))
  .map((file) => path.basename(file, '.ts'));

const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run -s bench -- NAME [--json], NAME one of: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const bench: object = await import(pathToFileURL(path.join(here, `${name}.ts`)).href);
  if (!isBench(bench)) throw new Error(`${name} exports no run`);
  const figures = await bench.run();
  for (const figure of figures) console.log(options.includes('--json') ? JSON.stringify(figure) : readable(figure));
  process.exitCode = figures.every((figure) => figure.met) ? 0 : 1;
}
