import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { setOf, type Context, type SetRef } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { heldSecurities, securitiesOf } from '../security/state.ts';
import type { LotRoom } from '../tender/state.ts';

function lateness({ primary, at }: Pick<Context, 'primary' | 'at'>): readonly Warning[] {
  const due = primary.deadlines['securityReturn'];
  if (due === undefined || !('at' in due) || due.metAt !== undefined || at < due.at) return [];
  return [warn('TND-079', `应当在 ${instantText(due.at)} 前退还完毕，逾期已记录。`, `All were due back before ${instantText(due.at)}; the delay is on record.`)];
}

/** 条例 57, 31: every bid security is back with its interest, or lawfully kept. Counted under the lot's lock, so that none is lodged or left out meanwhile. */
export const confirmReturns = defineAct({
  id: 'confirmReturns',
  room: 'award',
  title: { zh: '确认投标保证金退还完毕', en: 'confirm that all securities are returned' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [projectOf(command.lot)], sums: [securitiesOf(command.lot)] }),
  facts: (context) => ({ heldSecurityCount: heldSecurities(setOf(context, securitiesOf(context.command.lot))).length }),
  decide: (context) => {
    const { command, streams, actor, at } = context;
    const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'confirmReturns', actor);
    if (beyond) return fail(beyond);
    const set = setOf(context, securitiesOf(command.lot));
    const [returned, forfeited] = ['returned', 'forfeited'].map((stage) => set.filter((each) => each.stage === stage).length);
    const warnings = lateness(context);
    const confirmedAt = instantText(at);
    return ok({ events: [{ type: 'ReturnsConfirmed', fields: { returned: returned ?? 0, forfeited: forfeited ?? 0, confirmedAt, warnings } }], answer: { lot: command.lot, returned: returned ?? 0, forfeited: forfeited ?? 0, confirmedAt, warnings } });
  },
});

/** What every file of a tender holds; beside these, each objection and each order to suspend, by its stream. */
export const PIECES = {
  tenderDocument: { zh: '招标文件', en: 'tender document' },
  notice: { zh: '招标公告', en: 'notice' },
  openingRecord: { zh: '开标记录', en: 'opening record' },
  evaluationReport: { zh: '评标报告', en: 'evaluation report' },
  candidatePublicity: { zh: '中标候选人公示', en: 'publicity of candidates' },
  noticeOfAward: { zh: '中标通知书', en: 'notice of award' },
  resultPublication: { zh: '中标结果公示', en: 'publication of the result' },
  writtenReport: { zh: '书面报告', en: 'written report' },
  contract: { zh: '合同', en: 'contract' },
  securityReturns: { zh: '保证金退还记录', en: 'return of securities' },
} as const;
type Piece = keyof typeof PIECES;

const check = z.strictObject({ passed: z.boolean(), statement: text(1000) });

const archiveContract = z.strictObject({
  lot: streamId('lot'),
  /** Version of the lot's stream that the bundle goes up to: the whole of it, nothing after. */
  lotVersion: z.int().min(1),
  /** Each piece with the digest of its document or of the log entry of its act. */
  pieces: z.array(z.strictObject({ piece: z.string().max(200), digest: hex(32) })).max(2000),
  /** 四性检测 (DA/T 103—2024): authentic — signatures verify; complete — nothing is missing; usable — every file can be opened; safe — nothing harmful, media sound. */
  checks: z.strictObject({ authentic: check, complete: check, usable: check, safe: check }),
});
type Archive = z.infer<typeof archiveContract>;

const CHECK_TITLES = { authentic: '真实性', complete: '完整性', usable: '可用性', safe: '安全性' } as const;

const setsOf = (lot: string): readonly SetRef[] => [{ owner: lot, machine: 'objection' }, { owner: lot, machine: 'order' }];

const pieceName = (piece: string): { readonly zh: string; readonly en: string } => {
  const known = Object.entries(PIECES).find(([id]) => id === piece)?.[1];
  if (known) return known;
  return piece.startsWith('objection:') ? { zh: `异议 ${piece}`, en: `objection ${piece}` } : { zh: `责令暂停 ${piece}`, en: `order ${piece}` };
};

const missing = (pieces: readonly string[]): Refusal => {
  const names = pieces.map(pieceName);
  const [zh, en] = [`缺少或者不符：${names.map((each) => each.zh).join('、')}`, `missing or not the same: ${names.map((each) => each.en).join(', ')}`];
  return refuse('archiveIncomplete', ['ARC-02', 'ARC-05'], { fact: en, factZh: zh, factEn: en });
};

/** Digests that the case knows itself; the others are those of log entries, which anybody checks against the bundle. */
function knownDigests(room: LotRoom): Readonly<Partial<Record<Piece, string>>> {
  return { ...(room.notice ? { tenderDocument: room.notice.digest } : {}), ...(room.writtenReport ? { writtenReport: room.writtenReport.document } : {}), ...(room.contract ? { contract: room.contract.document } : {}) };
}

function manifestFault(context: Context<Archive>): Refusal | undefined {
  const { command, primary } = context;
  const given = new Map(command.pieces.map((each) => [each.piece, each.digest]));
  const streams = setsOf(command.lot).flatMap((set) => setOf(context, set)).map((each) => each.id);
  const required = [...Object.keys(PIECES), ...streams.toSorted()];
  const known: Readonly<Record<string, string | undefined>> = knownDigests(roomOf<LotRoom>(primary));
  const absent = required.filter((piece) => !given.has(piece) || (known[piece] !== undefined && known[piece] !== given.get(piece)));
  if (absent.length > 0) return missing(absent);
  if (command.lotVersion !== primary.version) {
    const [zh, en] = [`归档资料截至第 ${command.lotVersion} 项办理，本标段已有 ${primary.version} 项`, `the bundle ends at ${command.lotVersion}, the lot is at ${primary.version}`];
    return refuse('archiveIncomplete', ['ARC-05'], { fact: en, factZh: zh, factEn: en });
  }
  const failed = Object.entries(command.checks).filter(([, each]) => !each.passed).map(([id]) => id);
  if (failed.length === 0) return undefined;
  const zh = failed.map((id) => Object.entries(CHECK_TITLES).find(([name]) => name === id)?.[1] ?? id).join('、');
  return refuse('checkFailed', ['ARC-05'], { checks: failed.join(', '), checksZh: zh, checksEn: failed.join(', ') });
}

/**
 * 归档: the manifest of the case, each piece with its digest, and the four-property check (DA/T 103—2024). What the data asks before: report filed,
 * contract published, securities returned. The bundle itself is made and verified outside; the act binds it.
 */
export const archiveTender = defineAct({
  id: 'archiveTender',
  room: 'award',
  title: { zh: '归档', en: 'archive' },
  machine: 'lot',
  contract: archiveContract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [projectOf(command.lot), `contract:${command.lot.slice('lot:'.length)}`], sums: setsOf(command.lot) }),
  facts: ({ primary, streams, command }) => {
    const room = roomOf<LotRoom>(primary);
    return {
      reportFiled: Boolean(room.writtenReport),
      contractPublished: streams.get(`contract:${command.lot.slice('lot:'.length)}`)?.stage === 'published',
      returnsConfirmed: room.returnsConfirmedAt !== undefined,
    };
  },
  decide: (context) => {
    const { command, streams, actor, at } = context;
    const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'archiveTender', actor);
    const fault = beyond ?? manifestFault(context);
    if (fault) return fail(fault);
    const archivedAt = instantText(at);
    const { pieces, checks, lotVersion, lot } = command;
    return ok({ events: [{ type: 'TenderArchived', fields: { pieces, checks, lotVersion, archivedAt } }], answer: { lot, pieces: pieces.length, archivedAt } });
  },
});
