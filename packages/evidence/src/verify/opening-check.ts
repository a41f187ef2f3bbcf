import { type Json, type JsonObject, fail, fromHex, ok, toHex } from '@zhaobiao/basics';
import { equalJson } from '../canonical/canonical.ts';
import { leafHash, rootOfLeaves } from '../merkle/tree.ts';
import { type EnvelopeText, type GuardianshipText, type Reopened, type ReleasedShareText, reopenBid } from './reopen-bid.ts';
import type { BundleCheck, VerifiedBundle } from './verify.ts';

type Sealed = { readonly envelopes: readonly EnvelopeText[] };
type Case = {
  guardianship?: GuardianshipText;
  liveRoot?: string;
  bids: Map<string, { sealed?: Sealed; commitment?: string; shares: ReleasedShareText[]; refused: boolean; outcome?: { event: JsonObject; type: string; line: number }; announced: boolean }>;
};

const object = (value: Json | undefined): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {});

const bidOf = (into: Case, stream: string) => {
  const found = into.bids.get(stream) ?? { shares: [], refused: false, announced: false };
  into.bids.set(stream, found);
  return found;
};

function gather(bundle: VerifiedBundle): Case {
  const into: Case = { bids: new Map() };
  const disclosed = new Map(bundle.disclosures.filter((each) => each.name === 'sealed').map((each) => [`${each.index}/${each.event}`, each]));
  for (const act of bundle.acts) {
    for (const [ordinal, event] of act.act.events.entries()) {
      if (event.type === 'NoticePublished') into.guardianship = event.public['guardianship'] as unknown as GuardianshipText;
      if (event.type === 'BiddingClosed') into.liveRoot = String(event.public['liveRoot']);
      if (event.type === 'TenderersAnnounced') for (const each of event.public['tenderers'] as readonly JsonObject[]) bidOf(into, String(each['bid'])).announced = true;
      const bid = bidOf(into, event.stream);
      if (event.type === 'BidSubmitted') {
        const sealed = disclosed.get(`${act.index}/${ordinal}`);
        if (sealed) bid.sealed = sealed.value as unknown as Sealed;
        bid.commitment = event.hidden['sealed']?.commitment ?? '';
      }
      if (event.type === 'ShareReleased') bid.shares.push(...(event.public['shares'] as unknown as readonly ReleasedShareText[]));
      if (event.type === 'ShareRefused') bid.refused = true;
      if (event.type === 'BidOpened' || event.type === 'BidUnopened') bid.outcome = { event: event.public, type: event.type, line: act.line };
    }
  }
  return into;
}

/** A field the sheet leaves out is null in the record. */
const sameSheet = (sheet: JsonObject, recorded: JsonObject): boolean =>
  Object.entries(recorded).every(([name, value]) => (sheet[name] === undefined ? value === null : equalJson(sheet[name], value))) && Object.keys(sheet).every((name) => name in recorded);

function agrees(reopened: Reopened, type: string, event: JsonObject): boolean {
  if (reopened.outcome === 'opened') return type === 'BidOpened' ? sameSheet(reopened.sheet, object(event['sheet'])) : event['cause'] === 'sheetInvalid';
  return reopened.outcome === 'unopened' && type === 'BidUnopened' && event['cause'] === reopened.cause;
}

/** Opens every bid of the bundle again from ciphertext and shares, and compares with what was read out; the announced bids are exactly those of the close. */
export const openingCheck: BundleCheck = {
  name: 'opening',
  run: async (bundle) => {
    const { guardianship, liveRoot, bids } = gather(bundle);
    const presented = [...bids].filter(([, bid]) => bid.announced).toSorted(([left], [right]) => (left < right ? -1 : 1));
    if (!guardianship || liveRoot === undefined || presented.length === 0) return ok({ detail: 'no opening in this bundle' });
    const root = toHex(rootOfLeaves(presented.map(([, bid]) => leafHash(fromHex(bid.commitment ?? '') ?? new Uint8Array(0)))));
    if (root !== liveRoot) return fail({ detail: 'the announced bids are not those bound at the close', line: 1 });
    let opened = 0;
    for (const [stream, { sealed, shares, refused, outcome }] of presented) {
      if (!outcome) return fail({ detail: `${stream} was announced but not dealt with`, line: 1 });
      const envelope = sealed?.envelopes[0];
      if (!envelope) return fail({ detail: `${stream} is not disclosed`, line: outcome.line });
      const reopened: Reopened = refused ? { outcome: 'unopened', cause: 'capsuleInvalid' } : await reopenBid(guardianship, envelope, shares, bundle.object(envelope.ciphertext));
      if (!agrees(reopened, outcome.type, outcome.event)) return fail({ detail: `${stream}: the record says ${outcome.type}, the sealed bid says ${JSON.stringify(reopened)}`, line: outcome.line });
      if (reopened.outcome === 'opened') opened += 1;
    }
    return ok({ detail: `${opened} of ${presented.length} bids opened again and equal` });
  },
};
