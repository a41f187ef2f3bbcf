import type { Bilingual, RuleId } from '../procedure/types.ts';
import { REFUSALS } from './refusals.ts';

export type RefusalCode = keyof typeof REFUSALS;

/** A lawful "no": the fact, the rules it rests on, and what the text needs. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly cite: readonly RuleId[];
  readonly params: Readonly<Record<string, string | number>>;
};

export const refuse = (code: RefusalCode, cite: readonly RuleId[] = [], params: Refusal['params'] = {}): Refusal => ({ code, cite, params });

/** The sentence of a refusal: result, then reason. `{name}` takes the parameter `nameZh` or `nameEn` of its language, else `name`. */
export function refusalText(refusal: Refusal): Bilingual {
  const fill = (template: string, language: 'Zh' | 'En'): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => String(refusal.params[`${name}${language}`] ?? refusal.params[name] ?? whole));
  const { zh, en } = REFUSALS[refusal.code];
  return { zh: fill(zh, 'Zh'), en: fill(en, 'En') };
}

export const refusalStatus = (code: RefusalCode): number => REFUSALS[code].status;
