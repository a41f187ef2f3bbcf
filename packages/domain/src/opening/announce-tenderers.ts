import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf } from '../act/definition.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import type { StreamState } from '../procedure/types.ts';
import { securitiesOf, securityId, type SecurityRoom } from '../security/state.ts';
import type { LotRoom } from '../tender/state.ts';

/** What everybody is told of a security: its form and amount (保证金形式). */
const securityOf = (state: StreamState | undefined): { readonly kind: string; readonly amountFen: number } | null => {
  const room = state?.stage === 'lodged' ? roomOf<SecurityRoom>(state) : undefined;
  return room ? { kind: room.kind, amountFen: room.amountFen } : null;
};

/**
 * 公布投标人和标底 (法 36, 条例 50): names and number become public, the bids are still sealed. What was sealed until now — bid securities, objections to the
 * document, the reference price — becomes public with it. Transfers that were not complete count as withdrawn and are not announced (20号令 27).
 */
export const announceTenderers = defineAct({
  id: 'announceTenderers',
  room: 'opening',
  title: { zh: '公布投标人和标底', en: 'announce the tenderers and the reference price' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot), securitiesOf(command.lot)] }),
  reveals: true,
  decide: (context) => {
    const securities = new Map(setOf(context, securitiesOf(context.command.lot)).map((each) => [each.id, each]));
    const tenderers = setOf(context, bidsOf(context.command.lot))
      .filter((bid) => bid.stage === 'submitted')
      .map((bid) => {
        const { name, creditCode, submittedAt, tenderer } = roomOf<BidRoom>(bid);
        return { bid: bid.id, name, creditCode, members: tenderer.members, submittedAt, security: securityOf(securities.get(securityId(context.command.lot, tenderer.lead))) };
      })
      .toSorted((left, right) => ((left.submittedAt ?? '') + left.bid < (right.submittedAt ?? '') + right.bid ? -1 : 1));
    return ok({ events: [{ type: 'TenderersAnnounced', fields: { tenderers, count: tenderers.length, baselineFen: roomOf<LotRoom>(context.primary).baselineFen } }] });
  },
});
