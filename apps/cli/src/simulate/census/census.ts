/** Every invariant over the whole database, in one snapshot: the history is gone through once, act by act. */
import type { DatabasePool, Law } from '@zhaobiao/server';
import { snapshot } from '../audit.ts';
import type { Book } from '../book.ts';
import type { Portal } from '../portal.ts';
import { holdFaults, securityFaults } from './cases.ts';
import { judge } from './lawful.ts';
import { logFaults, readPublished, tileFaults, type LogGround, type SeenCheckpoint } from './log.ts';
import { answerFaults, closeFaults, dueFaults, onceFaults, overdueFaults, sealFaults, stateFaults, viewFaults } from './rows.ts';
import { namingActs, namingPages, secretMembers } from './secrecy.ts';
import { apply, newWorld, readActs, readBirths, type Memory, type StoredAct, type World } from './world.ts';

export type CensusGround = { readonly pool: DatabasePool; readonly law: Law; readonly book: Book; readonly log: LogGround; readonly portal: Portal };
/** `atRest`: nothing is being done any more, so what is overdue at this moment and what lies on the disk can be asked as well. */
export type CensusOptions = { readonly seen: readonly SeenCheckpoint[]; readonly memory: Memory; readonly atRest?: number };
export type CensusReport = { readonly acts: number; readonly faults: readonly string[] };

function lawfulness(act: StoredAct, { book, law }: CensusGround, world: World, memory: Memory): readonly string[] {
  if (memory.lawful.has(act.id)) return [];
  const { faults, reveals } = judge(act, book, law, world);
  if (faults.length === 0) memory.lawful.set(act.id, reveals);
  return faults;
}

type Looked = CensusReport & { readonly world: World; readonly secrets: ReadonlyMap<string, ReadonlySet<string>> };

async function look(ground: CensusGround, { seen, memory, atRest }: CensusOptions): Promise<Looked> {
  const { pool, law, log } = ground;
  return snapshot(pool, async (client) => {
    const [acts, births] = [await readActs(client, memory), await readBirths(client)];
    const world = newWorld();
    const faults: string[] = [];
    for (const act of acts) faults.push(...lawfulness(act, ground, world, memory), ...closeFaults(act, world), ...holdFaults(act, world), ...apply(world, births, act));
    faults.push(...(await stateFaults(client, world)), ...(await viewFaults(client, world)), ...(await dueFaults(client, law, world)), ...(await answerFaults(client, acts)));
    faults.push(...onceFaults(acts), ...sealFaults(acts, world, memory.lawful), ...securityFaults(acts, world));
    const secrets = secretMembers(acts, world);
    faults.push(...namingActs(acts, world, secrets));
    const found = await logFaults(client, acts, seen);
    faults.push(...found.faults);
    if (atRest === undefined) return { acts: acts.length, faults, world, secrets };
    const published = await readPublished(log);
    return { acts: acts.length, faults: [...faults, ...(await overdueFaults(client, atRest)), ...(await tileFaults(log, published?.size ?? 0, found.entries))], world, secrets };
  });
}

export async function census(ground: CensusGround, options: CensusOptions): Promise<CensusReport> {
  const { acts, faults, world, secrets } = await look(ground, options);
  return { acts, faults: [...faults, ...(await namingPages(ground.portal, world, secrets, options.memory))] };
}
