/** 中标候选人公示 with what 10号令 6 asks for: order, names, prices, what each offers and who leads the works, how the evaluation came out, how to object; and whom the committee rejected, and why. */
import { codeText } from '@zhaobiao/rulebook';
import type { Candidate } from '@zhaobiao/domain';
import { html, type Html } from './html.ts';
import { say, screenTime, written, yuan, type Language } from './language.ts';
import type { Life } from './life.ts';
import { ROWS_SHOWN, codeOfBid, fact, more, stackTable, wideFact, type Column, type NameOfBid } from './parts.ts';

type Publicity = NonNullable<Life['candidates']>;
type Rejected = Publicity['rejected'][number];

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;

const standingTag = (language: Language, { standing, cause }: Candidate): Html | null =>
  standing === 'stands' ? null : html`<span class="tag bad"><span aria-hidden="true">■</span> ${say(language, '不再确定为中标人', 'Passed over')}</span><span class="note">${cause === null ? '' : (codeText('passOver', cause)?.[language] ?? cause)}</span>`;

/** By the method a score, or an evaluated price. */
const result = (language: Language, { total, evaluatedFen }: Candidate): string => (total !== null ? say(language, `${total} 分`, `${total} points`) : evaluatedFen === null ? '—' : yuan(language, Number(evaluatedFen)));

function columns(language: Language, names: ReadonlyMap<string, string>, evaluated: boolean): readonly [Column<Candidate>, ...Column<Candidate>[]] {
  return [
    { title: ['排序', 'Rank'], kind: 'rank', cell: ({ rank }) => say(language, `第 ${rank}`, `No. ${rank}`) },
    {
      title: ['中标候选人', 'Candidate'],
      cell: (each) => html`${written(language, each.name)}<span class="note"><code>${codeOfBid(each.bid)}</code></span>${each.members.length === 0 ? null : html`<span class="note">${say(language, '联合体成员：', 'Consortium with ')}${each.members.map((party, index) => html`${index === 0 ? '' : say(language, '、', ', ')}${written(language, names.get(party) ?? party)}`)}</span>`}${standingTag(language, each)}`,
    },
    { title: ['投标报价', 'Price'], kind: 'number fixed', cell: ({ priceFen }) => yuan(language, priceFen) },
    { title: evaluated ? ['评标价', 'Evaluated price'] : ['评标得分', 'Score'], kind: 'number fixed', cell: (each) => result(language, each) },
    { title: ['工期', 'Period'], cell: ({ period }) => written(language, period) },
    { title: ['质量', 'Quality'], cell: ({ quality }) => written(language, quality) },
    { title: ['项目负责人', 'Project leader'], cell: ({ projectLeader: { name, certificateName, certificateNumber } }) => html`${written(language, name)}<span class="note">${written(language, certificateName)} <code>${certificateNumber}</code></span>` },
  ];
}

const words = (language: Language, each: Candidate): Html => html`<div><h3>${say(language, `第 ${each.rank} 中标候选人`, `Candidate no. ${each.rank}`)} ${written(language, each.name)}</h3><dl class="facts">${wideFact(say(language, '评标情况', 'Evaluation'), written(language, each.evaluation))}${wideFact(say(language, '资格能力条件', 'Qualification'), written(language, each.qualification))}</dl></div>`;

function rejections(language: Language, address: string, rejected: readonly Rejected[], nameOf: NameOfBid): Html | null {
  if (rejected.length === 0) return null;
  return html`<h3 id="rejected">${say(language, '被否决的投标', 'Rejected bids')}</h3>
${stackTable<Rejected>(language, 'rejected', [
    { title: ['投标人', 'Tenderer'], kind: 'name', cell: ({ bid }) => nameOf(bid) },
    { title: ['否决情形', 'Ground'], cell: ({ code }) => html`${codeText('rejections', code)?.[language] ?? code}<span class="note"><code>${code}</code></span>` },
    { title: ['招标文件条款', 'Clause'], kind: 'short', cell: ({ clause }) => written(language, clause) },
    { title: ['页码', 'Page'], kind: 'short', cell: ({ page }) => written(language, page) },
    { title: ['理由', 'Reason'], cell: ({ reason }) => written(language, reason) },
  ], rejected.slice(0, ROWS_SHOWN))}${more(language, rejected.length, address)}`;
}

function publicised(language: Language, address: string, { candidates, rejected, recheck, publicisedAt, publicityEndsAt, channel, media, other, reason }: Publicity, names: ReadonlyMap<string, string>, nameOf: NameOfBid): Html {
  if (recheck !== null) return html`<p>${say(language, '公示已停止，原评标委员会正在复核。复核后重新公示。', 'The publicity has stopped; the same committee checks again and the candidates are publicised anew.')}</p><dl class="facts">${fact(say(language, '组织复核', 'Ordered'), time(recheck.at))}${wideFact(say(language, '原因', 'Reason'), written(language, recheck.reason))}</dl>`;
  return html`<dl class="facts">${fact(say(language, '公示开始', 'From'), time(publicisedAt))}${publicityEndsAt === null ? null : fact(say(language, '公示截止', 'Until'), time(publicityEndsAt))}${fact(say(language, '公告媒介', 'Media'), written(language, media.join('、')))}${reason === null ? null : wideFact(say(language, '重新公示的原因', 'Why it is publicised anew'), written(language, reason))}</dl>
${stackTable(language, 'candidates', columns(language, names, candidates.some((each) => each.evaluatedFen !== null)), candidates)}
<div class="words">${candidates.map((each) => words(language, each))}</div>
${rejections(language, address, rejected, nameOf)}<h3>${say(language, '提出异议的渠道和方式', 'How to object')}</h3>
<p>${say(language, '投标人或者其他利害关系人对评标结果有异议的，应当在公示期间提出；招标人三日内答复，答复前暂停招标投标活动（条例第五十四条）。', 'Tenderers and others concerned object while the candidates are publicised; the procuring entity answers within three days, and until then the tender stands still (Regulation art. 54).')}</p>
<dl class="facts">${fact(say(language, '受理人', 'Recipient'), written(language, channel.recipient))}${fact(say(language, '电话', 'Telephone'), channel.phone)}${fact(say(language, '地址', 'Address'), written(language, channel.address))}${fact(say(language, '网上提出', 'Online'), written(language, channel.online))}</dl>
${other === null ? null : html`<h3>${say(language, '招标文件要求公示的其他内容', 'What else the document asks to be publicised')}</h3><p>${written(language, other)}</p>`}`;
}

export function candidatesSection(language: Language, path: string, { candidates, names }: Pick<Life, 'candidates' | 'names'>, nameOf: NameOfBid): Html | undefined {
  return candidates && publicised(language, `/api/v1${path}/candidates`, candidates, names, nameOf);
}

/** Of a tender that ended with the evaluation: there is no publicity, but whom the committee rejected is public at once. */
export const rejectedSection = (language: Language, path: string, { report, candidates }: Pick<Life, 'report' | 'candidates'>, nameOf: NameOfBid): Html | undefined =>
  candidates === undefined && report?.extract ? html`<p>${say(language, `评标报告 ${screenTime(report.receivedAt)} 收到，没有推荐中标候选人。`, `The report came in at ${screenTime(report.receivedAt)} and recommends nobody.`)}</p>${rejections(language, `/api/v1${path}/bundle`, report.extract.rejected, nameOf)}` : undefined;
