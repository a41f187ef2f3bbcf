/** 金额归一 (EVL-14): a "price" may be 元, 万元, a reduction rate (下浮率) or a fee rate (费率). All formulas compare fen, so a rate is taken of the base the document names. */
import { fail, fen, ok, parseAmount, type Fen, type Result } from '@zhaobiao/basics';
import { compare, decimal, divide, HUNDRED, multiply, parseDecimal, type Rational, round, type RoundingMode, subtract, whole, ZERO } from '../rational.ts';

export type StatedAmount =
  | { readonly kind: 'yuan' | 'wanYuan'; readonly text: string }
  /** Percent of a base amount: the reduction off it, or the fee itself. */
  | { readonly kind: 'reductionRate' | 'feeRate'; readonly percent: string; readonly baseFen: number };

export type AmountFault = 'notAnAmount' | 'rateOutOfBounds' | 'baseInvalid';

function rateShare(kind: 'reductionRate' | 'feeRate', percent: Rational): Rational {
  return divide(kind === 'reductionRate' ? subtract(HUNDRED, percent) : percent, HUNDRED);
}

/**
 * Fen of a stated price, above zero. 万元 and 元 must come out at whole fen; a rate is rounded to fen as told.
 *
 *   { kind: 'wanYuan', text: '1835.0534' }                                   = 1_835_053_400
 *   { kind: 'reductionRate', percent: '5.5', baseFen: 10_000_000 } (−5.5 %)  = 9_450_000
 *   { kind: 'feeRate', percent: '0.76', baseFen: 11_805_024_626 }            = 89_718_187 (89,718,187.1576 fen)
 */
export function normalisePrice(stated: StatedAmount, mode: RoundingMode = 'halfUp'): Result<Fen, AmountFault> {
  if ('text' in stated) {
    const amount = parseAmount(stated.text, stated.kind === 'yuan' ? 2 : 6);
    return amount !== undefined && amount > 0 ? ok(amount) : fail('notAnAmount');
  }
  const percent = parseDecimal(stated.percent);
  if (percent === undefined) return fail('notAnAmount');
  const upper = stated.kind === 'reductionRate' ? HUNDRED : decimal('1000');
  if (compare(percent, ZERO) < 0 || compare(percent, upper) >= 0) return fail('rateOutOfBounds');
  if (!Number.isSafeInteger(stated.baseFen) || stated.baseFen <= 0) return fail('baseInvalid');
  const amount = fen(Number(round(multiply(whole(stated.baseFen), rateShare(stated.kind, percent)), 0, mode).n));
  return amount !== undefined && amount > 0 ? ok(amount) : fail('notAnAmount');
}
