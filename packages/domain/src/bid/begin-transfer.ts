import { instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import type { PartyRoom } from '../party/state.ts';
import { bidId } from './state.ts';

/**
 * 20号令 27: what the bidder's own machine announces before it uploads. A transfer that is begun and not complete at the deadline counts as withdrawn: it is
 * not announced, and its owner has the receipt of the attempt. A bid that stands meanwhile is not touched.
 */
export const beginTransfer = defineAct({
  id: 'beginTransfer',
  room: 'bid',
  title: { zh: '开始传输投标文件', en: 'begin the transfer of a bid' },
  machine: 'bid',
  contract: z.strictObject({
    lot: streamId('lot'),
    /** Bytes of everything that will be uploaded. */
    lengthBytes: z.int().min(1).max(2 ** 40),
    /** Digest of the sealed bid, where it is sealed already. */
    ciphertext: hex(32).nullable(),
  }),
  plan: (command, actor) => ({ primary: { id: bidId(command.lot, actor.party), machine: 'bid', owner: command.lot }, reads: [command.lot] }),
  decide: ({ command, actor, at, streams }) => {
    const { name, creditCode } = roomOfStream<PartyRoom>(streams, actor.party);
    const attempt = { at: instantText(at), lengthBytes: command.lengthBytes, ciphertext: command.ciphertext };
    const sealed = { tenderer: { lead: actor.party, members: [] }, name, creditCode };
    return ok({ events: [{ type: 'TransferBegun', fields: { lot: command.lot, sealed, attempt } }], answer: { begunAt: attempt.at } });
  },
});
