/** Closed lists of codes that acts carry and people read: why a bid is rejected, a candidate passed over, a tender terminated. */
import type { Bilingual, RuleId } from '@zhaobiao/domain';
import causes from './codelists/causes.json' with { type: 'json' };
import rejections from './codelists/rejections.json' with { type: 'json' };
import securityKinds from './codelists/security-kinds.json' with { type: 'json' };

/** `group` sorts a list on the page (`CODE_GROUPS` names it). */
export type Code = Bilingual & { readonly code: string; readonly rules: readonly RuleId[]; readonly group?: CodeGroup };

/**
 * A ground of rejection. A ground of the law stands by its article; for one of the document the committee must also name the clause of the
 * tender document that the bid breaks (实施条例 49: what the document does not say is no criterion). `within` is the item of 实施条例 51
 * under which a finer code is counted.
 */
export type Rejection = Code & { readonly group: CodeGroup; readonly clause: 'law' | 'document'; readonly within?: string };

export type CodeList<Each extends Code = Code> = { readonly id: string; readonly title: Bilingual; readonly codes: readonly Each[] };

export const CODE_GROUPS = {
  form: { zh: '形式', en: 'form' },
  qualification: { zh: '资格', en: 'qualification' },
  response: { zh: '响应性', en: 'response' },
  price: { zh: '报价', en: 'price' },
  conduct: { zh: '违法', en: 'conduct' },
  tenderer: { zh: '投标人原因', en: 'by the tenderer' },
  platform: { zh: '非投标人原因', en: 'not by the tenderer' },
  money: { zh: '资金', en: 'money' },
  guarantee: { zh: '保函', en: 'guarantee' },
  standing: { zh: '其他', en: 'standing' },
} as const satisfies Record<string, Bilingual>;
export type CodeGroup = keyof typeof CODE_GROUPS;

type Filed = Bilingual & { readonly code: string; readonly rules: readonly string[]; readonly group?: string | undefined };

const isGroup = (text: string): text is CodeGroup => Object.hasOwn(CODE_GROUPS, text);
function groupOf(text: string, where: string): CodeGroup {
  if (!isGroup(text)) throw new Error(`${where}: ${text} is no group of codes`);
  return text;
}

const codeOf = ({ code, zh, en, rules, group }: Filed): Code => ({ code, zh, en, rules, ...(group === undefined ? {} : { group: groupOf(group, code) }) });

/** 否决投标的情形, in the order of 实施条例 51. */
export const REJECTIONS: CodeList<Rejection> = {
  ...rejections,
  codes: rejections.codes.map(({ clause, within, ...row }): Rejection => {
    if (clause !== 'law' && clause !== 'document') throw new Error(`${row.code}: a clause is of the law or of the document`);
    return { ...codeOf(row), group: groupOf(row.group, row.code), clause, ...(within === undefined ? {} : { within }) };
  }),
};

/** Every list by its id: rejections, securityKinds, passOver, termination, outage, unopened, forfeiture, failure, newTender, capacity, replacement, conflict. */
export const CODE_LISTS: Readonly<Record<string, CodeList>> = Object.fromEntries([
  ['rejections', REJECTIONS],
  ...[securityKinds, ...causes].map((list): [string, CodeList] => [list.id, { id: list.id, title: list.title, codes: list.codes.map(codeOf) }]),
]);

/** The code of a list, or nothing: `codeText('passOver', 'renounced')` is 放弃中标 with its rules. */
export const codeText = (list: string, code: string): Code | undefined =>
  Object.hasOwn(CODE_LISTS, list) ? CODE_LISTS[list]?.codes.find((each) => each.code === code) : undefined;
