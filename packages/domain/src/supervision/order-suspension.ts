import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import type { Plan } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { HELD_UP, lotOfStream, papers } from '../complaint/state.ts';
import type { PartyRoom } from '../party/state.ts';
import type { OrderRoom } from './state.ts';

/** `order:P/1/NAME`: the authority's own number of the order. */
const named = { order: streamId('order'), lot: streamId('lot') };
const ofThisLot = (value: { readonly order: string; readonly lot: string }): boolean => lotOfStream(value.order) === value.lot;
const notOfLot = { path: ['order'], message: 'an order for this lot' };

const planned = (command: { readonly order: string; readonly lot: string }): Plan => ({ primary: { id: command.order, machine: 'order', owner: command.lot }, writes: [{ id: command.lot, machine: 'lot' }] });

/** 实施条例 62: where a complaint makes it necessary. The acts the data names stand still; the clocks run on. */
export const orderSuspension = defineAct({
  id: 'orderSuspension',
  room: 'supervision',
  title: { zh: '责令暂停', en: 'order a suspension' },
  machine: 'order',
  contract: z
    .strictObject({ ...named, reason: text(5000), article: text(200), documents: papers })
    .refine(ofThisLot, notOfLot),
  plan: (command) => ({ ...planned(command), objects: command.documents.map((each) => each.digest) }),
  decide: ({ command, actor, streams, at }) => {
    const { order, lot, reason, article, documents } = command;
    const authorityName = roomOfStream<PartyRoom>(streams, actor.party).name;
    const issuedAt = instantText(at);
    return ok({
      events: [
        { type: 'SuspensionOrdered', fields: { lot, authority: actor.party, authorityName, reason, article, documents, issuedAt } },
        { type: 'HoldBegun', stream: lot, fields: { hold: { machine: 'order', id: order, stage: 'issued' } } },
      ],
      answer: { order, issuedAt },
    });
  },
});

/** Lifted by the authority that ordered it; what waited is done at once. */
export const liftSuspension = defineAct({
  id: 'liftSuspension',
  room: 'supervision',
  title: { zh: '恢复招标投标活动', en: 'lift a suspension' },
  machine: 'order',
  contract: z.strictObject({ ...named, reason: text(5000) }).refine(ofThisLot, notOfLot),
  plan: planned,
  wakes: HELD_UP,
  decide: ({ command, actor, primary, at }) => {
    const { authority, authorityName } = roomOf<OrderRoom>(primary);
    if (authority !== actor.party) return fail(refuse('notPermitted', ['REG-62'], { act: '恢复招标投标活动', actEn: 'lift a suspension', who: authorityName }));
    const liftedAt = instantText(at);
    return ok({
      events: [
        { type: 'SuspensionLifted', fields: { reason: command.reason, liftedAt } },
        { type: 'HoldEnded', stream: command.lot, fields: { id: command.order, owed: null } },
      ],
      answer: { order: command.order, liftedAt },
    });
  },
});
