/** Which of many values count: 去掉最高最低 (EVL-06 for prices, EVL-11 for experts). */
import type { Trim } from './parts.ts';
import { compare, type Rational } from './rational.ts';

export type Valued = { readonly key: string; readonly value: Rational };
export type Dropped = 'highest' | 'lowest' | null;

/** How many to drop of `count` values. The last row whose `from` is reached holds. */
export function cutsOf(rows: Trim, count: number): { readonly highest: number; readonly lowest: number } {
  const row = rows.findLast((each) => count >= each.from);
  if (row === undefined) return { highest: 0, lowest: 0 };
  if (row.unit === 'count') return { highest: row.highest, lowest: row.lowest };
  return { highest: Math.floor((count * row.highest) / 100), lowest: Math.floor((count * row.lowest) / 100) };
}

export const ascending = (left: Valued, right: Valued): number => compare(left.value, right.value) || (left.key < right.key ? -1 : Number(left.key > right.key));

/**
 * For each key whether it is dropped. Among equal values the first keys count as lower, which only says which of them is marked:
 * the mean of what is kept is the same.
 */
export function droppedOf(values: readonly Valued[], rows: Trim): ReadonlyMap<string, Dropped> {
  const { highest, lowest } = cutsOf(rows, values.length);
  const sorted = values.toSorted(ascending);
  return new Map(sorted.map(({ key }, index): [string, Dropped] => [key, index < lowest ? 'lowest' : index >= sorted.length - highest ? 'highest' : null]));
}
