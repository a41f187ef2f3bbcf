/**
 * Whatever was published was published by the act it waited for, or, where that can no longer come, by the act with which the case ended: the data
 * names such an act with the effect `publish`, and the stream it is about must have come to rest.
 */
import type { MachineId, Procedure } from '@zhaobiao/domain';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';
import { loadLaw } from '../../law.ts';
import type { Tally } from './tally.ts';

type Published = { readonly what: string; readonly until: string; readonly by: string | null; readonly machine: MachineId | null; readonly bytes: Buffer | null };

/** Only what another act published than the one it waited for: a handful, however many acts there are. */
const OTHERS = `SELECT 'act ' || a.id AS what, coalesce(a.until, '') AS until, p.name AS by, s.machine, p.bytes FROM act a LEFT JOIN act p ON p.id = a.published_by LEFT JOIN stream s ON s.id = p.stream
  WHERE a.published_by IS NOT NULL AND (p.name IS NULL OR p.name IS DISTINCT FROM a.until)
UNION ALL SELECT 'act ' || d.act || ', its field ' || d.name, substr(d.class, length('until:') + 1), p.name, s.machine, p.bytes FROM disclosure d LEFT JOIN act p ON p.id = d.published_by LEFT JOIN stream s ON s.id = p.stream
  WHERE d.published_by IS NOT NULL AND (p.name IS NULL OR d.class <> 'until:' || p.name) ORDER BY what`;

/** The stage that the act brought its own stream to. */
function stageAfter(bytes: Buffer): string | undefined {
  const record = parseAct(bytes);
  if (!record.ok) return undefined;
  const stage = record.value.events.find((event) => event.stream === record.value.stream)?.public['stage'];
  return typeof stage === 'string' ? stage : undefined;
}

function inItsPlace(procedures: readonly Procedure[], { until, by, machine, bytes }: Published): boolean {
  const stage = bytes === null ? undefined : stageAfter(bytes);
  if (machine === null || stage === undefined) return false;
  return procedures.some((procedure) => {
    const its = procedure.machines[machine];
    const publishes = its?.transitions.some(({ act, effects = [] }) => act === by && effects.some((effect) => 'publish' in effect && effect.publish === until));
    const rests = its !== undefined && Object.hasOwn(its.stages, stage) && (its.stages[stage]?.resting === true || its.stages[stage]?.final === true);
    return publishes === true && rests;
  });
}

export async function checkPublished(client: pg.ClientBase, tally: Tally): Promise<void> {
  const { rows } = await client.query<Published>(OTHERS);
  if (rows.length === 0) return;
  const procedures = loadLaw().procedures.map((each) => each.procedure);
  for (const row of rows) if (!inItsPlace(procedures, row)) tally.note('publishedWrongly', row.what, 'published by an act it did not wait for');
}
