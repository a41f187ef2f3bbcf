/** Exact numbers. Nothing in an evaluation is a float: a ranking that hangs on the last bit of a machine cannot be defended (评标结果须可复算). */
import { assert } from '@zhaobiao/basics';

/** `n / d` in lowest terms, `d > 0`. */
export type Rational = { readonly n: bigint; readonly d: bigint };

export type RoundingMode = 'halfUp' | 'halfEven' | 'down';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Both positive or zero. Small numbers, which are nearly all, go the machine's own fast way: remainders of safe integers are exact. */
function gcd(left: bigint, right: bigint): bigint {
  if (left <= SAFE && right <= SAFE) {
    let [a, b] = [Number(left), Number(right)];
    while (b !== 0) [a, b] = [b, a % b];
    return BigInt(a);
  }
  return right === 0n ? left : gcd(right, left % right);
}

const POWERS = Array.from({ length: 16 }, (_, places) => 10n ** BigInt(places));

const powerOfTen = (places: number): bigint => POWERS[places] ?? 10n ** BigInt(places);

const magnitudeOf = (n: bigint): bigint => (n < 0n ? -n : n);

/** `n / d` in lowest terms; `d` must not be zero. */
export function ratio(n: bigint, d: bigint): Rational {
  assert(d !== 0n, 'ratio: division by zero');
  if (d === 1n) return { n, d };
  const common = gcd(magnitudeOf(n), magnitudeOf(d)) * (d < 0n ? -1n : 1n);
  return common === 1n ? { n, d } : { n: n / common, d: d / common };
}

/** A whole number; a `number` must be a safe integer. */
export function whole(value: bigint | number): Rational {
  assert(typeof value === 'bigint' || Number.isSafeInteger(value), 'whole: a safe integer');
  return { n: BigInt(value), d: 1n };
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };
export const HUNDRED: Rational = { n: 100n, d: 1n };

export const add = (a: Rational, b: Rational): Rational => (a.d === b.d ? ratio(a.n + b.n, a.d) : ratio(a.n * b.d + b.n * a.d, a.d * b.d));
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (a: Rational, b: Rational): Rational => ratio(a.n * b.n, a.d * b.d);
/** Throws on division by zero: who divides has excluded it. */
export const divide = (a: Rational, b: Rational): Rational => ratio(a.n * b.d, a.d * b.n);
export const absolute = (a: Rational): Rational => (a.n < 0n ? negate(a) : a);

/** −1, 0 or 1. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const [left, right] = a.d === b.d ? [a.n, b.n] : [a.n * b.d, b.n * a.d];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export const equal = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
export const smaller = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const larger = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

/** Brought to lowest terms once at the end: decimals mostly share their denominator, or one divides the other. */
export function sum(values: readonly Rational[]): Rational {
  let [n, d] = [0n, 1n];
  for (const value of values) {
    if (value.d === d) n += value.n;
    else if (d % value.d === 0n) n += value.n * (d / value.d);
    else if (value.d % d === 0n) [n, d] = [n * (value.d / d) + value.n, value.d];
    else ({ n, d } = add({ n, d }, value));
  }
  return ratio(n, d);
}

/** The arithmetic mean; throws on an empty list. */
export const mean = (values: readonly Rational[]): Rational => divide(sum(values), whole(values.length));

/** `-?digits[.digits]`, no leading zeros, at most 15 digits before and 12 after the point. */
export const DECIMAL = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/;

/** The number of a decimal text, or `undefined`: `'0.985'` = 985/1000. */
export function parseDecimal(text: string): Rational | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const point = text.indexOf('.');
  if (point < 0) return whole(BigInt(text));
  return ratio(BigInt(text.slice(0, point) + text.slice(point + 1)), powerOfTen(text.length - point - 1));
}

/** The number of a decimal text that a contract has already passed; throws on other text. */
export function decimal(text: string): Rational {
  const value = parseDecimal(text);
  assert(value !== undefined, `decimal: ${text}`);
  return value;
}

/** `floor(n / d)` towards −∞. */
export function floor({ n, d }: Rational): bigint {
  const quotient = n / d;
  return n % d < 0n ? quotient - 1n : quotient;
}

/**
 * To `places` after the point. `halfUp`: 四舍五入, half away from zero; `halfEven`: half to the even neighbour; `down`: 截去, towards zero.
 *
 *   round(2.345, 2) = 2.35, 2.34, 2.34
 */
export function round(value: Rational, places: number, mode: RoundingMode): Rational {
  const unit = powerOfTen(places);
  const scaled = magnitudeOf(value.n) * unit;
  const [quotient, rest] = [scaled / value.d, scaled % value.d];
  if (rest === 0n) return value;
  const half = rest * 2n - value.d;
  const up = mode !== 'down' && (half > 0n || (half === 0n && (mode === 'halfUp' || quotient % 2n === 1n)));
  const magnitude = up ? quotient + 1n : quotient;
  return ratio(value.n < 0n ? -magnitude : magnitude, unit);
}

/** Text with exactly `places` after the point; the value must have no more. */
export function fixedText(value: Rational, places: number): string {
  const unit = powerOfTen(places);
  assert(value.d === 1n || unit % value.d === 0n, 'fixedText: more places');
  const units = value.n * (unit / value.d);
  const digits = magnitudeOf(units).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

/** Places that `exactText` shows of a number that does not end. */
export const SHOWN_PLACES = 8;

const PLACES_SHOWN = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * The whole number as text when it ends within twelve places (`'1.25'`); otherwise its first eight places, cut, and `…` (`'0.33333333…'`),
 * so that a reader sees that it was not rounded.
 */
export function exactText(value: Rational): string {
  if (value.d === 1n) return value.n.toString();
  const places = PLACES_SHOWN.find((each) => powerOfTen(each) % value.d === 0n);
  if (places !== undefined) return fixedText(value, places);
  const cut = fixedText(round(value, SHOWN_PLACES, 'down'), SHOWN_PLACES);
  return `${value.n < 0n && !cut.startsWith('-') ? '-' : ''}${cut}…`;
}
