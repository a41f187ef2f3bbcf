/** The rule table: each rule with its article, its number and how far it has been checked against the text of the law. */
import type { Bilingual, RuleId } from '@zhaobiao/domain';
import { RULE_TABLE } from './rule-table.ts';

/**
 * How a rule was checked: V against the full text; V* full text by a third party; S in one of the five source documents; T quoted by a
 * third party; K from knowledge alone; K? the same and doubtful; 建议 a default of the platform, not law. `A/B` are its parts.
 */
export type Mark = 'V' | 'V*' | 'S' | 'T' | 'K' | 'K?' | '建议' | 'V/K' | 'S/V' | 'V/建议' | 'T/V';

/** A law and its article; `item` is the Chinese numeral of an item inside it. A rule of the platform itself has no article. */
export type Source = { readonly law: string; readonly article?: number; readonly item?: string };

export type Rule = {
  readonly id: RuleId;
  readonly sources: readonly Source[];
  readonly statement: Bilingual;
  /** As printed, `20`, `2/3`; with `unit` beside it. */
  readonly number?: string;
  readonly unit?: string;
  /** D days of the calendar, W working days, H hours by the clock, - no period. */
  readonly calendar: string;
  readonly applies: string;
  readonly verified: Mark;
  /** What the platform does: B refuses, W warns or counts down, I informs; see `effectiveAction`. */
  readonly action: 'B' | 'W' | 'I';
  /** The action as filed, where it was weakened because nobody has read the text. */
  readonly filedAction?: 'B';
};

export type LawName = Bilingual & { readonly chip: string };

const MARKS: readonly Mark[] = ['V', 'V*', 'S', 'T', 'K', 'K?', '建议', 'V/K', 'S/V', 'V/建议', 'T/V'];
const ACTIONS: readonly Rule['action'][] = ['B', 'W', 'I'];

/** A word of a closed list; the table is part of the program, so another word is its author's fault. */
function oneOf<Word extends string>(words: readonly Word[], text: string, where: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new Error(`${where}: ${text} is not one of ${words.join(' ')}`);
  return word;
}

/** Whether a rule, or a part of it, rests on knowledge alone. */
export const restsOnKnowledge = (mark: Mark): boolean => mark.split('/').some((part) => part === 'K' || part === 'K?');

/**
 * What nobody has checked against its text must not refuse anything: a B marked K or K? warns. Of a mixed mark (`V/K`) the part that
 * was read may refuse, unless the rule is about a number: then the number may be the part that was not read.
 */
export function effectiveAction({ verified, action, number }: Pick<Rule, 'verified' | 'action' | 'number'>): Rule['action'] {
  const readInPart = verified.split('/').some((part) => part !== 'K' && part !== 'K?');
  return action === 'B' && restsOnKnowledge(verified) && (!readInPart || number !== undefined) ? 'W' : action;
}

export const LAWS: Readonly<Record<string, LawName>> = RULE_TABLE.laws;

/** Every rule by its id; ids are stable and never used again. */
export const RULES: Readonly<Record<RuleId, Rule>> = Object.fromEntries(
  RULE_TABLE.rules.map(({ verified, action, ...row }): [RuleId, Rule] => {
    const filed = { ...row, verified: oneOf(MARKS, verified, row.id), action: oneOf(ACTIONS, action, row.id) };
    const effective = effectiveAction(filed);
    return [row.id, effective === filed.action ? filed : { ...filed, action: effective, filedAction: 'B' }];
  }),
);

export const ruleOf = (id: RuleId): Rule | undefined => (Object.hasOwn(RULES, id) ? RULES[id] : undefined);
