import { roomOf, type LotRoom, type StreamState } from '@zhaobiao/domain';
import { parseInstant } from '@zhaobiao/basics';
import type { ViewRow } from '../store/writes.ts';

export const VIEW_VERSION = 1;

const momentOf = (text: string | undefined): number | null => (text === undefined ? null : (parseInstant(text) ?? null));

/** A lot as the portal lists it. Nothing of its bids: not their names, not their number (法 22). */
export function tenderView(state: StreamState): readonly ViewRow[] {
  if (state.machine !== 'lot') return [];
  const room = roomOf<LotRoom>(state);
  const closing = state.deadlines['closing'];
  return [{
    table: 'tender_view',
    key: { lot: state.id },
    values: {
      project: room.project,
      name: room.name,
      title: room.notice?.title ?? null,
      stage: state.stage,
      procuring_entity: room.procuringEntity,
      agency: room.agency,
      procedure: room.procedure.id,
      published_at: momentOf(room.notice?.publishedAt),
      closing_at: closing && 'at' in closing ? closing.at : null,
      document_version: room.notice?.version ?? null,
      tender_digest: room.notice?.digest ?? null,
    },
  }];
}
