import { type Instant, type Json, type JsonObject, fail, fromHex, ok, parseInstant, toHex, utf8 } from '@zhaobiao/basics';
import type { ActEvent } from '../act/record.ts';
import { isObject } from '../bundle/read.ts';
import { canonicalBytes, equalJson } from '../canonical/canonical.ts';
import { digest } from '../digest/digest.ts';
import { drawCommitment, drawSeed } from '../draw/draw.ts';
import { leafHash, rootOfLeaves } from '../merkle/tree.ts';
import type { ShareText } from '../threshold/share.ts';
import { type EnvelopeText, type GuardianshipText, type Reopened, envelopeOf, guardianshipOf, reopenBid, shareOf } from './reopen-bid.ts';
import type { BundleCheck, VerifiedBundle } from './verify.ts';

/** What the bundle says of one bid; the last submission stands. */
type Presented = { announced: boolean; envelope: EnvelopeText | undefined; commitment: string; shares: ShareText[]; ownKey: string | undefined; refused: boolean; outcome: { readonly event: ActEvent; readonly line: number; readonly at: Instant | undefined } | undefined };
type Told = { readonly event: ActEvent; readonly stream: string; readonly index: number; readonly line: number; readonly at: Instant | undefined; readonly sealed: Json | undefined };
type Case = {
  guardianship: GuardianshipText | undefined;
  liveRoot: string | undefined;
  /** The notice in force: it says whether anything is left to chance. */
  notice: Json | undefined;
  seals: Told | undefined;
  drawn: Told | undefined;
  /** Where in the log the first bid was released. */
  releasedAt: number | undefined;
  /** Until when tenderers could release their own keys, where the document asks for them. */
  ownKeysUntil: Instant | undefined;
  record: { readonly lines: readonly Json[]; readonly line: number } | undefined;
  readonly bids: Map<string, Presented>;
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

function bidOf(into: Case, stream: string): Presented {
  const found: Presented = into.bids.get(stream) ?? { announced: false, envelope: undefined, commitment: '', shares: [], ownKey: undefined, refused: false, outcome: undefined };
  into.bids.set(stream, found);
  return found;
}

/** The deadline that the act set stands in its event. */
function takeOwnKeysUntil(into: Case, { event }: Told): void {
  const { deadlines } = event.public;
  const timing = isObject(deadlines) ? deadlines['ownKeys'] : undefined;
  const moment = isObject(timing) ? timing['at'] : undefined;
  if (typeof moment === 'string') into.ownKeysUntil = parseInstant(moment);
}

/** What each kind of event adds to the case. */
const TELLS: Readonly<Record<string, (into: Case, told: Told) => void>> = {
  NoticePublished: (into, { event }) => {
    into.guardianship = guardianshipOf(event.public['guardianship']);
    into.notice = event.public['notice'];
  },
  // Bidding may be opened again after an outage: what was checked of the bids then says nothing of those that came after.
  BiddingClosed: (into, { event }) => {
    into.liveRoot = String(event.public['liveRoot']);
    into.seals = undefined;
    into.drawn = undefined;
  },
  SealsChecked: (into, told) => {
    into.seals = told;
    takeOwnKeysUntil(into, told);
  },
  CoefficientsDrawn: (into, told) => {
    into.drawn = told;
    takeOwnKeysUntil(into, told);
  },
  OwnKeysExtended: (into, told) => takeOwnKeysUntil(into, told),
  TenderersAnnounced: (into, { event }) => {
    for (const each of listOf(event.public['tenderers'])) if (isObject(each) && typeof each['bid'] === 'string') bidOf(into, each['bid']).announced = true;
  },
  BidSubmitted: (into, { event, sealed }) => {
    const bid = bidOf(into, event.stream);
    bid.envelope = isObject(sealed) ? envelopeOf(listOf(sealed['envelopes'])[0]) : undefined;
    bid.commitment = event.hidden['sealed']?.commitment ?? '';
  },
  ShareReleased: (into, { event, index }) => {
    into.releasedAt ??= index;
    bidOf(into, event.stream).shares.push(...listOf(event.public['shares']).map(shareOf).filter((share) => share !== undefined));
  },
  OwnKeyReleased: (into, { event, index }) => {
    into.releasedAt ??= index;
    bidOf(into, event.stream).ownKey = String(event.public['key']);
  },
  ShareRefused: (into, { event }) => { bidOf(into, event.stream).refused = true; },
  BidOpened: (into, { event, line, at }) => { bidOf(into, event.stream).outcome = { event, line, at }; },
  BidUnopened: (into, { event, line, at }) => { bidOf(into, event.stream).outcome = { event, line, at }; },
  OpeningRecorded: (into, { event, line }) => { into.record = { lines: listOf(event.public['lines']), line }; },
};

function gather(bundle: VerifiedBundle): Case {
  const into: Case = { guardianship: undefined, liveRoot: undefined, notice: undefined, seals: undefined, drawn: undefined, releasedAt: undefined, ownKeysUntil: undefined, record: undefined, bids: new Map() };
  const sealed = new Map(bundle.disclosures.filter((each) => each.name === 'sealed').map((each) => [`${each.index}/${each.event}`, each.value]));
  for (const { act, index, line } of bundle.acts) {
    for (const [ordinal, event] of act.events.entries()) {
      if (isObject(event.public['notice']) && event.type !== 'NoticePublished') into.notice = event.public['notice'];
      if (Object.hasOwn(TELLS, event.type)) TELLS[event.type]?.(into, { event, stream: event.stream, index, line, at: parseInstant(act.at), sealed: sealed.get(`${index}/${ordinal}`) });
    }
  }
  return into;
}

/** A field that the sheet leaves out is null in the record. */
function sameSheet(sheet: JsonObject, recorded: Json | undefined): boolean {
  if (!isObject(recorded)) return false;
  const complete = Object.keys(sheet).every((name) => Object.hasOwn(recorded, name));
  return complete && Object.entries(recorded).every(([name, value]) => (sheet[name] === undefined ? value === null : equalJson(sheet[name], value)));
}

function agrees(reopened: Reopened, event: ActEvent): boolean {
  const { cause, sheet } = event.public;
  // A sheet that decrypts but breaks its contract is read out by nobody: the record says `sheetInvalid`.
  if (reopened.outcome === 'opened') return event.type === 'BidOpened' ? sameSheet(reopened.sheet, sheet) : cause === 'sheetInvalid';
  return reopened.outcome === 'unopened' && event.type === 'BidUnopened' && cause === reopened.cause;
}

/** The record reads the sheet out without its priced bill, of which it names length and digest. */
function readOut(line: JsonObject, sheet: Json): boolean {
  if (!isObject(sheet)) return sheet === null && (line['sheet'] ?? null) === null;
  const { items = null, ...rest } = sheet;
  const said = isList(items) ? { count: items.length, digest: toHex(digest('sha256', utf8('zhaobiao/items/v1'), canonicalBytes(items))) } : null;
  return equalJson(line['sheet'] ?? null, rest) && equalJson(line['items'] ?? null, said);
}

/**
 * What must stand in the log before the first bid is released (法 36): a check of the seals over the root of the close, and, where the document leaves
 * something to chance, a draw that follows from that root and from the number the document committed to.
 */
function releaseFault({ seals, drawn, releasedAt, notice, liveRoot = '' }: Case): { readonly detail: string; readonly line: number } | undefined {
  if (releasedAt === undefined) return undefined;
  if (!seals || seals.index > releasedAt) return { detail: 'a bid was released before the seals were checked', line: seals?.line ?? 1 };
  if (seals.event.public['intact'] !== true || seals.event.public['root'] !== liveRoot) return { detail: 'the seals were found broken and a bid was released', line: seals.line };
  const terms = isObject(notice) && isObject(notice['terms']) ? notice['terms'] : {};
  const { drawCommitment: commitment = null, evaluation } = terms;
  const needed = commitment !== null || (isObject(evaluation) && listOf(evaluation['coefficients']).length > 0);
  if (!needed) return undefined;
  if (!drawn || drawn.index > releasedAt) return { detail: 'a bid was released before the coefficients were drawn', line: drawn?.line ?? seals.line };
  const { nonce = null, seed } = drawn.event.public;
  const [number, bound] = [fromHex(typeof nonce === 'string' ? nonce : ''), fromHex(liveRoot)];
  if (!number || !bound || (nonce !== null && toHex(drawCommitment(number)) !== commitment)) return { detail: 'the number of the draw is not the one the document committed to', line: drawn.line };
  return seed === toHex(drawSeed(drawn.stream, bound, number)) ? undefined : { detail: 'the seed of the draw does not follow from the close and the number', line: drawn.line };
}

/** A bid without its tenderer's key may only be given up when the time for it is over (20号令 31). */
const missedEarly = ({ ownKeysUntil }: Case, reopened: Reopened, at: Instant | undefined): boolean =>
  reopened.outcome === 'unopened' && reopened.cause === 'ownKeyMissing' && (ownKeysUntil === undefined || at === undefined || at < ownKeysUntil);

/** The opening record says of each bid what its own act says, and names every announced bid once. */
function recordAgrees(lines: readonly Json[], presented: readonly (readonly [string, Presented])[]): boolean {
  const said = new Map(lines.map((line) => [isObject(line) ? String(line['bid']) : '', line]));
  return lines.length === presented.length && said.size === presented.length && presented.every(([stream, { outcome }]) => {
    const line = said.get(stream);
    if (!isObject(line) || !outcome) return false;
    const { sheet = null, cause = null } = outcome.event.public;
    return line['outcome'] === (outcome.event.type === 'BidOpened' ? 'opened' : 'unopened') && readOut(line, sheet) && equalJson(line['cause'] ?? null, cause);
  });
}

/**
 * Opens every bid of the bundle again from ciphertext and shares and compares with what was read out; the announced bids are exactly those bound
 * at the close, nothing was released before the seals were checked and the draw made, and the record says the same. While the opening is under way, bids not yet dealt with are counted, not blamed.
 */
export const openingCheck: BundleCheck = {
  name: 'opening',
  run: async (bundle) => {
    const gathered = gather(bundle);
    const { guardianship, liveRoot, record, bids } = gathered;
    const presented = [...bids].filter(([, bid]) => bid.announced).toSorted(([left], [right]) => (left < right ? -1 : 1));
    if (!guardianship || liveRoot === undefined || presented.length === 0) return ok({ detail: 'no opening in this bundle' });
    const root = toHex(rootOfLeaves(presented.map(([, bid]) => leafHash(fromHex(bid.commitment) ?? new Uint8Array(0)))));
    // Bids of a tender that ended before they were opened stay sealed (法 22): nobody can make the root of them, and nothing of them is claimed.
    const sealed = record === undefined && gathered.releasedAt === undefined && presented.some(([, bid]) => bid.commitment === '');
    if (sealed) return ok({ detail: `${presented.length} bids announced, none opened` });
    if (root !== liveRoot) return fail({ detail: 'the announced bids are not those bound at the close', line: 1 });
    const early = releaseFault(gathered);
    if (early) return fail(early);
    let opened = 0;
    let awaited = 0;
    for (const [stream, { envelope, shares, ownKey, refused, outcome }] of presented) {
      if (!outcome) {
        if (record) return fail({ detail: `${stream} was announced and is not in the record's acts`, line: record.line });
        awaited += 1;
        continue;
      }
      if (!envelope) return fail({ detail: `${stream} is not disclosed`, line: outcome.line });
      const reopened: Reopened = refused ? { outcome: 'unopened', cause: 'capsuleInvalid' } : await reopenBid(guardianship, envelope, shares, bundle.object(envelope.ciphertext), ownKey);
      if (!agrees(reopened, outcome.event)) return fail({ detail: `${stream}: the record says ${outcome.event.type}, the sealed bid says ${reopened.outcome}`, line: outcome.line });
      if (missedEarly(gathered, reopened, outcome.at)) return fail({ detail: `${stream}: given up before the time to release its own key had passed`, line: outcome.line });
      if (reopened.outcome === 'opened') opened += 1;
    }
    if (record && !recordAgrees(record.lines, presented)) return fail({ detail: 'the opening record differs from the acts of the bids', line: record.line });
    return ok({ detail: `${opened} of ${presented.length} bids opened again and equal${awaited > 0 ? `, ${awaited} still to be opened` : ''}` });
  },
};
