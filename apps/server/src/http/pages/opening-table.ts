/** The opening record as a table; 1,528 rows are one page, and 200 are one page of it where asked. */
import type { OpeningRecord } from '../../opening/queries.ts';
import { html, type Html } from './html.ts';
import { exactTime, say, withLanguage, yuan, type Language } from './language.ts';

export const LINES_A_PAGE = 200;

const CAUSES: Readonly<Record<string, readonly [string, string]>> = {
  capsuleInvalid: ['密封信封的密钥部分核验没有通过', 'the key part of the envelope does not verify'], ciphertextMissing: ['密文没有找到', 'the ciphertext is missing'], ciphertextAltered: ['密文与递交时的摘要不一致', 'the ciphertext differs from its digest'],
  notAnEnvelope: ['不是密封信封', 'it is not an envelope'], commitmentMismatch: ['密钥承诺不一致', 'the key commitment does not match'], chunkForged: ['分块核验没有通过', 'a chunk does not verify'], truncated: ['内容不完整', 'the content is cut short'], sheetInvalid: ['开标一览表的内容不符合要求', 'the price sheet is not of its form'],
};

type Line = OpeningRecord['lines'][number];

const causeText = (language: Language, cause: string | null): string => CAUSES[cause ?? '']?.[language === 'zh' ? 0 : 1] ?? cause ?? '';

const outcome = (language: Language, { outcome: came, cause }: Line): Html =>
  came === 'opened'
    ? html`<span class="tag ok"><span aria-hidden="true">●</span> ${say(language, '已解密', 'opened')}</span>`
    : html`<span class="tag bad"><span aria-hidden="true">■</span> ${say(language, '未解密', 'not opened')}</span> <span class="note">${causeText(language, cause)}</span>`;

const row = (language: Language, line: Line): Html => html`<tr>
<td class="number">${line.no}</td><th scope="row">${line.name}<span class="note"><code>${line.creditCode}</code></span></th><td class="fixed">${line.submittedAt === '' ? '' : exactTime(line.submittedAt)}</td><td>${outcome(language, line)}</td>
<td class="number fixed">${line.sheet === null ? '—' : yuan(language, line.sheet.priceFen)}</td><td>${line.sheet?.period ?? '—'}</td><td>${line.sheet?.quality ?? '—'}</td><td>${line.sheet?.projectManager ?? '—'}</td></tr>`;

export function openingTable(language: Language, path: string, record: OpeningRecord, page: number): Html {
  const pages = Math.max(1, Math.ceil(record.lines.length / LINES_A_PAGE));
  const shown = page === 0 ? record.lines : record.lines.slice((page - 1) * LINES_A_PAGE, page * LINES_A_PAGE);
  const address = (to: number): string => withLanguage(language, `${path}?page=${to}`);
  return html`<p>${say(language, `投标人 ${record.lines.length} 家，已解密 ${record.opened} 家，未解密 ${record.unopened} 家。按递交时间排列。`, `${record.lines.length} tenderers: ${record.opened} opened, ${record.unopened} not opened. In order of submission.`)}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="opening"><table>
<thead><tr><th scope="col" class="number">${say(language, '序号', 'No.')}</th><th scope="col">${say(language, '投标人', 'Tenderer')}</th><th scope="col">${say(language, '递交时间', 'Submitted')}</th><th scope="col">${say(language, '解密', 'Opening')}</th><th scope="col" class="number">${say(language, '报价', 'Price')}</th><th scope="col">${say(language, '工期', 'Period')}</th><th scope="col">${say(language, '质量', 'Quality')}</th><th scope="col">${say(language, '项目负责人', 'Project manager')}</th></tr></thead>
<tbody>${shown.map((line) => row(language, line))}</tbody></table></div>
${pages === 1 ? null : html`<nav class="pages" aria-label="${say(language, '开标记录分页', 'Pages of the record')}">
${Array.from({ length: pages }, (_, index) => html`<a href="${address(index + 1)}#opening"${index + 1 === page ? html` aria-current="page"` : null}>${index + 1}</a>`)}
<a href="${address(0)}#opening"${page === 0 ? html` aria-current="page"` : null}>${say(language, '全部', 'All')}</a></nav>`}`;
}
