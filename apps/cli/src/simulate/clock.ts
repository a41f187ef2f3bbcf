/** How far the clock goes before the next wishes: mostly seconds, now and then hours or days, often to the very edge of something that ends. */
import { instantOf, type Instant } from '@zhaobiao/basics';
import type { Chance } from './chance.ts';
import { momentOf, type Landscape, type LotSeen } from './landscape.ts';

const DRAIN = 5_000;

/** The moment on which a lot waits at its stage, if it waits for one. */
function waitsFor(lot: LotSeen): Instant | undefined {
  switch (lot.stage) {
    case 'bidding': return lot.closing;
    case 'opening': return momentOf(lot, 'ownKeys');
    case 'opened': return momentOf(lot, 'spotObjections');
    case 'publicised': return momentOf(lot, 'publicityEnd');
    default: return undefined;
  }
}

const BUSY = ['closed', 'announced', 'checked', 'evaluated', 'decided', 'awarded', 'contracted'];

/** Whether somebody can do something for the lot now, so that time need not go on for its sake. */
function isWorkable(lot: LotSeen, now: Instant): boolean {
  if (lot.stage === 'bidding') return lot.live < 3;
  if (lot.stage === 'opening') return true;
  const until = waitsFor(lot);
  return until === undefined ? BUSY.includes(lot.stage) : now >= until + DRAIN;
}

export function jump(chance: Chance, now: Instant, seen: Landscape): Instant {
  const edges = seen.lots.flatMap((lot) => {
    const until = waitsFor(lot);
    return until !== undefined && until + 6_000 > now ? [until] : [];
  }).toSorted((left, right) => left - right);
  const [next] = edges;
  const workable = seen.lots.filter((lot) => isWorkable(lot, now)).length;
  const hurry = workable === 0 ? 60 : workable < 3 ? 14 : 5;
  const kind = chance.weighted<'moment' | 'hours' | 'days' | 'edge'>([[90 - hurry, 'moment'], [6, 'hours'], [1, 'days'], [hurry, 'edge']]);
  const by = (ms: number): Instant => instantOf(now + ms);
  if (kind === 'hours') return by(chance.between(1, 8) * 3_600_000);
  if (kind === 'days') return by(chance.between(1, 3) * 86_400_000);
  if (kind === 'edge' && next !== undefined) return instantOf(Math.max(now, next + chance.pick([-30_000, -1_000, -1, 0, 1, 2_500, 4_999, 5_000, 6_000])));
  return by(chance.between(1, 2_000));
}
