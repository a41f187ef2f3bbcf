import { instantText } from '@zhaobiao/basics';
import type { StoredEvent } from '../act/definition.ts';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import { preparationOf, withChange, type Extension, type Outage, type SiteVisit } from './preparation.ts';
import type { LotRoom, Notice } from './state.ts';

const known = (room: LotRoom | undefined): LotRoom => {
  if (!room) throw new Error('a lot event before its definition');
  return room;
};

/** Acts of the first release carry none. */
const digestIn = (event: StoredEvent): string => fieldsOf<{ readonly digest?: string }>(event).digest ?? '';

type Clarified = { readonly notice: Notice; readonly enquiries: readonly (string | null)[] };

export const preparationEvents = {
  /** The answers are part of the document. Which of them somebody asked for is hidden: who asked would follow from it (法 22). */
  ClarificationIssued: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { notice: 'public', answers: 'public', affectsBids: 'public', enquiries: 'until:announceTenderers', warnings: 'public' },
    evolve: (room, event) => {
      const { notice, enquiries } = fieldsOf<Clarified>(event);
      const before = known(room);
      const answered = Object.fromEntries(enquiries.filter((each) => each !== null).map((each) => [each, notice.version]));
      return { ...before, notice, ...withChange(before, 'clarification', notice.digest, event.at, { answered: { ...preparationOf(before).answered, ...answered } }) };
    },
  }),
  SiteVisitAnnounced: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { place: 'public', at: 'public', contact: 'public', statement: 'public', digest: 'public', warnings: 'public' },
    evolve: (room, event) => {
      const { place, at, contact, statement } = fieldsOf<SiteVisit>(event);
      const before = known(room);
      return { ...before, ...withChange(before, 'siteVisit', digestIn(event), event.at, { siteVisits: [...preparationOf(before).siteVisits, { place, at, contact, statement }] }) };
    },
  }),
  /** Everything up to `through` has been put into the mailboxes of everybody concerned; who they are stands in the mailbox's own events. */
  ChangesDelivered: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { through: 'public' },
    evolve: (room, event) => {
      const before = known(room);
      return { ...before, preparation: { ...preparationOf(before), delivered: fieldsOf<{ readonly through: number }>(event).through } };
    },
  }),
  /** A root of bids that was made at a close which did not last is void. */
  OutageDeclared: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { cause: 'public', from: 'public', to: 'public', statement: 'public', closingAt: 'public', digest: 'public', attempts: 'until:announceTenderers', notTaken: 'until:announceTenderers' },
    evolve: (room, event) => {
      const { cause, from, to, closingAt } = fieldsOf<Outage>(event);
      const before = known(room);
      return { ...before, liveRoot: null, ...withChange(before, 'outage', digestIn(event), event.at, { outages: [...preparationOf(before).outages, { cause, from, to, closingAt }] }) };
    },
  }),
  ValidityExtensionAsked: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { validUntil: 'public', lastOn: 'public', reason: 'public', digest: 'public' },
    evolve: (room, event) => {
      const { validUntil, lastOn, reason } = fieldsOf<Extension>(event);
      const before = known(room);
      return { ...before, ...withChange(before, 'validity', digestIn(event), event.at, { extension: { validUntil, lastOn, reason, askedAt: instantText(event.at) } }) };
    },
  }),
  DocumentInvalidated: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { article: 'public', reason: 'public', digest: 'public' },
    evolve: (room, event) => ({ ...known(room), ...withChange(known(room), 'invalid', digestIn(event), event.at) }),
  }),
  TenderTerminated: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { cause: 'public', reason: 'public', digest: 'public' },
    evolve: (room, event) => ({ ...known(room), ...withChange(known(room), 'terminated', digestIn(event), event.at) }),
  }),
};
