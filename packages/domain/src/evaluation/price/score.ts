/** The price score: 低价优先法 (EVL-01) and 偏差率扣分 (EVL-05). */
import { throwIllegal } from '@zhaobiao/basics';
import type { RoundingPlan } from '../parts.ts';
import { absolute, compare, decimal, divide, exactText, floor, HUNDRED, larger, multiply, type Rational, subtract, whole, ZERO } from '../rational.ts';
import type { ComputationStep } from '../result.ts';
import { rounded, roundedText } from '../shown.ts';
import type { DeviationFormula, PriceItem } from '../terms.ts';

export type PriceScore = { readonly score: Rational; readonly steps: readonly ComputationStep[] };

/** The percents that cost points: in proportion, whole ones only, or each begun one as a whole. */
function counted(percent: Rational, part: DeviationFormula['partPercent']): Rational {
  if (part === 'prorated') return percent;
  const full = whole(floor(percent));
  return part === 'dropped' || percent.d === 1n ? full : whole(floor(percent) + 1n);
}

/**
 * Full 60, base price 1,000, E1 = 1, E2 = 0.5: price 1,025 deviates +2.5 %: 60 − 2.5×1 = 57.5; price 950 deviates −5 %: 60 − 5×0.5 = 57.5. Never below the floor.
 */
function byDeviation(price: Rational, base: Rational, full: string, formula: DeviationFormula, rounding: RoundingPlan): PriceScore {
  const deviation = rounded(multiply(divide(subtract(price, base), base), HUNDRED), rounding.deviation);
  const points = compare(deviation, ZERO) > 0 ? formula.abovePoints : formula.belowPoints;
  const percents = counted(absolute(deviation), formula.partPercent);
  const reached = subtract(decimal(full), multiply(percents, decimal(points)));
  const score = rounded(larger(reached, decimal(formula.floor)), rounding.item);
  const steps = [
    { symbol: 'D', formula: '(P−J)/J×100%', value: roundedText(deviation, rounding.deviation) },
    { symbol: 'F−|D|×E', formula: `${full}−${exactText(percents)}×${points}`, value: exactText(reached) },
    { symbol: 'S', formula: `max(${formula.floor})`, value: roundedText(score, rounding.item) },
  ];
  return { score, steps };
}

/** The score of a price against the base price, both in fen. */
export function priceScore(price: Rational, base: Rational, item: PriceItem, rounding: RoundingPlan): PriceScore {
  const { formula, full } = item;
  switch (formula.kind) {
    case 'lowPriceFirst': {
      const score = rounded(divide(multiply(decimal(full), base), price), rounding.item);
      return { score, steps: [{ symbol: 'S', formula: `${full}×J/P`, value: roundedText(score, rounding.item) }] };
    }
    case 'deviation':
      return byDeviation(price, base, full, formula, rounding);
    default:
      return throwIllegal(formula);
  }
}
