/** A simulated city at work: what its people want, sent to server processes that die, checked after every answer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instantOf, parseInstant, present, toHex, type Instant } from '@zhaobiao/basics';
import type { LoadedLaw } from '@zhaobiao/server';
import { declaredKey } from '@zhaobiao/testkit';
import { openBook, type Book } from './book.ts';
import type { Chance } from './chance.ts';
import { errandsOf, persistently, type Errand } from './errands.ts';
import type { Fleet } from './fleet.ts';
import type { Ground } from './ground.ts';
import { intentOf, plainWishes, registration, type Author, type Scene } from './intents.ts';
import { awaitingShare, survey, type Landscape } from './landscape.ts';
import { signedAct, type Intent, type People } from './people.ts';
import { bidWishes, shareWish } from './sealed-intents.ts';
import type { SignedAct } from './wire.ts';

export const BEGIN = present(parseInstant('2026-02-10T09:00:00.000+08:00'), 'the beginning');

export type City = {
  readonly book: Book;
  /** Founds the platform and registers who is needed before anything else can happen. */
  readonly found: () => Promise<void>;
  /** A handful of wishes at once, each followed to its answer. */
  readonly step: () => Promise<void>;
  /** Lets everything that is begun come to its end: no bid unreleased, no deadline passed and not acted on. */
  readonly rest: () => Promise<void>;
  readonly now: () => Instant;
  /** Requests sent so far; a request that is repeated after a lost answer counts once. */
  readonly requests: () => number;
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

function authorOf({ ground, chance, people, law }: CitySettings): Author {
  const { procedure, digest } = present(law.procedures.find((each) => each.procedure.id === 'open-tender.works'), 'open-tender.works');
  let keys = 0;
  let numbers = 0;
  return {
    people, chance, procedure: { id: procedure.id, version: procedure.version, digest },
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

/** How far the clock goes before the next wishes: mostly seconds, now and then days, often to the very edge of a deadline. */
function jump(chance: Chance, now: Instant, seen: Landscape): Instant {
  const edges = seen.lots.flatMap((lot) => (lot.stage === 'bidding' && lot.closing !== undefined && lot.closing + 6_000 > now ? [lot.closing] : [])).toSorted((left, right) => left - right);
  const [next] = edges;
  const kind = chance.weighted<'moment' | 'hours' | 'days' | 'edge'>([[84, 'moment'], [6, 'hours'], [2, 'days'], [8, 'edge']]);
  const by = (ms: number): Instant => instantOf(now + ms);
  if (kind === 'hours') return by(chance.between(1, 12) * 3_600_000);
  if (kind === 'days') return by(chance.between(1, 4) * 86_400_000);
  if (kind === 'edge' && next !== undefined) return instantOf(Math.max(now, next + chance.pick([-30_000, -1_000, -1, 0, 1, 2_500, 4_999, 5_000, 6_000])));
  return by(chance.between(1, 2_000));
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
  return own.length === 0 || !chance.percent(3) ? intent : { ...intent, key: chance.pick(own).key };
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
  const shares = async (scene: Scene, limit: number): Promise<readonly Intent[]> => {
    const opening = scene.seen.lots.filter((lot) => lot.stage === 'opening');
    const lot = opening.length === 0 ? undefined : chance.pick(opening);
    const bids = lot ? await persistently(() => awaitingShare(ground.pool, lot.id)) : [];
    return bids.slice(0, limit).map((bid) => intentOf(scene, shareWish(scene, bid)));
  };
  const wishes = async (scene: Scene): Promise<readonly Intent[]> => {
    const near = scene.seen.lots.filter((lot) => lot.closing !== undefined && (lot.stage === 'bidding' || (['closed', 'announced', 'checked', 'opening', 'failed'].includes(lot.stage) && scene.now - lot.closing < 3_600_000)));
    const kind = chance.weighted<'plain' | 'bid' | 'share'>([[near.length > 3 ? 25 : 60, 'plain'], [near.length > 0 ? 55 : 0, 'bid'], [scene.seen.lots.some((lot) => lot.stage === 'opening') ? 40 : 0, 'share']]);
    if (kind === 'share') return shares(scene, 4);
    const made = kind === 'plain' ? plainWishes(scene) : await bidWishes(scene, chance.pick(near));
    return made.map((wish) => intentOf(scene, wish));
  };
  const go = (to: Instant): void => {
    now = to > now ? to : now;
    fleet.tell(now);
  };
  const rounds = async (): Promise<void> => {
    if (!orderly) return;
    for (const kind of chance.percent(60) ? (['due', 'beat'] as const) : (['due'] as const)) await fleet.round(kind);
  };

  return {
    book,
    now: () => now,
    requests: errands.count,
    trace: errands.trace,
    found: async () => {
      const { clock, admin, registrar, entities, agency, guardian, depository } = people;
      const key = { ...declaredKey({ signer: clock.signer }) };
      const founding = [admin, registrar].map((each) => ({ creditCode: each.creditCode, name: each.name, roles: [...each.roles], keys: [{ ...declaredKey(each) }] }));
      await must({ actor: clock, act: 'foundPlatform', command: { origin, title: `演练 ${seed}`, key, parties: founding } });
      for (const each of [...entities, agency, guardian, depository, ...Array.from({ length: 6 }, (_, index) => people.supplier(index))]) await must({ actor: registrar, act: 'registerParty', command: registration(each) });
      const guardians = [{ party: guardian.party, index: 1, verificationKey: toHex(present(people.dealt.keys.verificationKeys[0], 'verification key')) }];
      await must({ actor: admin, act: 'registerGuardians', command: { threshold: 1, publicKey: toHex(people.dealt.keys.publicKey), guardians } });
    },
    step: async () => {
      const seen = await persistently(() => survey(ground.pool));
      go(jump(chance, now, seen));
      const scene: Scene = { author, now, seen };
      const intents: Intent[] = [];
      for (let left = chance.between(2, 6); left > 0; left -= 1) intents.push(...(await wishes(scene)).map((intent) => underUsedKey(intent, book, chance)));
      const signed = intents.map((intent): Errand => [sign(intent), intent.hostile]);
      const twins = signed.filter(() => chance.percent(6));
      const repeated = chance.percent(15) ? echoes(scene, book).map((request): Errand => [request, undefined]) : [];
      const all = [...signed, ...twins, ...repeated];
      await errands.perform(chance.percent(30) ? all.toReversed() : all);
      await rounds();
    },
    rest: async () => {
      for (let quiet = 0, round = 0; quiet < 3 && round < 400; round += 1) {
        go(instantOf(now + 400_000));
        const seen = await persistently(() => survey(ground.pool));
        const scene: Scene = { author, now, seen };
        const wanted = (await shares(scene, 40)).filter((intent) => intent.hostile === undefined);
        await errands.perform(wanted.map((intent) => [sign(intent), undefined]));
        await rounds();
        if (!orderly) await pause(150);
        const { rows } = await persistently(() => ground.pool.query<{ readonly late: number }>('SELECT count(*)::int AS late FROM due WHERE at <= $1', [now]));
        quiet = rows[0]?.late === 0 ? quiet + 1 : 0;
      }
    },
  };
}
