/** The rule table: each rule with its article, its number and how far it has been checked against the text of the law. */
import type { Bilingual, RuleId } from '@zhaobiao/domain';
import table from './rules.json' with { type: 'json' };

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
  /** B refuses, W warns or counts down, I informs. */
  readonly action: 'B' | 'W' | 'I';
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

export const LAWS: Readonly<Record<string, LawName>> = table.laws;

/** Every rule by its id; ids are stable and never used again. */
export const RULES: Readonly<Record<RuleId, Rule>> = Object.fromEntries(
  table.rules.map((row) => [row.id, { ...row, verified: oneOf(MARKS, row.verified, row.id), action: oneOf(ACTIONS, row.action, row.id) }]),
);

export const ruleOf = (id: RuleId): Rule | undefined => (Object.hasOwn(RULES, id) ? RULES[id] : undefined);
