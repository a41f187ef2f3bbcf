import type { TenderLine } from '../../tender/queries.ts';
import { html, type Html } from './html.ts';
import { layout, type Made } from './layout.ts';
import { headed, say, screenTime, withLanguage, written, type Language } from './language.ts';
import { stageTag, type StageWords } from './stage-tag.ts';

export type HomeView = {
  readonly tenders: readonly TenderLine[];
  readonly next: string | null;
  readonly asked: { readonly q: string; readonly stage: string; readonly after: string };
  readonly stages: readonly string[];
  readonly words: (tender: { readonly procedure: string }) => StageWords;
  readonly made: Made;
};

const query = (parts: Readonly<Record<string, string>>): string => {
  const search = new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== '')).toString();
  return search === '' ? '/' : `/?${search}`;
};

/** The name of the lot once: a notice is mostly titled with it. */
const named = (language: Language, { title, name }: TenderLine): Html | null => (title === null || title.includes(name) ? null : html`${written(language, name)} · `);

const row = (language: Language, { words }: HomeView, tender: TenderLine): Html => html`<tr>
<td><a href="${withLanguage(language, `/tenders/${tender.lot.slice('lot:'.length)}`)}">${written(language, tender.title ?? tender.name)}</a><span class="note">${named(language, tender)}<code>${tender.lot.slice('lot:'.length)}</code></span></td>
<td data-label="${say(language, '招标人', 'Procuring entity')}"><span>${written(language, tender.procuringEntity.name)}</span></td>
<td class="fixed" data-label="${say(language, '状态', 'Stage')}"><span>${stageTag(language, words(tender), tender.stage)}</span></td>
<td class="fixed" data-label="${say(language, '投标截止', 'Closing')}">${tender.closingAt === null ? say(language, '未定', 'not fixed') : html`<time datetime="${tender.closingAt}">${screenTime(tender.closingAt)}</time>`}</td>
</tr>`;

function table(language: Language, view: HomeView): Html {
  if (view.tenders.length === 0) {
    return html`<p>${view.asked.q === '' && view.asked.stage === '' ? say(language, '现在没有公开的招标项目。发布招标公告后在这里列出。', 'No tender is published now. Tenders are listed here once their notice is out.') : say(language, '没有符合条件的招标项目。可以换一个词，或者查看全部。', 'No tender matches. Try another word, or see all.')}</p>`;
  }
  return html`<table class="list stack">
<caption>${say(language, '按投标截止时间排列，最晚的在前', 'Ordered by closing time, the latest first')}</caption>
<thead><tr><th scope="col">${say(language, '项目', 'Tender')}</th><th scope="col">${say(language, '招标人', 'Procuring entity')}</th><th scope="col">${say(language, '状态', 'Stage')}</th><th scope="col">${say(language, '投标截止', 'Closing')}</th></tr></thead>
<tbody>${view.tenders.map((tender) => row(language, view, tender))}</tbody></table>`;
}

export function homePage(language: Language, view: HomeView): string {
  const { asked, next, stages } = view;
  const title = say(language, '公共资源交易', 'Public Resource Trading');
  const whole = view.words({ procedure: '' });
  return layout({
    language, title, path: query(asked), current: 'tenders', made: view.made,
    content: html`<h1>${title}</h1>
<p>${say(language, '招标公告、开标记录和每一项公开办理，都可以在这里查看和核验。', 'Notices, opening records and every public act stand here to be read and verified.')}</p>
<search><form method="get" action="/" class="search">
<div><label for="q">${say(language, '项目名称或编号', 'Name or number')}</label><input id="q" name="q" type="search" maxlength="100" value="${asked.q}"></div>
<div><label for="stage">${say(language, '状态', 'Stage')}</label><select id="stage" name="stage"><option value="">${say(language, '全部', 'All')}</option>${stages.map((stage) => html`<option value="${stage}"${stage === asked.stage ? html` selected` : null}>${headed(language, whole(stage)[language])}</option>`)}</select></div>
${language === 'en' ? html`<input type="hidden" name="lang" value="en">` : null}
<p class="actions"><button type="submit">${say(language, '查询', 'Search')}</button>
<a class="reset" href="${withLanguage(language, '/')}">${say(language, '重置', 'Reset')}</a></p>
</form></search>
${table(language, view)}
<nav class="pages" aria-label="${say(language, '分页', 'Pages')}">
${asked.after === '' ? null : html`<a href="${withLanguage(language, query({ ...asked, after: '' }))}">${say(language, '回到第一页', 'First page')}</a>`}
${next === null ? null : html`<a rel="next" href="${withLanguage(language, query({ ...asked, after: next }))}">${say(language, '下一页', 'Next page')}</a>`}
</nav>`,
  });
}
