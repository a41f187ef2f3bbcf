import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import type { StreamState } from '../procedure/types.ts';
import type { OpeningLine } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot') });
const AT_OPENING = new Set(['submitted', 'released', 'opened', 'unopened']);

const presented = (context: Context<z.infer<typeof contract>>): readonly StreamState[] => setOf(context, bidsOf(context.command.lot)).filter((bid) => AT_OPENING.has(bid.stage));

/** Lines in order of receipt; the serial number says nothing of the price. */
function linesOf(bids: readonly StreamState[]): readonly OpeningLine[] {
  return bids
    .map((bid) => ({ id: bid.id, room: roomOf<BidRoom>(bid) }))
    .toSorted((left, right) => ((left.room.submittedAt ?? '') + left.id < (right.room.submittedAt ?? '') + right.id ? -1 : 1))
    .map(({ id, room }, index) => ({
      no: index + 1, bid: id, creditCode: room.creditCode, name: room.name, submittedAt: room.submittedAt ?? '', openedAt: room.openedAt,
      outcome: room.sheet ? 'opened' : 'unopened', cause: room.cause, sheet: room.sheet,
    }));
}

/** 开标记录 (法 36, 办法 32): complete only when every bid that stood at the deadline is dealt with. */
export const recordOpening = defineAct({
  id: 'recordOpening',
  room: 'opening',
  title: { zh: '形成开标记录', en: 'make the opening record' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot)] }),
  facts: (context) => {
    const bids = presented(context);
    return { openedCount: bids.filter((bid) => bid.stage === 'opened').length, unopenedCount: bids.filter((bid) => bid.stage === 'submitted' || bid.stage === 'released').length };
  },
  decide: (context) => {
    const lines = linesOf(presented(context));
    const opened = lines.filter((each) => each.outcome === 'opened').length;
    return ok({ events: [{ type: 'OpeningRecorded', fields: { lines, opened, unopened: lines.length - opened } }] });
  },
});
