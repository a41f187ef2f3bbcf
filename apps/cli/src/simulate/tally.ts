/** How often each act of the catalogue was accepted and refused. */
import { ACTS } from '@zhaobiao/domain';
import type { DatabasePool, LoadedLaw } from '@zhaobiao/server';

/** By act, in the order of the catalogue: how often accepted, how often refused. */
export type Tally = Readonly<Record<string, readonly [accepted: number, refused: number]>>;

type Row = { readonly name: string; readonly count: number };

/** What was accepted stands in the database; a refusal that is recorded stands there too and is told from its answer. The clock's own refusals are nobody's. */
export async function tally(pool: DatabasePool, refusals: ReadonlyMap<string, number>): Promise<Tally> {
  const { rows } = await pool.query<Row>("SELECT a.name, count(*)::int AS count FROM act a JOIN request r ON r.actor = a.actor AND r.answer::jsonb ->> 'act' = encode(a.entry, 'hex') WHERE r.status < 300 GROUP BY a.name");
  const accepted = new Map(rows.map((row) => [row.name, row.count]));
  return Object.fromEntries([...ACTS.keys()].map((name) => [name, [accepted.get(name) ?? 0, refusals.get(name) ?? 0]]));
}

/** Acts of the procedure for works, and of the platform itself, that nobody did. */
export function missed(done: Tally, law: LoadedLaw): readonly string[] {
  const machines = law.procedures.filter(({ procedure }) => ['open-tender.works', 'platform'].includes(procedure.id)).flatMap(({ procedure }) => Object.values(procedure.machines));
  const names = new Set(machines.flatMap((machine) => machine?.transitions.map((transition) => transition.act) ?? []));
  return [...names].filter((name) => (done[name]?.[0] ?? 0) === 0).toSorted();
}

/** One line an act. */
export const tallyText = (done: Tally): string => Object.entries(done).map(([name, [accepted, refused]]) => `${name.padEnd(24)}${String(accepted).padStart(7)}${String(refused).padStart(7)}`).join('\n');
