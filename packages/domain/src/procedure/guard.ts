/** Guards: a fact compared with a literal, a parameter or another fact. An unknown fact never satisfies one (deny by default). */
import { refuse } from '../act/refusal.ts';
import type { Refusal, RefusalCode } from '../act/refusal.ts';
import { REFUSALS } from '../act/refusals.ts';
import { own, parameterOf } from './parameter.ts';
import type { Bilingual, Facts, FactId, Guard, Procedure, RuleId, Value } from './types.ts';
import { FACTS } from './vocabulary.ts';

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code);

/** The code named by data, or the general one when data names none. */
export const codeOr = (code: string | undefined, general: RefusalCode): RefusalCode => (code !== undefined && isRefusalCode(code) ? code : general);

export const factValue = (facts: Facts, fact: FactId): Value | undefined => own<Value>(facts, fact);

const expected = (procedure: Procedure, guard: Guard, facts: Facts): Value | undefined => {
  if (typeof guard.value !== 'object') return guard.value;
  return 'parameter' in guard.value ? parameterOf(procedure, guard.value.parameter)?.value : factValue(facts, guard.value.fact);
};

export function holds(procedure: Procedure, guard: Guard, facts: Facts): boolean {
  const [left, right] = [factValue(facts, guard.fact), expected(procedure, guard, facts)];
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  switch (guard.is) {
    case 'equal': return left === right;
    case 'notEqual': return left !== right;
    case 'atLeast': return typeof left === 'number' && typeof right === 'number' && left >= right;
    case 'atMost': return typeof left === 'number' && typeof right === 'number' && left <= right;
    case 'below': return typeof left === 'number' && typeof right === 'number' && left < right;
  }
}

export const allHold = (procedure: Procedure, guards: readonly Guard[] | undefined, facts: Facts): boolean => (guards ?? []).every((guard) => holds(procedure, guard, facts));

const WORDS: Readonly<Record<Guard['is'], Bilingual>> = {
  equal: { zh: '等于', en: 'equal to' },
  notEqual: { zh: '不等于', en: 'other than' },
  atLeast: { zh: '不少于', en: 'at least' },
  atMost: { zh: '不超过', en: 'at most' },
  below: { zh: '低于', en: 'below' },
};

const shown = (value: Value | undefined): Bilingual => {
  if (value === undefined) return { zh: '未知', en: 'unknown' };
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  return { zh: String(value), en: String(value) };
};

/** The first guard that cannot be answered because a fact is not known, or is of another kind than what it is compared with. */
export const firstUnknown = (procedure: Procedure, guards: readonly Guard[] | undefined, facts: Facts): Guard | undefined =>
  (guards ?? []).find((guard) => {
    const [left, right] = [factValue(facts, guard.fact), expected(procedure, guard, facts)];
    return left === undefined || right === undefined || typeof left !== typeof right;
  });

/** The first guard that does not hold. */
export const firstFailure = (procedure: Procedure, guards: readonly Guard[] | undefined, facts: Facts): Guard | undefined =>
  (guards ?? []).find((guard) => !holds(procedure, guard, facts));

/** The refusal of a guard: its own code or `guardFailed`. `value` and `requirement` stand plain for the texts of single codes. */
export function guardRefusal(procedure: Procedure, guard: Guard, facts: Facts, cite: readonly RuleId[]): Refusal {
  const [value, requirement, title] = [shown(factValue(facts, guard.fact)), shown(expected(procedure, guard, facts)), own<Bilingual>(FACTS, guard.fact)];
  const plain = guard.refusal !== undefined;
  return refuse(codeOr(guard.refusal, 'guardFailed'), guard.cite ?? cite, {
    fact: guard.fact, factZh: title?.zh ?? guard.fact, factEn: title?.en ?? guard.fact,
    value: value.en, valueZh: value.zh, valueEn: value.en,
    requirement: requirement.en,
    requirementZh: plain ? requirement.zh : `${WORDS[guard.is].zh} ${requirement.zh}`,
    requirementEn: plain ? requirement.en : `${WORDS[guard.is].en} ${requirement.en}`,
  });
}
