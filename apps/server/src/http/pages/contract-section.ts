/** 合同, 保证金退还 and 归档: what follows the award, each with its legal clock. */
import { PIECES } from '@zhaobiao/domain';
import type { ReturnsTold } from '../../award/queries.ts';
import { html, type Html } from './html.ts';
import { say, screenTime, written, yuan, type Language } from './language.ts';
import type { Life } from './life.ts';
import { fact, stackTable, wideFact } from './parts.ts';
import { lapsedBy, lastDay } from './times.ts';

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;
const tag = (kind: string, shape: string, text: string): Html => html`<span class="tag ${kind}"><span aria-hidden="true">${shape}</span> ${text}</span>`;

function stageTag(language: Language, stage: string): Html {
  if (stage === 'published') return tag('ok', '●', say(language, '已公开', 'Published'));
  return stage === 'concluded' ? tag('ok', '●', say(language, '已签订', 'Concluded')) : tag('act', '◐', say(language, '待签订', 'Proposed'));
}

export function contractSection(language: Language, { contract }: Pick<Life, 'contract'>): Html | undefined {
  if (contract === undefined) return undefined;
  const { stage, proposal, concluded, published } = contract;
  const { name, certificateName, certificateNumber } = proposal.projectLeader;
  return html`<dl class="facts">${fact(say(language, '状态', 'Stage'), stageTag(language, stage))}${fact(say(language, '合同价', 'Price'), html`<span class="fixed">${yuan(language, proposal.priceFen)}</span>`)}${fact(say(language, '工期', 'Period'), written(language, proposal.period))}${fact(say(language, '质量', 'Quality'), written(language, proposal.quality))}
${fact(say(language, '项目负责人', 'Project leader'), html`${written(language, name)}（${written(language, certificateName)} <code>${certificateNumber}</code>）`)}${fact(say(language, '提出', 'Proposed'), time(proposal.proposedAt))}${concluded === null ? null : fact(say(language, '签订', 'Concluded'), time(concluded.concludedAt))}${published === null ? null : fact(say(language, '公开', 'Published'), time(published.publishedAt))}
${published === null ? null : [
    wideFact(say(language, '合同文本', 'Text'), html`<a href="/api/v1/objects/${published.document}" download>${say(language, '下载公开的合同', 'Download the published contract')}</a> <code class="digest">${published.document}</code>`),
    published.withheld === null ? null : wideFact(say(language, '没有公开的内容和原因', 'Withheld, and why'), written(language, published.withheld)),
  ]}</dl>
<p class="note">${say(language, '合同的标的、价款、质量、履行期限与招标文件和中标人的投标文件一致，平台在签订时核对（法第四十六条、条例第五十七条）。', 'Subject, price, quality and period agree with tender and bid; the platform checks it on signature (Bidding Law art. 46, Regulation art. 57).')}</p>`;
}

/** Without a contract to count from. */
const ENDED = new Set(['failed', 'invalid', 'terminated']);

const count = (language: Language, value: number): string => say(language, `${value} 笔`, String(value));

function due(language: Language, { dueBy, confirmedAt }: ReturnsTold, now: string | undefined): Html | null {
  if (confirmedAt !== null) return fact(say(language, '状态', 'Stage'), html`${tag('ok', '●', say(language, '已全部退还', 'All returned'))} ${time(confirmedAt)}`);
  if (dueBy === null) return null;
  const on = lastDay(dueBy) ?? screenTime(dueBy);
  return fact(say(language, '退还期限', 'Due by'), lapsedBy(now, dueBy) ? html`${on} ${tag('bad', '■', say(language, '超期', 'late'))}` : on);
}

export function returnsSection(language: Language, { returns }: Pick<Life, 'returns'>, now: string | undefined): Html | undefined {
  if (returns === undefined) return undefined;
  const { counts } = returns;
  return html`<dl class="facts">${due(language, returns, now)}${counts === null ? null : [
    fact(say(language, '收取', 'Lodged'), count(language, counts.lodged)), fact(say(language, '已退还', 'Returned'), count(language, counts.returned)), fact(say(language, '依法不予退还', 'Kept by law'), count(language, counts.forfeited)), fact(say(language, '尚未退还', 'Still held'), count(language, counts.held)),
  ]}</dl>
<p class="note">${counts === null ? say(language, '没有公布投标人的招标，不公布保证金的数量（法第二十二条）。', 'Where no tenderers were announced, the number of securities is not told (Bidding Law art. 22).') : ENDED.has(returns.stage) ? say(language, '没有确定中标人的，同样退还投标保证金及银行同期存款利息。', 'Where nobody is awarded, securities are returned with interest just the same.') : say(language, '合同签订后五日内退还投标保证金及银行同期存款利息（条例第五十七条）。', 'Returned with interest within five days of the contract (Regulation art. 57).')}</p>`;
}

const PIECE_TITLES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = PIECES;
const KIND_TITLES: Readonly<Record<string, readonly [string, string]>> = { objection: ['异议', 'Objection'], order: ['责令暂停', 'Order to suspend'] };

function pieceTitle(language: Language, piece: string): string {
  const [zh, en] = KIND_TITLES[piece.slice(0, piece.indexOf(':'))] ?? [piece, piece];
  return PIECE_TITLES[piece]?.[language] ?? say(language, zh, en);
}

/** Shown when the file is closed; before that its list grows with every act. */
export function archiveSection(language: Language, { archive }: Pick<Life, 'archive'>, archivedAt: string | undefined): Html | undefined {
  if (archive === undefined || archivedAt === undefined) return undefined;
  return html`<p>${say(language, `${screenTime(archivedAt)} 归档，材料齐全，真实性、完整性、可用性、安全性检测通过。`, `Archived at ${screenTime(archivedAt)}: complete, and found authentic, whole, usable and safe.`)}</p>
${stackTable(language, 'archive', [
    { title: ['归档材料', 'Piece'], cell: ({ piece }: { readonly piece: string; readonly digest: string }) => pieceTitle(language, piece) },
    { title: ['摘要', 'Digest'], cell: ({ digest }) => html`<code class="digest">${digest}</code>` },
  ], archive.pieces)}`;
}
