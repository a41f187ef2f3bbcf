/** The log's heartbeat: a checkpoint every second, day and night. Any number of processes may run it. */
import type { NoteSigner } from '@zhaobiao/evidence';
import type pg from 'pg';
import { integrate } from './integrate.ts';
import { checkPublished, publish, type Known, type PublishFault } from './publish.ts';

export type LogSettings = { readonly directory: string; readonly signer: NoteSigner; readonly quantum: number; readonly everyMs: number };

export type Log = {
  /** One step now: integrate and publish. Used by tests, scenarios and before a receipt that must not wait. */
  readonly beat: () => Promise<void>;
  readonly fault: () => PublishFault | undefined;
  readonly stop: () => Promise<void>;
};

export function runLog(pool: pg.Pool, settings: LogSettings, onError: (error: unknown) => void, beating = true): Log {
  let fault: PublishFault | undefined;
  const known: Known = { text: undefined };
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const step = async (): Promise<void> => {
    if (fault) return;
    const { directory, signer, quantum } = settings;
    const checked = await checkPublished(pool, directory, signer, known);
    if (checked.ok) await integrate(pool, quantum);
    const published = checked.ok ? await publish(pool, directory, signer, known) : checked;
    if (!published.ok) fault = published.fault;
  };
  const beat = (): Promise<void> => {
    running = running.then(step, step);
    return running;
  };
  const timer = beating ? setInterval(() => void beat().catch(onError), settings.everyMs) : undefined;
  return {
    beat,
    fault: () => fault,
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await running.catch(() => undefined);
    },
  };
}
