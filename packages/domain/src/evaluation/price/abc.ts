/** ABC合成法 (EVL-09): base price = (A×50 % + B×30 % + C×20 %)×K. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import type { BaseMethod } from '../base-terms.ts';
import { drawIndex } from '../drawn.ts';
import { add, compare, decimal, equal, exactText, mean, multiply, ONE, subtract, sum } from '../rational.ts';
import type { EvaluationFault } from '../result.ts';
import { ascending } from '../summarise.ts';
import { percentOf, yuanStep, type BaseContext, type Entrant, type Made } from './made.ts';

type Abc = Extract<BaseMethod, { kind: 'abc' }>;

/**
 * The prices B is drawn among, by bid id: strictly between C and 95 % of A; with none there every price other than C (of all that entered, or of those in
 * the range, as the terms say); and where every price is C, C itself.
 */
function poolOfB(entrants: readonly Entrant[], range: readonly Entrant[], c: Entrant, upper: Entrant['value'], { otherwise }: Abc): readonly Entrant[] {
  const between = entrants.filter(({ value }) => compare(value, c.value) > 0 && compare(value, upper) < 0);
  if (between.length > 0) return between;
  const others = (otherwise === 'range' ? range : entrants).filter(({ value }) => !equal(value, c.value));
  return others.length > 0 ? others : [c];
}

/**
 * A = ceiling×(1−Δ). Range: prices at or above L = (mean×70 % + ceiling×30 %)×(1−25 %). C: the lowest price in the range. B: drawn by `drawIndex` under the label `abc/B`.
 * Worked example in `abc.test.ts`. Faults: no ceiling; no price in the range where the terms refuse then; no seed where B is to be drawn among several.
 */
export function abcBase(entrants: readonly Entrant[], method: Abc, { ceiling, coefficient, seed }: BaseContext): Result<Made, EvaluationFault> {
  if (ceiling === null) return fail({ kind: 'ceilingMissing' });
  const [delta, k] = [coefficient(method.delta), coefficient(method.k)];
  const a = multiply(ceiling, subtract(ONE, delta));
  const average = mean(entrants.map((each) => each.value));
  const lower = percentOf(add(percentOf(average, method.meanPercent), percentOf(ceiling, method.ceilingPercent)), exactText(subtract(decimal('100'), decimal(method.downPercent))));
  const range = entrants.filter((each) => compare(each.value, lower) >= 0);
  const c = (range.length > 0 || method.ifNone === 'refuse' ? range : entrants).toSorted(ascending)[0];
  if (c === undefined) return fail({ kind: 'bandEmpty' });
  const upper = percentOf(a, method.upperPercent);
  const pool = poolOfB(entrants, range, c, upper, method);
  if (pool.length > 1 && seed === null) return fail({ kind: 'drawnMissing' });
  const index = pool.length > 1 && seed !== null ? drawIndex(seed, 'abc/B', pool.length) : 0;
  const b = pool[index] ?? c;
  const joined = sum([percentOf(a, method.aPercent), percentOf(b.value, method.bPercent), percentOf(c.value, method.cPercent)]);
  const value = multiply(joined, k);
  const steps = [
    yuanStep('A', `ceiling×(1−${exactText(delta)})`, a),
    yuanStep('M', `mean(n=${entrants.length})`, average),
    yuanStep('L', `(M×${method.meanPercent}%+ceiling×${method.ceilingPercent}%)×(1−${method.downPercent}%)`, lower),
    yuanStep('C', `min(x ≥ L, n=${range.length}) = ${c.key}`, c.value),
    yuanStep('U', `A×${method.upperPercent}%`, upper),
    yuanStep('B', `drawn(${index + 1}/${pool.length}) = ${b.key}`, b.value),
    yuanStep('J0', `(A×${method.aPercent}%+B×${method.bPercent}%+C×${method.cPercent}%)×${exactText(k)}`, value),
  ];
  return ok({ used: new Set(entrants.map((each) => each.key)), steps, value });
}
