/** The order of equal results, by the document's rules and in their order (EVL-12). What they leave equal is named, never decided in silence. */
import { fromHex } from '@zhaobiao/basics';
import { drawKey } from './drawn.ts';
import { compare, exactText, negate, type Rational, whole } from './rational.ts';
import type { TieNote } from './result.ts';
import { yuanText } from './shown.ts';
import type { TieRule } from './terms.ts';

export type Contender = { readonly bid: string; readonly price: Rational; readonly technical: Rational; readonly credit: Rational };

export type TieContext = { readonly rules: readonly TieRule[]; readonly drawn: string | undefined; readonly votes: Readonly<Record<string, number>> };

/** Bids that stand alike, best first. */
export type Tier = readonly Contender[];

type Sorted = { readonly tiers: readonly Tier[]; readonly values: Readonly<Record<string, string>> };

/** Parted by a number, the lower first. */
function parted(bids: Tier, keyOf: (bid: Contender) => Rational, show: (value: Rational) => string): Sorted {
  const keyed = bids.map((bid) => ({ bid, key: keyOf(bid) })).toSorted((left, right) => compare(left.key, right.key));
  const tiers: Contender[][] = [];
  for (const [index, { bid, key }] of keyed.entries()) {
    const before = keyed[index - 1];
    if (before !== undefined && compare(before.key, key) === 0) tiers.at(-1)?.push(bid);
    else tiers.push([bid]);
  }
  return { tiers, values: Object.fromEntries(bids.map((bid) => [bid.bid, show(keyOf(bid))])) };
}

function byVotes(bids: Tier, votes: TieContext['votes']): Sorted | undefined {
  const given = new Map(bids.map(({ bid }) => [bid, Object.hasOwn(votes, bid) ? votes[bid] : undefined]));
  if ([...given.values()].includes(undefined)) return undefined;
  return parted(bids, ({ bid }) => negate(whole(given.get(bid) ?? 0)), (value) => exactText(negate(value)));
}

function byDraw(bids: Tier, drawn: string | undefined): Sorted | undefined {
  const seed = drawn === undefined ? undefined : fromHex(drawn);
  if (seed === undefined) return undefined;
  const keys = new Map(bids.map(({ bid }) => [bid, drawKey(seed, bid)]));
  const tiers = bids.toSorted((left, right) => ((keys.get(left.bid) ?? '') < (keys.get(right.bid) ?? '') ? -1 : 1)).map((each) => [each]);
  return { tiers, values: Object.fromEntries(keys) };
}

/** `undefined`: the rule waits for votes or a seed. */
function apply(rule: TieRule, bids: Tier, { votes, drawn }: TieContext): Sorted | undefined {
  switch (rule) {
    case 'priceLow':
      return parted(bids, ({ price }) => price, yuanText);
    case 'technicalHigh':
      return parted(bids, ({ technical }) => negate(technical), (value) => exactText(negate(value)));
    case 'creditHigh':
      return parted(bids, ({ credit }) => negate(credit), (value) => exactText(negate(value)));
    case 'committeeVote':
      return byVotes(bids, votes);
    case 'drawn':
      return byDraw(bids, drawn);
  }
}

const names = (bids: Tier): readonly string[] => bids.map((each) => each.bid).toSorted();

const isWaiting = (rule: TieRule | undefined): rule is 'committeeVote' | 'drawn' => rule === 'committeeVote' || rule === 'drawn';

function resolve(bids: Tier, at: number, context: TieContext, notes: TieNote[]): readonly Tier[] {
  if (bids.length < 2) return [bids];
  const rule = context.rules[at];
  if (rule === undefined) {
    // A vote that came out equal as the last rule is a vote to be taken again.
    const last = context.rules.at(-1);
    notes.push({ bids: names(bids), decidedBy: null, values: {}, open: last === 'committeeVote' ? 'committeeVote' : 'rulesExhausted' });
    return [bids];
  }
  const sorted = apply(rule, bids, context);
  if (sorted === undefined) {
    notes.push({ bids: names(bids), decidedBy: null, values: {}, open: isWaiting(rule) ? rule : 'rulesExhausted' });
    return [bids];
  }
  if (sorted.tiers.length > 1) notes.push({ bids: names(bids), decidedBy: rule, values: sorted.values, open: null });
  return sorted.tiers.flatMap((tier) => resolve(tier, at + 1, context, notes));
}

/** The tiers of bids of equal result, best first, and a note of each rule that parted some or of what stays open. One bid: itself, no note. */
export function partTie(bids: Tier, context: TieContext): { readonly tiers: readonly Tier[]; readonly notes: readonly TieNote[] } {
  const notes: TieNote[] = [];
  const tiers = resolve(bids, 0, context, notes);
  return { tiers, notes };
}
