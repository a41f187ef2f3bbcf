import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { defineAct, roomIfAny, roomOf } from '../act/typed.kernel.ts';
import { faultOf, securityRef, type BidRoom } from '../bid/state.ts';
import { CALENDAR } from '../governance/state.ts';
import type { SecurityRoom } from '../security/state.ts';
import { ownKeyFault } from './own-keys.ts';
import { bidSheet } from './sheet.ts';

const outcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), sheet: bidSheet }),
  z.strictObject({
    outcome: z.literal('unopened'),
    cause: z.enum(['capsuleInvalid', 'ciphertextMissing', 'ciphertextAltered', 'notAnEnvelope', 'commitmentMismatch', 'chunkForged', 'truncated', 'sheetInvalid', 'ownKeyMissing']),
  }),
]);

const partyOf = (bid: string): string => `party:${bid.slice(bid.lastIndexOf('/') + 1)}`;

/**
 * One bid is opened, or the record says why it could not be (未解密). Others go on (办法 30, 31).
 * The outcome follows from the shares and the ciphertext alone, so that anyone can repeat it from the bundle. Left unopened by the platform's doing it counts
 * as withdrawn, and the security is owed back.
 */
export const openBid = defineAct({
  id: 'openBid',
  room: 'opening',
  title: { zh: '解密开标', en: 'open a bid' },
  machine: 'bid',
  contract: z.strictObject({ bid: streamId('bid'), lot: streamId('lot'), result: outcome }),
  plan: (command) => ({
    primary: { id: command.bid, machine: 'bid' },
    writes: [securityRef(command.lot, partyOf(command.bid))],
    reads: [command.lot, CALENDAR],
  }),
  facts: ({ command }) => ({ decrypted: command.result.outcome === 'opened' }),
  reveals: true,
  decide: ({ command: { bid, lot, result }, at, primary, streams }) => {
    const fault = ownKeyFault({ bid, room: roomOf<BidRoom>(primary), lot: streams.get(lot), at, cause: result.outcome === 'opened' ? null : result.cause });
    if (fault) return fail(fault);
    const openedAt = instantText(at);
    if (result.outcome === 'opened') return ok({ events: [{ type: 'BidOpened', fields: { sheet: result.sheet, openedAt } }] });
    const security = streams.get(securityRef(lot, partyOf(bid)).id);
    const owed = faultOf(result.cause) === 'platform' && security?.stage === 'lodged' && roomIfAny<SecurityRoom>(security)?.kind !== 'exempt';
    return ok({
      events: [
        { type: 'BidUnopened', fields: { cause: result.cause, openedAt } },
        ...(owed ? [{ type: 'SecurityOwed', stream: security.id, fields: { because: 'notOpenedByPlatform' } }] : []),
      ],
    });
  },
});
