import { fail, fromHex, ok, present, toHex } from '@zhaobiao/basics';
import { leafHash, rootOfLeaves } from '@zhaobiao/evidence';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import type { LotRoom } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot') });
/** Bids that stand at the deadline, in order of bid id. */
const live = (context: Context<z.infer<typeof contract>>) =>
  setOf(context, bidsOf(context.command.lot))
    .filter((bid) => bid.stage === 'submitted')
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));

/**
 * The deadline has passed (法 28, 34). Exclusive on the lot: no bid can come in while the set is counted.
 * The root binds the platform to exactly these sealed bids before anyone can read one; names and number stay hidden (法 22).
 */
export const closeBidding = defineAct({
  id: 'closeBidding',
  room: 'tender',
  title: { zh: '投标截止', en: 'close bidding' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot)] }),
  facts: (context) => ({ liveBidCount: live(context).length }),
  decide: (context) => {
    // 条例 22, 23: bids are not opened under a document that an upheld objection found at fault. It is amended in time, or the tender is made anew.
    if (roomOf<LotRoom>(context.primary).owed?.some((each) => each.measure === 'amendDocument') === true) {
      return fail(refuse('measuresOwed', ['REG-23', 'TND-027'], { measure: 'amend the document', measureZh: '修改招标文件', measureEn: 'amend the document' }));
    }
    const bids = live(context);
    if (bids.length < Number(context.procedure.parameters['minTenderers']?.value ?? 3)) return ok({ events: [{ type: 'BiddingFailed', fields: { count: bids.length } }] });
    const leaves = bids.map((bid) => leafHash(present(fromHex(roomOf<BidRoom>(bid).commitment ?? ''), 'commitment of a live bid')));
    return ok({ events: [{ type: 'BiddingClosed', fields: { liveRoot: toHex(rootOfLeaves(leaves)), count: bids.length } }] });
  },
});
