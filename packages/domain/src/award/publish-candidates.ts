import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { moment, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import type { BidRoom } from '../bid/state.ts';
import { namesDesignated, type LotRoom } from '../tender/state.ts';
import type { Candidate, Ranked } from './state.ts';

export const projectLeader = z.strictObject({ name: text(60), certificateName: text(100), certificateNumber: text(60) });

const told = z.strictObject({
  bid: streamId('bid'),
  period: text(500),
  quality: text(500),
  projectLeader,
  /** 评标情况, in words: scores stand in the report. */
  evaluation: text(5000),
  /** How the candidate meets what the document asks as qualification. */
  qualification: text(5000),
});

const contract = z.strictObject({
  lot: streamId('lot'),
  candidates: z.array(told).min(1).max(3),
  /** Last moment of the publicity, at least `publicityDays` later (条例 54). */
  publicityEndsAt: moment,
  /** 提出异议的渠道和方式. */
  channel: z.strictObject({ recipient: text(200), phone: text(60), address: text(300), online: text(300) }),
  media: z.array(text(200)).min(1).max(20),
  /** What else the tender document asks to be publicised. */
  other: text(5000).nullable(),
  /** Why it is publicised anew; the first time there is nothing to say. */
  reason: text(2000).nullable(),
});
type Publish = z.infer<typeof contract>;

/** The candidates of the report that have not been passed over. */
function expected({ primary }: Context<Publish>): readonly Ranked[] {
  const { report, candidates } = roomOf<LotRoom>(primary);
  const gone = new Set((candidates ?? []).filter((each) => each.standing === 'passedOver').map((each) => each.bid));
  return (report?.candidates ?? []).filter((each) => !gone.has(each.bid));
}

function listFault(context: Context<Publish>): Refusal | undefined {
  const ranked = expected(context);
  const same = ranked.length === context.command.candidates.length && ranked.every((each, index) => context.command.candidates[index]?.bid === each.bid);
  return same ? undefined : refuse('candidatesDiffer', ['TND-070', 'NTM-06'], { expected: ranked.map((each) => `${each.rank}. ${each.bid}`).join('；') });
}

const blank = (value: string): string => value.replace(/\s+/gu, '');

/** What the bid states is publicised as it stands there; what it leaves open is stated here (10号令 6). */
function contentsFault({ command, streams }: Context<Publish>): Refusal | undefined {
  for (const each of command.candidates) {
    const { sheet, name } = roomOfStream<BidRoom>(streams, each.bid);
    const stated = [
      ['工期', 'period', sheet?.period, each.period],
      ['质量', 'quality', sheet?.quality, each.quality],
      ['项目负责人', 'project leader', sheet?.projectManager, each.projectLeader.name],
    ] as const;
    for (const [zh, en, bid, publicity] of stated) {
      if (typeof bid === 'string' && bid !== '' && blank(bid) !== blank(publicity)) return refuse('contentsDiffer', ['NTM-06', 'TND-074'], { name, field: en, fieldZh: zh, fieldEn: en, value: bid });
    }
  }
  return undefined;
}

/** 10号令 8: publicity of candidates and of the result stands where the notice stood. */
export const mediaFault = (media: readonly string[]): Refusal | undefined =>
  namesDesignated(media) ? undefined : refuse('termsInvalid', ['TND-040'], { field: 'media', fieldZh: '发布媒介', fieldEn: 'media', problemZh: '没有国家指定的媒介', problemEn: 'names no designated medium' });

function candidatesFrom(context: Context<Publish>): readonly Candidate[] {
  const kept = (roomOf<LotRoom>(context.primary).candidates ?? []).filter((each) => each.standing === 'passedOver');
  const ranked = new Map(expected(context).map((each) => [each.bid, each]));
  const listed = context.command.candidates.map((each): Candidate => {
    const { name, tenderer } = roomOfStream<BidRoom>(context.streams, each.bid);
    const line = present(ranked.get(each.bid), 'rank of a candidate');
    return { ...each, ...line, party: tenderer.lead, name, members: tenderer.members, standing: 'stands', cause: null };
  });
  return [...kept, ...listed].toSorted((left, right) => left.rank - right.rank);
}

function lateness({ primary, at }: Context<Publish>): readonly Warning[] {
  const due = primary.deadlines['publicising'];
  if (due === undefined || !('at' in due) || due.metAt !== undefined || at < due.at) return [];
  return [warn('TND-072', `应当在 ${instantText(due.at)} 前公示，逾期公示已记录。`, `Publicity was due before ${instantText(due.at)}; the delay is on record.`)];
}

/**
 * 公示中标候选人 within 3 days of the report, for at least 3 days (条例 54), with what 10号令 6 asks. Candidates and order are the report's; the ranking,
 * closed until now, becomes public with this act.
 */
export const publishCandidates = defineAct({
  id: 'publishCandidates',
  room: 'award',
  title: { zh: '公示中标候选人', en: 'publicise the candidates' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [...new Set(command.candidates.map((each) => each.bid))] }),
  chosen: (command) => ({ publicityEndsAt: command.publicityEndsAt }),
  reveals: true,
  decide: (context) => {
    const { command, primary } = context;
    const again = primary.stage === 'publicised';
    if (again && command.reason === null) return fail(refuse('malformed', ['TND-072'], { field: 'reason', problemZh: '重新公示应当说明原因', problemEn: 'is needed to publicise anew' }));
    const fault = listFault(context) ?? contentsFault(context) ?? mediaFault(command.media);
    if (fault) return fail(fault);
    const candidates = candidatesFrom(context);
    const warnings = lateness(context);
    const publicityEndsAt = instantText(command.publicityEndsAt);
    const { channel, media, other, reason } = command;
    return ok({
      events: [{ type: 'CandidatesPublicised', fields: { round: roomOf<LotRoom>(primary).report?.round ?? 1, candidates, publicityEndsAt, channel, media, other, reason, warnings } }],
      answer: { lot: command.lot, candidates: candidates.map(({ rank, bid, name }) => ({ rank, bid, name })), publicityEndsAt, warnings },
    });
  },
});
