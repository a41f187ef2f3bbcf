import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomIfAny } from '../act/typed.kernel.ts';
import { CALENDAR } from '../governance/state.ts';
import type { SecurityRoom } from '../security/state.ts';
import { bidId, securityRef } from './state.ts';

/** 法 29: before the deadline a tenderer may withdraw. Its security, where it has lodged one, is due back within five days (条例 35). */
export const withdrawBid = defineAct({
  id: 'withdrawBid',
  room: 'bid',
  title: { zh: '撤回投标文件', en: 'withdraw a bid' },
  machine: 'bid',
  contract: z.strictObject({ lot: streamId('lot'), reason: z.string().max(500) }),
  plan: (command, actor) => ({
    primary: { id: bidId(command.lot, actor.party), machine: 'bid', owner: command.lot },
    writes: [securityRef(command.lot, actor.party)],
    reads: [command.lot, CALENDAR],
  }),
  decide: ({ command, primary, actor, streams }) => {
    if (primary.version === 0) return fail(refuse('unknownStream', [], { stream: primary.id }));
    const security = streams.get(securityRef(command.lot, actor.party).id);
    const owed = security?.stage === 'lodged' && roomIfAny<SecurityRoom>(security)?.kind !== 'exempt';
    return ok({
      events: [
        { type: 'BidWithdrawn', fields: { reason: command.reason } },
        ...(owed ? [{ type: 'SecurityOwed', stream: security.id, fields: { because: 'withdrawn' } }] : []),
      ],
      answer: { securityOwed: owed },
    });
  },
});
