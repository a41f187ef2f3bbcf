/** What of the structured terms the law forbids, and what it only warns of. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { refuse, type Refusal } from '../act/refusal.ts';
import { warn, type Warning } from '../act/warning.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { ParameterId, Procedure, Value } from '../procedure/types.ts';
import type { Difference } from './document.ts';
import type { LotRoom } from './state.ts';
import { yuan } from './terms-words.ts';
import type { TenderTerms } from './terms.ts';

/** What the document sets of the procedure, within the bounds that the law leaves it. */
export const parametersOf = ({ validityDays, spotObjectionMs, signingMs, publicityDays, decryption }: TenderTerms): Readonly<Record<ParameterId, Value>> => ({
  validityDays, spotObjectionMs, signingMs, publicityDays, ...(decryption.mode === 'guardiansAndTenderer' && { ownKeyMs: decryption.ownKeyMs }),
});

const permilleOf = (procedure: Procedure, id: ParameterId): number => {
  const value = parameterOf(procedure, id)?.value;
  return typeof value === 'number' ? value : 0;
};

/** So many per thousand of an amount, rounded down; exact beyond 2^53. */
const share = (amount: number, permille: number): number => Number((BigInt(amount) * BigInt(permille)) / 1000n);

const unlawful = (cite: readonly string[], zh: readonly [string, string], en: readonly [string, string]): Refusal => refuse('termsInvalid', cite, { field: en[0], fieldZh: zh[0], fieldEn: en[0], problemZh: zh[1], problemEn: en[1] });

type Ground = { readonly procedure: Procedure; readonly lot: Pick<LotRoom, 'estimateFen' | 'kind' | 'stateDominated' | 'notice'> };

const RULES: readonly ((terms: TenderTerms, ground: Ground) => Refusal | undefined)[] = [
  // 条例 27, and for works with state funds a ceiling or its method is a must.
  ({ ceiling }, { lot }) => (ceiling.kind === 'none' && lot.stateDominated ? unlawful(['TND-035'], ['最高投标限价', '没有写明；国有资金项目应当写明金额或者计算方法'], ['ceiling', 'is missing; with state funds its amount or its method must stand in the document']) : undefined),
  // 条例 26.
  ({ security }, { procedure, lot }) => {
    const cap = share(lot.estimateFen, permilleOf(procedure, 'securityPermille'));
    return security === null || security.amountFen <= cap ? undefined : refuse('securityTooHigh', ['TND-029'], { amount: yuan(security.amountFen), cap: yuan(cap) });
  },
  ({ security }) => (security !== null && new Set(security.kinds).size !== security.kinds.length ? unlawful(['TND-029'], ['投标保证金方式', '有重复'], ['kinds of security', 'are named twice']) : undefined),
  ({ consortium }) => (consortium.allowed === (consortium.maxMembers !== null) ? undefined : unlawful(['REG-37'], ['联合体', '接受联合体的写明成员上限，不接受的不写'], ['consortium', 'says how many members exactly where consortia are allowed'])),
  // Bids that are in were sealed for one mode and could not be opened in the other (条例 21: an amendment leaves them valid).
  ({ decryption }, { lot: { notice } }) => (notice !== null && notice.terms.decryption.mode !== decryption.mode ? unlawful(['ELE-08', 'TND-023'], ['解密方式', '公告发布后不能更改，已经递交的投标文件按原方式加密'], ['decryption', 'may not change once the notice is out: bids that are in are sealed for it']) : undefined),
  // 条例 58.
  ({ contract }, { procedure }) => (contract.performancePermille > permilleOf(procedure, 'performancePermille') ? unlawful(['TND-080'], ['履约保证金', '超过中标合同金额的 10%'], ['performance bond', 'exceeds 10 % of the contract price']) : undefined),
  ({ contract }) => (contract.performanceRequired === contract.performancePermille > 0 ? undefined : unlawful(['TND-080'], ['履约保证金', '要求提交的写明比例，不要求的写零'], ['performance bond', 'says its share exactly where one is required'])),
  // Whoever draws must not be able to choose: the number is committed to before any bid is in.
  ({ evaluation, drawCommitment }) => ((evaluation.coefficients.length > 0 || evaluation.ties.includes('drawn')) === (drawCommitment !== null) ? undefined : unlawful(['EVL-07'], ['系数承诺值', '评标办法抽取系数或者次序的应当提供，不抽取的不提供'], ['draw commitment', 'is given exactly where the evaluation draws coefficients or an order'])),
];

/** The first fault of the terms, or nothing. */
export function termsFault(terms: TenderTerms, ground: Ground): Result<null, Refusal> {
  for (const rule of RULES) {
    const fault = rule(terms, ground);
    if (fault) return fail(fault);
  }
  return ok(null);
}

/** 80万元 and 10万元: caps of the departments' rules (30号令 37, 2号令 24), entered from knowledge, so they warn and do not refuse. */
const WORKS_CAP = 80_000_000;
const DESIGN_CAP = 10_000_000;

/** What is lawful enough to go on and is said aloud. */
export function termsWarnings(terms: TenderTerms, { lot }: Pick<Ground, 'lot'>, baselineFen: number | null, differences: readonly Difference[]): readonly Warning[] {
  const { security, ceiling } = terms;
  const [rule, cap] = lot.kind === 'services' ? (['TND-031', DESIGN_CAP] as const) : (['TND-030', WORKS_CAP] as const);
  const fixed = differences.filter((each) => each.fixed);
  return [
    ...(security !== null && security.amountFen > cap
      ? [warn(rule, `投标保证金 ${yuan(security.amountFen)} 元，超过部门规章规定的 ${yuan(cap)} 元。请核对后再签发。`, `The bid security of ${yuan(security.amountFen)} yuan is above the ${yuan(cap)} yuan of the departments' rules. Check before issuing.`)]
      : []),
    ...(ceiling.kind === 'amount' && ceiling.fen > lot.estimateFen ? [warn('TND-035', `最高投标限价 ${yuan(ceiling.fen)} 元高于标段估算价 ${yuan(lot.estimateFen)} 元。`, `The ceiling of ${yuan(ceiling.fen)} yuan is above the estimate of the lot, ${yuan(lot.estimateFen)} yuan.`)] : []),
    ...(ceiling.kind === 'amount' && baselineFen !== null && baselineFen > ceiling.fen ? [warn('TND-036', '标底高于最高投标限价。', 'The reference price is above the ceiling.')] : []),
    ...(fixed.length > 0
      ? [warn('TND-041', `改动了标准文本要求原文使用的条款：${fixed.map((each) => each.clause).join('、')}。改动将随公告公开。`, `Clauses that the standard document asks to take over unchanged were altered: ${fixed.map((each) => each.clause).join(', ')}. The alterations are published with the notice.`)]
      : []),
  ];
}
