/** A simulated city at work: what its people want, sent to server processes that die, checked after every answer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instantOf, parseInstant, present, toHex, type Instant } from '@zhaobiao/basics';
import type { LoadedLaw } from '@zhaobiao/server';
import { declaredKey } from '@zhaobiao/testkit';
import { openBook, type Book } from './book.ts';
import type { Chance } from './chance.ts';
import { jump } from './clock.ts';
import { errandsOf, persistently, type Errand } from './errands.ts';
import type { Fleet } from './fleet.ts';
import type { Ground } from './ground.ts';
import { caseOf, survey, type Case, type LotSeen } from './landscape.ts';
import { signedAct, type Intent, type People } from './people.ts';
import type { SignedAct } from './wire.ts';
import { bidWishes } from './wishes/bids.ts';
import { settle } from './wishes/holds.ts';
import { caseWishes } from './wishes/next.ts';
import { shares } from './wishes/opening.ts';
import { construction } from './wishes/planning.ts';
import { duties, enrolment, governance, parties, registration } from './wishes/register.ts';
import { choose, intentOf, type Author, type Scene, type Wishes } from './wishes/wish.ts';

export const BEGIN = present(parseInstant('2026-08-17T09:00:00.000+08:00'), 'the beginning');

export type City = {
  readonly book: Book;
  /** Founds the platform and registers who is needed before anything else can happen. */
  readonly found: () => Promise<void>;
  /** A handful of wishes at once, each followed to its answer. */
  readonly step: () => Promise<void>;
  /** Lets everything that is begun come to its end: nothing held, no bid unreleased, no deadline passed and not acted on. */
  readonly rest: () => Promise<void>;
  readonly now: () => Instant;
  /** Requests sent so far; a request that is repeated after a lost answer counts once. */
  readonly requests: () => number;
  /** Answers that said no, by act. */
  readonly refusals: () => ReadonlyMap<string, number>;
  readonly trace: () => string;
};

export type CitySettings = {
  readonly ground: Ground;
  readonly fleet: Fleet;
  readonly chance: Chance;
  readonly people: People;
  readonly law: LoadedLaw;
  readonly seed: string;
  readonly origin: string;
  /** One thing at a time, each to its end. */
  readonly orderly: boolean;
  readonly onFault: (what: string) => void;
};

function authorOf({ ground, chance, people, law, seed }: CitySettings): Author {
  const { procedure, digest } = present(law.procedures.find((each) => each.procedure.id === 'open-tender.works'), 'open-tender.works');
  let keys = 0;
  let numbers = 0;
  return {
    people, chance, seed, procedure: { id: procedure.id, version: procedure.version, digest },
    nextKey: () => `s${(keys += 1)}`,
    nextNumber: () => (numbers += 1),
    upload: async (party, digestHex, bytes) => {
      await writeFile(join(ground.directory, 'objects', digestHex), bytes);
      await persistently(async () => {
        await ground.pool.query(
          `WITH stored AS (INSERT INTO object (digest, length, chunk_count, created_at) VALUES ($1, $2, 0, 0) ON CONFLICT (digest) DO NOTHING)
           INSERT INTO upload (id, party, length, chunk_count, created_at, completed_at, digest) VALUES ($4, $3, $2, 0, 0, 0, $1) ON CONFLICT (id) DO NOTHING`, [digestHex, bytes.length, party, `${party} ${digestHex}`],
        );
      });
    },
  };
}

/** An old request sent again as it was, or twice at once. */
function echoes({ author, now }: Pick<Scene, 'author' | 'now'>, book: Book): readonly SignedAct[] {
  const known = book.recent(150);
  if (known.length === 0) return [];
  const again = { ...author.chance.pick(known), at: now };
  return author.chance.percent(80) ? [again] : [again, again];
}

/** A wish of somebody under a key that he has used for another command. */
function underUsedKey(intent: Intent, book: Book, chance: Chance): Intent {
  const own = book.recent(300).filter((request) => request.actor.party === intent.actor.party);
  return own.length === 0 || !chance.percent(2) ? intent : { ...intent, key: chance.pick(own).key };
}

/** How often a lot is thought of: a committee has most to do. */
const CARE: Readonly<Record<string, number>> = { bidding: 2, closed: 4, announced: 2, checked: 5, opening: 6, opened: 14, evaluated: 6, publicised: 6, decided: 8, awarded: 10, contracted: 8, failed: 1, invalid: 1, terminated: 1 };
const careOf = (lot: LotSeen): number => (lot.room.returnsConfirmedAt !== undefined && lot.stage !== 'contracted' ? 0 : (CARE[lot.stage] ?? 0));

const OVER = ['closed', 'announced', 'checked', 'opening', 'failed'];
const HOUR = 3_600_000;

/** Lots somebody may want to bid for, in time or too late. */
const biddable = ({ seen, now }: Scene): readonly LotSeen[] => seen.lots.filter((lot) => lot.closing !== undefined && (lot.stage === 'bidding' || (OVER.includes(lot.stage) && now - lot.closing < HOUR)));

/** What a scene makes somebody want; a lot that was thought of in this step is not thought of again. */
async function wishes(scene: Scene, ground: Ground, thought: Set<string>): Promise<Wishes> {
  const { chance } = scene.author;
  const { lots } = scene.seen;
  const near = biddable(scene);
  const thin = near.filter((lot) => lot.live < 4);
  const open = lots.map((lot) => [careOf(lot), lot] as const).filter(([care, lot]) => care > 0 && !thought.has(lot.id));
  const busy = lots.filter((lot) => careOf(lot) > 1).length;
  const bidding = lots.filter((lot) => lot.stage === 'bidding').length;
  const about = async (): Promise<Wishes> => {
    const { id } = chance.weighted(open);
    thought.add(id);
    return caseWishes(scene, await persistently(() => caseOf(ground.pool, id)));
  };
  return choose(scene, [
    [5, () => parties(scene)],
    [scene.seen.guardiansRegistered ? 2 : 12, () => governance(scene)],
    [bidding < 4 && busy < 12 ? 24 : bidding < 7 && busy < 16 ? 8 : 1, () => construction(scene)],
    [near.length > 0 ? (thin.length > 0 ? 34 : 8) : 0, () => bidWishes(scene, chance.pick(thin.length > 0 && chance.percent(75) ? thin : near))],
    [open.length > 0 ? 70 : 0, about],
  ]);
}

export function cityOf(settings: CitySettings): City {
  const { ground, fleet, chance, people, seed, origin, orderly, onFault } = settings;
  const book = openBook();
  const author = authorOf(settings);
  let now = BEGIN;
  const errands = errandsOf({ ground, fleet, book, orderly, onFault });

  const sign = (intent: Intent): SignedAct => signedAct(intent, chance.entropy);
  const must = async (wish: Parameters<typeof intentOf>[1]): Promise<void> => {
    const [sent] = await errands.perform([[sign(intentOf({ author, now }, wish)), undefined]]);
    if (!sent || sent.answer.status >= 300) throw new Error(`the city cannot begin: ${wish.act} was answered ${JSON.stringify(sent?.answer.body)}`);
  };
  const go = (to: Instant): void => {
    now = to > now ? to : now;
    fleet.tell(now);
  };
  const rounds = async (): Promise<void> => {
    if (!orderly) return;
    for (const kind of chance.percent(60) ? (['due', 'beat'] as const) : (['due'] as const)) await fleet.round(kind);
  };
  /** What must happen before the city can rest, and no more. */
  const last = async (scene: Scene): Promise<readonly Intent[]> => {
    const cases: Case[] = [];
    for (const lot of scene.seen.lots.filter((each) => each.stage === 'opening' || each.room.holds.length > 0)) cases.push(await persistently(() => caseOf(ground.pool, lot.id)));
    const wanted = [...duties(scene), ...cases.flatMap((each) => [...settle(scene, each), ...shares(scene, each, 40)])];
    return wanted.filter((wish) => wish.hostile === undefined).map((wish) => intentOf(scene, wish));
  };

  return {
    book,
    now: () => now,
    requests: errands.count,
    refusals: errands.refusals,
    trace: errands.trace,
    found: async () => {
      const { clock, admin, registrar, entities, agency, guardian, depository, supervisors, experts, delegates, staff } = people;
      const key = { ...declaredKey({ signer: clock.signer }) };
      const founding = [admin, registrar].map((each) => ({ creditCode: each.creditCode, name: each.name, roles: [...each.roles], keys: [{ ...declaredKey(each) }] }));
      await must({ actor: clock, act: 'foundPlatform', command: { origin, title: `演练 ${seed}`, key, parties: founding } });
      const firms = [...entities, agency, guardian, depository, ...supervisors, ...Array.from({ length: 6 }, (_, index) => people.supplier(index))];
      for (const each of firms) await must({ actor: registrar, act: 'registerParty', command: registration(each) });
      for (const each of [...experts, ...delegates, staff]) await must({ actor: registrar, act: 'registerPerson', command: enrolment(each) });
      const guardians = [{ party: guardian.party, index: 1, verificationKey: toHex(present(people.dealt.keys.verificationKeys[0], 'verification key')) }];
      await must({ actor: admin, act: 'registerGuardians', command: { threshold: 1, publicKey: toHex(people.dealt.keys.publicKey), guardians } });
    },
    step: async () => {
      const seen = await persistently(() => survey(ground.pool));
      go(jump(chance, now, seen));
      const scene: Scene = { author, now, seen };
      const intents: Intent[] = [];
      const thought = new Set<string>();
      for (let left = chance.between(2, 6); left > 0; left -= 1) intents.push(...(await wishes(scene, ground, thought)).map((wish) => underUsedKey(intentOf(scene, wish), book, chance)));
      const signed = intents.map((intent): Errand => [sign(intent), intent.hostile]);
      const twins = signed.filter(() => chance.percent(4));
      const repeated = chance.percent(12) ? echoes(scene, book).map((request): Errand => [request, undefined]) : [];
      const all = [...signed, ...twins, ...repeated];
      await errands.perform(chance.percent(30) ? all.toReversed() : all);
      await rounds();
    },
    rest: async () => {
      for (let quiet = 0, round = 0; quiet < 3 && round < 400; round += 1) {
        go(instantOf(now + 400_000));
        const seen = await persistently(() => survey(ground.pool));
        const wanted = await last({ author, now, seen });
        await errands.perform(wanted.map((intent) => [sign(intent), undefined]));
        await rounds();
        if (!orderly) await pause(150);
        const { rows } = await persistently(() => ground.pool.query<{ readonly late: number }>('SELECT count(*)::int AS late FROM due WHERE at <= $1', [now]));
        quiet = rows[0]?.late === 0 ? quiet + 1 : 0;
      }
    },
  };
}
