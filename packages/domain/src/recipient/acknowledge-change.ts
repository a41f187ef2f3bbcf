import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { preparationOf, type LotRoom } from '../tender/state.ts';
import { recipientId, type RecipientRoom } from './state.ts';

/** Proof of reading: the recipient names the change and its digest, under its own key (条例 21: 书面形式通知). Only what has been delivered can be confirmed. */
export const acknowledgeChange = defineAct({
  id: 'acknowledgeChange',
  room: 'recipient',
  title: { zh: '确认收到修改', en: 'acknowledge a change' },
  machine: 'recipient',
  contract: z.strictObject({ lot: streamId('lot'), change: z.int().min(1).max(10_000), digest: hex(32) }),
  plan: (command, actor) => ({ primary: { id: recipientId(command.lot, actor.party), machine: 'recipient', owner: command.lot }, reads: [command.lot] }),
  decide: ({ command, streams, primary, at }) => {
    const { changes, delivered } = preparationOf(roomOfStream<LotRoom>(streams, command.lot));
    const known = changes.find((each) => each.number === command.change);
    if (known === undefined || known.number > delivered || known.digest !== command.digest) return fail(refuse('changeUnknown', ['TND-023'], { number: command.change }));
    if (roomOf<RecipientRoom>(primary).acknowledged.some((each) => each.change === command.change)) return fail(refuse('alreadyAnswered', ['TND-023']));
    return ok({ events: [{ type: 'ChangeAcknowledged', fields: { change: command.change, digest: command.digest, at: instantText(at) } }], answer: { lot: command.lot, change: command.change } });
  },
});
