/** 法 37: nobody outside is told who sits on a committee before its work is published, neither by an act nor by a page. */
import { present } from '@zhaobiao/basics';
import { numbersIn } from '../people.ts';
import type { Portal } from '../portal.ts';
import type { Memory, StoredAct, World } from './world.ts';

/** The lot that a stream is, or hangs on. */
function lotOf(world: World, stream: string): string | undefined {
  for (let id: string | undefined = stream; id !== undefined; id = world.states.get(id)?.owner) if (id.startsWith('lot:')) return id;
  return undefined;
}

const isOpen = ({ until, publishedBy }: StoredAct): boolean => until === null || publishedBy !== null;
const MEMBERS = new Set(['CommitteeProposed', 'MemberReplaced']);

/** By lot: the numbers of those whom sealed acts alone name. */
export function secretMembers(acts: readonly StoredAct[], world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const sealed = new Map<string, Set<string>>();
  const told = new Map<string, Set<string>>();
  for (const act of acts) {
    for (const event of act.record.events.filter(({ type }) => MEMBERS.has(type))) {
      const lot = present(lotOf(world, event.stream), 'the lot of a committee');
      const into = isOpen(act) ? told : sealed;
      into.set(lot, new Set([...(into.get(lot) ?? []), ...numbersIn(JSON.stringify(event.public))]));
    }
  }
  return new Map([...sealed].map(([lot, numbers]) => [lot, new Set([...numbers].filter((number) => told.get(lot)?.has(number) !== true))]));
}

/** Public acts of a lot, and what was published of their hidden fields. */
export function namingActs(acts: readonly StoredAct[], world: World, secrets: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return acts.flatMap((act): readonly string[] => {
    const lot = isOpen(act) ? act.record.events.map((event) => lotOf(world, event.stream)).find((each) => each !== undefined) : undefined;
    const secret = lot === undefined ? undefined : secrets.get(lot);
    if (!secret || secret.size === 0) return [];
    const shown = JSON.stringify([act.record.actor, act.record.events.map((event) => event.public), act.disclosures.filter((each) => each.published_by !== null).map((each) => each.value)]);
    const named = numbersIn(shown).filter((number) => secret.has(number));
    return named.length > 0 ? [`act ${act.id} (${act.name}) is public and names ${named.join(', ')} of the committee of ${lot ?? ''}`] : [];
  });
}

const PATHS = ['', '/opening', '/document', '/committee', '/evaluation', '/acts', '/objections', '/candidates', '/award', '/contract'];

/** What anybody is answered about the lots whose committees are secret; asked again where lot or committee changed. */
export async function namingPages(portal: Portal, world: World, secrets: ReadonlyMap<string, ReadonlySet<string>>, memory: Memory): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [lot, secret] of secrets) {
    if (secret.size === 0) continue;
    const own = [lot, ...(world.owned.get(lot) ?? [])];
    const version = own.map((id) => world.states.get(id)?.version ?? 0).join(' ');
    if (memory.unnamed.get(lot) === version) continue;
    const tail = lot.slice('lot:'.length);
    for (const path of [...PATHS.map((each) => `/api/v1/tenders/${tail}${each}`), `/tenders/${tail}`]) {
      const { text } = await portal.get(path);
      const named = numbersIn(text).filter((number) => secret.has(number));
      if (named.length > 0) faults.push(`GET ${path} names ${named.join(', ')} of a committee that is secret`);
    }
    memory.unnamed.set(lot, version);
  }
  return faults;
}
