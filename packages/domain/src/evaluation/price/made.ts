/** What the methods of a base price are given and make. */
import { decimal, divide, HUNDRED, multiply, type Rational } from '../rational.ts';
import type { ComputationStep } from '../result.ts';
import { yuanText } from '../shown.ts';
import type { Valued } from '../summarise.ts';

/** Key: bid id; value: evaluated price in fen. */
export type Entrant = Valued;

export type BaseContext = {
  /** The ceiling less provisional sums, fen. */
  readonly ceiling: Rational | null;
  readonly coefficient: (name: string) => Rational;
  readonly seed: Uint8Array | null;
};

/** What a method made: which entrants counted, the lines of the computation, and the price before its rounding. */
export type Made = { readonly used: ReadonlySet<string>; readonly dropped?: ReadonlyMap<string, 'highest' | 'lowest' | null>; readonly steps: readonly ComputationStep[]; readonly value: Rational };

export const percentOf = (value: Rational, percent: string): Rational => divide(multiply(value, decimal(percent)), HUNDRED);

export const yuanStep = (symbol: string, formula: string, value: Rational): ComputationStep => ({ symbol, formula, value: yuanText(value) });
