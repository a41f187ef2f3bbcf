import { z } from 'zod';
import { amountFen, calendarDay, text } from '../act/contract.ts';
import type { Actor } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { ActId } from '../procedure/types.ts';

export type PinnedProcedure = { readonly id: string; readonly version: string; readonly digest: string };

/** What a written mandate may entrust to an agency (法 15, 条例 13): drawing up, running, answering, filing. */
export const MANDATE_PARTS = ['draft', 'host', 'answer', 'file'] as const;
export type MandatePart = (typeof MANDATE_PARTS)[number];

/** Which part of the mandate an act of an agency falls under; what is not named here needs none. */
const PART_OF: Readonly<Record<ActId, MandatePart>> = {
  publishPlan: 'draft', changePlan: 'draft', defineLot: 'draft', draftDocument: 'draft',
  announceSiteVisit: 'host', drawCoefficients: 'host', proposeCommittee: 'host', confirmCommittee: 'host', receiveReport: 'host',
  clarify: 'answer',
  fileWrittenReport: 'file', confirmReturns: 'file', archiveTender: 'file',
};

/** On what a tender of works rests. */
export const tenderBasis = z.strictObject({
  kind: z.enum(['works', 'goods', 'services']),
  /** Scope, mode and form of tendering as approved (条例 7). */
  approval: z.strictObject({ number: text(80), authority: text(100), approvedOn: calendarDay, scope: text(2000), mode: z.enum(['open', 'invited']), form: z.enum(['own', 'agency']) }),
  /** 法 9: money or its source is secured, and said so in the document. */
  funds: z.strictObject({ source: text(200), secured: z.boolean(), amountFen, stateDominated: z.boolean() }),
  /** 法 12: own tendering on record, or an agency under a written contract (条例 13–14). */
  form: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('own'), record: text(80), filedOn: calendarDay }),
    z.strictObject({ kind: z.literal('agency'), contract: text(80), signedOn: calendarDay, mandate: z.array(z.enum(MANDATE_PARTS)).max(MANDATE_PARTS.length) }),
  ]),
  /** An organ that makes policies follows the rules for policies when it tenders (公平竞争审查条例实施办法). */
  policyMaker: z.boolean(),
});
export type TenderBasis = z.output<typeof tenderBasis>;

/** The plan as it stands (国办发〔2024〕21号); earlier ones stand in the events. */
export type TenderPlan = {
  readonly version: number;
  /** When the first plan of the project was published: the days of TND-042 count from there. */
  readonly firstPublishedAt: string;
  readonly content: string;
  readonly estimateFen: number;
  /** `2026-03` */
  readonly noticeMonth: string;
  readonly method: string;
  readonly contact: string;
};

export type ProjectRoom = {
  readonly name: string;
  readonly region: string;
  readonly procuringEntity: string;
  readonly agency: string | null;
  readonly procedure: PinnedProcedure;
  readonly estimateFen: number;
  readonly investmentCode: string | null;
  readonly basis: TenderBasis | null;
  readonly plan: TenderPlan | null;
};

/** The project of a lot: `lot:P/1` → `project:P`. */
export const projectOf = (lot: string): string => `project:${lot.slice('lot:'.length).split('/')[0] ?? ''}`;

/**
 * 条例 13: an agency acts within its written mandate only. A refusal when `actor` is this project's agency and `act` falls under a part that its mandate
 * leaves out; `undefined` for everybody else, and where the project has no basis on record.
 */
export function mandateFault(project: Pick<ProjectRoom, 'agency' | 'basis'>, act: ActId, actor: Pick<Actor, 'party'>): Refusal | undefined {
  const part = Object.hasOwn(PART_OF, act) ? PART_OF[act] : undefined;
  const form = project.basis?.form;
  if (part === undefined || form === undefined || actor.party !== project.agency) return undefined;
  if (form.kind === 'agency' && form.mandate.includes(part)) return undefined;
  return refuse('mandateExceeded', ['REG-13'], { act, number: form.kind === 'agency' ? form.contract : '—' });
}

const known = (room: ProjectRoom | undefined, change: Partial<ProjectRoom>): ProjectRoom => {
  if (!room) throw new Error('a project event before its registration');
  return { ...room, ...change };
};

const planned = (room: ProjectRoom | undefined, plan: TenderPlan): ProjectRoom => known(room, { plan });

export const planningEvents = {
  ProjectRegistered: defineEvent<ProjectRoom>({
    v: 1,
    machine: 'project',
    fields: { name: 'public', region: 'public', procuringEntity: 'public', agency: 'public', procedure: 'public', estimateFen: 'public', investmentCode: 'public', basis: 'public', warnings: 'public' },
    evolve: (_room, event) => {
      const { name, region, procuringEntity, agency, procedure, estimateFen, investmentCode, basis } = fieldsOf<Omit<ProjectRoom, 'basis' | 'plan'> & { readonly basis?: TenderBasis | null }>(event);
      return { name, region, procuringEntity, agency, procedure, estimateFen, investmentCode, basis: basis ?? null, plan: null };
    },
  }),
  PlanPublished: defineEvent<ProjectRoom>({ v: 1, machine: 'project', fields: { plan: 'public' }, evolve: (room, event) => planned(room, fieldsOf<{ readonly plan: TenderPlan }>(event).plan) }),
  PlanChanged: defineEvent<ProjectRoom>({ v: 1, machine: 'project', fields: { plan: 'public', reason: 'public' }, evolve: (room, event) => planned(room, fieldsOf<{ readonly plan: TenderPlan }>(event).plan) }),
  ProjectTerminated: defineEvent<ProjectRoom>({ v: 1, machine: 'project', fields: { reason: 'public' }, evolve: (room) => known(room, {}) }),
};
