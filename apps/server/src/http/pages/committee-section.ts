/** 评标委员会 and its report, once they are public: who sat by number, field and employer, every bid's result, and how anybody computes it again. */
import { codeText } from '@zhaobiao/rulebook';
import type { BidEvaluation, Evaluation, EvaluationTerms, Member } from '@zhaobiao/domain';
import { html, type Html } from './html.ts';
import { say, screenTime, written, yuan, type Language } from './language.ts';
import type { CommitteeTold } from './life.ts';
import { ROWS_SHOWN, fact, more, pick, stackTable, wideFact, type Column, type NameOfBid, type Text } from './parts.ts';

type Report = NonNullable<CommitteeTold['report']>;

const OUTCOMES: Readonly<Record<Report['outcome'], Text>> = { ranked: ['推荐中标候选人', 'candidates recommended'], allRejected: ['否决全部投标', 'all bids rejected'], lacksCompetition: ['明显缺乏竞争，否决全部投标', 'competition plainly lacking, all rejected'] };

function members(language: Language, { members: list, chair }: CommitteeTold): Html {
  return stackTable<Member>(language, 'committee', [
    { title: ['专家库编号', 'Number'], cell: ({ number, party }) => html`<code>${number}</code>${party === chair ? html` <span class="chip">${say(language, '组长', 'chair')}</span>` : null}` },
    { title: ['身份', 'Sits as'], cell: ({ kind }) => (kind === 'expert' ? say(language, '评标专家', 'expert') : say(language, '招标人代表', 'for the procuring entity')) },
    { title: ['专业', 'Field'], cell: ({ field }) => written(language, field) },
    { title: ['工作单位', 'Employer'], cell: ({ employer }) => written(language, employer) },
  ], list);
}

const replacements = (language: Language, { replaced }: CommitteeTold): Html | null =>
  replaced.length === 0 ? null : html`<p>${replaced.map(({ member, by, cause, at }) => html`${say(language, `${screenTime(at)} 由 ${by} 更换 ${member.number}：`, `${screenTime(at)}: ${by} replaced ${member.number}: `)}${codeText('replacement', cause)?.[language] ?? cause}${say(language, '。', '. ')}`)}${say(language, '被更换的成员作出的评审结论无效，由更换后的成员重新评审（条例第四十八条）。', 'What a replaced member concluded is void and was reviewed again (Regulation art. 48).')}</p>`;

function report(language: Language, made: Report): Html {
  return html`<h3>${say(language, '评标报告', 'Report')}</h3><dl class="facts">
${fact(say(language, '结论', 'Outcome'), pick(language, OUTCOMES[made.outcome]))}${fact(say(language, '完成时间', 'Made'), html`<time datetime="${made.madeAt}">${screenTime(made.madeAt)}</time>`)}${fact(say(language, '有效投标', 'Responsive bids'), say(language, `${made.responsive} 个`, String(made.responsive)))}${fact(say(language, '否决投标', 'Rejected bids'), say(language, `${made.rejected.length} 个`, String(made.rejected.length)))}
${fact(say(language, '澄清', 'Clarifications'), say(language, `${made.questions.length} 次`, String(made.questions.length)))}${fact(say(language, '算术修正', 'Corrections'), say(language, `${made.corrections.length} 处`, String(made.corrections.length)))}${fact(say(language, '签名', 'Signed by'), say(language, `${made.signed.length} 人`, String(made.signed.length)))}${made.silent.length === 0 ? null : fact(say(language, '未签署也未说明（视为同意）', 'Neither signed nor said why (taken as agreeing)'), made.silent.join('、'))}
${made.reason === null ? null : wideFact(say(language, '说明', 'Stated'), written(language, made.reason))}
${wideFact(say(language, '不同意见', 'Dissent'), made.dissents.length === 0 ? say(language, '没有', 'none') : html`${made.dissents.map(({ member, reason }) => html`${member}${say(language, '：', ': ')}${written(language, reason)} `)}`)}
${wideFact(say(language, '报告摘要', 'Digest of the report'), html`<code class="digest">${made.digest}</code>`)}</dl>`;
}

type Line = BidEvaluation & { readonly rank: number | null };

const STANDINGS: Readonly<Record<BidEvaluation['standing'], Text>> = { ranked: ['', ''], notResponsive: ['已否决', 'rejected'], aboveCeiling: ['超过最高投标限价', 'above the ceiling'] };

function linesOf({ bids, ranking }: Evaluation): readonly Line[] {
  const ranks = new Map(ranking.map(({ bid, rank }) => [bid, rank]));
  return bids.map((each) => ({ ...each, rank: ranks.get(each.bid) ?? null })).toSorted((left, right) => (left.rank ?? Infinity) - (right.rank ?? Infinity) || left.no - right.no);
}

const yuanText = (language: Language, text: string): string => yuan(language, Math.round(Number(text.replace('…', '')) * 100));

function scores(language: Language, path: string, evaluation: Evaluation, terms: EvaluationTerms | undefined, nameOf: NameOfBid): Html {
  const groups = terms?.method === 'comprehensive' ? terms.groups : [];
  const columns: readonly [Column<Line>, ...Column<Line>[]] = [
    { title: ['排序', 'Rank'], kind: 'rank', cell: ({ rank, standing }) => (rank === null ? pick(language, STANDINGS[standing]) : say(language, `第 ${rank}`, `No. ${rank}`)) },
    { title: ['投标人', 'Tenderer'], cell: ({ bid }) => nameOf(bid) },
    { title: ['投标报价', 'Price'], kind: 'number fixed', cell: ({ price }) => yuanText(language, price.price) },
    ...groups.map(({ id, title, points }): Column<Line> => ({ title: [`${title}（${points}）`, `${title} (${points})`], kind: 'number', cell: (line) => line.groups.find((each) => each.group === id)?.score ?? '—' })),
    evaluation.method === 'lowestEvaluated'
      ? { title: ['评标价', 'Evaluated price'], kind: 'number fixed', cell: ({ result }) => (result === null ? '—' : yuanText(language, result)) }
      : { title: ['总分', 'Total'], kind: 'number', cell: ({ result }) => (result === null ? '—' : html`<strong>${result}</strong>`) },
  ];
  return html`<h3 id="scores">${evaluation.method === 'lowestEvaluated' ? say(language, '评标价', 'Evaluated prices') : say(language, '评分汇总', 'Scores')}</h3>${stackTable(language, 'scores', columns, linesOf(evaluation).slice(0, ROWS_SHOWN))}${more(language, evaluation.bids.length, `/api/v1${path}/evaluation`)}`;
}

/** How anybody checks the ranking without believing the committee's arithmetic or the platform's. */
const recompute = (language: Language, path: string): Html => html`<h3 id="recompute">${say(language, '自己重算', 'Recompute')}</h3>
<p>${say(language, '每位评委的每项评分和全部计算步骤都已公开。下载核验包，运行 ', 'Every score of every member and every step of the computation is public. Download the bundle and run ')}<code>zhaobiao recompute ${path.slice('/tenders/'.length).replace('/', '-')}.zhaobiao</code>${say(language, '，从开标记录和评分表重新算出全部排序，指出第一处不同。', ': it derives the whole ranking again from opening record and score sheets and names the first difference.')}</p>
<p class="actions"><a class="button quiet" href="/api/v1${path}/bundle" download>${say(language, '下载核验包', 'Download the bundle')}</a> <a href="/api/v1${path}/evaluation">${say(language, '全部评分和计算步骤（数据）', 'Every score and step (data)')}</a></p>`;

export function committeeSection(language: Language, path: string, committee: CommitteeTold | undefined, terms: EvaluationTerms | undefined, nameOf: NameOfBid): Html | undefined {
  if (committee === undefined) return undefined;
  const { evaluation } = committee;
  return html`<p>${say(language, '名单在中标结果确定前保密，现已公开；成员以专家库编号列出（法第三十七条）。', 'The names were secret until the result and are public now; members are listed by their number in the expert bank (Bidding Law art. 37).')}</p>
${members(language, committee)}${replacements(language, committee)}${committee.report === null ? null : report(language, committee.report)}${evaluation === null ? null : html`${scores(language, path, evaluation, terms, nameOf)}${recompute(language, path)}`}`;
}
