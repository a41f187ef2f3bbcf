/** One run from its seed: how far, who dies when, when everything is checked. */
import { createHash } from 'node:crypto';
import { fromHex, present } from '@zhaobiao/basics';
import { noteKeyText, noteSigner, signer } from '@zhaobiao/evidence';
import { loadLaw, startLog } from '@zhaobiao/server';
import { seeded } from '@zhaobiao/testkit';
import { checkBundles } from './bundles.ts';
import { census, type CensusGround } from './census/census.ts';
import { readPublished, type SeenCheckpoint } from './census/log.ts';
import { newMemory, type Memory } from './census/world.ts';
import { chanceOf, type Chance } from './chance.ts';
import { BEGIN, cityOf, type City } from './city.ts';
import { persistently } from './errands.ts';
import { launchFleet, type Fleet } from './fleet.ts';
import { openGround, type Ground } from './ground.ts';
import { countActs } from './landscape.ts';
import type { Options } from './options.ts';
import { peopleOf, platformSeeds } from './people.ts';
import { openPortal, type Portal } from './portal.ts';
import { missed, tally, type Tally } from './tally.ts';
import type { Kill } from './wire.ts';

export type Report = {
  readonly seed: number;
  readonly acts: number;
  readonly crashes: number;
  readonly violations: number;
  /** SHA-256 over all commands and answers; equal for equal runs with one process. */
  readonly digest: string;
  readonly requests: number;
  /** By act: accepted and refused. */
  readonly byAct: Tally;
  /** Acts of the procedure that nobody did in this run. */
  readonly missed: readonly string[];
};

const ORIGIN = 'zhaobiao.simulation/log';
const QUANTUM = 8;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Told as they are found: what is wrong, and where a replay finds it again. */
export type Reporter = { readonly violation: (text: string) => void; readonly progress: (text: string) => void };

type Stage = { readonly options: Options; readonly ground: Ground; readonly fleet: Fleet; readonly city: City; readonly chance: Chance; readonly census: CensusGround; readonly memory: Memory; readonly report: Reporter; readonly fault: (what: string) => void };

function killOf(chance: Chance): Kill {
  const commits = chance.percent(30);
  return { statement: commits ? chance.between(1, 4) : chance.between(1, 45), commits, moment: chance.pick(['before', 'sent', 'answered'] as const) };
}

/** Everything in the database against everything that was done; the checkpoint met now joins the line of those met before. */
async function checkAll({ city, census: where, memory, fault }: Stage, seen: SeenCheckpoint[], atRest = false): Promise<void> {
  const published = await readPublished(where.log);
  if (published && published.size > (seen.at(-1)?.size ?? -1)) seen.push(published);
  if (published && published.size < (seen.at(-1)?.size ?? 0)) fault(`the published checkpoint went back to ${published.size}`);
  const { faults } = await persistently(() => census(where, atRest ? { seen, memory: newMemory(), atRest: city.now() } : { seen, memory }));
  for (const each of faults.slice(0, 20)) fault(each);
}

async function live(stage: Stage, seen: SeenCheckpoint[]): Promise<void> {
  const { options, ground, fleet, city, chance, report } = stage;
  const limit = options.acts * 20 + 1_000;
  let checkedAt = 0;
  let checkedCrashes = 0;
  let cuts = 0;
  let told = 0;
  for (let acts = 0; acts < options.acts || fleet.crashes() < options.crashes; acts = await persistently(() => countActs(ground.pool))) {
    if (city.requests() > limit) throw new Error(`${limit} requests made ${acts} acts only`);
    const share = Math.min(1, acts / options.acts);
    if (!fleet.armed() && fleet.crashes() < Math.ceil(options.crashes * share)) {
      if (chance.percent(15)) fleet.killOne();
      else fleet.arm(killOf(chance), chance.percent(20));
    }
    const cut = cuts < Math.floor((options.restarts + 1) * share) && cuts < options.restarts;
    if (cut) cuts += 1;
    // With one process nothing may depend on how long a restart takes.
    if (cut && options.processes === 1) await ground.powerCut();
    await Promise.all([city.step(), cut && options.processes > 1 ? ground.powerCut() : undefined]);
    if (options.processes === 1) await fleet.whole();
    if (city.requests() - checkedAt < options.fullEvery && fleet.crashes() === checkedCrashes) continue;
    checkedAt = city.requests();
    checkedCrashes = fleet.crashes();
    await checkAll(stage, seen);
    if (acts - told < 500) continue;
    told = acts;
    report.progress(`${acts} acts, ${fleet.crashes()} crashes, ${cuts} restarts of the database`);
  }
}

/** Runs a city; throws only where the simulation itself cannot go on. */
export async function simulate(options: Options, report: Reporter): Promise<Report> {
  const seed = String(options.seed);
  const chance = chanceOf(`${seed}/driver`);
  const people = peopleOf(seed);
  const law = loadLaw();
  const keys = platformSeeds(seed);
  const logSigner = noteSigner(ORIGIN, signer('ed25519', present(fromHex(keys.logKey), 'log key')));
  const logKey = noteKeyText(logSigner.key);
  const ground = await openGround();
  let portal: Portal | undefined;
  let violations = 0;
  let requestsSoFar = (): number => 0;
  const fault = (what: string): void => {
    violations += 1;
    report.violation(`violation: seed ${options.seed}, act ${requestsSoFar()}: ${what}`);
  };
  const fleet = launchFleet({
    count: options.processes, now: BEGIN, chance: chanceOf(`${seed}/fleet`), onFault: fault,
    settings: (index, generation) => ({ name: `p${index}`, seed: `${seed}/process/${index}/${generation}`, database: ground.database, directory: ground.directory, ...keys, origin: ORIGIN, quantum: QUANTUM, autonomous: options.processes > 1 }),
  });
  // A run that is interrupted leaves neither processes nor a database behind.
  const interrupted = (): void => void fleet.stop().then(ground.close).finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    await startLog(ground.pool, ORIGIN, seeded(`${seed}/filler`)(32));
    const city = cityOf({ ground, fleet, chance, people, law, seed, origin: ORIGIN, orderly: options.processes === 1, onFault: fault });
    requestsSoFar = city.requests;
    portal = await openPortal({ pool: ground.pool, law, directory: ground.directory, origin: ORIGIN, logKey, now: city.now });
    const stage: Stage = { options, ground, fleet, city, chance, report, fault, memory: newMemory(), census: { pool: ground.pool, law: law.law, book: city.book, portal, log: { directory: `${ground.directory}/log`, origin: ORIGIN, key: logSigner.key } } };
    const seen: SeenCheckpoint[] = [];
    await city.found();
    await live(stage, seen);
    await fleet.whole();
    await city.rest();
    const crashes = fleet.crashes();
    const acts = await settle(stage, seen);
    const bundled = await checkBundles({ pool: ground.pool, directory: ground.directory, logKey });
    for (const each of bundled.faults) fault(each);
    report.progress(`${bundled.bundles} bundles verified, ${bundled.computed} computations done again`);
    const byAct = await tally(ground.pool, city.refusals());
    return { seed: options.seed, acts, crashes, violations, byAct, missed: missed(byAct, law), digest: createHash('sha256').update(city.trace()).digest('hex'), requests: city.requests() };
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
    await fleet.stop();
    await portal?.close();
    await ground.close();
  }
}

/** The last beats, so that every act is in the log; then everything once more, with the processes gone. */
async function settle(stage: Stage, seen: SeenCheckpoint[]): Promise<number> {
  const { fleet, ground, fault } = stage;
  for (let beat = 0; beat < 4; beat += 1) {
    const outcome = await fleet.round('beat');
    if (outcome.kind === 'thrown') fault(`the log does not beat: ${outcome.error}`);
  }
  await fleet.stop();
  await checkAll(stage, seen, true);
  const { rows } = await ground.pool.query<{ readonly pending: number }>('SELECT count(*)::int AS pending FROM log_pending');
  if (rows[0]?.pending !== 0) fault(`${String(rows[0]?.pending)} acts are still waiting for the log`);
  return countActs(ground.pool);
}
