/** Evaluated price (评标价): corrected bid price ± quantified adjustments − provisional sums (EVL-03, EVL-13; 招标投标法 41(二)). */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { add, compare, decimal, divide, exactText, multiply, parseDecimal, type Rational, subtract, sum, whole, ZERO } from '../rational.ts';
import type { EvaluatedPrice, EvaluationBid, EvaluationFault } from '../result.ts';
import { roundedFen, yuanText } from '../shown.ts';
import type { Adjustment, EvaluationTerms } from '../terms.ts';

export type PricedBid = EvaluationBid & { readonly price: Rational; readonly evaluated: Rational; readonly shown: EvaluatedPrice };

function adjustmentOf(bid: EvaluationBid, declared: Adjustment, text: string): Result<Rational, EvaluationFault> {
  const units = parseDecimal(text);
  if (units === undefined || compare(units, ZERO) < 0 || compare(units, decimal(declared.maxUnits)) > 0) return fail({ kind: 'adjustmentOutOfBounds', who: `${bid.bid} ${declared.id}` });
  const each = declared.add.kind === 'fen' ? whole(declared.add.fen) : divide(multiply(whole(bid.priceFen), decimal(declared.add.permille)), whole(1000));
  return ok(multiply(each, units));
}

/**
 * 泸定: 139,584,357.34 − 21,534,111.08 = 118,050,246.26 元. The permille of an adjustment is of the corrected bid price, provisional sums included.
 * Faults: a price that is not a positive whole number of fen, an adjustment the terms do not name or beyond its units, nothing left after all.
 */
export function pricedBid(terms: EvaluationTerms, bid: EvaluationBid): Result<PricedBid, EvaluationFault> {
  const { adjustments, provisionalFen } = terms.evaluatedPrice;
  const carried = bid.provisionalFen ?? 0;
  if (!Number.isSafeInteger(bid.priceFen) || bid.priceFen <= 0 || !Number.isSafeInteger(carried) || carried < 0) return fail({ kind: 'priceInvalid', who: bid.bid });
  const given = bid.adjustments ?? {};
  const stranger = Object.keys(given).toSorted().find((id) => !adjustments.some((each) => each.id === id));
  if (stranger !== undefined) return fail({ kind: 'adjustmentUnknown', who: `${bid.bid} ${stranger}` });
  const price = whole(bid.priceFen);
  const applied: { id: string; units: string; amount: Rational }[] = [];
  for (const declared of adjustments) {
    const units = Object.hasOwn(given, declared.id) ? given[declared.id] : undefined;
    if (units === undefined) continue;
    const amount = adjustmentOf(bid, declared, units);
    if (!amount.ok) return amount;
    applied.push({ id: declared.id, units: exactText(decimal(units)), amount: amount.value });
  }
  const exact = subtract(add(price, sum(applied.map((each) => each.amount))), whole(provisionalFen));
  const evaluated = roundedFen(exact, terms.rounding.evaluatedPrice);
  if (compare(evaluated, ZERO) <= 0) return fail({ kind: 'priceInvalid', who: bid.bid });
  const shown = {
    price: yuanText(price),
    provisional: yuanText(whole(provisionalFen)),
    adjustments: applied.map(({ id, units, amount }) => ({ id, units, amount: yuanText(amount) })),
    evaluated: yuanText(evaluated),
  };
  return ok({ ...bid, price, evaluated, shown });
}
