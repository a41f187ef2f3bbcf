/**
 * Who has the tender document from the platform, and what has been put into their mailboxes. Names and number of potential tenderers are nobody's
 * business before the opening (招标投标法 22), so nothing here stands in a public act.
 */
import { present } from '@zhaobiao/basics';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { SetRef } from '../act/definition.ts';
import type { Change } from '../tender/state.ts';

export type RecipientRoom = {
  readonly lot: string;
  readonly party: string;
  /** Version and digest of the document as it was obtained. */
  readonly version: number;
  readonly digest: string;
  readonly obtainedAt: string;
  /** Numbers of the changes whose reading the recipient has confirmed, each with the moment. */
  readonly acknowledged: readonly { readonly change: number; readonly at: string }[];
};

/** One delivery: a change and the parties into whose mailbox it was put; `urged` of them have a bid in and are asked to read it again. */
export type Delivery = { readonly change: Change; readonly at: string; readonly told: readonly string[]; readonly urged: readonly string[] };

/** All deliveries of a lot, apart from the lot itself: a lot is loaded with every bid, its post is not. */
export type MailboxRoom = { readonly lot: string; readonly deliveries: readonly Delivery[] };

/** The set of all who obtained the document of a lot. */
export const recipientsOf = (lot: string): SetRef => ({ owner: lot, machine: 'recipient' });

export const recipientId = (lot: string, party: string): string => `recipient:${lot.slice('lot:'.length)}/${party.slice('party:'.length)}`;
export const mailboxId = (lot: string): string => `mailbox:${lot.slice('lot:'.length)}`;

/** The party that `recipient:P/1/CODE`, `bid:P/1/CODE` or `security:P/1/CODE` belongs to. */
export const partyOfStream = (id: string): string => `party:${present(id.split('/')[2], `the party in ${id}`)}`;

const recipient = (room: RecipientRoom | undefined): RecipientRoom => {
  if (!room) throw new Error('a recipient event before the document was obtained');
  return room;
};

export const recipientEvents = {
  DocumentObtained: defineEvent<RecipientRoom>({
    v: 1,
    machine: 'recipient',
    fields: { lot: 'public', version: 'public', digest: 'public', obtainedAt: 'public' },
    evolve: (_room, event) => ({ ...fieldsOf<Pick<RecipientRoom, 'lot' | 'version' | 'digest' | 'obtainedAt'>>(event), party: event.actor, acknowledged: [] }),
  }),
  ChangeAcknowledged: defineEvent<RecipientRoom>({
    v: 1,
    machine: 'recipient',
    fields: { change: 'public', digest: 'public', at: 'public' },
    evolve: (room, event) => {
      const { change, at } = fieldsOf<{ readonly change: number; readonly at: string }>(event);
      return { ...recipient(room), acknowledged: [...recipient(room).acknowledged, { change, at }] };
    },
  }),
  /** Proof of delivery (条例 21, 31): what, when and to whom; an empty list looks like a long one from outside. */
  ChangePosted: defineEvent<MailboxRoom>({
    v: 1,
    machine: 'mailbox',
    fields: { lot: 'public', change: 'public', at: 'public', told: 'until:announceTenderers', urged: 'until:announceTenderers' },
    evolve: (room, event) => {
      const { lot, ...delivery } = fieldsOf<Delivery & { readonly lot: string }>(event);
      return { lot, deliveries: [...(room?.deliveries ?? []), delivery] };
    },
  }),
};
