import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { SetRef, StoredEvent, StreamRef } from '../act/definition.ts';
import { securityId } from '../security/state.ts';
import type { EnvelopeKind } from '../procedure/types.ts';
import { afterwardsEvents, type Afterwards } from './afterwards.ts';

export { afterwardsOf, lapsed, validUntil, type Afterwards, type ExtensionAnswer, type TendererChange } from './afterwards.ts';

/** A bid of a consortium has a lead and members from the first day (法 31). */
export type Tenderer = { readonly lead: string; readonly members: readonly string[] };

/** TDH2 capsule: points and scalars in hexadecimal (see evidence `threshold`). */
export type Capsule = { readonly u: string; readonly uBar: string; readonly e: string; readonly f: string };

export type Envelope = {
  readonly kind: EnvelopeKind;
  /** What the capsule is bound to: tender, lot, tenderer and kind; 32 bytes, hex. */
  readonly label: string;
  readonly capsule: Capsule;
  /** Object digest of the ciphertext, and its length in bytes. */
  readonly ciphertext: string;
  readonly lengthBytes: number;
  /** Commitment to the tenderer's own key, 32 bytes, hex; absent where the guardians open alone. */
  readonly ownCommitment?: string;
};

export type Sealed = { readonly tenderer: Tenderer; readonly name: string; readonly creditCode: string; readonly envelopes: readonly Envelope[] };

export type ReleasedShare = { readonly guardian: string; readonly kind: EnvelopeKind; readonly index: number; readonly d: string; readonly c: string; readonly z: string };

/** A line of the priced bill of quantities; the quantity is decimal text, amounts are fen. */
export type SheetItem = { readonly code: string; readonly quantity: string; readonly unitPriceFen: number; readonly totalFen: number };

/** What the bidder sealed and what is read out at the opening (唱标, 法 36). What a sheet leaves out is null. */
export type BidSheet = {
  readonly priceFen: number;
  readonly period: string;
  readonly quality: string | null;
  readonly projectManager: string | null;
  readonly security: string | null;
  readonly priceInWords: string | null;
  readonly items: readonly SheetItem[] | null;
  /** 暂列金额、专业工程暂估价 within the price. */
  readonly provisionalFen: number | null;
  readonly deviations: readonly { readonly clause: string; readonly text: string }[] | null;
  readonly validityDays: number | null;
  readonly qualifications: readonly { readonly claim: string; readonly document: string }[] | null;
  /** Digest of the agreement of a consortium (共同投标协议, 法 31). */
  readonly agreement: string | null;
};

export type UnopenedCause = 'capsuleInvalid' | 'ciphertextMissing' | 'ciphertextAltered' | 'notAnEnvelope' | 'commitmentMismatch' | 'chunkForged' | 'truncated' | 'sheetInvalid' | 'ownKeyMissing';

/**
 * By whose doing a bid could not be read (20号令 31): what the platform was given and does not have, or has otherwise, is the platform's; everything
 * else was in the envelope when it came. The tenderer's own: 视为撤销. Not the tenderer's: 视为撤回, the security is returned.
 */
export const faultOf = (cause: UnopenedCause): 'tenderer' | 'platform' => (cause === 'ciphertextMissing' || cause === 'ciphertextAltered' ? 'platform' : 'tenderer');

/** A transfer that was announced (20号令 27): begun, and complete only when the bid is submitted. */
export type Attempt = { readonly at: string; readonly lengthBytes: number; readonly ciphertext: string | null };

/** `bid:P1/1/9135…` of a party for a lot. */
export const bidId = (lot: string, party: string): string => `bid:${lot.slice('lot:'.length)}/${party.slice('party:'.length)}`;

/** The security of the same party: what happens to a bid may make it owed back. */
export const securityRef = (lot: string, party: string): StreamRef => ({ id: securityId(lot, party), machine: 'security', owner: lot });

/** The set of all bids of a lot; may be counted only under the lot's own lock. */
export const bidsOf = (lot: string): SetRef => ({ owner: lot, machine: 'bid' });

export type BidRoom = {
  readonly lot: string;
  /** Answers and reports after the deadline; absent while there are none. */
  readonly afterwards?: Afterwards;
  readonly tenderer: Tenderer;
  readonly name: string;
  readonly creditCode: string;
  readonly sealed: Sealed | null;
  readonly commitment: string | null;
  readonly submittedAt: string | null;
  readonly submissions: number;
  readonly refused: number;
  /** Transfers begun since the last complete one; one that is still here at the deadline counts as withdrawn. */
  readonly attempt: Attempt | null;
  readonly attempts: number;
  readonly shares: readonly ReleasedShare[];
  readonly capsuleRefused: readonly string[];
  /** The tenderer's own key, once he released it. */
  readonly ownKey?: string;
  readonly sheet: BidSheet | null;
  readonly cause: UnopenedCause | null;
  readonly openedAt: string | null;
};

type Begun = { readonly lot: string; readonly sealed: Pick<Sealed, 'tenderer' | 'name' | 'creditCode'>; readonly attempt: Attempt };
type Submitted = { readonly lot: string; readonly sealed: Sealed; readonly submittedAt: string };

const fresh = (lot: string, sealed: Pick<Sealed, 'tenderer' | 'name' | 'creditCode'>): BidRoom => ({
  lot, tenderer: sealed.tenderer, name: sealed.name, creditCode: sealed.creditCode,
  sealed: null, commitment: null, submittedAt: null, submissions: 0, refused: 0, attempt: null, attempts: 0, shares: [], capsuleRefused: [], sheet: null, cause: null, openedAt: null,
});

const bid = (room: BidRoom | undefined, change: (room: BidRoom) => Partial<BidRoom>): BidRoom => {
  if (!room) throw new Error('a bid event before its submission');
  return { ...room, ...change(room) };
};

const turnedAway = (room: BidRoom | undefined, event: StoredEvent): BidRoom => {
  const { lot, sealed } = fieldsOf<{ readonly lot: string; readonly sealed: Pick<Sealed, 'tenderer' | 'name' | 'creditCode'> }>(event);
  const before = room ?? fresh(lot, sealed);
  return { ...before, refused: before.refused + 1 };
};

export const bidEvents = {
  ...afterwardsEvents,
  TransferBegun: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { lot: 'public', sealed: 'public', attempt: 'public' },
    evolve: (room, event) => {
      const { lot, sealed, attempt } = fieldsOf<Begun>(event);
      const before = room ?? fresh(lot, sealed);
      return { ...before, attempt, attempts: before.attempts + 1 };
    },
  }),
  BidSubmitted: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { lot: 'public', sealed: 'until:openBid', submittedAt: 'public' },
    evolve: (room, event) => {
      const { lot, sealed, submittedAt } = fieldsOf<Submitted>(event);
      const before = room ?? fresh(lot, sealed);
      return { ...before, tenderer: sealed.tenderer, name: sealed.name, sealed, submittedAt, commitment: event.commitments['sealed'] ?? null, submissions: before.submissions + 1, attempt: null };
    },
  }),
  BidWithdrawn: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { reason: 'public' },
    evolve: (room) => bid(room, () => ({ sealed: null, commitment: null, submittedAt: null })),
  }),
  /** 实施条例 36: a late bid is refused and the refusal is a fact. */
  BidRefused: defineEvent<BidRoom>({ v: 1, machine: 'bid', fields: { lot: 'public', sealed: 'public', cause: 'public' }, evolve: turnedAway }),
  /** In time at the door, but the close had committed: the platform's fault, which opens the outage rule. */
  BidNotTaken: defineEvent<BidRoom>({ v: 1, machine: 'bid', fields: { lot: 'public', sealed: 'public', cause: 'public' }, evolve: turnedAway }),
  ShareReleased: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { shares: 'public' },
    evolve: (room, event) => bid(room, (before) => ({ shares: [...before.shares, ...fieldsOf<{ readonly shares: readonly ReleasedShare[] }>(event).shares] })),
  }),
  ShareRefused: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { guardian: 'public', cause: 'public' },
    evolve: (room, event) => bid(room, (before) => ({ capsuleRefused: [...before.capsuleRefused, fieldsOf<{ readonly guardian: string }>(event).guardian] })),
  }),
  OwnKeyReleased: defineEvent<BidRoom>({ v: 1, machine: 'bid', fields: { key: 'public' }, evolve: (room, event) => bid(room, () => ({ ownKey: fieldsOf<{ readonly key: string }>(event).key })) }),
  BidOpened: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { sheet: 'public', openedAt: 'public' },
    evolve: (room, event) => bid(room, () => fieldsOf<{ readonly sheet: BidSheet; readonly openedAt: string }>(event)),
  }),
  BidUnopened: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { cause: 'public', openedAt: 'public' },
    evolve: (room, event) => bid(room, () => fieldsOf<{ readonly cause: UnopenedCause; readonly openedAt: string }>(event)),
  }),
};
