import { addDays, dayOf, fail, instantText, ok, parseInstant, present, type Instant, type Result } from '@zhaobiao/basics';
import { canonicalBytes } from '@zhaobiao/evidence';
import { z } from 'zod';
import { hex, moment, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson, defineAct, roomIfAny, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { CALENDAR, GUARDIANSHIP, type GuardianshipRoom } from '../governance/state.ts';
import { projectOf, type ProjectRoom } from '../planning/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { Facts, StreamState } from '../procedure/types.ts';
import { DESIGNATED_MEDIA } from './media.ts';
import { closingAfter, noticeOf } from './notice.ts';
import type { Draft, LotRoom } from './state.ts';
import { parametersOf } from './terms-fault.ts';

const shared = {
  lot: streamId('lot'),
  /** Digest of the draft as the issuer read it. */
  draft: hex(32),
  /** `national` and `provincial` are the designated ones; others by their names. */
  media: z.array(text(100)).min(1).max(10),
};
type Issuing = { readonly draft: string; readonly media: readonly string[] };

/** Facts of the draft at hand; without one the answer is `draftMissing`, which the act gives itself. */
function draftFacts({ primary, actor }: Pick<Context, 'primary' | 'actor'>): Facts {
  const draft = roomIfAny<LotRoom>(primary)?.draft;
  return { draftedByAnother: !draft || draft.keyId !== actor.keyId, blockingFindings: draft?.findings.blocking ?? 0 };
}

/** The draft that is being issued: the one the issuer read, published at least where the law says (条例 15). */
function issued({ primary, command }: Context<Issuing>): Result<Draft, Refusal> {
  const { draft } = roomOf<LotRoom>(primary);
  if (draft === null) return fail(refuse('draftMissing', ['REG-13']));
  if (draft.digest !== command.draft) return fail(refuse('draftChanged', ['REG-13']));
  if (!command.media.some((each) => Object.hasOwn(DESIGNATED_MEDIA, each))) {
    return fail(refuse('termsInvalid', ['TND-040'], { field: 'media', fieldZh: '发布媒介', problemZh: '没有国家指定的媒介', problemEn: 'names no designated medium' }));
  }
  return ok(draft);
}

const draftParameters = ({ primary }: Pick<Context, 'primary'>) => {
  const draft = roomIfAny<LotRoom>(primary)?.draft;
  return draft ? parametersOf(draft.terms) : undefined;
};

/** 国办发〔2024〕21号: the plan comes first. Entered from knowledge and different from place to place: it warns and never blocks. */
function planWarnings({ procedure, at }: Pick<Context, 'procedure' | 'at'>, { plan }: Pick<ProjectRoom, 'plan'>): readonly Warning[] {
  if (plan === null) return [warn('TND-042', '发布公告前没有发布招标计划。', 'No tender plan was published before the notice.')];
  const days = parameterOf(procedure, 'planDays')?.value;
  if (typeof days !== 'number') return [];
  const earliest = addDays(dayOf(present(parseInstant(plan.firstPublishedAt), 'moment of the plan')), days);
  return dayOf(at) >= earliest ? [] : [warn('TND-042', `招标计划发布不足 ${days} 日，满期日为 ${earliest}。`, `The tender plan has been out for less than ${days} days; they end on ${earliest}.`)];
}

export const publishNotice = defineAct({
  id: 'publishNotice',
  room: 'tender',
  title: { zh: '发布招标公告', en: 'publish the tender notice' },
  machine: 'lot',
  contract: z.strictObject({
    ...shared,
    /** The document can be had free of charge until then, at least 5 days (实施条例 16). */
    issueEndsAt: moment,
    closingAt: moment,
  }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot', owner: projectOf(command.lot) }, reads: [CALENDAR, GUARDIANSHIP, projectOf(command.lot)] }),
  chosen: (command) => ({ closingAt: command.closingAt, issueEndsAt: command.issueEndsAt }),
  parameters: draftParameters,
  facts: draftFacts,
  reveals: true,
  decide: (context) => {
    const { command, streams, primary, at } = context;
    const draft = issued(context);
    if (!draft.ok) return draft;
    const guardianship = streams.get(GUARDIANSHIP);
    if (guardianship?.stage !== 'registered') return fail(refuse('guardianUnknown', ['TND-055']));
    const { threshold, publicKey, guardians } = roomOf<GuardianshipRoom>(guardianship);
    const moments = { publishedAt: instantText(at), issueEndsAt: instantText(command.issueEndsAt), closingAt: instantText(command.closingAt) };
    const notice = noticeOf(primary.id, 1, draft.value, moments, command.media);
    const warnings = planWarnings(context, roomOfStream<ProjectRoom>(streams, projectOf(primary.id))).map(asJson);
    const fields = { notice: asJson(notice), guardianship: { threshold, publicKey, guardians }, parameters: parametersOf(draft.value.terms), baselineFen: draft.value.baselineFen, warnings };
    return ok({ events: [{ type: 'NoticePublished', fields }], answer: { lot: primary.id, tender: notice.digest, closingAt: notice.closingAt, warnings } });
  },
});

type Amending = Issuing & { readonly closingAt: Instant | null; readonly affectsBids: boolean };

/**
 * Whether bids must be made anew: as the procuring entity says, and in any case where the terms changed or the deadline comes sooner. The side that protects
 * the bidder is not left to one person's word (条例 21).
 */
function affectsPreparation(primary: StreamState, command: Amending): boolean {
  const room = roomIfAny<LotRoom>(primary);
  if (!room?.notice || !room.draft) return true;
  const same = (left: object, right: object): boolean => String(canonicalBytes(asJson(left))) === String(canonicalBytes(asJson(right)));
  const before = parseInstant(room.notice.closingAt);
  const sooner = command.closingAt !== null && before !== undefined && command.closingAt < before;
  return command.affectsBids || sooner || !same(room.notice.terms, room.draft.terms);
}

const amendedFacts = (context: Context<Amending>): Facts => ({ ...draftFacts(context), affectsPreparation: affectsPreparation(context.primary, context.command) });

/** 实施条例 21: a change that may affect the making of bids needs 15 days; the deadline moves, bids in stay valid, everybody is told. */
export const amendNotice = defineAct({
  id: 'amendNotice',
  room: 'tender',
  title: { zh: '修改招标文件', en: 'amend the tender document' },
  machine: 'lot',
  contract: z.strictObject({ ...shared, /** Left as it is, or moved by the 15-day rule, where `null`. */ closingAt: moment.nullable(), reason: text(2000), affectsBids: z.boolean() }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot', owner: projectOf(command.lot) }, reads: [CALENDAR] }),
  chosen: (command) => (command.closingAt === null ? {} : { closingAt: command.closingAt }),
  parameters: draftParameters,
  facts: amendedFacts,
  reveals: true,
  decide: (context) => {
    const { command, primary, at } = context;
    const draft = issued(context);
    if (!draft.ok) return draft;
    const before = present(roomOf<LotRoom>(primary).notice, 'notice of a lot that is bidding');
    const facts = amendedFacts(context);
    const closingAt = closingAfter(context, 'amendNotice', command.closingAt === null ? {} : { closingAt: command.closingAt }, facts);
    const notice = noticeOf(primary.id, before.version + 1, draft.value, { publishedAt: instantText(at), issueEndsAt: before.issueEndsAt, closingAt }, command.media, before);
    const affectsBids = facts.affectsPreparation === true;
    const fields = { notice: asJson(notice), parameters: parametersOf(draft.value.terms), baselineFen: draft.value.baselineFen, reason: command.reason, affectsBids, warnings: [] };
    return ok({ events: [{ type: 'NoticeAmended', fields }], answer: { lot: primary.id, tender: notice.digest, closingAt, affectsBids } });
  },
});
