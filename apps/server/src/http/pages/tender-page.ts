import { instantText } from '@zhaobiao/basics';
import type { Procedure } from '@zhaobiao/domain';
import type { ActLine } from '../../log/queries.ts';
import type { OpeningAwaited, OpeningRecord } from '../../opening/queries.ts';
import type { publicTender } from '../../tender/queries.ts';
import { actsList, verifying } from './acts-list.ts';
import { deadlinesTable, type RuleText } from './deadlines-table.ts';
import { awardSection } from './award-section.ts';
import { candidatesSection, rejectedSection } from './candidates-section.ts';
import { changesSection } from './changes-section.ts';
import { committeeSection } from './committee-section.ts';
import { archiveSection, contractSection, returnsSection } from './contract-section.ts';
import { html, type Html } from './html.ts';
import { layout, type Made } from './layout.ts';
import { say, screenTime, withLanguage, written, yuan, type Language } from './language.ts';
import type { Life } from './life.ts';
import { objectionsSection } from './objections-section.ts';
import { openingTable } from './opening-table.ts';
import { codeOfBid, fact, section, type NameOfBid } from './parts.ts';
import { stageTag, stageWords } from './stage-tag.ts';
import { standing } from './standing.ts';
import { stepBar, type StepNotes } from './step-bar.ts';

type Tender = NonNullable<Awaited<ReturnType<typeof publicTender>>>;

export type TenderView = {
  readonly tender: Tender;
  readonly procedure: Procedure | undefined;
  readonly opening: OpeningRecord | OpeningAwaited | undefined;
  readonly life: Life;
  /** Page of the opening record, from 1; 0 shows all. */
  readonly page: number;
  /** What somebody looks for in the record; empty shows every line. */
  readonly firm: string;
  readonly acts: readonly ActLine[];
  /** Log index to go on from where there are more acts than one page shows. */
  readonly moreActs: number | null;
  readonly ruleText: RuleText;
  readonly made: Made;
};

const pathOf = (tender: Tender): string => `/tenders/${tender.lot.slice('lot:'.length)}`;

function facts(language: Language, { tender, life }: TenderView): Html {
  const { notice } = tender;
  return html`<dl class="facts">
${fact(say(language, '招标人', 'Procuring entity'), written(language, tender.procuringEntity.name))}
${fact(say(language, '招标代理机构', 'Agency'), tender.agency === null ? null : written(language, tender.agency.name))}
${fact(say(language, '标段编号', 'Lot'), html`<code>${tender.lot.slice('lot:'.length)}</code>`)}
${fact(say(language, '估算价', 'Estimate'), yuan(language, tender.estimateFen))}
${life.repeats === null ? null : fact(say(language, '重新招标', 'Repeats'), html`<a href="${withLanguage(language, `/tenders/${life.repeats.slice('lot:'.length)}`)}"><code>${life.repeats.slice('lot:'.length)}</code></a>`)}
${notice === null ? null : [
    fact(say(language, '发布时间', 'Published'), screenTime(notice.publishedAt)),
    fact(say(language, '最高投标限价', 'Ceiling price'), notice.ceilingFen === null ? say(language, '未设', 'none') : yuan(language, notice.ceilingFen)),
    fact(say(language, '投标保证金', 'Bid security'), notice.securityFen === null ? say(language, '不要求', 'not required') : yuan(language, notice.securityFen)),
    fact(say(language, '投标有效期', 'Validity of bids'), say(language, `${notice.validityDays} 日`, `${notice.validityDays} days`)),
    fact(say(language, '公告版本', 'Version'), say(language, `第 ${notice.version} 版`, `version ${notice.version}`)),
    html`<div class="wide"><dt>${say(language, '招标文件摘要', 'Digest of the tender')}</dt><dd><code class="digest">${notice.digest}</code></dd></div>`,
  ]}
</dl>`;
}

function documents(language: Language, { tender }: TenderView): Html {
  const list = tender.notice?.documents ?? [];
  if (list.length === 0) return html`<p>${say(language, '公告没有附件。', 'The notice has no documents.')}</p>`;
  return html`<ul class="documents">${list.map((document) => html`<li><a href="/api/v1/objects/${document.digest}" download="${document.name}">${written(language, document.name)}</a><span class="note">${say(language, '摘要', 'digest')} <code class="digest">${document.digest}</code></span></li>`)}</ul>`;
}

/** What is done between the announcement and the record, in its order (法 36). */
const UNDER_WAY: Readonly<Record<string, readonly [string, string]>> = {
  announced: ['正在核验密封。完成后公布结果。', 'The seals are being checked. The outcome will stand here.'],
  checked: ['密封完好，正在抽取系数。抽取后开始解密。', 'The seals are whole; the coefficients are being drawn. Decryption follows.'],
  opening: ['正在解密开标。完成后在这里公布开标记录。', 'The bids are being opened. The record will stand here.'],
};

/** Ended without an opening record. */
const ENDED_UNOPENED = new Set(['failed', 'invalid', 'terminated']);
const SEALED_STAGES = new Set(['bidding', 'closed']);

function opening(language: Language, { tender, opening: found, page, firm }: TenderView): Html {
  if (found?.recorded === true) return openingTable(language, { path: pathOf(tender), record: found, page, firm });
  if (SEALED_STAGES.has(tender.stage)) {
    return html`<p class="sealed"><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><rect x="4" y="9" width="12" height="8" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>
<span>${say(language, '开标前，任何人不能查看投标人的名称、数量和投标文件，平台也不能（法第二十二条、第二十八条）。', 'Before the opening nobody can see the names or the number of tenderers or their bids, nor can the platform (Bidding Law arts. 22 and 28).')}</span></p>`;
  }
  const under = UNDER_WAY[tender.stage];
  if (found?.recorded === false && found.sealsIntact === false) return html`<p>${say(language, '核验密封未通过：现有投标文件与截止时固定的摘要不一致。不能解密开标，已记录并公开。', 'The seals did not pass the check: the bids are not those bound at the close. Nothing is opened; the finding is on record.')}</p>`;
  if (under !== undefined) return html`<p>${say(language, under[0], under[1])}</p>`;
  if (ENDED_UNOPENED.has(tender.stage)) return html`<p>${say(language, '没有开标，投标文件没有解密。', 'Nothing was opened; the bids stay sealed.')}</p>`;
  return html`<p>${say(language, '没有开标记录。', 'There is no opening record.')}</p>`;
}

/** Who acted, in the words of this tender: its parties, the tenderers once they are announced, members by number, the platform's clock. */
function namesOf(language: Language, { tender, opening: found, life }: TenderView): (actor: string) => Html | undefined {
  const { procuringEntity, agency, guardianship } = tender;
  const names = new Map<string, Html>([...life.names].map(([party, name]) => [party, written(language, name)]));
  names.set('clock', html`${say(language, '平台时钟', 'the clock of the platform')}`);
  for (const { party } of guardianship?.guardians ?? []) names.set(party, html`${say(language, '开标密钥保管人', 'guardian of the opening key')}`);
  if (found?.recorded === true) for (const { creditCode, name } of found.lines) names.set(`party:${creditCode}`, written(language, name));
  for (const { party, number } of life.committee?.members ?? []) names.set(party, html`${say(language, `评标委员会成员 ${number}`, `member ${number} of the committee`)}`);
  for (const known of [agency, procuringEntity]) if (known !== null) names.set(known.party, written(language, known.name));
  return (actor) => names.get(actor);
}

/** Tenderers by the opening record; before it nobody asks. */
function bidNames(language: Language, { opening: found }: TenderView): NameOfBid {
  const names = new Map(found?.recorded === true ? found.lines.map(({ bid, name }) => [bid, name] as const) : []);
  return (bid) => {
    const name = names.get(bid);
    return name === undefined ? html`<code>${codeOfBid(bid)}</code>` : written(language, name);
  };
}

/** Of a tender that ended before its closing there is none. */
function closingLine(language: Language, { tender: { deadlines: { closing } }, life: { ending } }: TenderView): Html | null {
  if (closing === undefined || !('at' in closing) || (ending !== undefined && ending.at < closing.at)) return null;
  return html` <span class="fixed">${say(language, '投标截止', 'Closing')} <time datetime="${closing.at}">${screenTime(closing.at)}</time></span>`;
}

/** What the step a tender stands at says: until when, or what it waits for. */
function notesOf(language: Language, { deadlines, stage }: Tender): StepNotes {
  const until = (deadline: string): string => {
    const timing = deadlines[deadline];
    return timing !== undefined && 'at' in timing ? say(language, `至 ${timing.at.slice(5, 10)}`, `to ${timing.at.slice(5, 10)}`) : '';
  };
  return { 3: until('closing'), 6: stage === 'evaluated' ? say(language, '待公示', 'due') : until('publicityEnd'), 7: stage === 'decided' ? say(language, '待发通知书', 'notice due') : '', 8: until('contracting') };
}

type Part = { readonly id: string; readonly title: string; readonly content: Html | undefined };

/** The sections of the page in the order of the procedure; what there is nothing to say of is left out. */
function parts(language: Language, view: TenderView, now: string | undefined): readonly Part[] {
  const { tender, procedure, life } = view;
  const [path, nameOf] = [pathOf(tender), bidNames(language, view)];
  const archivedAt = life.milestones.findLast((each) => each.act === 'archiveTender')?.at;
  const titled = (id: string, zh: string, en: string, content: Html | undefined): Part => ({ id, title: say(language, zh, en), content });
  return [
    titled('notice', '公告', 'Notice', facts(language, view)),
    titled('documents', '招标文件', 'Documents', documents(language, view)),
    titled('changes', '澄清与修改', 'Clarifications and amendments', changesSection(language, path, life.changes)),
    titled('deadlines', '期限', 'Deadlines', deadlinesTable(language, { tender, procedure, life, ruleText: view.ruleText, now })),
    titled('objections', '异议与答复', 'Objections and answers', objectionsSection(language, life.objections)),
    titled('opening', '开标', 'Opening', opening(language, view)),
    titled('evaluation', '评标结果', 'Result of the evaluation', rejectedSection(language, path, life, nameOf)),
    titled('candidates', '中标候选人公示', 'Publicity of the candidates', candidatesSection(language, path, life, nameOf)),
    titled('award', '定标与中标结果', 'Award and result', awardSection(language, path, life, nameOf)),
    titled('committee', '评标委员会', 'Evaluation committee', committeeSection(language, path, life.committee, tender.notice?.terms.evaluation, nameOf)),
    titled('contract', '合同', 'Contract', contractSection(language, life)),
    titled('returns', '保证金退还', 'Return of bid securities', returnsSection(language, life, now)),
    titled('archive', '归档', 'Archive', archiveSection(language, life, archivedAt)),
  ];
}

export function tenderPage(language: Language, view: TenderView): string {
  const { tender, procedure, life, made } = view;
  const words = stageWords(procedure);
  const path = pathOf(tender);
  const now = made.at === undefined ? undefined : instantText(made.at);
  const title = tender.notice?.title ?? tender.name;
  const nameOf = namesOf(language, view);
  const shown = parts(language, view, now).flatMap(({ id, title: heading, content }) => (content === undefined ? [] : [{ id, heading, content }]));
  const next = life.ending?.next ?? null;
  const way = { stage: tender.stage, title: words(tender.stage)[language], milestones: life.milestones, notes: notesOf(language, tender), sections: new Set(shown.map(({ id }) => id)), held: life.objections.holds.length + life.objections.owed.length > 0, next: next === null ? null : `/tenders/${next.slice('lot:'.length)}` };
  return layout({
    language, title: `${title} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path, current: 'tenders', made,
    content: html`<nav class="crumbs" aria-label="${say(language, '位置', 'You are here')}"><a href="${withLanguage(language, '/')}">${say(language, '招标项目', 'Tenders')}</a></nav>
<h1>${written(language, title)}</h1>
<p class="under">${stageTag(language, words, tender.stage)}${title.includes(tender.name) ? null : html` <span>${written(language, tender.name)}</span>`}${closingLine(language, view)}</p>
${standing(language, { life, stage: tender.stage, ruleText: view.ruleText, now, nameOf })}${stepBar(language, way)}
${shown.map(({ id, heading, content }) => section(id, heading, content))}<section><h2 id="acts">${say(language, '公开办理记录', 'Public acts')}</h2>${actsList(language, { path, acts: view.acts, next: view.moreActs, nameOf })}</section>
<section><h2 id="verify">${say(language, '核验', 'Verify')}</h2>${verifying(language, path)}</section>`,
  });
}
