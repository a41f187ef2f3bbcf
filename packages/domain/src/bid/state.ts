import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { SetRef, StoredEvent } from '../act/definition.ts';
import type { EnvelopeKind } from '../procedure/types.ts';

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
};

export type Sealed = { readonly tenderer: Tenderer; readonly name: string; readonly creditCode: string; readonly envelopes: readonly Envelope[] };

export type ReleasedShare = { readonly guardian: string; readonly kind: EnvelopeKind; readonly index: number; readonly d: string; readonly c: string; readonly z: string };

/** What is read out at the opening (唱标, 法 36). */
export type BidSheet = { readonly priceFen: number; readonly period: string; readonly quality: string | null; readonly projectManager: string | null; readonly security: string | null };

export type UnopenedCause = 'capsuleInvalid' | 'ciphertextMissing' | 'ciphertextAltered' | 'notAnEnvelope' | 'commitmentMismatch' | 'chunkForged' | 'truncated' | 'sheetInvalid';

/** The set of all bids of a lot; may be counted only under the lot's own lock. */
export const bidsOf = (lot: string): SetRef => ({ owner: lot, machine: 'bid' });

export type BidRoom = {
  readonly lot: string;
  readonly tenderer: Tenderer;
  readonly name: string;
  readonly creditCode: string;
  readonly sealed: Sealed | null;
  readonly commitment: string | null;
  readonly submittedAt: string | null;
  readonly submissions: number;
  readonly refused: number;
  readonly shares: readonly ReleasedShare[];
  readonly capsuleRefused: readonly string[];
  readonly sheet: BidSheet | null;
  readonly cause: UnopenedCause | null;
  readonly openedAt: string | null;
};

type Submitted = { readonly lot: string; readonly sealed: Sealed; readonly submittedAt: string };

const fresh = (lot: string, sealed: Pick<Sealed, 'tenderer' | 'name' | 'creditCode'>): BidRoom => ({
  lot, tenderer: sealed.tenderer, name: sealed.name, creditCode: sealed.creditCode,
  sealed: null, commitment: null, submittedAt: null, submissions: 0, refused: 0, shares: [], capsuleRefused: [], sheet: null, cause: null, openedAt: null,
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
  BidSubmitted: defineEvent<BidRoom>({
    v: 1,
    machine: 'bid',
    fields: { lot: 'public', sealed: 'until:openBid', submittedAt: 'public' },
    evolve: (room, event) => {
      const { lot, sealed, submittedAt } = fieldsOf<Submitted>(event);
      const before = room ?? fresh(lot, sealed);
      return { ...before, tenderer: sealed.tenderer, name: sealed.name, sealed, submittedAt, commitment: event.commitments['sealed'] ?? null, submissions: before.submissions + 1 };
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
