/** Bid securities and performance bonds (实施条例 26, 35, 57, 58): one stream a tenderer and lot, kept by the depository's record. */
import type { SetRef } from '../act/definition.ts';
import { defineEvent, fieldsOf, roomOf } from '../act/typed.kernel.ts';
import type { StreamState } from '../procedure/types.ts';

/** How a security is given. A tenderer may be exempt, and may have one for the whole year (年度保证金). */
export const SECURITY_KINDS = ['transfer', 'cheque', 'draft', 'bankGuarantee', 'suretyGuarantee', 'insurance', 'electronic', 'annual', 'exempt'] as const;
export type SecurityKind = (typeof SECURITY_KINDS)[number];

/** Kinds that are money and bear interest (条例 57). */
export const MONEY: ReadonlySet<SecurityKind> = new Set(['transfer', 'cheque', 'draft']);
/** 现金或者支票形式: of a domestic unit it leaves the basic account (条例 26). */
export const FROM_BASIC_ACCOUNT: ReadonlySet<SecurityKind> = new Set(['transfer', 'cheque']);
/** Kinds that are somebody's promise and end on a day. */
export const GUARANTEES: ReadonlySet<SecurityKind> = new Set(['bankGuarantee', 'suretyGuarantee', 'insurance', 'electronic']);

/** 条例 35, 74, 20号令 31, and 法 60 for a performance bond: the only reasons for which a security is not returned. */
export const FORFEIT_CAUSES = ['revoked', 'undecrypted', 'noContract', 'addedConditions', 'noPerformanceBond', 'contractBroken'] as const;
export type ForfeitCause = (typeof FORFEIT_CAUSES)[number];

/** Money that came back: principal, interest in fen, and what the interest was computed from (`null` where none is due). */
export type Returned = {
  readonly amountFen: number;
  readonly interestFen: number;
  readonly interest: { readonly ratePermille: string; readonly from: string; readonly to: string; readonly days: number } | null;
  readonly paidOn: string;
};

export type Lodged = {
  readonly lot: string;
  /** Party that lodged it: the tenderer, or the lead of a consortium. */
  readonly tenderer: string;
  readonly purpose: 'bid' | 'performance';
  readonly kind: SecurityKind;
  readonly amountFen: number;
  /** Day on which the money stood on the account, or the guarantee came in. */
  readonly receivedOn: string;
  /** Last day of a guarantee; `null` for money. */
  readonly validUntilOn: string | null;
  readonly number: string | null;
  readonly issuer: string | null;
  /** Holder of the account that paid, and the last four digits of it: what a comparison of tenderers needs, and no more. */
  readonly payer: string | null;
  readonly accountTail: string | null;
  readonly domestic: boolean;
  readonly fromBasicAccount: boolean;
  readonly document: string | null;
};

export type SecurityRoom = Lodged & {
  /** Set while it is owed back (条例 35): the bid was withdrawn, or the platform could not open it. */
  readonly owedBecause: 'withdrawn' | 'notOpenedByPlatform' | null;
  readonly returned: Returned | null;
  readonly forfeited: { readonly cause: ForfeitCause; readonly reason: string } | null;
};

/** `security:P1/1/9135…`, the bid security of a party for a lot. */
export const securityId = (lot: string, party: string): string => `security:${lot.slice('lot:'.length)}/${party.slice('party:'.length)}`;
export const performanceId = (lot: string, party: string): string => `${securityId(lot, party)}/performance`;
/** Who lodged `security:P1/1/9135…` or `security:P1/1/9135…/performance`, and for which lot. */
export function partsOfSecurity(security: string): { readonly lot: string; readonly party: string } {
  const [project = '', lot = '', code = ''] = security.slice('security:'.length).split('/');
  return { lot: `lot:${project}/${lot}`, party: `party:${code}` };
}

/** The set of all securities of a lot; may be counted only under the lot's own lock. */
export const securitiesOf = (lot: string): SetRef => ({ owner: lot, machine: 'security' });

/** Bid securities that are still held: lodged, neither returned nor forfeited. An exemption holds nothing. */
export const heldSecurities = (set: readonly StreamState[]): readonly StreamState[] =>
  set.filter((each) => {
    if (each.stage !== 'lodged') return false;
    const { purpose, kind } = roomOf<SecurityRoom>(each);
    return purpose === 'bid' && kind !== 'exempt';
  });

/**
 * Interest on a deposit: principal × annual rate ÷ 360 × days, half a fen and more counted as one. `ratePermille` is decimal text with at most three places,
 * days are counted from the day it came in to the day before it goes out.
 * 400,000.00 yuan at 3.5 ‰ for 90 days: 40,000,000 fen × 3,500 ppm × 90 ÷ (1,000,000 × 360) = 35,000 fen = 350.00 yuan.
 */
export function interestFen(principalFen: number, ratePermille: string, days: number): number {
  const [whole = '0', fraction = ''] = ratePermille.split('.');
  const ratePpm = BigInt(whole + fraction.padEnd(3, '0'));
  const divisor = 360_000_000n;
  return Number((2n * BigInt(principalFen) * ratePpm * BigInt(days) + divisor) / (2n * divisor));
}

const security = (room: SecurityRoom | undefined, change: Partial<SecurityRoom>): SecurityRoom => {
  if (!room) throw new Error('a security event before it was lodged');
  return { ...room, ...change };
};

const LODGED = {
  lot: 'public', tenderer: 'public', purpose: 'public', kind: 'public', amountFen: 'public', receivedOn: 'public', validUntilOn: 'public', number: 'public',
  issuer: 'public', payer: 'public', accountTail: 'public', domestic: 'public', fromBasicAccount: 'public', document: 'public', warnings: 'public',
} as const;

const lodged = (_room: SecurityRoom | undefined, event: Parameters<typeof fieldsOf>[0]): SecurityRoom => {
  const { lot, tenderer, purpose, kind, amountFen, receivedOn, validUntilOn, number, issuer, payer, accountTail, domestic, fromBasicAccount, document } = fieldsOf<Lodged>(event);
  const own: Lodged = { lot, tenderer, purpose, kind, amountFen, receivedOn, validUntilOn, number, issuer, payer, accountTail, domestic, fromBasicAccount, document };
  return { ...own, owedBecause: null, returned: null, forfeited: null };
};

export const securityEvents = {
  SecurityLodged: defineEvent<SecurityRoom>({ v: 1, machine: 'security', fields: LODGED, evolve: lodged }),
  /** Written by the act that makes it owed: a withdrawal, or a bid that the platform could not open. */
  SecurityOwed: defineEvent<SecurityRoom>({
    v: 1,
    machine: 'security',
    fields: { because: 'public' },
    evolve: (room, event) => security(room, { owedBecause: fieldsOf<{ readonly because: 'withdrawn' | 'notOpenedByPlatform' }>(event).because }),
  }),
  /** The tenderer has bid again: the security serves the new bid. */
  SecurityKept: defineEvent<SecurityRoom>({ v: 1, machine: 'security', fields: {}, evolve: (room) => security(room, { owedBecause: null }) }),
  SecurityReturned: defineEvent<SecurityRoom>({
    v: 1,
    machine: 'security',
    fields: { amountFen: 'public', interestFen: 'public', interest: 'public', paidOn: 'public' },
    evolve: (room, event) => security(room, { returned: fieldsOf<Returned>(event), owedBecause: null }),
  }),
  SecurityForfeited: defineEvent<SecurityRoom>({
    v: 1,
    machine: 'security',
    fields: { cause: 'public', reason: 'public', evidence: 'public' },
    evolve: (room, event) => {
      const { cause, reason } = fieldsOf<{ readonly cause: ForfeitCause; readonly reason: string }>(event);
      return security(room, { forfeited: { cause, reason }, owedBecause: null });
    },
  }),
};
