/** Scores of one bid: what experts judged, the credit register and the price, item by item, group by group (综合评估法, EVL-04). */
import { present } from '@zhaobiao/basics';
import { add, decimal, divide, exactText, HUNDRED, larger, mean, multiply, type Rational, smaller, sum, ZERO } from './rational.ts';
import type { ExpertScore, GroupScore, ItemScore } from './result.ts';
import { scoreOf, type ScoreSheet } from './sheet.ts';
import { rounded, roundedText } from './shown.ts';
import { droppedOf, type Dropped } from './summarise.ts';
import { type ComprehensiveTerms, type CreditItem, isJudged, type JudgedItem, type PriceItem, type ScoreGroup } from './terms.ts';

/** Decimal texts are read once: 1,528 bids have few different scores. */
export function decimalReader(): (text: string) => Rational {
  const read = new Map<string, Rational>();
  return (text) => {
    const known = read.get(text);
    if (known !== undefined) return known;
    const value = decimal(text);
    read.set(text, value);
    return value;
  };
}

export type ScoreContext = {
  readonly terms: ComprehensiveTerms;
  /** By expert. */
  readonly sheets: readonly ScoreSheet[];
  readonly read: (text: string) => Rational;
};

export type ScoredBid = { readonly groups: readonly GroupScore[]; readonly byKind: ReadonlyMap<ScoreGroup['kind'], Rational>; readonly expertTotals: readonly ExpertScore[]; readonly total: Rational };

type Marks = ReadonlyMap<string, Dropped>;

/** Of the 100: what a group's own score counts. */
export const shareOf = (terms: ComprehensiveTerms, group: ScoreGroup): Rational => (terms.scale === 'points' ? { n: 1n, d: 1n } : divide(decimal(group.points), HUNDRED));

const givenBy = ({ read }: ScoreContext, sheet: ScoreSheet, bid: string, item: string): Rational => read(present(scoreOf(sheet, bid, item), 'a score that the sheet was asked for'));

/** Each expert's total over the given groups' judged items, weighted. */
export function expertTotals(context: ScoreContext, bid: string, groups: readonly ScoreGroup[], counts: (item: JudgedItem) => boolean = () => true): readonly { readonly key: string; readonly value: Rational }[] {
  const judged = groups.map((group) => ({ share: shareOf(context.terms, group), items: group.items.filter((item) => isJudged(item) && counts(item)) })).filter((each) => each.items.length > 0);
  return context.sheets.map((sheet) => {
    const parts = judged.map(({ share, items }) => multiply(share, sum(items.map((item) => givenBy(context, sheet, bid, item.id)))));
    return { key: sheet.expert, value: sum(parts) };
  });
}

/** Which experts are dropped for an item: by its own scores, by its group's, or by everything they gave (EVL-11). */
function marksFor(context: ScoreContext, bid: string, totals: Marks): (group: ScoreGroup, item: JudgedItem) => Marks {
  const { by, trim } = context.terms.summary;
  if (by === 'total') return () => totals;
  const ofGroups = new Map<string, Marks>();
  return (group, item) => {
    if (by === 'item') return droppedOf(context.sheets.map((sheet) => ({ key: sheet.expert, value: givenBy(context, sheet, bid, item.id) })), trim);
    const known = ofGroups.get(group.id) ?? droppedOf(expertTotals(context, bid, [group]), trim);
    ofGroups.set(group.id, known);
    return known;
  };
}

type Scored = { readonly score: Rational; readonly shown: ItemScore };

function judged(context: ScoreContext, bid: string, item: JudgedItem, marks: Marks): Scored {
  const rule = context.terms.rounding.item;
  const given = context.sheets.map((sheet) => ({ expert: sheet.expert, value: givenBy(context, sheet, bid, item.id), dropped: marks.get(sheet.expert) ?? null }));
  const kept = given.filter((each) => each.dropped === null);
  const exact = mean(kept.map((each) => each.value));
  const score = rounded(exact, rule);
  const experts = given.map(({ expert, value, dropped }) => ({ expert, score: exactText(value), dropped }));
  return { score, shown: { item: item.id, kind: 'judged', experts, steps: [{ symbol: 'S', formula: `mean(n=${kept.length})`, value: exactText(exact) }], score: roundedText(score, rule) } };
}

/** Full × register points / register full, within 0 and full; without a record the document's own points (no difference by region or ownership, FCR-09). */
function credited(context: ScoreContext, item: CreditItem, creditScore: string | null): Scored {
  const rule = context.terms.rounding.item;
  const points = smaller(larger(decimal(creditScore ?? item.withoutRecord), ZERO), decimal(item.registerFull));
  const exact = divide(multiply(decimal(item.full), points), decimal(item.registerFull));
  const score = rounded(exact, rule);
  const formula = `${item.full}×${exactText(points)}/${item.registerFull}`;
  return { score, shown: { item: item.id, kind: 'credit', experts: [], steps: [{ symbol: creditScore === null ? 'S0' : 'S', formula, value: exactText(exact) }], score: roundedText(score, rule) } };
}

export type PriceScorer = (item: PriceItem) => { readonly score: Rational; readonly steps: ItemScore['steps'] };

function scoreItem(context: ScoreContext, bid: { readonly bid: string; readonly creditScore: string | null }, item: ScoreGroup['items'][number], marks: () => Marks, price: PriceScorer): Scored {
  if (isJudged(item)) return judged(context, bid.bid, item, marks());
  if (item.kind === 'credit') return credited(context, item, bid.creditScore);
  const { score, steps } = price(item);
  return { score, shown: { item: item.id, kind: 'price', experts: [], steps, score: roundedText(score, context.terms.rounding.item) } };
}

/** All scores of a bid. The total is the sum of the groups as rounded, so that a page's columns add up to what stands below them. */
export function scoreBid(context: ScoreContext, bid: { readonly bid: string; readonly creditScore: string | null }, price: PriceScorer): ScoredBid {
  const { terms } = context;
  const whole = terms.summary.by === 'total' ? expertTotals(context, bid.bid, terms.groups) : [];
  const totals = droppedOf(whole, terms.summary.trim);
  const marks = marksFor(context, bid.bid, totals);
  const byKind = new Map<ScoreGroup['kind'], Rational>();
  const groups = terms.groups.map((group): { readonly score: Rational; readonly shown: GroupScore } => {
    const items = group.items.map((item) => scoreItem(context, bid, item, () => (isJudged(item) ? marks(group, item) : totals), price));
    const score = rounded(multiply(shareOf(terms, group), sum(items.map((each) => each.score))), terms.rounding.group);
    byKind.set(group.kind, add(byKind.get(group.kind) ?? ZERO, score));
    return { score, shown: { group: group.id, kind: group.kind, items: items.map((each) => each.shown), score: roundedText(score, terms.rounding.group) } };
  });
  return {
    groups: groups.map((each) => each.shown),
    byKind,
    expertTotals: whole.map(({ key, value }) => ({ expert: key, score: exactText(value), dropped: totals.get(key) ?? null })),
    total: rounded(sum(groups.map((each) => each.score)), terms.rounding.total),
  };
}
