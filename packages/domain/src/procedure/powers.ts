/**
 * 条例 4, 5: guidance (综合协调), supervision (行政监督) and the trading service (交易服务) are three powers. Whoever holds one does nothing that belongs to
 * another: no transition of a procedure is done by relations of two of them, and nobody is registered with roles of two.
 */
import { RELATION_TITLES } from './vocabulary.ts';
import type { Bilingual, Relation } from './types.ts';

export type Power = 'guidance' | 'supervision' | 'service';

/** The relations, and the roles of the same names, that belong to a power. Everybody else is a party to the case and stands under all three. */
export const POWERS = {
  coordinator: 'guidance',
  supervisor: 'supervision',
  discipline: 'supervision',
  operator: 'service',
  registrar: 'service',
  depository: 'service',
} as const satisfies Partial<Record<Relation, Power>>;

const isOfAPower = (relation: string): relation is keyof typeof POWERS => Object.hasOwn(POWERS, relation);

/** The powers among some relations or roles, each once, in the order in which they come. */
export const powersAmong = (relations: readonly string[]): readonly Power[] => [...new Set(relations.filter(isOfAPower).map((relation) => POWERS[relation]))];

/** The names of those relations that belong to a power. */
export function powerTitles(relations: readonly string[]): Bilingual {
  const titles = relations.filter(isOfAPower).map((relation) => RELATION_TITLES[relation]);
  return { zh: titles.map(({ zh }) => zh).join('、'), en: titles.map(({ en }) => en).join(', ') };
}
