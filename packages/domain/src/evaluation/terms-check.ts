/** What the terms must agree on among themselves, beyond each field's own bounds. */
import type { BasePriceTerms } from './base-terms.ts';
import { add, compare, decimal, equal, exactText, HUNDRED, type Rational, sum, ZERO } from './rational.ts';
import type { Coefficient, ComprehensiveTerms, EvaluationTerms, ScoreItem, TieRule } from './terms.ts';

export type Report = (path: readonly (string | number)[], message: string) => void;

const repeated = (values: readonly string[]): string | undefined => values.find((each, index) => values.indexOf(each) !== index);

export function checkCommon(terms: Pick<EvaluationTerms, 'coefficients' | 'evaluatedPrice' | 'ties'> & { readonly method: EvaluationTerms['method'] }, report: Report): void {
  const name = repeated(terms.coefficients.map((each) => each.name));
  if (name !== undefined) report(['coefficients'], `${name} is named twice`);
  for (const [index, each] of terms.coefficients.entries()) checkCoefficient(each, (path, message) => report(['coefficients', index, ...path], message));
  const id = repeated(terms.evaluatedPrice.adjustments.map((each) => each.id));
  if (id !== undefined) report(['evaluatedPrice', 'adjustments'], `${id} is named twice`);
  if (repeated(terms.ties) !== undefined) report(['ties'], 'a rule is named twice');
  const scores: readonly TieRule[] = ['technicalHigh', 'creditHigh'];
  if (terms.method === 'lowestEvaluated' && terms.ties.some((each) => scores.includes(each))) report(['ties'], 'there are no scores to compare under this method');
}

/** Whether two texts are the same number: 0.5 and 0.50. */
const sameTwice = (values: readonly string[]): boolean => new Set(values.map((each) => exactText(decimal(each)))).size < values.length;

/** At most so many values of one coefficient. */
const MOST_VALUES = 1000n;

function checkCoefficient({ values }: Coefficient, report: Report): void {
  if (values.kind === 'list') {
    if (sameTwice(values.values)) report(['values', 'values'], 'a value stands twice and would be likelier');
    return;
  }
  const [from, to, step] = [decimal(values.from), decimal(values.to), decimal(values.step)];
  if (compare(from, to) > 0) report(['values', 'to'], 'below from');
  const [n, d] = [(to.n * from.d - from.n * to.d) * step.d, to.d * from.d * step.n];
  if (n % d !== 0n) report(['values', 'step'], 'does not lead from the first value to the last');
  else if (n / d >= MOST_VALUES) report(['values', 'step'], `more than ${MOST_VALUES} values`);
}

/** The least and the most an item can give. */
export function boundsOf(item: ScoreItem): { readonly least: Rational; readonly most: Rational } {
  switch (item.kind) {
    case 'range':
      return { least: decimal(item.min), most: decimal(item.max) };
    case 'levels': {
      const scores = item.levels.map((each) => decimal(each.score)).toSorted(compare);
      return { least: scores[0] ?? ZERO, most: scores.at(-1) ?? ZERO };
    }
    case 'credit':
    case 'price':
      return { least: ZERO, most: decimal(item.full) };
  }
}

export function checkComprehensive(terms: Pick<ComprehensiveTerms, 'groups' | 'scale' | 'ties' | 'coefficients'>, report: Report): void {
  const { groups } = terms;
  const id = repeated([...groups.map((each) => each.id), ...groups.flatMap((each) => each.items.map((item) => item.id))]);
  if (id !== undefined) report(['groups'], `${id} is named twice`);
  if (!equal(sum(groups.map((each) => decimal(each.points))), HUNDRED)) report(['groups'], 'the points of the groups sum to 100');
  for (const [index, group] of groups.entries()) {
    const most = group.items.map((item) => boundsOf(item).most).reduce(add, ZERO);
    const full = terms.scale === 'points' ? decimal(group.points) : HUNDRED;
    if (!equal(most, full)) report(['groups', index, 'items'], `the full scores of the items sum to ${terms.scale === 'points' ? group.points : '100'}`);
    for (const [place, item] of group.items.entries()) checkItem(item, terms.coefficients, (path, message) => report(['groups', index, 'items', place, ...path], message));
  }
  const prices = groups.flatMap((each) => each.items).filter((each) => each.kind === 'price');
  if (prices.length !== 1) report(['groups'], 'exactly one item is the price');
  const needs: Readonly<Partial<Record<TieRule, string>>> = { technicalHigh: 'technical', creditHigh: 'credit' };
  for (const rule of terms.ties) {
    if (needs[rule] !== undefined && groups.every((each) => each.kind !== needs[rule])) report(['ties'], `${rule} needs a group of kind ${needs[rule]}`);
  }
}

function checkItem(item: ScoreItem, coefficients: readonly Coefficient[], report: Report): void {
  if (item.kind === 'range') checkRange(item, report);
  if (item.kind === 'levels') {
    if (sameTwice(item.levels.map((each) => each.score))) report(['levels'], 'two levels have the same score');
  }
  if (item.kind === 'credit' && compare(decimal(item.withoutRecord), decimal(item.registerFull)) > 0) report(['withoutRecord'], 'above the register’s full score');
  if (item.kind !== 'price' || item.formula.kind !== 'deviation') return;
  if (compare(decimal(item.formula.floor), decimal(item.full)) > 0) report(['formula', 'floor'], 'above the full score');
  checkBase(item.formula.base, new Set(coefficients.map((each) => each.name)), (path, message) => report(['formula', 'base', ...path], message));
}

function checkRange(item: Extract<ScoreItem, { kind: 'range' }>, report: Report): void {
  const [min, max] = [decimal(item.min), decimal(item.max)];
  if (compare(min, max) >= 0) report(['max'], 'not above min');
  if (item.step === null) return;
  const step = decimal(item.step);
  const [n, d] = [(max.n * min.d - min.n * max.d) * step.d, max.d * min.d * step.n];
  if (n % d !== 0n) report(['step'], 'does not lead from min to max');
}

/** The coefficients a base price names, in the order of its formula. */
export function coefficientsOf({ method }: BasePriceTerms): readonly string[] {
  if (method.kind === 'composite') return [method.k1, method.k2, method.q1];
  if (method.kind === 'abc') return [method.delta, method.k];
  return method.times.map((each) => each.coefficient);
}

function checkBase(base: BasePriceTerms, declared: ReadonlySet<string>, report: Report): void {
  const { method } = base;
  for (const name of coefficientsOf(base)) if (!declared.has(name)) report(['method'], `coefficient ${name} is not declared`);
  const bands = [{ band: base.entrants.band, path: ['entrants', 'band'] }, { band: method.kind === 'bandMean' ? method : null, path: ['method'] }];
  for (const { band, path } of bands) {
    if (band !== null && compare(decimal(band.fromPercent), decimal(band.toPercent)) > 0) report([...path, 'toPercent'], 'below fromPercent');
  }
  if (method.kind !== 'abc') return;
  const whole = sum([method.aPercent, method.bPercent, method.cPercent].map(decimal));
  if (!equal(whole, HUNDRED)) report(['method', 'aPercent'], 'the shares of A, B and C sum to 100');
  if (!equal(sum([method.meanPercent, method.ceilingPercent].map(decimal)), HUNDRED)) report(['method', 'meanPercent'], 'the shares of mean and ceiling sum to 100');
}

