import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import type { StreamState } from '../procedure/types.ts';
import { preparationOf, type LotRoom } from '../tender/state.ts';
import { afterwardsOf, lapsed } from './afterwards.ts';
import { bidId, type BidRoom } from './state.ts';

/**
 * A tenderer's answer to the latest request: agreed, the bid stands until the new day; refused, it lapses at once and the security is free
 * (12号令 40, 30号令 29). An answer is given once and in time; a bid that has lapsed is not brought back.
 */
export const consentExtension = defineAct({
  id: 'consentExtension',
  room: 'bid',
  title: { zh: '答复延长投标有效期', en: 'answer the extension of the validity' },
  machine: 'bid',
  contract: z.strictObject({ lot: streamId('lot'), agrees: z.boolean() }),
  plan: (command, actor) => ({ primary: { id: bidId(command.lot, actor.party), machine: 'bid', owner: command.lot }, reads: [command.lot] }),
  decide: ({ command, primary, streams, at }) => {
    const lot = present(streams.get(command.lot), command.lot);
    const bid: StreamState<BidRoom> = { ...primary, room: roomOf<BidRoom>(primary) };
    const { extension } = preparationOf(roomOfStream<LotRoom>(streams, command.lot));
    if (extension === null) return fail(refuse('noExtension', ['EVP-40']));
    if (afterwardsOf(bid.room).answers.some((each) => each.validUntil === extension.validUntil)) return fail(refuse('alreadyAnswered', ['EVP-40']));
    if (lapsed(bid, lot, at)) return fail(refuse('validityOver', ['EVP-40', 'TND-034'], { bid: primary.id }));
    const { validUntil } = extension;
    return ok({ events: [{ type: 'ExtensionAnswered', fields: { validUntil, agrees: command.agrees, at: instantText(at) } }], answer: { bid: primary.id, validUntil: command.agrees ? validUntil : null } });
  },
});
