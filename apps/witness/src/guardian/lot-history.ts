/**
 * Deadline and guardians as the log has them. Were they taken from what the platform says now, it could name a deadline that has passed and have
 * everything opened early; in the log the notice stood before the first bid, where everybody read it.
 */
import { fail, ok, parseInstant, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import type { Connection } from '@zhaobiao/client';
import { verifyReceipt, type NoteKey } from '@zhaobiao/evidence';
import { isObject } from './parse-keys.ts';
import { parseActPage, parseGuardianship, parseReceiptAnswer, type NamedGuardianship } from './parse-opening.ts';

export type HistoryFault = { readonly why: 'badHistory'; readonly reason: string };
export type ProvedNotice = { readonly closingAt: Instant; readonly guardianship: NamedGuardianship };

type Event = { readonly version: number; readonly type: string; readonly public: JsonObject };

/** The lot's events with their versions, each act proved to stand in the log. */
function provedEvents(lot: string, receipts: readonly Uint8Array[], logKey: NoteKey): Result<readonly Event[], HistoryFault> {
  const events: Event[] = [];
  for (const receipt of receipts) {
    const proved = verifyReceipt(receipt, undefined, { logKey });
    if (!proved.ok) return fail({ why: 'badHistory', reason: proved.fault.reason });
    events.push(...proved.value.act.events.filter((event) => event.stream === lot));
  }
  return ok(events.toSorted((left, right) => left.version - right.version));
}

/**
 * The notice in force when the lot was closed at `closeVersion`: every version before must be there once, so that no amendment is left out.
 * An amendment moves the deadline and keeps the guardians, who are fixed by the first notice.
 */
export function provedNotice(lot: string, closeVersion: number, receipts: readonly Uint8Array[], logKey: NoteKey): Result<ProvedNotice, HistoryFault> {
  const proved = provedEvents(lot, receipts, logKey);
  if (!proved.ok) return proved;
  const before = proved.value.filter((event) => event.version < closeVersion);
  if (before.length !== closeVersion - 1 || before.some((event, at) => event.version !== at + 1)) return fail({ why: 'badHistory', reason: 'an act of the lot is missing or stands twice' });
  const notice = before.findLast((event) => event.type === 'NoticePublished' || event.type === 'NoticeAmended')?.public['notice'];
  const guardianship = parseGuardianship(before.find((event) => event.type === 'NoticePublished')?.public['guardianship']);
  const closing = isObject(notice) ? notice['closingAt'] : undefined;
  const closingAt = typeof closing === 'string' ? parseInstant(closing) : undefined;
  return closingAt === undefined || !guardianship ? fail({ why: 'badHistory', reason: 'no notice that can be read' }) : ok({ closingAt, guardianship });
}

const PAGE = 500;

/**
 * Receipts of the public acts on the lot's own stream, up to its close; `undefined` while one is not below a published checkpoint or cannot be read.
 * Acts of its bids stand between them and are passed over.
 */
export async function readLotHistory(connection: Pick<Connection, 'get'>, lot: string, closeIndex: number): Promise<readonly Uint8Array[] | undefined> {
  const receipts: Uint8Array[] = [];
  let after: number | null = -1;
  while (after !== null && after < closeIndex) {
    const listed = await connection.get(`/api/v1/tenders/${lot.slice('lot:'.length)}/acts?after=${after}&limit=${PAGE}`);
    const page = listed.status === 200 ? parseActPage(listed.body) : undefined;
    if (!page) return undefined;
    for (const { entry } of page.acts.filter((each) => each.stream === lot && each.index < closeIndex)) {
      const answer = await connection.get(`/api/v1/acts/${entry}/receipt`);
      const receipt = answer.status === 200 ? parseReceiptAnswer(answer.body) : undefined;
      if (!receipt) return undefined;
      receipts.push(receipt);
    }
    after = page.next;
  }
  return receipts;
}
