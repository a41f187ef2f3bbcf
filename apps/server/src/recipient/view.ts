import { roomOf, type Delivery, type MailboxRoom, type StreamState } from '@zhaobiao/domain';
import type { ViewRow } from '../store/writes.ts';

export const MAILBOX_VIEW_VERSION = 1;

/** Names in one order, so that a fold from the acts gives the very text that was written with them. */
const plain = ({ change: { number, kind, digest, at }, at: deliveredAt, told, urged }: Delivery): Delivery => ({ change: { number, kind, digest, at }, at: deliveredAt, told, urged });

/** The mailbox of a lot as one row, found by any of the parties in it. One row a lot keeps the statement of an act small, however many are told. */
export function mailboxView(state: StreamState): readonly ViewRow[] {
  if (state.machine !== 'mailbox') return [];
  const { lot, deliveries } = roomOf<MailboxRoom>(state);
  const parties = [...new Set(deliveries.flatMap((each) => each.told))].toSorted();
  return [{ table: 'mailbox_view', key: { lot }, values: { parties, deliveries: JSON.stringify(deliveries.map(plain)) } }];
}
