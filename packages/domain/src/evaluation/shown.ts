/** How numbers of an evaluation are rounded and shown. */
import type { Rounding } from './parts.ts';
import { divide, exactText, fixedText, HUNDRED, multiply, type Rational, round } from './rational.ts';

/** Rounded as the terms say; `null`: the exact number. */
export const rounded = (value: Rational, rule: Rounding | null): Rational => (rule === null ? value : round(value, rule.places, rule.mode));

/** Text of a number that `rounded` gave with the same rule. */
export const roundedText = (value: Rational, rule: Rounding | null): string => (rule === null ? exactText(value) : fixedText(value, rule.places));

/** An amount in fen, rounded to so many places of 元. */
export const roundedFen = (fen: Rational, rule: Rounding | null): Rational => (rule === null ? fen : multiply(round(divide(fen, HUNDRED), rule.places, rule.mode), HUNDRED));

/** An amount in fen as 元: two places when it is whole fen, otherwise all there are. */
export const yuanText = (fen: Rational): string => (fen.d === 1n ? fixedText(divide(fen, HUNDRED), 2) : exactText(divide(fen, HUNDRED)));
