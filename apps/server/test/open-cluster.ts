import { openCluster } from '../src/store/cluster/cluster.ts';

// A process of its own for the cluster's tests: opens the directory given, says what came of it, and stops on SIGTERM.
const [directory = ''] = process.argv.slice(2);
const notes: string[] = [];
const note = (text: string): void => void notes.push(text);
const outcome = await openCluster({ directory, log: { info: note, warn: note } });
process.stdout.write(`${JSON.stringify({ outcome, notes })}\n`);
const alive = setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  clearInterval(alive);
  void (outcome.ok ? outcome.value.stop() : Promise.resolve(outcome)).then((stopped) => process.stdout.write(`${JSON.stringify(stopped)}\n`));
});
