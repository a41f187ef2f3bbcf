import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf, type Context, type SetRef } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { asJson, defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf } from '../bid/state.ts';
import { mailboxId, partyOfStream, recipientsOf } from '../recipient/state.ts';
import { preparationOf, type ChangeKind } from './preparation.ts';
import type { LotRoom } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot') });
const securitiesOf = (lot: string): SetRef => ({ owner: lot, machine: 'security' });
/** What concerns only those whose bid is in: the validity of bids, the result (法 45), the end of the tender without one. */
const AMONG_TENDERERS: ReadonlySet<ChangeKind> = new Set(['validity', 'result', 'failed']);
const LIVE: ReadonlySet<string> = new Set(['submitted', 'released', 'opened', 'unopened']);

/** Everybody concerned, by party id: who has the document, who began or submitted a bid or lodged a security; and whose bids are in. */
function concerned(context: Context<z.infer<typeof contract>>) {
  const { lot } = context.command;
  const bids = setOf(context, bidsOf(lot));
  const partiesOf = (states: readonly { readonly id: string }[]): readonly string[] => [...new Set(states.map((state) => partyOfStream(state.id)))].toSorted();
  return { everybody: partiesOf([...setOf(context, recipientsOf(lot)), ...bids, ...setOf(context, securitiesOf(lot))]), tenderers: partiesOf(bids.filter((bid) => LIVE.has(bid.stage))) };
}

/**
 * 书面通知所有招标文件收受人 (法 23, 条例 21, 31): the clock puts every change not yet delivered into the platform's mailbox of everybody concerned, in one
 * act. Exclusive on the lot, so that nobody obtains the document between the change and its delivery without one or the other. Names and number are hidden
 * until the tenderers are announced; an act with no recipient has the same form and length as one with fifty.
 */
export const deliverChange = defineAct({
  id: 'deliverChange',
  room: 'tender',
  title: { zh: '送达修改和通知', en: 'deliver changes to every recipient' },
  machine: 'lot',
  contract,
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' }, writes: [{ id: mailboxId(lot), machine: 'mailbox', owner: lot }], sums: [recipientsOf(lot), bidsOf(lot), securitiesOf(lot)] }),
  decide: (context) => {
    const { primary, at } = context;
    const { changes, delivered } = preparationOf(roomOf<LotRoom>(primary));
    const waiting = changes.filter((change) => change.number > delivered);
    if (waiting.length === 0) return fail(refuse('nothingToDeliver', ['TND-023']));
    const { everybody, tenderers } = concerned(context);
    const live = new Set(tenderers);
    const posted = waiting.map((change) => {
      const told = AMONG_TENDERERS.has(change.kind) ? tenderers : everybody;
      const urged = told.filter((party) => live.has(party));
      return { type: 'ChangePosted', stream: mailboxId(primary.id), fields: { lot: primary.id, change: asJson(change), at: instantText(at), told, urged } };
    });
    return ok({ events: [{ type: 'ChangesDelivered', fields: { through: changes.length } }, ...posted] });
  },
});
