/** The base price (评标基准价): which bids enter, and the method of the document (EVL-06 … EVL-10). */
import { assert, fail, ok, present, type Result } from '@zhaobiao/basics';
import type { BaseMethod, BasePriceTerms, Factor } from '../base-terms.ts';
import type { Rounding } from '../parts.ts';
import { add, compare, exactText, mean, multiply, ONE, type Rational, subtract, ZERO } from '../rational.ts';
import type { BasePrice, EvaluationFault } from '../result.ts';
import { roundedFen, yuanText } from '../shown.ts';
import { ascending, droppedOf } from '../summarise.ts';
import { abcBase } from './abc.ts';
import { percentOf, yuanStep, type BaseContext, type Entrant, type Made } from './made.ts';

type Outcome = Result<Made, EvaluationFault>;

const meanOf = (entrants: readonly Entrant[]): Rational => mean(entrants.map((each) => each.value));

const keys = (entrants: readonly Entrant[]): ReadonlySet<string> => new Set(entrants.map((each) => each.key));

/** The entrants within a band of a reference, both ends included. */
const within = (entrants: readonly Entrant[], reference: Rational, band: { readonly fromPercent: string; readonly toPercent: string }): readonly Entrant[] => {
  const [from, to] = [percentOf(reference, band.fromPercent), percentOf(reference, band.toPercent)];
  return entrants.filter(({ value }) => compare(value, from) >= 0 && compare(value, to) <= 0);
};

/** A trimmed mean: EVL-06 before its float rate, A of EVL-07 and EVL-08. */
function trimmedMean(entrants: readonly Entrant[], trim: Extract<BaseMethod, { kind: 'mean' }>['trim']): Made {
  const dropped = droppedOf(entrants, trim);
  const kept = entrants.filter((each) => dropped.get(each.key) === null);
  const value = meanOf(kept);
  return { used: keys(kept), dropped, steps: [yuanStep('A', `mean(n=${kept.length})`, value)], value };
}

function lowMean(entrants: readonly Entrant[], { skip, count }: Extract<BaseMethod, { kind: 'lowMean' }>): Made {
  // With no more bids than are to be left out, the highest remains.
  const from = Math.min(skip, entrants.length - 1);
  const kept = entrants.toSorted(ascending).slice(from, from + count);
  const value = meanOf(kept);
  return { used: keys(kept), steps: [yuanStep('A', `mean(x(${from + 1})…x(${from + kept.length}))`, value)], value };
}

function secondMean(entrants: readonly Entrant[], { blend }: Extract<BaseMethod, { kind: 'secondMean' }>): Made {
  const first = meanOf(entrants);
  const kept = entrants.filter((each) => compare(each.value, first) <= 0);
  const second = meanOf(kept);
  const steps = [yuanStep('A1', `mean(n=${entrants.length})`, first), yuanStep('A2', `mean(x ≤ A1, n=${kept.length})`, second)];
  if (blend === 'alone') return { used: keys(kept), steps, value: second };
  const lowest = present(kept.toSorted(ascending)[0], 'a bid at or below the mean').value;
  const value = mean([second, lowest]);
  return { used: keys(kept), steps: [...steps, yuanStep('A', `(A2+${yuanText(lowest)})/2`, value)], value };
}

function bandMean(entrants: readonly Entrant[], method: Extract<BaseMethod, { kind: 'bandMean' }>, { ceiling }: BaseContext): Outcome {
  const reference = method.of === 'mean' ? meanOf(entrants) : ceiling;
  if (reference === null) return fail({ kind: 'ceilingMissing' });
  const inside = within(entrants, reference, method);
  if (inside.length === 0 && method.ifNone === 'refuse') return fail({ kind: 'bandEmpty' });
  const kept = inside.length === 0 ? entrants : inside;
  const value = meanOf(kept);
  const band = yuanStep(method.of === 'mean' ? 'M' : 'B', `${method.fromPercent}%…${method.toPercent}%`, reference);
  return ok({ used: keys(kept), steps: [band, yuanStep('A', `mean(n=${kept.length})`, value)], value });
}

/** EVL-08: A×K1×Q1 + B×K2×(1−Q1), B the ceiling. */
function composite(entrants: readonly Entrant[], method: Extract<BaseMethod, { kind: 'composite' }>, { ceiling, coefficient }: BaseContext): Outcome {
  if (ceiling === null) return fail({ kind: 'ceilingMissing' });
  const a = trimmedMean(entrants, method.trim);
  const [k1, k2, q1] = [coefficient(method.k1), coefficient(method.k2), coefficient(method.q1)];
  const q2 = subtract(ONE, q1);
  const [left, right] = [multiply(multiply(a.value, k1), q1), multiply(multiply(ceiling, k2), q2)];
  const value = add(left, right);
  const steps = [
    ...a.steps,
    yuanStep('B', 'ceiling', ceiling),
    yuanStep('A×K1×Q1', `A×${exactText(k1)}×${exactText(q1)}`, left),
    yuanStep('B×K2×Q2', `B×${exactText(k2)}×${exactText(q2)}`, right),
    yuanStep('J0', 'A×K1×Q1+B×K2×Q2', value),
  ];
  return ok({ ...a, steps, value });
}

/** × K, or × (1 − Δ), one after another. */
function withFactors(made: Made, times: readonly Factor[], { coefficient }: BaseContext): Made {
  const steps = [...made.steps];
  let { value } = made;
  for (const { coefficient: name, as } of times) {
    const drawn = coefficient(name);
    value = multiply(value, as === 'factor' ? drawn : subtract(ONE, drawn));
    steps.push(yuanStep(`×${name}`, as === 'factor' ? `×${exactText(drawn)}` : `×(1−${exactText(drawn)})`, value));
  }
  return { ...made, steps, value };
}

function byMethod(entrants: readonly Entrant[], method: BaseMethod, context: BaseContext): Outcome {
  switch (method.kind) {
    case 'mean':
      return ok(withFactors(trimmedMean(entrants, method.trim), method.times, context));
    case 'lowMean':
      return ok(withFactors(lowMean(entrants, method), method.times, context));
    case 'secondMean':
      return ok(withFactors(secondMean(entrants, method), method.times, context));
    case 'bandMean': {
      const made = bandMean(entrants, method, context);
      return made.ok ? ok(withFactors(made.value, method.times, context)) : made;
    }
    case 'composite':
      return composite(entrants, method, context);
    case 'abc':
      return abcBase(entrants, method, context);
  }
}

function useOf(made: Made, key: string): BasePrice['entrants'][number]['use'] {
  const dropped = made.dropped?.get(key);
  if (dropped === 'highest') return 'highDropped';
  if (dropped === 'lowest') return 'lowDropped';
  return made.used.has(key) ? 'kept' : 'outside';
}

/**
 * The base price in fen, rounded as told, and every line of how it came about. `all`: the bids that may enter, by bid id, none above the ceiling, at least one.
 * Faults: a ceiling or seed that the method needs is missing, a band that must not be empty is, the price is not above zero.
 */
export function basePriceOf(all: readonly Entrant[], terms: BasePriceTerms, context: BaseContext, rounding: Rounding | null): Result<{ readonly value: Rational; readonly shown: BasePrice }, EvaluationFault> {
  assert(all.length > 0, 'basePriceOf: a bid');
  const { band } = terms.entrants;
  if (band !== null && context.ceiling === null) return fail({ kind: 'ceilingMissing' });
  const inside = band === null || context.ceiling === null ? all : within(all, context.ceiling, band);
  if (inside.length === 0 && band?.ifNone === 'refuse') return fail({ kind: 'bandEmpty' });
  const entrants = inside.length === 0 ? all : inside;
  const made = byMethod(entrants, terms.method, context);
  if (!made.ok) return made;
  const value = roundedFen(made.value.value, rounding);
  if (compare(value, ZERO) <= 0) return fail({ kind: 'basePriceInvalid' });
  const shown: BasePrice = {
    method: terms.method.kind,
    entrants: all.map(({ key, value: price }) => ({ bid: key, price: yuanText(price), use: useOf(made.value, key) })),
    steps: [...made.value.steps, yuanStep('J', rounding === null ? 'exact' : `${rounding.mode}(${rounding.places})`, value)],
    value: yuanText(value),
  };
  return ok({ value, shown });
}

/** The base of 低价优先法 (EVL-01): the lowest evaluated price. */
export function lowestBase(all: readonly Entrant[]): { readonly value: Rational; readonly shown: BasePrice } {
  const lowest = present(all.toSorted(ascending)[0], 'a bid').value;
  const shown: BasePrice = {
    method: 'lowPriceFirst',
    entrants: all.map(({ key, value }) => ({ bid: key, price: yuanText(value), use: compare(value, lowest) === 0 ? 'kept' : 'outside' })),
    steps: [yuanStep('J', 'min(x)', lowest)],
    value: yuanText(lowest),
  };
  return { value: lowest, shown };
}

/** Whether the method cannot do without a ceiling. */
export const needsCeiling = ({ entrants, method }: BasePriceTerms): boolean => entrants.band !== null || method.kind === 'composite' || method.kind === 'abc' || (method.kind === 'bandMean' && method.of === 'ceiling');

