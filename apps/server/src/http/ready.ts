/** Whether this process can serve: each condition with the reason why not. */
import { diskState } from '../objects/store.ts';
import type { Platform, Probe } from './platform.ts';

const PATIENCE_MS = 3_000;

/** A probe that does not answer is a reason too. */
async function reasonOf({ check }: Probe): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

const probesOf = ({ door, objects, log, probes = [] }: Platform): readonly Probe[] => [
  { name: 'database', check: async () => void (await door.pool.query('SELECT 1')) },
  { name: 'clock', check: async () => (door.clock.now() === undefined ? 'the last measurement of the database clock is older than 30 s' : undefined) },
  {
    name: 'disk',
    check: async () => {
      const { free, actsPaused, uploadsPaused } = await diskState(objects.store);
      const left = `${Math.floor(free * 100)} % of the disk is free`;
      return actsPaused ? `${left}: acts are paused` : uploadsPaused ? `${left}: uploads are paused` : undefined;
    },
  },
  { name: 'log', check: async () => log.fault()?.message },
  ...probes,
];

export type Readiness = { readonly ready: boolean; readonly faults: readonly { readonly name: string; readonly why: string }[] };

export async function readiness(platform: Platform): Promise<Readiness> {
  const asked = await Promise.all(probesOf(platform).map(async (probe) => ({ name: probe.name, why: await reasonOf(probe) })));
  const faults = asked.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }]));
  return { ready: faults.length === 0, faults };
}
