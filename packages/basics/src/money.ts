import type { Brand } from './brand.ts';

/** An amount in fen (分, 1/100 yuan) as a safe integer. Never a float, never 万元. */
export type Fen = Brand<number, 'Fen'>;

/** The amount, or `undefined` for part of a fen or what a number cannot hold exactly. */
export const fen = (amount: number): Fen | undefined => (Number.isSafeInteger(amount) ? (amount as Fen) : undefined);

/**
 * Fen of a decimal text in a unit of `10^decimals` fen: 元 has 2, 万元 has 6. Exact; `undefined` for part of a fen or other text.
 *
 *   parseAmount('1835.0534', 6) = 1_835_053_400 fen (18,350,534.00 元)
 */
export function parseAmount(text: string, decimals: 2 | 6): Fen | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (!/^0*$/.test(fraction.slice(decimals))) return undefined;
  return fen((sign === '-' ? -1 : 1) * Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0')));
}

/** Decimal text of an amount in a unit of `10^decimals` fen, without trailing zeros beyond `keep` places: the inverse of `parseAmount`. */
export function amountText(amount: Fen, decimals: 2 | 6, keep = 0): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(keep, '0');
  return `${amount < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
