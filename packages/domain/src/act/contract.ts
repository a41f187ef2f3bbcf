/** Parts of the acts' contracts: the only validation there is, for API, forms and tests alike. */
import { day, fen, instantText, parseInstant, unstorable, type Day, type Fen, type Instant } from '@zhaobiao/basics';
import { z } from 'zod';
import { creditCodeFault } from '../party/credit-code.ts';

/** A text of one line or more, 1…`max` characters, storable and hashable (no U+0000, no lone surrogate). */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => unstorable(value) === undefined, { message: 'U+0000 or a lone surrogate' })
    .refine((value) => value.trim() !== '', { message: 'empty' });

export const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), { message: `${bytes} bytes in lower-case hexadecimal` });

/** A positive amount in fen. */
export const amountFen = z.number().transform((value, context): Fen => {
  const amount = fen(value);
  if (amount !== undefined && amount > 0) return amount;
  context.addIssue({ code: 'custom', message: 'a whole number of fen above zero', params: { refusal: 'amountInvalid' } });
  return z.NEVER;
});

/** RFC 3339 with zone, to the millisecond; kept as text in acts, parsed here to refuse what is not a moment. */
export const moment = z.string().max(40).transform((value, context): Instant => {
  const at = parseInstant(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'a moment such as 2026-03-16T09:30:00.000+08:00' });
  return z.NEVER;
});

export const calendarDay = z.string().max(10).transform((value, context): Day => {
  const on = day(value);
  if (on !== undefined) return on;
  context.addIssue({ code: 'custom', message: 'a day such as 2026-03-16' });
  return z.NEVER;
});

export const creditCode = z.string().max(64).superRefine((value, context) => {
  if (creditCodeFault(value) !== undefined) context.addIssue({ code: 'custom', message: 'not a unified social credit code', params: { refusal: 'creditCodeInvalid' } });
});

const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';

/** The local part of a stream id chosen by who creates it: a project or lot number as the region writes it. */
export const localName = z.string().regex(new RegExp(`^${NAME}$`), { message: 'letters, digits, dot, dash, at most 64' });

/** `project:P1`, `lot:P1/1`, `bid:P1/1/9135…`. */
export const streamId = (machine: string) => z.string().regex(new RegExp(`^${machine}:${NAME}(?:/${NAME}){0,3}$`), { message: `a stream id that begins with ${machine}:` });

export const publicKey = z.strictObject({ scheme: z.enum(['ed25519', 'sm2-sm3']), keyId: hex(16), publicKey: z.string().regex(/^[0-9a-f]{64,130}$/) });

export { instantText };
