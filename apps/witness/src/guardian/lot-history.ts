/**
 * What the log says of a lot up to the release of the bids: deadline and guardians, that the seals were checked, that what is left to chance was drawn.
 * Were these taken from what the platform says now, it could name a deadline that has passed and have everything opened early; in the log the notice stood
 * before the first bid, where everybody read it.
 */
import { fail, fromHex, ok, parseInstant, toHex, type Instant, type Json, type JsonObject, type Result } from '@zhaobiao/basics';
import type { Connection } from '@zhaobiao/client';
import { drawCommitment, drawSeed, verifyReceipt, type NoteKey } from '@zhaobiao/evidence';
import { isObject } from './parse-keys.ts';
import { parseActPage, parseGuardianship, parseReceiptAnswer, type NamedGuardianship } from './parse-opening.ts';

export type HistoryFault = { readonly why: 'badHistory' | 'sealsUnchecked' | 'notDrawn'; readonly reason: string };
export type ProvedNotice = { readonly closingAt: Instant; readonly guardianship: NamedGuardianship };

type Event = { readonly version: number; readonly type: string; readonly public: JsonObject };

/** The lot's events in order of version, each act proved to stand in the log. */
export function provedEvents(lot: string, receipts: readonly Uint8Array[], logKey: NoteKey): Result<readonly Event[], HistoryFault> {
  const events: Event[] = [];
  for (const receipt of receipts) {
    const proved = verifyReceipt(receipt, undefined, { logKey });
    if (!proved.ok) return fail({ why: 'badHistory', reason: proved.fault.reason });
    events.push(...proved.value.act.events.filter((event) => event.stream === lot));
  }
  const ordered = events.toSorted((left, right) => left.version - right.version);
  if (ordered.some((event, at) => at > 0 && event.version === ordered[at - 1]?.version)) return fail({ why: 'badHistory', reason: 'an act of the lot stands twice' });
  // What comes after a gap is not there yet: the log grows while it is read.
  const gap = ordered.findIndex((event, at) => event.version !== at + 1);
  return ok(gap === -1 ? ordered : ordered.slice(0, gap));
}

const momentOf = (value: Json | undefined): Instant | undefined => (typeof value === 'string' ? parseInstant(value) : undefined);
const within = (value: Json | undefined, name: string): Json | undefined => (isObject(value) ? value[name] : undefined);
const latest = (events: readonly Event[], types: readonly string[]): Event | undefined => events.findLast((event) => types.includes(event.type));
const noticeIn = (events: readonly Event[]): Json | undefined => events.findLast((event) => isObject(event.public['notice']))?.public['notice'];

/**
 * The notice in force when the lot was closed at `closeVersion`: every version before must be there once, so that no amendment is left out.
 * A deadline that the law moved stands with the act that moved it; the later of the two counts. Guardians are fixed by the first notice.
 */
export function provedNotice(events: readonly Event[], closeVersion: number): Result<ProvedNotice, HistoryFault> {
  const before = events.filter((event) => event.version < closeVersion);
  if (before.length !== closeVersion - 1) return fail({ why: 'badHistory', reason: 'an act of the lot is missing' });
  const guardianship = parseGuardianship(before.find((event) => event.type === 'NoticePublished')?.public['guardianship']);
  const named = momentOf(within(noticeIn(before), 'closingAt'));
  const timed = before.findLast((event) => isObject(within(event.public['deadlines'], 'closing')));
  const counted = momentOf(within(within(timed?.public['deadlines'], 'closing'), 'at'));
  if (named === undefined || !guardianship) return fail({ why: 'badHistory', reason: 'no notice that can be read' });
  return ok({ closingAt: counted !== undefined && counted > named ? counted : named, guardianship });
}

/** Whether the document in force leaves something to chance: coefficients, or an order among equals. */
function draws(notice: Json | undefined): { readonly commitment: string | null; readonly needed: boolean } {
  const terms = within(notice, 'terms');
  const commitment = within(terms, 'drawCommitment');
  const coefficients = within(within(terms, 'evaluation'), 'coefficients');
  const committed = typeof commitment === 'string' ? commitment : null;
  return { commitment: committed, needed: committed !== null || (Array.isArray(coefficients) && coefficients.length > 0) };
}

/** The seed follows from lot, root and the number that was committed to; without a number, from lot and root alone, by the act that says so. */
function drawFault(lot: string, root: string, commitment: string | null, drawn: Event | undefined): string | undefined {
  if (!drawn) return 'the coefficients are not drawn';
  const { nonce, seed } = drawn.public;
  const bytes = fromHex(typeof nonce === 'string' ? nonce : '');
  const bound = fromHex(root);
  if (!bytes || !bound) return 'the draw cannot be read';
  if (nonce !== null && toHex(drawCommitment(bytes)) !== commitment) return 'the number is not the one the document committed to';
  return seed === toHex(drawSeed(lot, bound, bytes)) ? undefined : 'the seed does not follow from the root and the number';
}

/**
 * After the close at `closeVersion`, and nothing reopened it: the seals were checked and found whole, over the same root, and after that what the document
 * leaves to chance was drawn (法 36). Before both no price may be readable.
 */
export function provedRelease(lot: string, events: readonly Event[], closeVersion: number, root: string): Result<void, HistoryFault> {
  const after = events.filter((event) => event.version > closeVersion);
  const checked = latest(after, ['SealsChecked']);
  if (checked?.public['intact'] !== true || checked.public['root'] !== root) return fail({ why: 'sealsUnchecked', reason: checked ? 'the check found other bids' : 'the seals are not checked' });
  const { commitment, needed } = draws(noticeIn(events.filter((event) => event.version < closeVersion)));
  if (!needed) return ok(undefined);
  const reason = drawFault(lot, root, commitment, latest(after.filter((event) => event.version > checked.version), ['CoefficientsDrawn']));
  return reason === undefined ? ok(undefined) : fail({ why: 'notDrawn', reason });
}

const PAGE = 500;
/** Streams whose acts write to their lot too before it is opened: what holds a case up stands in the lot's own list. */
const writesTo = (lot: string): readonly string[] => ['objection', 'order'].map((machine) => `${machine}:${lot.slice('lot:'.length)}/`);

/**
 * Receipts of the public acts on the lot's own stream; `undefined` while one is not below a published checkpoint or cannot be read.
 * Acts of its bids stand between them and are passed over.
 */
export async function readLotHistory(connection: Pick<Connection, 'get'>, lot: string): Promise<readonly Uint8Array[] | undefined> {
  const receipts: Uint8Array[] = [];
  const others = writesTo(lot);
  for (let after: number | null = -1; after !== null; ) {
    const listed = await connection.get(`/api/v1/tenders/${lot.slice('lot:'.length)}/acts?after=${after}&limit=${PAGE}`);
    const page = listed.status === 200 ? parseActPage(listed.body) : undefined;
    if (!page) return undefined;
    for (const { entry } of page.acts.filter((each) => each.stream === lot || others.some((prefix) => each.stream.startsWith(prefix)))) {
      const answer = await connection.get(`/api/v1/acts/${entry}/receipt`);
      const receipt = answer.status === 200 ? parseReceiptAnswer(answer.body) : undefined;
      if (!receipt) return undefined;
      receipts.push(receipt);
    }
    after = page.next;
  }
  return receipts;
}
