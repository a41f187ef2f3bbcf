import type { SetRef } from '../act/definition.ts';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { AwardPart } from '../award/state.ts';
import type { GuardianshipRoom } from '../governance/state.ts';
import type { PinnedProcedure, TenderBasis } from '../planning/state.ts';
import type { EnvelopeKind, ParameterId, Value, StreamState } from '../procedure/types.ts';
import { withChange, type Preparation } from './preparation.ts';
import type { TenderTerms } from './terms.ts';

export { namesDesignated } from './media.ts';
export * from './preparation.ts';
export type { TenderTerms } from './terms.ts';

export type TenderDocument = { readonly name: string; readonly digest: string };

/** How far a document departs from its standard text: SHA-256 over the list of differences, and their number. */
export type Differences = { readonly digest: string; readonly count: number };

/** What the document check found when the draft was made: SHA-256 over the findings, how many, and how many still block its publication. */
export type Findings = { readonly digest: string; readonly count: number; readonly blocking: number };

/** The tender document in force: its digest is what a tenderer signs over. */
export type Notice = {
  readonly version: number;
  readonly digest: string;
  readonly title: string;
  readonly documents: readonly TenderDocument[];
  readonly ceilingFen: number | null;
  readonly securityFen: number | null;
  readonly validityDays: number;
  readonly publishedAt: string;
  readonly issueEndsAt: string;
  readonly closingAt: string;
  readonly terms: TenderTerms;
  /** Digest of the draft it was issued from; the words of the document stand in that act. */
  readonly draft: string;
  readonly differences: Differences;
  /** Where it is published at once and word for word (条例 15). */
  readonly media: readonly string[];
  /** Digests of the clarifications that are part of this version, in their order; absent while there is none. */
  readonly clarifications?: readonly string[];
};

/** A document waiting to be issued by somebody else than who drew it up. Hidden until then. */
export type Draft = {
  /** Counts the drafts of the lot, so that no two have one digest. */
  readonly number: number;
  readonly digest: string;
  readonly drafter: string;
  /** The key that signed the draft: another one issues it. */
  readonly keyId: string;
  readonly draftedAt: string;
  readonly title: string;
  readonly documents: readonly TenderDocument[];
  readonly terms: TenderTerms;
  readonly differences: Differences;
  readonly findings: Findings;
  /** 标底, hidden until `announceTenderers` (条例 27). */
  readonly baselineFen: number | null;
};

/** Something that holds the case up until it is dealt with; the lot keeps the list so that it is asked under the lot's lock (条例 22, 54, 62). */
export type Hold = { readonly machine: 'objection' | 'order'; readonly id: string; readonly stage: 'sealed' | 'filed' | 'issued' };

/** Why there is no supplier and a new tender is due. `fewAtClose`: never opened; `fewAfterDecryption`: opened, but too few could be read; with how many there were. */
export type TenderFailure = { readonly cause: 'fewAtClose' | 'fewAfterDecryption' | 'allRejected' | 'lacksCompetition' | 'decided'; readonly count: number | null };

/** What comes after the evaluation is kept by the rooms award and contract. */
export type LotRoom = AwardPart & {
  readonly project: string;
  readonly name: string;
  readonly procuringEntity: string;
  readonly agency: string | null;
  readonly procedure: PinnedProcedure;
  readonly estimateFen: number;
  readonly envelopes: readonly EnvelopeKind[];
  /** Of the project: what is tendered, and whether state funds hold or dominate (条例 8, 55). */
  readonly kind: TenderBasis['kind'] | null;
  readonly stateDominated: boolean;
  /** The lot of this project whose tender failed, was invalid or was terminated, and which this one repeats. */
  readonly retenderOf: string | null;
  readonly draft: Draft | null;
  readonly drafts: number;
  readonly notice: Notice | null;
  /** 标底 of the document in force; public with the names of the tenderers. */
  readonly baselineFen: number | null;
  /** Parameters of the procedure as the document in force sets them. */
  readonly parameters: Readonly<Record<ParameterId, Value>>;
  /** Fixed at publication: new guardians never touch a running tender. */
  readonly guardianship: GuardianshipRoom | null;
  /** RFC 6962 root over the commitments of the live bids, in order of bid id. */
  readonly liveRoot: string | null;
  readonly holds: readonly Hold[];
  /** What recipients are told while bids are prepared; absent while there is nothing. */
  readonly preparation?: Preparation;
  /** Why the tender failed and how many there were; absent while it has not. A new tender is due (条例 44, 电子招标投标办法 31). */
  readonly failure?: TenderFailure | null;
  /** Drawn after the close and before any price is known: decimal text by the name the evaluation clause declares. */
  readonly coefficients?: Readonly<Record<string, string>> | null;
  /** The last check of the seals before the opening (法 36). */
  readonly seals?: { readonly intact: boolean; readonly count: number } | null;
  /** Seed of the draw, 32 bytes in hexadecimal: whatever else is drawn for this lot follows from it. */
  readonly drawSeed?: string | null;
};

/** All lots of a project; may be counted only under the project's own lock. */
export const lotsOf = (project: string): SetRef => ({ owner: project, machine: 'lot' });

/** Whether the document in force has bids opened by guardians and tenderer together (20号令 30). */
export const needsOwnKeys = (lot: Pick<LotRoom, 'notice'> | undefined): boolean => lot?.notice?.terms.decryption.mode === 'guardiansAndTenderer';

const ENDED: ReadonlySet<string> = new Set(['failed', 'invalid', 'terminated']);

/** Whether a lot's tender has come to nothing, so that it may be repeated (法 28, 条例 23, 31). */
export const hasEnded = ({ stage }: Pick<StreamState, 'stage'>): boolean => ENDED.has(stage);

const lot = (room: LotRoom | undefined, change: Partial<LotRoom>): LotRoom => {
  if (!room) throw new Error('a lot event before its definition');
  return { ...room, ...change };
};

type Defined = Pick<LotRoom, 'project' | 'name' | 'procuringEntity' | 'agency' | 'procedure' | 'estimateFen' | 'envelopes'> & Partial<Pick<LotRoom, 'kind' | 'stateDominated' | 'retenderOf'>>;
type Issued = Pick<LotRoom, 'parameters'> & { readonly notice: Notice; readonly baselineFen?: number };

const issued = ({ notice, parameters, baselineFen }: Issued): Partial<LotRoom> => ({ notice, parameters, baselineFen: baselineFen ?? null, draft: null });

export const tenderEvents = {
  LotDefined: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: {
      project: 'public', name: 'public', procuringEntity: 'public', agency: 'public', procedure: 'public', estimateFen: 'public', envelopes: 'public',
      kind: 'public', stateDominated: 'public', retenderOf: 'public', warnings: 'public',
    },
    evolve: (_room, event) => {
      const { project, name, procuringEntity, agency, procedure, estimateFen, envelopes, kind, stateDominated, retenderOf } = fieldsOf<Defined>(event);
      return {
        project, name, procuringEntity, agency, procedure, estimateFen, envelopes, kind: kind ?? null, stateDominated: stateDominated ?? false, retenderOf: retenderOf ?? null,
        draft: null, drafts: 0, notice: null, baselineFen: null, parameters: {}, guardianship: null, liveRoot: null, holds: [],
      };
    },
  }),
  /** The act is sealed until the document is issued; the reference price until the tenderers are announced. */
  DocumentDrafted: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { draft: 'public', document: 'public', answers: 'public', baselineFen: 'until:announceTenderers', warnings: 'public' },
    evolve: (room, event) => {
      const { draft, baselineFen } = fieldsOf<{ readonly draft: Omit<Draft, 'baselineFen'>; readonly baselineFen?: number }>(event);
      return lot(room, { draft: { ...draft, baselineFen: baselineFen ?? null }, drafts: draft.number });
    },
  }),
  NoticePublished: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { notice: 'public', guardianship: 'public', parameters: 'public', baselineFen: 'until:announceTenderers', warnings: 'public' },
    evolve: (room, event) => {
      const fields = fieldsOf<Issued & { readonly guardianship: GuardianshipRoom }>(event);
      return lot(room, { ...issued(fields), guardianship: fields.guardianship });
    },
  }),
  NoticeAmended: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { notice: 'public', parameters: 'public', baselineFen: 'until:announceTenderers', reason: 'public', affectsBids: 'public', warnings: 'public' },
    // What an upheld objection to the document obliged to is done (条例 22).
    evolve: (room, event) => lot(room, { ...issued(fieldsOf<Issued>(event)), ...withChange(room ?? {}, 'amendment', fieldsOf<Issued>(event).notice.digest, event.at), owed: (room?.owed ?? []).filter((each) => each.measure !== 'amendDocument') }),
  }),
  /** The holiday table of these years was missing; the deadlines that waited for it stand in the event. */
  DeadlinesFixed: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { years: 'public' }, evolve: (room) => lot(room, {}) }),
  BiddingClosed: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { liveRoot: 'public', count: 'until:announceTenderers' },
    evolve: (room, event) => lot(room, { liveRoot: fieldsOf<{ readonly liveRoot: string }>(event).liveRoot }),
  }),
  BiddingFailed: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { count: 'public' }, evolve: (room, event) => lot(room, { failure: { cause: 'fewAtClose', count: fieldsOf<{ readonly count: number }>(event).count } }) }),
};
