/** What a lot keeps while bids are prepared: everything its recipients are told, in one order, and how far that has been delivered. */
import { instantText, toHex, utf8, type Instant, type JsonObject } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';

export type ChangeKind = 'amendment' | 'clarification' | 'siteVisit' | 'outage' | 'validity' | 'invalid' | 'terminated' | 'result' | 'failed';

/** One thing to be told, numbered from 1 within the lot. `digest`: of the document as amended or clarified, else of the statement. */
export type Change = { readonly number: number; readonly kind: ChangeKind; readonly digest: string; readonly at: string };

export type SiteVisit = { readonly place: string; readonly at: string; readonly contact: string; readonly statement: string };

export const OUTAGE_CAUSES = ['database', 'storage', 'network', 'power', 'application', 'attack', 'other'] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];
export type Outage = { readonly cause: OutageCause; readonly from: string; readonly to: string; readonly closingAt: string };

/** The extension of validity that tenderers have been asked for; `validUntil` is exclusive, the beginning of the day after `lastOn`. */
export type Extension = { readonly validUntil: string; readonly lastOn: string; readonly reason: string; readonly askedAt: string };

export type Preparation = {
  readonly changes: readonly Change[];
  /** Number of the last change delivered. */
  readonly delivered: number;
  /** By enquiry, the version of the document that answers it. Hidden in the acts until the tenderers are announced. */
  readonly answered: Readonly<Record<string, number>>;
  readonly siteVisits: readonly SiteVisit[];
  readonly outages: readonly Outage[];
  readonly extension: Extension | null;
};

const NOTHING: Preparation = { changes: [], delivered: 0, answered: {}, siteVisits: [], outages: [], extension: null };

export const preparationOf = (room: { readonly preparation?: Preparation }): Preparation => room.preparation ?? NOTHING;

/** The preparation with one more thing to tell. */
export function withChange(room: { readonly preparation?: Preparation }, kind: ChangeKind, changeDigest: string, at: Instant, more: Partial<Preparation> = {}): { readonly preparation: Preparation } {
  const before = preparationOf(room);
  const change: Change = { number: before.changes.length + 1, kind, digest: changeDigest, at: instantText(at) };
  return { preparation: { ...before, ...more, changes: [...before.changes, change] } };
}

/** Digest of what is told where it is no version of the document: SHA-256 over 'change/v1' and the canonical bytes of lot, kind and statement. */
export const statementDigest = (lot: string, kind: ChangeKind, statement: JsonObject): string => toHex(digest('sha256', utf8('change/v1'), canonicalBytes({ lot, kind, statement })));
