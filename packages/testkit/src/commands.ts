/** The commands of a tender's way from the register to the opening, each under an idempotency key of its own making. */
import { instantText, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import type { Command, EnvelopeManifest } from '@zhaobiao/client';
import { CALENDAR, GUARDIANSHIP } from '@zhaobiao/domain';
import { declaredKey, type Citizen } from './citizen.ts';
import { worksBasis, worksDraft, type DraftFacts } from './works.ts';

/** The key says what is done to what: a repeat of the same command is the same request. */
const command = (act: string, stream: string, body: Json, tender: string | null = null, key = `${act}:${stream}`): Command => ({ act, stream, key, tender, command: body });

export const registerPartyCommand = (who: Citizen): Command =>
  command('registerParty', who.party, { creditCode: who.creditCode, name: who.name, roles: [...who.roles], keys: [declaredKey(who)], contact: null });

export type GuardianshipText = { readonly threshold: number; readonly publicKey: string; readonly guardians: readonly { readonly party: string; readonly index: number; readonly verificationKey: string }[] };

export const registerGuardiansCommand = ({ threshold, publicKey, guardians }: GuardianshipText): Command =>
  command('registerGuardians', GUARDIANSHIP, { threshold, publicKey, guardians: guardians.map((each) => ({ ...each })) }, null, `registerGuardians:${publicKey}`);

export const loadCalendarYearCommand = (year: { readonly year: string; readonly off: readonly string[]; readonly work: readonly string[]; readonly notice: string }): Command =>
  command('loadCalendarYear', CALENDAR, { year: year.year, off: [...year.off], work: [...year.work], notice: year.notice }, null, `loadCalendarYear:${year.year}`);

export type ProjectFacts = {
  /** Number as the region writes it, `E3505250601002345001`. */
  readonly project: string;
  readonly name: string;
  /** GB/T 2260, six digits. */
  readonly region: string;
  readonly procuringEntity: string;
  readonly agency: string | null;
  readonly procedure: { readonly id: string; readonly version: string; readonly digest: string };
  readonly estimateFen: number;
  readonly investmentCode: string | null;
  /** Left out: as `worksBasis` has it. */
  readonly basis?: JsonObject | null;
};

export const registerProjectCommand = ({ basis, ...facts }: ProjectFacts): Command =>
  command('registerProject', `project:${facts.project}`, { ...facts, procedure: { ...facts.procedure }, basis: basis === undefined ? worksBasis(facts) : basis });

export type LotFacts = { readonly project: string; readonly number: string; readonly name: string; readonly estimateFen: number };

/** Stream id of a lot of a project. */
export const lotId = ({ project, number }: Pick<LotFacts, 'project' | 'number'>): string => `lot:${project}/${number}`;

export const defineLotCommand = (facts: LotFacts): Command => command('defineLot', lotId(facts), { ...facts, project: `project:${facts.project}` });

/** Drafts of a lot are told apart by `attempt`. */
export const draftDocumentCommand = (facts: DraftFacts, attempt = 1): Command => command('draftDocument', facts.lot, worksDraft(facts), null, `draftDocument:${facts.lot}:${attempt}`);

export type NoticeFacts = {
  readonly lot: string;
  /** Digest of the draft, as `draftDocument` answered it. */
  readonly draft: string;
  readonly issueEndsAt: Instant;
  readonly closingAt: Instant;
};

export const publishNoticeCommand = ({ issueEndsAt, closingAt, ...facts }: NoticeFacts): Command =>
  command('publishNotice', facts.lot, { ...facts, media: ['national'], issueEndsAt: instantText(issueEndsAt), closingAt: instantText(closingAt) });

export type BidFacts = {
  readonly lot: string;
  readonly tenderer: string;
  readonly members?: readonly string[];
  /** Digest of the notice in force, as `publishNotice` answered it. */
  readonly tender: string;
  readonly envelopes: readonly EnvelopeManifest[];
  /** Counts a tenderer's submissions: a second one replaces the first. */
  readonly attempt?: number;
};

/** Stream id of a tenderer's bid on a lot. */
export const bidStream = (lot: string, party: string): string => `bid:${lot.slice('lot:'.length)}/${party.slice('party:'.length)}`;

export function submitBidCommand({ lot, tenderer, members = [], tender, envelopes, attempt = 1 }: BidFacts): Command {
  const stream = bidStream(lot, tenderer);
  const body = { lot, tenderer: { lead: tenderer, members: [...members] }, envelopes: envelopes.map((each) => ({ ...each, capsule: { ...each.capsule } })) };
  return command('submitBid', stream, body, tender, `submitBid:${stream}:${attempt}`);
}

export const withdrawBidCommand = (lot: string, tenderer: string, reason: string, attempt = 1): Command =>
  command('withdrawBid', bidStream(lot, tenderer), { lot, reason }, null, `withdrawBid:${bidStream(lot, tenderer)}:${attempt}`);
