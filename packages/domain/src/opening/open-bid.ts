import { instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, streamId } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';

const line = z.string().max(2000);

/** What the price sheet inside an envelope must be; checked after decryption, a breach is `sheetInvalid`. */
export const bidSheet = z.strictObject({ priceFen: amountFen, period: line, quality: line.nullable().default(null), projectManager: line.nullable().default(null), security: line.nullable().default(null) });

const outcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), sheet: bidSheet }),
  z.strictObject({
    outcome: z.literal('unopened'),
    cause: z.enum(['capsuleInvalid', 'ciphertextMissing', 'ciphertextAltered', 'notAnEnvelope', 'commitmentMismatch', 'chunkForged', 'truncated', 'sheetInvalid']),
  }),
]);

/**
 * One bid is opened, or the record says why it could not be (未解密). Others go on (办法 30, 31).
 * The outcome follows from the shares and the ciphertext alone, so that anyone can repeat it from the bundle.
 */
export const openBid = defineAct({
  id: 'openBid',
  room: 'opening',
  title: { zh: '解密开标', en: 'open a bid' },
  machine: 'bid',
  contract: z.strictObject({ bid: streamId('bid'), lot: streamId('lot'), result: outcome }),
  plan: (command) => ({ primary: { id: command.bid, machine: 'bid' }, reads: [command.lot] }),
  facts: ({ command }) => ({ decrypted: command.result.outcome === 'opened' }),
  reveals: true,
  decide: ({ command: { result }, at }) => {
    const openedAt = instantText(at);
    if (result.outcome === 'unopened') return ok({ events: [{ type: 'BidUnopened', fields: { cause: result.cause, openedAt } }] });
    return ok({ events: [{ type: 'BidOpened', fields: { sheet: result.sheet, openedAt } }] });
  },
});
