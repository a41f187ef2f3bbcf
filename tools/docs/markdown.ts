/** Small pieces of Markdown, Chinese first and English beside it in italics. */
import type { Bilingual, RuleId } from '@zhaobiao/domain';
import { LAWS, ruleChip, ruleOf } from '@zhaobiao/rulebook';

/** Text inside a cell: no bar ends it, no line breaks it, no star or angle opens anything. */
export const plain = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('\n', ' ');

export const both = ({ zh, en }: Bilingual): string => `${plain(zh)} *${plain(en)}*`;

export const code = (name: string): string => `\`${name}\``;

/** Rows of another length than the head are a fault of whoever makes them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const odd = rows.find((row) => row.length !== head.length);
  if (odd !== undefined) throw new Error(`a row of ${odd.length} under a head of ${head.length}: ${odd.join(' | ')}`);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A table, or nothing at all where it would have no rows. */
export const tableUnder = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => (rows.length === 0 ? [] : [title, table(head, rows)]);

const anchorOf = (rule: RuleId): string => rule.toLowerCase();

/** 法24; a rule without an article by its law alone; 未核实 where nobody has read the text. */
function chip(id: RuleId): string {
  const rule = ruleOf(id);
  const [source] = rule?.sources ?? [];
  const name = ruleChip(id) || (source === undefined ? id : (LAWS[source.law]?.chip ?? source.law));
  return plain(rule?.verified.startsWith('K') === true ? `${name}（未核实）` : name);
}

/** Chips, each with a link to the rule's row on the same page. */
export const cited = (rules: readonly RuleId[]): string => rules.map((rule) => `[${chip(rule)}](#${anchorOf(rule)})`).join(' ');

export const anchored = (rule: RuleId): string => `<a id="${anchorOf(rule)}"></a>${rule}`;

export const page = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`;

/** What every generated page says of itself. */
export const GENERATED = '> 本页由 `npm run docs` 从规则数据生成，不要手改。 *Generated from the rulebook by `npm run docs`; not edited by hand.*';
