/**
 * Figures for operators, on a port of their own. An operator may not know how many bids there are before the opening (招标投标法 22), so nothing here is
 * counted by act, upload, token or bid: only reads, pages and log-ins by outcome, and whether the platform is well.
 */
import { Counter, Gauge, Registry } from 'prom-client';
import type { Platform } from './platform.ts';
import { readiness } from './ready.ts';

/** Routes whose use tells nothing of bids. */
const COUNTED = [/^\/$/, /^\/tenders\//, /^\/login$/, /^\/docs$/, /^\/openapi\.json$/, /^\/log\//, /^\/api\/v1\/(?:time|platform|tenders|feed|parties|projects|procedures)/];

const FIGURES = 'SELECT coalesce((SELECT published FROM log_head), 0)::text AS published, (SELECT count(*) FROM due WHERE attempts >= 3)::text AS alarms';

export type Meters = {
  readonly contentType: string;
  /** The figures as they are now. */
  readonly text: () => Promise<string>;
  readonly answered: (path: string | undefined, status: number) => void;
};

export function metersOf(platform: Platform): Meters {
  const registry = new Registry();
  const requests = new Counter({ name: 'zhaobiao_reads_total', help: 'Reads and log-ins answered, by class of status. Acts and uploads are not counted.', labelNames: ['status'], registers: [registry] });
  const ready = new Gauge({ name: 'zhaobiao_ready', help: '1 when /readyz holds', registers: [registry] });
  const fault = new Gauge({ name: 'zhaobiao_fault', help: '1 for each condition that does not hold', labelNames: ['condition'], registers: [registry] });
  const size = new Gauge({ name: 'zhaobiao_log_size', help: 'Entries in the published checkpoint, fillers included', registers: [registry] });
  const alarms = new Gauge({ name: 'zhaobiao_due_alarms', help: 'Deadlines whose act failed three times or more', registers: [registry] });
  const up = new Gauge({ name: 'zhaobiao_up', help: '1 while the process answers', registers: [registry] });
  const look = async (): Promise<void> => {
    up.set(1);
    const now = await readiness(platform);
    ready.set(now.ready ? 1 : 0);
    fault.reset();
    for (const each of now.faults) fault.set({ condition: each.name }, 1);
    const { rows } = await platform.door.pool.query<{ published: string; alarms: string }>(FIGURES).catch(() => ({ rows: [] }));
    size.set(Number(rows[0]?.published ?? 0));
    alarms.set(Number(rows[0]?.alarms ?? 0));
  };
  return {
    contentType: registry.contentType,
    text: async () => {
      await look();
      return registry.metrics();
    },
    answered: (path, status) => {
      if (path !== undefined && COUNTED.some((pattern) => pattern.test(path))) requests.inc({ status: `${Math.floor(status / 100)}xx` });
    },
  };
}
