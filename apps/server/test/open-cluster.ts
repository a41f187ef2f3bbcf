import { openCluster } from '../src/store/cluster/cluster.ts';

// A process of its own for the cluster's tests: opens the directory given, says what came of it, and stops on SIGTERM.
const [directory = ''] = process.argv.slice(2);
const notes: string[] = [];
const note = (text: string): void => void notes.push(text);
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const outcome = await openCluster({ directory, log: { info: note, warn: note } });
const alive = setInterval(() => undefined, 60_000);
// Heard before it is announced: the test may send the signal as soon as it has read the line.
process.once('SIGTERM', () => {
  clearInterval(alive);
  void (outcome.ok ? outcome.value.stop() : Promise.resolve(outcome)).then(say);
});
say({ outcome, notes });
