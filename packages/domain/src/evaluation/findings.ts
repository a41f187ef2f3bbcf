/** What sheets and prices show before anything is summed: the committee is asked, nothing is decided here. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { pricedBid, type PricedBid } from './price/evaluated.ts';
import { absolute, compare, decimal, divide, exactText, HUNDRED, mean, multiply, type Rational, subtract, sum, whole, ZERO } from './rational.ts';
import type { EvaluationFault, EvaluationInput, LowPriceSuspicion, SheetFinding } from './result.ts';
import { decimalReader, expertTotals, type ScoreContext } from './scores.ts';
import { judgedItems, scoreOf, type ScoreSheet } from './sheet.ts';
import { yuanText } from './shown.ts';
import { ascending } from './summarise.ts';
import type { EvaluationTerms, JudgedItem, Suspicion } from './terms.ts';

export const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/** EXP-13 (87号令 64(三)): on an objective item all experts give the same. */
function objectiveFindings(context: ScoreContext, items: readonly JudgedItem[], bid: string): readonly SheetFinding[] {
  return items.flatMap((item): readonly SheetFinding[] => {
    if (item.nature !== 'objective') return [];
    const first = context.sheets[0] && scoreOf(context.sheets[0], bid, item.id);
    if (context.sheets.every((sheet) => scoreOf(sheet, bid, item.id) === first)) return [];
    const given = context.sheets.map((sheet): [string, string | undefined] => [sheet.expert, scoreOf(sheet, bid, item.id)]).filter((each): each is [string, string] => each[1] !== undefined);
    const scores = Object.fromEntries(given.map(([expert, score]) => [expert, exactText(context.read(score))]));
    return new Set(Object.values(scores)).size < 2 ? [] : [{ kind: 'objectiveDiffers', bid, item: item.id, scores, rule: 'EXP-13', blocks: true }];
  });
}

const percentText = (part: Rational, of: Rational): string => (compare(of, ZERO) === 0 ? '∞' : exactText(multiply(divide(absolute(part), absolute(of)), HUNDRED)));

/** EXP-12 (87号令 64(四) 畸高畸低): |own − mean of the others| beyond so many percent of that mean; own: the expert's weighted total of subjective items. */
function deviationFindings(context: ScoreContext, items: readonly JudgedItem[], bid: string): readonly SheetFinding[] {
  const { terms, sheets } = context;
  if (terms.deviationPercent === null || sheets.length < 2 || items.every((item) => item.nature === 'objective')) return [];
  const threshold = divide(decimal(terms.deviationPercent), HUNDRED);
  const totals = expertTotals(context, bid, terms.groups, (item) => item.nature === 'subjective');
  const all = sum(totals.map((each) => each.value));
  const count = whole(totals.length - 1);
  return totals.flatMap(({ key, value }): readonly SheetFinding[] => {
    const others = divide(subtract(all, value), count);
    const apart = subtract(value, others);
    if (compare(absolute(apart), multiply(threshold, absolute(others))) <= 0) return [];
    return [{ kind: 'expertDeviates', bid, expert: key, score: exactText(value), othersMean: exactText(others), deviationPercent: percentText(apart, others), rule: 'EXP-12', blocks: false }];
  });
}

/** Over sheets that `sheetFaults` has passed for these bids; by bid, objective items first. */
export function findingsOf(context: ScoreContext, bids: readonly string[]): readonly SheetFinding[] {
  const items = judgedItems(context.terms);
  return bids.flatMap((bid) => [...objectiveFindings(context, items, bid), ...deviationFindings(context, items, bid)]);
}

/**
 * Objective disagreement (EXP-13, blocks) and experts far from the others (EXP-12, asks for a reason), by bid id. Sheets without a score for each of `bids`
 * throw: ask `sheetFaults` first. Empty under the lowest evaluated price.
 */
export function sheetFindings(terms: EvaluationTerms, bids: readonly string[], sheets: readonly ScoreSheet[]): readonly SheetFinding[] {
  if (terms.method !== 'comprehensive') return [];
  return findingsOf({ terms, sheets: sheets.toSorted((left, right) => byText(left.expert, right.expert)), read: decimalReader() }, bids.toSorted());
}

/** The bids under evaluation: responsive and not above the ceiling (实施条例 51(五)). */
export const isInside = (bid: { readonly responsive: boolean; readonly priceFen: number }, ceilingFen: number | null): boolean => bid.responsive && (ceilingFen === null || bid.priceFen <= ceilingFen);

/** The ceiling as formulas use it: less the provisional sums; null without one or with nothing left of it. */
export function netCeiling(terms: EvaluationTerms, ceilingFen: number | null): Rational | null {
  if (ceilingFen === null || !Number.isSafeInteger(ceilingFen)) return null;
  const net = whole(ceilingFen - terms.evaluatedPrice.provisionalFen);
  return compare(net, ZERO) > 0 ? net : null;
}

function referenceOf(rule: Suspicion, prices: readonly { readonly key: string; readonly value: Rational }[], terms: EvaluationTerms, ceilingFen: number | null): Rational | undefined {
  if (prices.length === 0) return undefined;
  if (rule.below === 'mean') return mean(prices.map((each) => each.value));
  if (rule.below === 'secondLowest') return prices.toSorted(ascending)[1]?.value;
  if (ceilingFen === null) return undefined;
  return rule.of === 'bidPrice' ? whole(ceilingFen) : (netCeiling(terms, ceilingFen) ?? undefined);
}

/** Over bids that are inside, by bid id; a rule whose reference is not there (one bid, no ceiling) finds nothing. */
export function suspicionsOf(terms: EvaluationTerms, ceilingFen: number | null, bids: readonly PricedBid[]): readonly LowPriceSuspicion[] {
  return terms.suspicions.flatMap((rule) => {
    const prices = bids.map((bid) => ({ key: bid.bid, value: rule.of === 'bidPrice' ? bid.price : bid.evaluated }));
    const reference = referenceOf(rule, prices, terms, ceilingFen);
    if (reference === undefined) return [];
    const threshold = divide(multiply(reference, decimal(rule.percent)), HUNDRED);
    return prices
      .filter(({ value }) => compare(value, threshold) < 0)
      .map(({ key, value }): LowPriceSuspicion => ({ bid: key, price: yuanText(value), below: rule.below, percent: rule.percent, reference: yuanText(reference), threshold: yuanText(threshold) }));
  });
}

/**
 * Prices to be explained in writing before the detailed evaluation (EVP-21, GPP-057): below the terms' share of the mean, of the ceiling or of the second-lowest price
 * among the bids under evaluation. By rule of the terms, then bid id.
 */
export function lowPriceSuspicions({ terms, ceilingFen, bids }: Pick<EvaluationInput, 'terms' | 'ceilingFen' | 'bids'>): Result<readonly LowPriceSuspicion[], EvaluationFault> {
  const priced: PricedBid[] = [];
  for (const bid of bids.toSorted((left, right) => byText(left.bid, right.bid))) {
    if (!isInside(bid, ceilingFen)) continue;
    const result = pricedBid(terms, bid);
    if (!result.ok) return fail(result.fault);
    priced.push(result.value);
  }
  return ok(suspicionsOf(terms, ceilingFen, priced));
}
