/** The opening record as a table; 1,528 rows are one page, and 200 are one page of it where asked. */
import type { OpeningRecord } from '../../opening/queries.ts';
import { html, type Html } from './html.ts';
import { exactTime, say, withLanguage, written, yuan, type Language } from './language.ts';

export const LINES_A_PAGE = 200;

const CAUSES: Readonly<Record<string, readonly [string, string]>> = {
  capsuleInvalid: ['密封信封的密钥部分核验没有通过', 'the key part of the envelope does not verify'], ciphertextMissing: ['密文没有找到', 'the ciphertext is missing'], ciphertextAltered: ['密文与递交时的摘要不一致', 'the ciphertext differs from its digest'],
  ownKeyMissing: ['投标人没有在规定时间内释放密钥', 'the tenderer did not release its own key in time'],
  notAnEnvelope: ['不是密封信封', 'it is not an envelope'], commitmentMismatch: ['密钥承诺不一致', 'the key commitment does not match'], chunkForged: ['分块核验没有通过', 'a chunk does not verify'], truncated: ['内容不完整', 'the content is cut short'], sheetInvalid: ['开标一览表的内容不符合要求', 'the price sheet is not of its form'],
};

type Line = OpeningRecord['lines'][number];

const causeText = (language: Language, cause: string | null): string => CAUSES[cause ?? '']?.[language === 'zh' ? 0 : 1] ?? cause ?? '';

const outcome = (language: Language, { outcome: came, cause }: Line): Html =>
  came === 'opened'
    ? html`<span class="tag ok"><span aria-hidden="true">●</span> ${say(language, '已解密', 'Opened')}</span>`
    : html`<span class="tag bad"><span aria-hidden="true">■</span> ${say(language, '未解密', 'Not opened')}</span> <span class="note">${causeText(language, cause)}</span>`;

export type RecordView = {
  /** `/tenders/P1/1` */
  readonly path: string;
  readonly record: OpeningRecord;
  /** Page from 1; 0 shows all. */
  readonly page: number;
  /** Part of a tenderer's name or credit code; empty shows every line. */
  readonly firm: string;
};

/** Below so many lines a reader finds his own without help. */
const SEARCHED_FROM = 20;

type Column = { readonly zh: string; readonly en: string; readonly kind?: string; readonly cell: (language: Language, line: Line) => Html | string };

const submitted = ({ submittedAt }: Line): Html | string => (submittedAt === '' ? '—' : html`<time datetime="${submittedAt}">${exactTime(submittedAt)}</time>`);
const orDash = (language: Language, text: string | null | undefined): Html | string => (text === null || text === undefined ? '—' : written(language, text));

const COLUMNS: readonly Column[] = [
  { zh: '递交时间', en: 'Submitted', kind: 'fixed', cell: (_language, line) => submitted(line) },
  { zh: '解密', en: 'Opening', cell: outcome },
  { zh: '报价', en: 'Price', kind: 'number fixed', cell: (language, { sheet }) => (sheet === null ? '—' : yuan(language, sheet.priceFen)) },
  { zh: '工期', en: 'Period', cell: (language, { sheet }) => orDash(language, sheet?.period) },
  { zh: '质量', en: 'Quality', cell: (language, { sheet }) => orDash(language, sheet?.quality) },
  { zh: '项目负责人', en: 'Project manager', cell: (language, { sheet }) => orDash(language, sheet?.projectManager) },
];

const row = (language: Language, line: Line): Html => html`<tr><td class="number no">${line.no}</td><th scope="row">${written(language, line.name)}<span class="note"><code>${line.creditCode}</code></span></th>
${COLUMNS.map(({ kind = '', cell, ...title }) => html`<td class="${kind}" data-label="${title[language]}"><span>${cell(language, line)}</span></td>`)}</tr>`;

const table = (language: Language, lines: readonly Line[]): Html => html`<table class="stack record" aria-labelledby="opening">
<thead><tr><th scope="col" class="number no">${say(language, '序号', 'No.')}</th><th scope="col">${say(language, '投标人', 'Tenderer')}</th>${COLUMNS.map(({ kind = '', ...title }) => html`<th scope="col" class="${kind}">${title[language]}</th>`)}</tr></thead>
<tbody>${lines.map((line) => row(language, line))}</tbody></table>`;

const search = (language: Language, { path, firm }: RecordView): Html => html`<search><form method="get" action="${path}#opening" class="search within">
<div><label for="firm">${say(language, '在记录中查找投标人', 'Find a tenderer in the record')}</label><input id="firm" name="firm" type="search" maxlength="100" value="${firm}"></div>
${language === 'en' ? html`<input type="hidden" name="lang" value="en">` : null}
<p class="actions"><button type="submit">${say(language, '查找', 'Find')}</button>${firm === '' ? null : html` <a class="reset" href="${withLanguage(language, path)}#opening">${say(language, '显示全部', 'Show all')}</a>`}</p></form></search>`;

function pagesNav(language: Language, { path, page }: RecordView, pages: number): Html {
  const address = (to: number): string => `${withLanguage(language, `${path}?page=${to}`)}#opening`;
  const link = (to: number, title: string): Html => html`<a href="${address(to)}"${to === page ? html` aria-current="page"` : null}>${title}</a>`;
  return html`<nav class="pages" aria-label="${say(language, '开标记录分页', 'Pages of the record')}">${Array.from({ length: pages }, (_, index) => html`${link(index + 1, String(index + 1))} `)}${link(0, say(language, '全部', 'All'))}</nav>`;
}

const found = (language: Language, count: number, firm: string): string =>
  count === 0
    ? say(language, `记录中没有“${firm}”。请核对名称或统一社会信用代码。`, `"${firm}" is not in the record. Check the name or the credit code.`)
    : say(language, `找到 ${count} 家。`, count === 1 ? '1 tenderer found.' : `${count} tenderers found.`);

const holds = ({ name, creditCode }: Line, firm: string): boolean => name.toLowerCase().includes(firm) || creditCode.toLowerCase().includes(firm);

export function openingTable(language: Language, view: RecordView): Html {
  const { record, page, firm } = view;
  const lines = firm === '' ? record.lines : record.lines.filter((line) => holds(line, firm.toLowerCase()));
  const pages = firm === '' ? Math.max(1, Math.ceil(lines.length / LINES_A_PAGE)) : 1;
  const shown = pages === 1 ? (firm === '' ? lines : lines.slice(0, LINES_A_PAGE)) : page === 0 ? lines : lines.slice((page - 1) * LINES_A_PAGE, page * LINES_A_PAGE);
  return html`<p>${say(language, `投标人 ${record.lines.length} 家，已解密 ${record.opened} 家，未解密 ${record.unopened} 家。按递交时间排列。`, `${record.lines.length} tenderers: ${record.opened} opened, ${record.unopened} not opened. In order of submission.`)}</p>
${record.lines.length < SEARCHED_FROM && firm === '' ? null : search(language, view)}
${firm === '' ? null : html`<p role="status">${found(language, lines.length, firm)}</p>`}
${shown.length === 0 ? null : table(language, shown)}
${pages === 1 ? null : pagesNav(language, view, pages)}`;
}
