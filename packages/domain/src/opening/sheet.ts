/** What the sheet inside an envelope must be; checked after decryption, a breach is `sheetInvalid`. Only the price and the period are asked of every bid. */
import { z } from 'zod';
import { amountFen, hex } from '../act/contract.ts';

const line = z.string().max(2000);
const leftOut = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);
const fenOrNone = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const item = z.strictObject({
  code: z.string().min(1).max(40),
  /** Decimal text, at most six places. */
  quantity: z.string().regex(/^\d{1,12}(?:\.\d{1,6})?$/),
  unitPriceFen: fenOrNone,
  totalFen: fenOrNone,
});

export const bidSheet = z.strictObject({
  priceFen: amountFen,
  period: line,
  quality: leftOut(line),
  projectManager: leftOut(line),
  security: leftOut(line),
  priceInWords: leftOut(z.string().max(200)),
  items: leftOut(z.array(item).max(20_000)),
  provisionalFen: leftOut(fenOrNone),
  deviations: leftOut(z.array(z.strictObject({ clause: z.string().max(100), text: line })).max(500)),
  validityDays: leftOut(z.int().min(1).max(3650)),
  qualifications: leftOut(z.array(z.strictObject({ claim: z.string().max(500), document: hex(32) })).max(200)),
  agreement: leftOut(hex(32)),
});
