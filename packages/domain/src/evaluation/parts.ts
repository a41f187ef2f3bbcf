/** Parts of the terms' contract that several families share. */
import { z } from 'zod';
import { compare, decimal, parseDecimal } from './rational.ts';

/** A decimal text within bounds, both included, with at most `places` after the point: `'95.5'`. */
export const between = (min: string, max: string, places: number) =>
  z.string().max(40).superRefine((value, context) => {
    const number = parseDecimal(value);
    const fits = number !== undefined && compare(number, decimal(min)) >= 0 && compare(number, decimal(max)) <= 0 && (value.split('.')[1] ?? '').length <= places;
    // Not to be continued: what the terms must agree on among themselves is only asked of numbers.
    if (!fits) context.addIssue({ code: 'custom', message: `a decimal text from ${min} to ${max} with at most ${places} places`, continue: false });
  });

export const itemId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, { message: 'letters, digits, dot, dash, at most 32' });

const step = z.strictObject({ places: z.int().min(0).max(8), mode: z.enum(['halfUp', 'halfEven', 'down']).default('halfUp') });

/** Where numbers are rounded, and how; `null`: not there, the exact number goes on. Prices in 元: 2 places are whole fen. */
export const rounding = z.strictObject({
  /** 评标价, 元. */
  evaluatedPrice: step.prefault({ places: 2 }),
  /** 评标基准价, 元. */
  basePrice: step.nullable().prefault({ places: 2 }),
  /** 偏差率, percent. */
  deviation: step.nullable().default(null),
  /** Score of an item: the experts' mean, the price score, the credit score. */
  item: step.nullable().prefault({ places: 2 }),
  group: step.nullable().default(null),
  total: step.nullable().prefault({ places: 2 }),
});

export type Rounding = z.output<typeof step>;
export type RoundingPlan = z.output<typeof rounding>;

/**
 * What is dropped before a mean, by how many there are: the last row whose `from` is reached holds; below the first nothing is dropped.
 * In `percent` of the number, the whole part of it: 20 % of 9 drops one.
 */
export const trim = z
  .array(z.strictObject({ from: z.int().min(1).max(10_000), unit: z.enum(['count', 'percent']).default('count'), highest: z.int().min(0).max(5000), lowest: z.int().min(0).max(5000) }))
  .max(20)
  .superRefine((rows, context) => {
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1];
      if (before !== undefined && before.from >= row.from) context.addIssue({ code: 'custom', path: [index, 'from'], message: 'rows stand in ascending order' });
      if (row.highest + row.lowest >= (row.unit === 'count' ? row.from : 100)) context.addIssue({ code: 'custom', path: [index], message: 'nothing would be left' });
    }
  });

export type Trim = z.output<typeof trim>;
