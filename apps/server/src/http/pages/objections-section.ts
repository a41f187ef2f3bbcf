/** 异议与答复, and orders to suspend: what was objected once everybody may know it, and how it was answered. */
import type { ObjectionLine, Objections, OrderLine } from '../../complaint/queries.ts';
import { html, type Html } from './html.ts';
import { say, screenTime, written, type Language } from './language.ts';
import { fact, pick, wideFact, type Text } from './parts.ts';

const KINDS: Readonly<Record<string, Text>> = { document: ['对招标文件的异议', 'Objection to the document'], opening: ['对开标的异议', 'Objection to the opening'], result: ['对评标结果的异议', 'Objection to the result'] };
const OUTCOMES: Readonly<Record<string, Text>> = { upheld: ['异议成立', 'upheld'], partly: ['部分成立', 'upheld in part'], dismissed: ['异议不成立', 'dismissed'] };
const MEASURES: Readonly<Record<string, Text>> = { amendDocument: ['修改招标文件', 'the document is amended'], recheck: ['原评标委员会复核', 'the committee checks again'], republicise: ['重新公示候选人', 'the candidates are publicised again'] };

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;
const tag = (kind: string, shape: string, text: string): Html => html`<span class="tag ${kind}"><span aria-hidden="true">${shape}</span> ${text}</span>`;

const stageTag = (language: Language, { stage }: ObjectionLine): Html =>
  stage === 'answered' ? tag('ok', '●', say(language, '已答复', 'Answered')) : stage === 'withdrawn' ? tag('quiet', '—', say(language, '已撤回', 'Withdrawn')) : tag('hold', '‖', say(language, '待答复', 'To be answered'));

const papers = (language: Language, documents: readonly { readonly name: string; readonly digest: string }[]): Html | null =>
  documents.length === 0 ? null : wideFact(say(language, '材料', 'Papers'), html`${documents.map(({ name, digest }) => html`<a href="/api/v1/objects/${digest}" download="${name}">${written(language, name)}</a> `)}`);

function objected(language: Language, { filing }: ObjectionLine): Html {
  if (filing === null) return html`<p class="note">${say(language, '提出异议的单位和内容，公布投标人以后公开（法第二十二条）。', 'Who objected, and what, becomes public with the names of the tenderers (Bidding Law art. 22).')}</p>`;
  return html`<dl class="facts">${fact(say(language, '提出', 'By'), written(language, filing.objectorName))}${fact(say(language, '提出时间', 'Filed'), time(filing.filedAt))}${fact(say(language, '针对', 'Concerns'), written(language, filing.concerns))}
${wideFact(say(language, '事实和理由', 'Grounds'), written(language, filing.grounds))}${wideFact(say(language, '请求', 'Request'), written(language, filing.request))}${papers(language, filing.documents)}</dl>`;
}

function answered(language: Language, { answer, stage, answerBy }: ObjectionLine): Html | null {
  if (answer === null) return stage === 'filed' && answerBy !== null ? html`<p>${say(language, '答复期限：', 'To be answered before ')}${time(answerBy)}${say(language, ' 前。', '.')}</p>` : null;
  const measure = MEASURES[answer.measure];
  return html`<dl class="facts reply">${fact(say(language, '答复', 'Answer'), html`<strong>${pick(language, OUTCOMES[answer.outcome] ?? [answer.outcome, answer.outcome])}</strong>`)}${fact(say(language, '答复时间', 'Answered'), time(answer.answeredAt))}${measure === undefined ? null : fact(say(language, '措施', 'Measure'), pick(language, measure))}
${wideFact(say(language, '答复内容', 'Reasons'), written(language, answer.text))}${papers(language, answer.documents)}</dl>`;
}

const objection = (language: Language, line: ObjectionLine): Html => html`<li><h3>${pick(language, KINDS[line.kind] ?? [line.kind, line.kind])} ${stageTag(language, line)}</h3>
${objected(language, line)}${answered(language, line)}</li>`;

const order = (language: Language, { stage, authorityName, issuedAt, reason, article, lifted, documents }: OrderLine): Html => html`<li><h3>${say(language, '责令暂停', 'Order to suspend')} ${stage === 'issued' ? tag('hold', '‖', say(language, '暂停中', 'In force')) : tag('ok', '●', say(language, '已恢复', 'Lifted'))}</h3>
<dl class="facts">${fact(say(language, '行政监督部门', 'Authority'), written(language, authorityName))}${fact(say(language, '暂停时间', 'Issued'), time(issuedAt))}${lifted === null ? null : fact(say(language, '恢复时间', 'Lifted'), time(lifted.liftedAt))}
${wideFact(say(language, '原因', 'Reason'), written(language, reason))}${wideFact(say(language, '依据', 'Rests on'), written(language, article))}${lifted === null ? null : wideFact(say(language, '恢复的理由', 'Why it was lifted'), written(language, lifted.reason))}${papers(language, documents)}</dl></li>`;

const filedAt = ({ filing, answer }: ObjectionLine): string => filing?.filedAt ?? answer?.answeredAt ?? '';

export function objectionsSection(language: Language, { objections, orders }: Objections): Html | undefined {
  if (objections.length + orders.length === 0) return undefined;
  const inTime = objections.toSorted((left, right) => filedAt(left).localeCompare(filedAt(right)));
  return html`<ol class="entries">${inTime.map((line) => objection(language, line))}${orders.toSorted((left, right) => left.issuedAt.localeCompare(right.issuedAt)).map((line) => order(language, line))}</ol>`;
}
