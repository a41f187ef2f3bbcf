/** The rules that a page cites, each with its article, what it says and how far it was checked. */
import type { RuleId } from '@zhaobiao/domain';
import { ruleOf, ruleText } from '@zhaobiao/rulebook';
import type { Rule } from '@zhaobiao/rulebook';
import { anchored, plain, table } from './markdown.ts';

const ACTIONS = { B: '阻断 *refuses*', W: '提示 *warns*', I: '告知 *informs*' } as const satisfies Record<Rule['action'], string>;

const numberOf = ({ number, unit }: Rule): string => (number === undefined ? '' : `${plain(number)} ${unit ?? ''}`.trim());

/** Sorted by id; what is marked K or K? was entered from knowledge and not checked. */
export function rulesTable(ids: Iterable<RuleId>): string {
  const rows = [...new Set(ids)].toSorted().map((id): readonly string[] => {
    const rule = ruleOf(id);
    const { zh, en } = ruleText(id);
    if (rule === undefined) return [anchored(id), '', '', '', '', ''];
    return [anchored(id), `${plain(zh)} *${plain(en)}*`, `${plain(rule.statement.zh)} *${plain(rule.statement.en)}*`, numberOf(rule), rule.verified, ACTIONS[rule.action]];
  });
  return table(['编号 *id*', '条文 *article*', '内容 *what it says*', '数值 *number*', '核实 *mark*', '平台 *platform*'], rows);
}
