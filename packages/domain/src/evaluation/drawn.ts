/**
 * What is drawn: coefficients at the opening (after CLOSE, before any price is known), price B of the ABC method, and ties where the document says so.
 * One seed serves all: each draw hashes it under its own label, so that the outcomes have nothing to do with one another, and anybody can repeat them.
 */
import { assert, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest, lengthPrefixed } from '@zhaobiao/evidence';
import { add, decimal, divide, exactText, multiply, subtract, whole } from './rational.ts';
import type { Coefficient, EvaluationTerms } from './terms.ts';

const CONTEXT = utf8('zhaobiao/evaluation-draw/v1');

/** The least bytes of a seed. */
export const SEED_LENGTH = 16;

export type CoefficientCandidates = { readonly name: string; readonly values: readonly string[] };

/** The candidate values of every declared coefficient, in the order of the terms; numbers without needless zeros: from '0.95' to '0.98' by '0.005' are seven. */
export const candidatesOf = (terms: EvaluationTerms): readonly CoefficientCandidates[] => terms.coefficients.map(({ name, values }) => ({ name, values: valuesOf(values) }));

function valuesOf(values: Coefficient['values']): readonly string[] {
  if (values.kind === 'list') return values.values.map((each) => exactText(decimal(each)));
  const [from, to, step] = [decimal(values.from), decimal(values.to), decimal(values.step)];
  const last = divide(subtract(to, from), step);
  assert(last.d === 1n && last.n >= 0n && last.n < 1000n, 'valuesOf: terms that the contract has passed');
  return Array.from({ length: Number(last.n) + 1 }, (_, index) => exactText(add(from, multiply(step, whole(index)))));
}

/**
 * A whole number from 0 to `count` − 1, every one as likely. Block i = SHA-256(LP(context) ‖ LP(label) ‖ LP(seed) ‖ u32 i), LP: u32 length before the bytes; its first eight bytes are a
 * number v. Where v lies in the last, unfinished run of `count` numbers below 2⁶⁴ it is thrown away and the next block asked (rejection sampling), otherwise v mod `count`.
 */
export function drawIndex(seed: Uint8Array, label: string, count: number): number {
  assert(Number.isSafeInteger(count) && count > 0, 'drawIndex: a positive count');
  const range = BigInt(count);
  const limit = 2n ** 64n - (2n ** 64n % range);
  for (let block = 0; ; block += 1) {
    const value = BigInt(`0x${toHex(digest('sha256', lengthPrefixed(CONTEXT), lengthPrefixed(utf8(label)), lengthPrefixed(seed), uintBytes(block, 4)).slice(0, 8))}`);
    if (value < limit) return Number(value % range);
  }
}

/** The value of a coefficient that a seed draws: `drawIndex` under the label `coefficient/<name>`. */
export function pickCoefficient(candidate: CoefficientCandidates, drawn: Uint8Array): string {
  const value = candidate.values[drawIndex(drawn, `coefficient/${candidate.name}`, candidate.values.length)];
  assert(value !== undefined, 'pickCoefficient: a candidate has values');
  return value;
}

/** The place of a bid in a drawn order: SHA-256(LP(context) ‖ LP('tie') ‖ LP(seed) ‖ LP(bid)), lower first; the same whatever other bids are tied. */
export const drawKey = (seed: Uint8Array, bid: string): string => toHex(digest('sha256', lengthPrefixed(CONTEXT), lengthPrefixed(utf8('tie')), lengthPrefixed(seed), lengthPrefixed(utf8(bid))));
