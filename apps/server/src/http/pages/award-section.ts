/** 定标与中标结果: who won with which bid, why, and what came of every other (招标投标法 45). */
import { codeText } from '@zhaobiao/rulebook';
import type { ResultLine } from '../../award/queries.ts';
import { html, type Html } from './html.ts';
import { say, screenTime, written, yuan, type Language } from './language.ts';
import type { Life } from './life.ts';
import { ROWS_SHOWN, fact, more, pick, stackTable, wideFact, type NameOfBid, type Text } from './parts.ts';

type Award = NonNullable<Life['award']>;

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;

const OUTCOMES: Readonly<Record<ResultLine['outcome'], readonly [...Text, kind: string, shape: string]>> = {
  awarded: ['中标', 'Awarded', 'ok', '●'], candidate: ['候选，未中标', 'Candidate, not awarded', 'quiet', '○'], notAwarded: ['未中标', 'Not awarded', 'quiet', '○'], rejected: ['已否决', 'Rejected', 'bad', '■'], unopened: ['未解密', 'Not opened', 'bad', '■'],
};
const ORDER: readonly ResultLine['outcome'][] = ['awarded', 'candidate', 'notAwarded', 'rejected', 'unopened'];

const tag = (language: Language, { outcome }: ResultLine): Html => {
  const [zh, en, kind, shape] = OUTCOMES[outcome];
  return html`<span class="tag ${kind}"><span aria-hidden="true">${shape}</span> ${say(language, zh, en)}</span>`;
};

function why(language: Language, { code, clause, reason }: ResultLine): Html | null {
  if (code === undefined) return null;
  return html`${codeText('rejections', code)?.[language] ?? code}${clause === undefined ? null : html`${say(language, '；', '; ')}${written(language, clause)}`}${reason === undefined ? null : html`${say(language, '：', ': ')}${written(language, reason)}`}`;
}

function results(language: Language, address: string, lines: readonly ResultLine[], nameOf: NameOfBid): Html {
  const sorted = lines.toSorted((left, right) => ORDER.indexOf(left.outcome) - ORDER.indexOf(right.outcome));
  return html`<h3 id="results">${say(language, '各投标人的结果', 'What came of each bid')}</h3>
${stackTable<ResultLine>(language, 'results', [
    { title: ['投标人', 'Tenderer'], kind: 'name', cell: ({ bid }) => nameOf(bid) },
    { title: ['结果', 'Result'], kind: 'fixed', cell: (line) => tag(language, line) },
    { title: ['否决的情形和理由', 'Ground and reason'], cell: (line) => why(language, line) },
  ], sorted.slice(0, ROWS_SHOWN))}${more(language, sorted.length, address)}`;
}

function decided(language: Language, { decision }: Award, nameOf: NameOfBid): Html {
  return html`<dl class="facts">${fact(say(language, '定标时间', 'Decided'), time(decision.decidedAt))}${fact(say(language, '确定的中标人', 'Chosen'), nameOf(decision.bid))}${wideFact(say(language, '定标理由', 'Reason'), written(language, decision.reason))}</dl>`;
}

function issued(language: Language, { award, decision, publication, reportFiledAt }: Award, names: Life['names']): Html | null {
  if (award === null) return null;
  const { name, members, priceFen, period, quality, projectLeader, number, issuedAt } = award;
  return html`<dl class="facts">
${fact(say(language, '中标人', 'Supplier'), html`<strong>${written(language, name)}</strong>`)}${members.length === 0 ? null : fact(say(language, '联合体成员', 'Consortium with'), written(language, members.map((party) => names.get(party) ?? party).join('、')))}
${fact(say(language, '中标价', 'Price'), html`<strong class="fixed">${yuan(language, priceFen)}</strong>`)}${fact(say(language, '通知书编号', 'Notice of award'), written(language, number))}${fact(say(language, '发出时间', 'Issued'), time(issuedAt))}
${fact(say(language, '工期', 'Period'), written(language, period))}${fact(say(language, '质量', 'Quality'), written(language, quality))}${fact(say(language, '项目负责人', 'Project leader'), html`${written(language, projectLeader.name)}（${written(language, projectLeader.certificateName)} <code>${projectLeader.certificateNumber}</code>）`)}
${fact(say(language, '定标时间', 'Decided'), time(decision.decidedAt))}${publication === null ? null : [fact(say(language, '公告媒介', 'Media'), written(language, publication.media.join('、'))), fact(say(language, '订立合同', 'Contract'), say(language, `自中标通知书发出之日起 ${publication.contractDays} 日内`, `within ${publication.contractDays} days of the notice`))]}
${reportFiledAt === null ? null : fact(say(language, '书面报告', 'Written report'), html`${time(reportFiledAt)} ${say(language, '已提交行政监督部门', 'filed with the authority')}`)}
${wideFact(say(language, '定标理由', 'Reason'), written(language, decision.reason))}</dl>`;
}

export function awardSection(language: Language, path: string, { award, names }: Pick<Life, 'award' | 'names'>, nameOf: NameOfBid): Html | undefined {
  if (award === undefined) return undefined;
  const told = issued(language, award, names);
  return html`${told ?? html`<p>${pick(language, ['已定标，中标通知书还没有发出。', 'The award is decided; the notice of award is not issued yet.'])}</p>${decided(language, award, nameOf)}`}${award.results === null ? null : results(language, `/api/v1${path}/award`, award.results, nameOf)}`;
}
