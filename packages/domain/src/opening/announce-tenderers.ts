import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf } from '../act/definition.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';

/** 公布投标人: names and number become public (法 36), the bids are still sealed. */
export const announceTenderers = defineAct({
  id: 'announceTenderers',
  room: 'opening',
  title: { zh: '公布投标人', en: 'announce the tenderers' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot)] }),
  reveals: true,
  decide: (context) => {
    const tenderers = setOf(context, bidsOf(context.command.lot))
      .filter((bid) => bid.stage === 'submitted')
      .map((bid) => {
        const { name, creditCode, submittedAt, tenderer } = roomOf<BidRoom>(bid);
        return { bid: bid.id, name, creditCode, members: tenderer.members, submittedAt };
      })
      .toSorted((left, right) => ((left.submittedAt ?? '') + left.bid < (right.submittedAt ?? '') + right.bid ? -1 : 1));
    return ok({ events: [{ type: 'TenderersAnnounced', fields: { tenderers, count: tenderers.length } }] });
  },
});
