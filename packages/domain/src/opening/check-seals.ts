import { fromHex, ok, toHex } from '@zhaobiao/basics';
import { leafHash, rootOfLeaves } from '@zhaobiao/evidence';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import type { LotRoom } from '../tender/state.ts';
import { coefficientCount } from './draw.ts';
import { ownKeysUntil } from './own-keys.ts';

const contract = z.strictObject({ lot: streamId('lot') });

/** What the bids are now: root over the commitments in order of bid id. A commitment that is no commitment any more is a leaf like no other. */
function found(context: Context<z.infer<typeof contract>>): { readonly root: string; readonly count: number } {
  const bids = setOf(context, bidsOf(context.command.lot)).filter((bid) => bid.stage === 'submitted').toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const leaves = bids.map((bid) => leafHash(fromHex(roomOf<BidRoom>(bid).commitment ?? '') ?? new Uint8Array(0)));
  return { root: toHex(rootOfLeaves(leaves)), count: bids.length };
}

/**
 * 核验密封 (法 36): the bids at hand are those that the close was bound to. Where they are not, that is a fact and stands in the log: the lot stays unopened,
 * no guardian releases a share, and the check may be done again when the store is mended.
 */
export const checkSeals = defineAct({
  id: 'checkSeals',
  room: 'opening',
  title: { zh: '核验密封', en: 'check the seals' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot)] }),
  facts: (context) => {
    const lot = roomOf<LotRoom>(context.primary);
    const bound = lot.liveRoot;
    // Before the close there is nothing to compare; the stage refuses the act.
    return bound === null ? {} : { sealsIntact: found(context).root === bound, coefficientCount: coefficientCount(lot) };
  },
  // Broken seals free nothing, and with a draw to come the time begins there.
  chosen: (_command, context) => {
    const lot = roomOf<LotRoom>(context.primary);
    return found(context).root === lot.liveRoot && coefficientCount(lot) === 0 ? ownKeysUntil(context) : {};
  },
  decide: (context) => {
    const { root, count } = found(context);
    const bound = roomOf<LotRoom>(context.primary).liveRoot;
    const intact = root === bound;
    return ok({ events: [{ type: 'SealsChecked', fields: { root, bound, count, intact } }], answer: { intact, count, root } });
  },
});
