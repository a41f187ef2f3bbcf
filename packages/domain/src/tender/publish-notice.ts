import { amountText, fail, fen, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { CALENDAR, GUARDIANSHIP, type GuardianshipRoom } from '../governance/state.ts';
import { noticeContract, noticeOf } from './notice.ts';
import type { LotRoom } from './state.ts';

const publishContract = z.strictObject({ lot: streamId('lot'), ...noticeContract });
type Publish = z.infer<typeof publishContract>;

/** 实施条例 26: bid security is at most 2 % of the estimate of the lot. */
function securityFault({ command, primary }: Context<Pick<Publish, 'securityFen'>>): Refusal | undefined {
  const { estimateFen } = roomOf<LotRoom>(primary);
  const cap = Math.floor(estimateFen / 50);
  if (command.securityFen === null || command.securityFen <= cap) return undefined;
  return refuse('securityTooHigh', ['TND-029'], { amount: yuan(command.securityFen), cap: yuan(cap) });
}

const yuan = (amount: number): string => amountText(present(fen(amount), 'whole fen'), 2, 2);

export const publishNotice = defineAct({
  id: 'publishNotice',
  room: 'tender',
  title: { zh: '发布招标公告', en: 'publish the tender notice' },
  machine: 'lot',
  contract: publishContract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [CALENDAR, GUARDIANSHIP], objects: command.documents.map((each) => each.digest) }),
  chosen: (command) => ({ closingAt: command.closingAt, issueEndsAt: command.issueEndsAt }),
  decide: (context) => {
    const { command, streams, primary, at } = context;
    const guardianship = streams.get(GUARDIANSHIP);
    if (guardianship?.stage !== 'registered') return fail(refuse('guardianUnknown', ['TND-055']));
    const fault = securityFault(context);
    if (fault) return fail(fault);
    const notice = noticeOf(primary.id, 1, command, at);
    const { threshold, publicKey, guardians } = roomOf<GuardianshipRoom>(guardianship);
    return ok({
      events: [{ type: 'NoticePublished', fields: { notice, guardianship: { threshold, publicKey, guardians } } }],
      answer: { lot: primary.id, tender: notice.digest },
    });
  },
});

/** 实施条例 21: a change that may affect the making of bids needs 15 days; the deadline moves, bids in stay valid. */
export const amendNotice = defineAct({
  id: 'amendNotice',
  room: 'tender',
  title: { zh: '修改招标文件', en: 'amend the tender document' },
  machine: 'lot',
  contract: z.strictObject({ ...publishContract.shape, reason: text(2000), affectsBids: z.boolean() }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [CALENDAR], objects: command.documents.map((each) => each.digest) }),
  facts: ({ command }) => ({ affectsPreparation: command.affectsBids }),
  chosen: (command) => ({ closingAt: command.closingAt }),
  decide: (context) => {
    const { command, primary, at } = context;
    const fault = securityFault(context);
    if (fault) return fail(fault);
    const before = present(roomOf<LotRoom>(primary).notice, 'notice of a lot that is bidding');
    const notice = noticeOf(primary.id, before.version + 1, command, at);
    return ok({
      events: [{ type: 'NoticeAmended', fields: { notice, reason: command.reason, affectsBids: command.affectsBids } }],
      answer: { lot: primary.id, tender: notice.digest },
    });
  },
});
