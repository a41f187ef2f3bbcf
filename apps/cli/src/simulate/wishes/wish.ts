/** What somebody in the city wants next. Lawful and unlawful alike: a wish marked hostile must never be accepted, whoever else acts at the same moment. */
import { addDays, dayOf, instantOf, startOf, toHex, type Instant } from '@zhaobiao/basics';
import { objectDigestOf } from '@zhaobiao/evidence';
import { seeded, type Citizen } from '@zhaobiao/testkit';
import type { Chance } from '../chance.ts';
import type { Case, Landscape, LotSeen } from '../landscape.ts';
import type { Intent, People } from '../people.ts';

export type ProcedurePin = { readonly id: string; readonly version: string; readonly digest: string };

export type Author = {
  readonly people: People;
  readonly chance: Chance;
  readonly seed: string;
  readonly procedure: ProcedurePin;
  /** Stores bytes and registers them as uploaded by a party. */
  readonly upload: (party: string, digest: string, bytes: Uint8Array) => Promise<void>;
  readonly nextKey: () => string;
  /** Grows by one with each call: numbers of projects, firms and orders. */
  readonly nextNumber: () => number;
};

export type Scene = { readonly author: Author; readonly now: Instant; readonly seen: Landscape };
export type Wish = Pick<Intent, 'actor' | 'act' | 'command'> & Partial<Pick<Intent, 'tender' | 'at' | 'hostile'>>;
export type Wishes = readonly Wish[];
/** What could be done next, with how often it is. */
export type Choice = readonly [number, () => Wishes | Promise<Wishes>];

export const NONE: Wishes = [];
export const REASON = '演练';
const HOUR = 3_600_000;

/** A wish as a request of its own: with its own key, and stamped now where it says nothing else. */
export const intentOf = ({ author, now }: Pick<Scene, 'author' | 'now'>, { tender = null, at = now, ...wish }: Wish): Intent => ({ ...wish, tender, at, key: author.nextKey() });

export async function choose({ author: { chance } }: Scene, choices: readonly Choice[]): Promise<Wishes> {
  const open = choices.filter(([weight]) => weight > 0);
  return open.length === 0 ? NONE : chance.weighted(open)();
}

export const entityOf = ({ author: { people } }: Pick<Scene, 'author'>, { room }: Pick<LotSeen, 'room'>): Citizen => people.of(room.procuringEntity);

/** Mostly a supplier that stands in the register and may act; now and then one that is suspended, or that nobody has registered. */
export function anySupplier({ author: { people, chance }, seen }: Scene): Citizen {
  const active = seen.parties.filter((party) => party.stage === 'active' && party.room.roles.includes('supplier'));
  const known = active.slice(0, 9);
  return known.length > 0 && chance.percent(93) ? people.of(chance.pick(known).id) : people.supplier(chance.below(active.length + 3));
}

/** Whose bids are in and stand. */
export const tenderers = ({ author: { people } }: Pick<Scene, 'author'>, { bids }: Pick<Case, 'bids'>, stages: readonly string[] = ['submitted', 'released', 'opened']): readonly Citizen[] =>
  bids.filter((bid) => stages.includes(bid.stage)).map((bid) => people.of(bid.room.tenderer.lead));

export const dayAt = (now: Instant, days: number, hour: number): Instant => instantOf(startOf(addDays(dayOf(now), days)) + hour * HOUR);

/** What comes after `lot:`. */
export const tailOf = (lot: string): string => lot.slice('lot:'.length);

/** A document of this party: bytes that nobody has had before. */
export async function paper({ author: { chance, upload } }: Scene, who: Pick<Citizen, 'party'>): Promise<string> {
  const bytes = chance.entropy(48);
  const digest = objectDigestOf(bytes);
  await upload(who.party, digest, bytes);
  return digest;
}

/** Something about a lot that is so for the whole run: whoever never signs never signs. */
export const trait = ({ author: { seed } }: Pick<Scene, 'author'>, lot: string, name: string, percent: number): boolean => ((seeded(`${seed}/${lot}/${name}`)(1)[0] ?? 0) * 100) / 256 < percent;

/** A name that says nothing of who made it. */
export const blindName = ({ author: { chance } }: Scene, bytes = 16): string => toHex(chance.entropy(bytes));
