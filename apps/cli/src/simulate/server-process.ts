/** One server process of a simulation: the real door, the real clock's worker and the real log on a database it shares with others. Killed at any moment. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, present, type Instant } from '@zhaobiao/basics';
import { noteSigner, reopenBid, signer, commandDigest } from '@zhaobiao/evidence';
import { actById, clockCommands, connectDatabase, dueWorker, integrate, loadLaw, loop, perform, platformSigner, publish, viewRows, type Door } from '@zhaobiao/server';
import { seeded } from '@zhaobiao/testkit';
import { mortality } from './mortal.kernel.ts';
import { parseAsk } from './parse-wire.ts';
import type { Ask, ProcessSettings, Said, SignedAct } from './wire.ts';

const say = (said: Said): void => void process.send?.(said);

type Running = { readonly door: Door; readonly due: () => Promise<number>; readonly beat: () => Promise<void> };

const mortal = mortality();
let now: Instant | undefined;
let running: Running | undefined;

const bytesOf = (hex: string): Uint8Array => present(fromHex(hex), 'a key in hexadecimal');

/** A lost connection is the pool's business; it is replaced when next needed. */
const lost = (): void => undefined;

function begin(settings: ProcessSettings): Running {
  const pool = connectDatabase({ ...settings.database, max: 8, connectionTimeoutMillis: 10_000 }, lost);
  mortal.guard(pool);
  const door: Door = { pool, clock: { now: () => now, stop: () => undefined }, law: loadLaw().law, entropy: seeded(settings.seed), views: viewRows };
  const openPool = { open: (task: { readonly guardianship: Parameters<typeof reopenBid>[0]; readonly envelope: Parameters<typeof reopenBid>[1]; readonly shares: Parameters<typeof reopenBid>[2]; readonly ciphertext: Uint8Array | undefined; readonly ownKey: string | undefined }) => reopenBid(task.guardianship, task.envelope, task.shares, task.ciphertext, task.ownKey), stop: async () => undefined };
  const readWhole = (digest: string): Promise<Uint8Array | undefined> => readFile(join(settings.directory, 'objects', digest)).catch(() => undefined);
  // One at a time where the run must be the same each time.
  const worker = dueWorker(door, platformSigner(signer('ed25519', bytesOf(settings.platformKey))), clockCommands({ pool, clock: door.clock, openPool, readWhole }), settings.autonomous ? 16 : 1);
  const logSigner = noteSigner(settings.origin, signer('ed25519', bytesOf(settings.logKey)));
  const directory = join(settings.directory, 'log');
  const beat = async (): Promise<void> => {
    await integrate(pool, settings.quantum);
    const published = await publish(pool, directory, logSigner);
    if (!published.ok) throw new Error(published.fault.message);
  };
  return { door, due: worker.runOnce, beat };
}

async function act(door: Door, id: number, { actor, at, ...signed }: SignedAct): Promise<void> {
  const definition = present(actById(signed.act), `act ${signed.act}`);
  const { key, tender, command, nonce, signature } = signed;
  const answer = await perform(door, { definition, command: definition.contract.parse(command), actor, key, tender, commandDigest: commandDigest(command, nonce), signature, at });
  say({ kind: 'answer', id, ...answer });
}

/** What a failing round says on its own: the database may be away for a moment, so only what stays is told. */
const quietly = (round: () => Promise<number>) => (): Promise<number> => round().catch(() => 0);

async function answer(ask: Ask): Promise<void> {
  switch (ask.kind) {
    case 'settings':
      now = ask.now;
      running = begin(ask.settings);
      if (ask.settings.autonomous) {
        loop(quietly(running.due), 50, lost);
        loop(quietly(async () => present(running, 'the process').beat().then(() => 0)), 250, lost);
      }
      return say({ kind: 'ready' });
    case 'time':
      now = ask.now;
      return undefined;
    case 'arm': return mortal.arm(ask.kill);
    case 'act': return act(present(running, 'settings before acts').door, ask.id, ask.act);
    case 'due': return say({ kind: 'done', id: ask.id, count: await present(running, 'settings before rounds').due() });
    case 'beat':
      await present(running, 'settings before beats').beat();
      return say({ kind: 'done', id: ask.id, count: 0 });
  }
}

process.on('message', (message) => {
  const ask = parseAsk(message);
  answer(ask).catch((error: unknown) => say({ kind: 'thrown', id: 'id' in ask ? ask.id : 0, error: error instanceof Error ? `${error.message} ${'code' in error ? String(error.code) : ''}` : String(error) }));
});
process.on('disconnect', () => process.exit(0));
