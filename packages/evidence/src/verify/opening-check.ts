import { type Json, type JsonObject, fail, fromHex, ok, toHex } from '@zhaobiao/basics';
import type { ActEvent } from '../act/record.ts';
import { isObject } from '../bundle/read.ts';
import { equalJson } from '../canonical/canonical.ts';
import { leafHash, rootOfLeaves } from '../merkle/tree.ts';
import type { ShareText } from '../threshold/share.ts';
import { type EnvelopeText, type GuardianshipText, type Reopened, envelopeOf, guardianshipOf, reopenBid, shareOf } from './reopen-bid.ts';
import type { BundleCheck, VerifiedBundle } from './verify.ts';

/** What the bundle says of one bid; the last submission stands. */
type Presented = { announced: boolean; envelope: EnvelopeText | undefined; commitment: string; shares: ShareText[]; refused: boolean; outcome: { readonly event: ActEvent; readonly line: number } | undefined };
type Case = { guardianship: GuardianshipText | undefined; liveRoot: string | undefined; record: { readonly lines: readonly Json[]; readonly line: number } | undefined; readonly bids: Map<string, Presented> };

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

function bidOf(into: Case, stream: string): Presented {
  const found: Presented = into.bids.get(stream) ?? { announced: false, envelope: undefined, commitment: '', shares: [], refused: false, outcome: undefined };
  into.bids.set(stream, found);
  return found;
}

type Told = { readonly event: ActEvent; readonly line: number; readonly sealed: Json | undefined };

/** What each kind of event adds to the case. */
const TELLS: Readonly<Record<string, (into: Case, told: Told) => void>> = {
  NoticePublished: (into, { event }) => { into.guardianship = guardianshipOf(event.public['guardianship']); },
  BiddingClosed: (into, { event }) => { into.liveRoot = String(event.public['liveRoot']); },
  TenderersAnnounced: (into, { event }) => {
    for (const each of listOf(event.public['tenderers'])) if (isObject(each) && typeof each['bid'] === 'string') bidOf(into, each['bid']).announced = true;
  },
  BidSubmitted: (into, { event, sealed }) => {
    const bid = bidOf(into, event.stream);
    bid.envelope = isObject(sealed) ? envelopeOf(listOf(sealed['envelopes'])[0]) : undefined;
    bid.commitment = event.hidden['sealed']?.commitment ?? '';
  },
  ShareReleased: (into, { event }) => { bidOf(into, event.stream).shares.push(...listOf(event.public['shares']).map(shareOf).filter((share) => share !== undefined)); },
  ShareRefused: (into, { event }) => { bidOf(into, event.stream).refused = true; },
  BidOpened: (into, { event, line }) => { bidOf(into, event.stream).outcome = { event, line }; },
  BidUnopened: (into, { event, line }) => { bidOf(into, event.stream).outcome = { event, line }; },
  OpeningRecorded: (into, { event, line }) => { into.record = { lines: listOf(event.public['lines']), line }; },
};

function gather(bundle: VerifiedBundle): Case {
  const into: Case = { guardianship: undefined, liveRoot: undefined, record: undefined, bids: new Map() };
  const sealed = new Map(bundle.disclosures.filter((each) => each.name === 'sealed').map((each) => [`${each.index}/${each.event}`, each.value]));
  for (const { act, index, line } of bundle.acts) {
    for (const [ordinal, event] of act.events.entries()) {
      if (Object.hasOwn(TELLS, event.type)) TELLS[event.type]?.(into, { event, line, sealed: sealed.get(`${index}/${ordinal}`) });
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

/** The opening record says of each bid what its own act says, and names every announced bid once. */
function recordAgrees(lines: readonly Json[], presented: readonly (readonly [string, Presented])[]): boolean {
  const said = new Map(lines.map((line) => [isObject(line) ? String(line['bid']) : '', line]));
  return lines.length === presented.length && said.size === presented.length && presented.every(([stream, { outcome }]) => {
    const line = said.get(stream);
    if (!isObject(line) || !outcome) return false;
    const { sheet = null, cause = null } = outcome.event.public;
    return line['outcome'] === (outcome.event.type === 'BidOpened' ? 'opened' : 'unopened') && equalJson(line['sheet'] ?? null, sheet) && equalJson(line['cause'] ?? null, cause);
  });
}

/**
 * Opens every bid of the bundle again from ciphertext and shares and compares with what was read out; the announced bids are exactly those bound
 * at the close, and the record says the same. While the opening is under way, bids not yet dealt with are counted, not blamed.
 */
export const openingCheck: BundleCheck = {
  name: 'opening',
  run: async (bundle) => {
    const { guardianship, liveRoot, record, bids } = gather(bundle);
    const presented = [...bids].filter(([, bid]) => bid.announced).toSorted(([left], [right]) => (left < right ? -1 : 1));
    if (!guardianship || liveRoot === undefined || presented.length === 0) return ok({ detail: 'no opening in this bundle' });
    const root = toHex(rootOfLeaves(presented.map(([, bid]) => leafHash(fromHex(bid.commitment) ?? new Uint8Array(0)))));
    if (root !== liveRoot) return fail({ detail: 'the announced bids are not those bound at the close', line: 1 });
    let opened = 0;
    let awaited = 0;
    for (const [stream, { envelope, shares, refused, outcome }] of presented) {
      if (!outcome) {
        if (record) return fail({ detail: `${stream} was announced and is not in the record's acts`, line: record.line });
        awaited += 1;
        continue;
      }
      if (!envelope) return fail({ detail: `${stream} is not disclosed`, line: outcome.line });
      const reopened: Reopened = refused ? { outcome: 'unopened', cause: 'capsuleInvalid' } : await reopenBid(guardianship, envelope, shares, bundle.object(envelope.ciphertext));
      if (!agrees(reopened, outcome.event)) return fail({ detail: `${stream}: the record says ${outcome.event.type}, the sealed bid says ${reopened.outcome}`, line: outcome.line });
      if (reopened.outcome === 'opened') opened += 1;
    }
    if (record && !recordAgrees(record.lines, presented)) return fail({ detail: 'the opening record differs from the acts of the bids', line: record.line });
    return ok({ detail: `${opened} of ${presented.length} bids opened again and equal${awaited > 0 ? `, ${awaited} still to be opened` : ''}` });
  },
};
