/** `zhaobiao simulate`: a seeded city on a private database, its processes killed between any two statements, its invariants checked. */
import { USAGE, parseOptions } from './simulate/options.ts';
import { simulate } from './simulate/run.ts';
import { tallyText } from './simulate/tally.ts';

/** Exit status: 0 without violations, 1 with them, 2 for a wrong command line. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options.ok) {
    process.stderr.write(`${options.fault}\n\n${USAGE}`);
    return 2;
  }
  if (options.value === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const { seed, acts, crashes, violations, digest, requests, byAct, missed } = await simulate(options.value, { violation: tell, progress: tell });
  tell(`${requests} requests; commands and answers: ${digest}`);
  if (!options.value.json) tell(tallyText(byAct));
  if (missed.length > 0) tell(`never accepted in this run: ${missed.join(', ')}`);
  process.stdout.write(`${JSON.stringify({ seed, acts, crashes, violations, ...(options.value.json ? { byAct, missed } : {}) })}\n`);
  return violations === 0 ? 0 : 1;
}
