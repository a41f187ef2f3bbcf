/** What an evaluation is given, checked and put into one order, so that the order in which bids and sheets came says nothing. */
import { fail, fromHex, ok, type Result } from '@zhaobiao/basics';
import { candidatesOf, SEED_LENGTH } from './drawn.ts';
import { byText, isInside, netCeiling } from './findings.ts';
import { needsCeiling } from './price/base.ts';
import { pricedBid, type PricedBid } from './price/evaluated.ts';
import { decimal, exactText, parseDecimal, type Rational } from './rational.ts';
import type { EvaluationFault, EvaluationInput } from './result.ts';
import { judgedItems, type ScoreSheet, sheetFaults } from './sheet.ts';
import type { EvaluationTerms, PriceItem } from './terms.ts';

export type Prepared = {
  readonly terms: EvaluationTerms;
  readonly ceiling: Rational | null;
  /** All bids by id, and those of them under evaluation. */
  readonly bids: readonly PricedBid[];
  readonly inside: readonly PricedBid[];
  /** By expert. */
  readonly sheets: readonly ScoreSheet[];
  readonly coefficients: Readonly<Record<string, string>>;
  readonly seed: Uint8Array | null;
  readonly votes: Readonly<Record<string, number>>;
};

export const priceItemOf = (terms: EvaluationTerms): PriceItem | undefined => (terms.method === 'comprehensive' ? terms.groups.flatMap((each) => each.items).find((item) => item.kind === 'price') : undefined);

/** Every declared coefficient, drawn from its candidates, and no other; written as the candidates are. */
function coefficientsOf({ terms, coefficients }: EvaluationInput): Result<Readonly<Record<string, string>>, EvaluationFault> {
  const candidates = candidatesOf(terms);
  const stranger = Object.keys(coefficients).toSorted().find((name) => !candidates.some((each) => each.name === name));
  if (stranger !== undefined) return fail({ kind: 'coefficientUnknown', name: stranger });
  const drawn: [string, string][] = [];
  for (const { name, values } of candidates.toSorted((left, right) => byText(left.name, right.name))) {
    const given = Object.hasOwn(coefficients, name) ? coefficients[name] : undefined;
    if (given === undefined) return fail({ kind: 'coefficientMissing', name });
    const value = parseDecimal(given);
    const text = value === undefined ? undefined : exactText(value);
    if (text === undefined || !values.includes(text)) return fail({ kind: 'coefficientNotACandidate', name });
    drawn.push([name, text]);
  }
  return ok(Object.fromEntries(drawn));
}

function pricedBids({ terms, bids }: EvaluationInput): Result<readonly PricedBid[], EvaluationFault> {
  const priced: PricedBid[] = [];
  for (const bid of bids.toSorted((left, right) => byText(left.bid, right.bid))) {
    if (priced.at(-1)?.bid === bid.bid) return fail({ kind: 'bidTwice', who: bid.bid });
    const credit = bid.creditScore ?? null;
    if (credit !== null && parseDecimal(credit) === undefined) return fail({ kind: 'creditInvalid', who: bid.bid });
    const result = pricedBid(terms, bid);
    if (!result.ok) return result;
    priced.push(result.value);
  }
  return ok(priced);
}

/** A sheet of every expert once, complete for the bids under evaluation. */
function sheetsOf({ terms, sheets }: EvaluationInput, bids: readonly PricedBid[], inside: readonly PricedBid[]): Result<readonly ScoreSheet[], EvaluationFault> {
  const sorted = sheets.toSorted((left, right) => byText(left.expert, right.expert));
  const twice = sorted.find((each, index) => sorted[index - 1]?.expert === each.expert);
  if (twice !== undefined) return fail({ kind: 'expertTwice', who: twice.expert });
  if (sorted.length === 0 && inside.length > 0 && judgedItems(terms).length > 0) return fail({ kind: 'sheetsMissing' });
  const ids = { required: inside.map((each) => each.bid), known: bids.map((each) => each.bid) };
  const faults = sorted.flatMap((sheet) => sheetFaults(terms, ids, sheet));
  return faults.length > 0 ? fail({ kind: 'sheets', faults }) : ok(sorted);
}

function seedOf({ drawn }: EvaluationInput): Result<Uint8Array | null, EvaluationFault> {
  if (drawn === undefined) return ok(null);
  const seed = fromHex(drawn);
  return seed === undefined || seed.length < SEED_LENGTH ? fail({ kind: 'drawnInvalid' }) : ok(seed);
}

/** A formula or a warning that cannot be without a ceiling has one above the provisional sums. */
function ceilingMissing(terms: EvaluationTerms, net: Rational | null): boolean {
  if (net !== null) return false;
  const formula = priceItemOf(terms)?.formula;
  return terms.suspicions.some((each) => each.below === 'ceiling') || (formula?.kind === 'deviation' && needsCeiling(formula.base));
}

/** The checked input, or its first fault: coefficients, seed, ceiling, bids, votes, sheets. */
export function prepare(input: EvaluationInput): Result<Prepared, EvaluationFault> {
  const { terms, ceilingFen, votes = {} } = input;
  const coefficients = coefficientsOf(input);
  if (!coefficients.ok) return coefficients;
  const seed = seedOf(input);
  if (!seed.ok) return seed;
  const ceiling = netCeiling(terms, ceilingFen);
  if ((ceilingFen !== null && ceiling === null) || ceilingMissing(terms, ceiling)) return fail({ kind: 'ceilingMissing' });
  const bids = pricedBids(input);
  if (!bids.ok) return bids;
  const invalid = Object.entries(votes).find(([bid, count]) => !Number.isSafeInteger(count) || count < 0 || !bids.value.some((each) => each.bid === bid));
  if (invalid !== undefined) return fail({ kind: 'voteInvalid', who: invalid[0] });
  const inside = bids.value.filter((each) => isInside(each, ceilingFen));
  const sheets = sheetsOf(input, bids.value, inside);
  if (!sheets.ok) return sheets;
  return ok({ terms, ceiling, bids: bids.value, inside, sheets: sheets.value, coefficients: coefficients.value, seed: seed.value, votes });
}

/** A coefficient that `prepare` has passed. */
export const coefficientIn =
  (coefficients: Readonly<Record<string, string>>) =>
  (name: string): Rational =>
    decimal(coefficients[name] ?? '');
