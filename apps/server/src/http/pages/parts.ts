/** Parts that the sections of a tender's page share: facts, tables that become cards on a phone, names of tenderers. */
import { html, type Html } from './html.ts';
import { say, type Language } from './language.ts';

export type Text = readonly [zh: string, en: string];

export const pick = (language: Language, [zh, en]: Text): string => say(language, zh, en);

/** One fact of a list; nothing where there is nothing to say. */
export const fact = (title: string, value: Html | string | null): Html | null => (value === null ? null : html`<div><dt>${title}</dt><dd>${value}</dd></div>`);
/** A fact as wide as the list: a digest, a sentence. */
export const wideFact = (title: string, value: Html | string | null): Html | null => (value === null ? null : html`<div class="wide"><dt>${title}</dt><dd>${value}</dd></div>`);

export type Column<Row> = { readonly title: Text; readonly kind?: string; readonly cell: (row: Row) => Html | string | null };

/** A phone leaves out what a row has nothing to say of. */
function cellOf<Row>(language: Language, { title, kind = '', cell }: Column<Row>, row: Row): Html {
  const value = cell(row);
  return html`<td class="${value === null ? `${kind} empty` : kind}" data-label="${pick(language, title)}"><span>${value}</span></td>`;
}

/** A table whose first column names the row; a phone shows each row as a card with its labels. */
export function stackTable<Row>(language: Language, labelledBy: string, [first, ...columns]: readonly [Column<Row>, ...Column<Row>[]], rows: readonly Row[]): Html {
  const kind = (column: Column<Row>): string => column.kind ?? '';
  return html`<table class="stack" aria-labelledby="${labelledBy}"><thead><tr>${[first, ...columns].map((column) => html`<th scope="col" class="${kind(column)}">${pick(language, column.title)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row" class="${kind(first)}">${first.cell(row)}</th>${columns.map((column) => cellOf(language, column, row))}</tr>`)}</tbody></table>`;
}

/** Reads `bid:P1/1/9135…` as its tenderer's name; its code where the record does not name it. */
export type NameOfBid = (bid: string) => Html;

export const codeOfBid = (bid: string): string => bid.slice(bid.lastIndexOf('/') + 1);

/** Rows that a section shows; a longer list is whole in the data. */
export const ROWS_SHOWN = 200;

/** Says that there are more than are shown, and where all of them stand. */
export const more = (language: Language, count: number, address: string): Html | null =>
  count <= ROWS_SHOWN ? null : html`<p class="note">${say(language, `共 ${count} 家，这里列出前 ${ROWS_SHOWN} 家。`, `${count} in all, the first ${ROWS_SHOWN} are shown. `)}<a href="${address}">${say(language, '全部（数据）', 'All of them (data)')}</a></p>`;

export const section = (id: string, title: string, content: Html): Html => html`<section><h2 id="${id}">${title}</h2>${content}</section>
`;
