/** One's own messages. Nobody can ask for another's: the party is always the one that asks. */
import { recipientId, type ChangeKind, type Delivery, type RecipientRoom } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';
import { parseDeliveries } from './parse-deliveries.ts';

type Text = { readonly zh: string; readonly en: string };

const KINDS: Readonly<Record<ChangeKind, Text>> = {
  amendment: { zh: '招标文件已修改', en: 'The tender document has been amended' },
  clarification: { zh: '招标文件已澄清', en: 'The tender document has been clarified' },
  siteVisit: { zh: '组织踏勘，全部潜在投标人均可参加', en: 'A site visit is held, open to all' },
  outage: { zh: '平台发生故障，投标截止时间已延长', en: 'The platform failed; the deadline has been extended' },
  validity: { zh: '招标人请求延长投标有效期，请答复是否同意', en: 'You are asked to extend the validity of your bid' },
  invalid: { zh: '招标文件违法，本次招标无效，将重新招标；投标保证金及利息退还', en: 'The document is unlawful and the tender void; a new one follows, securities are returned with interest' },
  result: { zh: '中标结果已经确定，您的投标结果见中标结果公示；投标保证金及利息在合同签订后五日内退还', en: 'The award is made; see the published result of your bid. Securities are returned with interest within five days of the contract' },
  failed: { zh: '本次招标没有确定中标人，将重新招标；投标保证金及利息退还', en: 'The tender ended without an award and a new one follows; securities are returned with interest' },
  terminated: { zh: '招标已终止；投标保证金及利息退还', en: 'The tender is terminated; securities are returned with interest' },
};

/** Bids in stay valid; whoever changed the document owes their owners this sentence. */
const URGED: Text = { zh: '。您已递交的投标文件继续有效，请重新阅读招标文件；截止前可以替换或者撤回', en: '. Your bid stays valid: read the document again; until the deadline it may be replaced or withdrawn' };
const REREAD: ReadonlySet<ChangeKind> = new Set(['amendment', 'clarification', 'outage']);

function textOf(kind: ChangeKind, urged: boolean): Text {
  const more = urged && REREAD.has(kind) ? URGED : { zh: '', en: '' };
  return { zh: `${KINDS[kind].zh}${more.zh}。`, en: `${KINDS[kind].en}${more.en}.` };
}

export type Message = {
  readonly lot: string;
  readonly number: number;
  readonly kind: ChangeKind;
  readonly digest: string;
  readonly at: string;
  readonly deliveredAt: string;
  readonly hasBid: boolean;
  readonly acknowledgedAt: string | null;
  readonly text: Text;
};

const own = (lot: string, party: string, room: RecipientRoom | undefined) => ({ change, at, told, urged }: Delivery): readonly Message[] => {
  if (!told.includes(party)) return [];
  const { number, kind, digest } = change;
  const hasBid = urged.includes(party);
  const acknowledgedAt = room?.acknowledged.find((each) => each.change === number)?.at ?? null;
  return [{ lot, number, kind, digest, at: change.at, deliveredAt: at, hasBid, acknowledgedAt, text: textOf(kind, hasBid) }];
};

/** What was delivered to a party, the latest first. */
export async function messagesOf(pool: pg.Pool, party: string, { lot, limit }: { readonly lot?: string | undefined; readonly limit: number }): Promise<readonly Message[]> {
  const { rows } = await pool.query<{ lot: string; deliveries: string }>('SELECT lot, deliveries FROM mailbox_view WHERE parties @> ARRAY[$1]::text[] AND ($2::text IS NULL OR lot = $2)', [party, lot ?? null]);
  const messages = await Promise.all(rows.map(async (row) => {
    const recipient = await streamState<RecipientRoom>(pool, recipientId(row.lot, party));
    return parseDeliveries(row.deliveries).flatMap(own(row.lot, party, recipient?.room));
  }));
  const key = (message: Message): string => `${message.deliveredAt} ${message.lot} ${String(message.number).padStart(5, '0')}`;
  return messages.flat().toSorted((left, right) => (key(left) < key(right) ? 1 : -1)).slice(0, limit);
}
