import type { Procedure } from '@zhaobiao/domain';
import { ruleChip } from '@zhaobiao/rulebook';
import type { ActLine } from '../../log/queries.ts';
import type { OpeningAwaited, OpeningRecord } from '../../opening/queries.ts';
import type { publicTender } from '../../tender/queries.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { exactTime, say, screenTime, withLanguage, yuan, type Language } from './language.ts';
import { openingTable } from './opening-table.ts';
import { stageTag, stageWords } from './stage-tag.ts';
import { stepBar } from './step-bar.ts';

type Tender = NonNullable<Awaited<ReturnType<typeof publicTender>>>;

export type TenderView = {
  readonly tender: Tender;
  readonly procedure: Procedure | undefined;
  readonly opening: OpeningRecord | OpeningAwaited | undefined;
  /** Page of the opening record, from 1; 0 shows all. */
  readonly page: number;
  readonly acts: readonly ActLine[];
  /** Log index to go on from where there are more acts than one page shows. */
  readonly moreActs: number | null;
  readonly ruleText: (rule: string) => { readonly zh: string; readonly en: string };
};

const fact = (title: string, value: Html | string | null): Html | null => (value === null ? null : html`<div><dt>${title}</dt><dd>${value}</dd></div>`);

function facts(language: Language, { tender }: TenderView): Html {
  const { notice } = tender;
  return html`<dl class="facts">
${fact(say(language, '招标人', 'Procuring entity'), tender.procuringEntity.name)}
${fact(say(language, '招标代理机构', 'Agency'), tender.agency?.name ?? null)}
${fact(say(language, '标段编号', 'Lot'), html`<code>${tender.lot.slice('lot:'.length)}</code>`)}
${fact(say(language, '估算价', 'Estimate'), yuan(language, tender.estimateFen))}
${notice === null ? null : [
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
  return html`<ul class="documents">${list.map((document) => html`<li><a href="/api/v1/objects/${document.digest}" download>${document.name}</a><span class="note">${say(language, '摘要', 'digest')} <code class="digest">${document.digest}</code></span></li>`)}</ul>`;
}

/** 法24 with the whole name behind it; each article once, whichever rules rest on it. */
function chips(language: Language, rules: readonly string[], ruleText: TenderView['ruleText']): readonly Html[] {
  const named = new Map(rules.map((rule) => [ruleChip(rule) || ruleText(rule)[language], ruleText(rule)[language]]));
  return [...named].map(([chip, whole]) => html`<span class="chip" title="${whole}">${language === 'zh' ? chip : whole}</span> `);
}

const ENDED = new Set(['failed', 'terminated']);

function deadlines(language: Language, { tender, procedure, ruleText }: TenderView): Html {
  const known = procedure?.machines.lot?.deadlines ?? [];
  const rows = known.flatMap((deadline): readonly Html[] => {
    const timing = tender.deadlines[deadline.id];
    // What the clock would have done after the deadline does not come any more.
    if (timing === undefined || (ENDED.has(tender.stage) && deadline.onPass !== undefined && deadline.id !== 'closing')) return [];
    const when = 'at' in timing ? html`<time datetime="${timing.at}">${screenTime(timing.at)}</time>` : html`${say(language, '不早于', 'not before')} ${screenTime(timing.notBefore)}<span class="note">${say(language, `${timing.awaitingYear} 年放假安排公布后确定`, `fixed once the holiday table of ${timing.awaitingYear} is loaded`)}</span>`;
    return [html`<tr><th scope="row">${deadline.title[language]}</th><td class="fixed" data-label="${say(language, '时刻', 'Moment')}">${when}</td><td data-label="${say(language, '依据', 'Article')}">${chips(language, deadline.cite, ruleText)}</td></tr>`];
  });
  if (rows.length === 0) return html`<p>${say(language, '还没有确定的期限。', 'No deadline is fixed yet.')}</p>`;
  return html`<table class="stack"><thead><tr><th scope="col">${say(language, '期限', 'Deadline')}</th><th scope="col">${say(language, '时刻', 'Moment')}</th><th scope="col">${say(language, '依据', 'Article')}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

const SEALED_STAGES = new Set(['bidding', 'closed']);

function opening(language: Language, { tender, opening: found, page }: TenderView): Html {
  if (found?.recorded === true) return openingTable(language, `/tenders/${tender.lot.slice('lot:'.length)}`, found, page);
  if (SEALED_STAGES.has(tender.stage)) {
    return html`<p class="sealed"><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><rect x="4" y="9" width="12" height="8" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>
<span>${say(language, '开标前，任何人不能查看投标人的名称、数量和投标文件，平台也不能（法第二十二条、第二十八条）。', 'Before the opening nobody can see the names or the number of tenderers or their bids, nor can the platform (Bidding Law arts. 22 and 28).')}</span></p>`;
  }
  if (tender.stage === 'announced') return html`<p>${say(language, '正在解密开标。完成后在这里公布开标记录。', 'The bids are being opened. The record will stand here.')}</p>`;
  if (tender.stage === 'failed') return html`<p>${say(language, '投标人少于 3 家，依法不得开标（条例第四十四条）。投标文件没有解密。招标人应当重新招标。', 'Fewer than three tenderers: the bids may not be opened and stay sealed. A new tender is required.')}</p>`;
  return html`<p>${say(language, '没有开标记录。', 'There is no opening record.')}</p>`;
}

function acts(language: Language, { acts: list, moreActs, tender }: TenderView): Html {
  if (list.length === 0) return html`<p>${say(language, '公开办理记入日志后在这里列出，一般需要几秒。', 'Public acts are listed here once they stand in the log, within seconds.')}</p>`;
  return html`<ol class="timeline">${list.map((act) => html`<li><time datetime="${act.at}">${exactTime(act.at)}</time> <span>${act.title[language]}</span><span class="note">${say(language, '日志第', 'log entry')} <a href="/api/v1/feed/${act.index}">${act.index}</a> ${say(language, '号', '')} · <code class="digest">${act.entry.slice(0, 16)}</code></span></li>`)}</ol>
${moreActs === null ? null : html`<nav class="pages" aria-label="${say(language, '办理记录分页', 'Pages of the acts')}"><a rel="next" href="${withLanguage(language, `/tenders/${tender.lot.slice('lot:'.length)}?acts=${moreActs}`)}#acts">${say(language, '后面的办理', 'Later acts')}</a></nav>`}`;
}

export function tenderPage(language: Language, view: TenderView): string {
  const { tender, procedure } = view;
  const words = stageWords(procedure);
  const path = `/tenders/${tender.lot.slice('lot:'.length)}`;
  const closing = tender.deadlines['closing'];
  const day = (moment: string | undefined): string => (moment === undefined ? '' : moment.slice(5, 10));
  const notes = { 2: day(tender.notice?.publishedAt), 3: closing !== undefined && 'at' in closing ? say(language, `至 ${day(closing.at)}`, `to ${day(closing.at)}`) : '' };
  const title = tender.notice?.title ?? tender.name;
  return layout({
    language, title: `${title} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path, current: 'tenders',
    content: html`<p class="crumbs"><a href="${withLanguage(language, '/')}">${say(language, '招标项目', 'Tenders')}</a></p>
<h1>${title}</h1>
<p class="under">${tender.name} ${stageTag(language, words, tender.stage)}</p>
${stepBar(language, tender.stage, words(tender.stage)[language], notes)}
<section><h2>${say(language, '公告', 'Notice')}</h2>${facts(language, view)}</section>
<section><h2>${say(language, '招标文件', 'Documents')}</h2>${documents(language, view)}</section>
<section><h2>${say(language, '期限', 'Deadlines')}</h2>${deadlines(language, view)}</section>
<section><h2 id="opening">${say(language, '开标', 'Opening')}</h2>${opening(language, view)}</section>
<section><h2 id="acts">${say(language, '公开办理记录', 'Public acts')}</h2>${acts(language, view)}</section>`,
  });
}
