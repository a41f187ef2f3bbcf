/** What lawful terms may still be asked about: shown to who drafts them and to the document check; nothing here refuses. */
import { compare, decimal } from './rational.ts';
import type { EvaluationTerms, PriceFormula } from './terms.ts';

/** `path` as a JSON pointer into the terms; `rule` of the rulebook. */
export type TermsAdvice = { readonly path: string; readonly rule: string; readonly zh: string; readonly en: string };

function priceAdvice(formula: PriceFormula, path: string): readonly TermsAdvice[] {
  if (formula.kind !== 'deviation' || compare(decimal(formula.abovePoints), decimal(formula.belowPoints)) > 0) return [];
  return [{ path: `${path}/formula/abovePoints`, rule: 'EVL-05', zh: '高于基准价的扣分（E1）一般应大于低于基准价的扣分（E2），请核对', en: 'deductions above the base price (E1) are usually larger than below it (E2): please check' }];
}

/** In the order of the terms. */
export function adviseTerms(terms: EvaluationTerms): readonly TermsAdvice[] {
  const advice: TermsAdvice[] = [];
  if (terms.ties.includes('drawn')) {
    advice.push({ path: '/ties', rule: 'SEP-03', zh: '不得直接以抽签、摇号确定中标候选人或者中标人；并列时请优先采用报价、技术或评标委员会表决', en: 'lots may not by themselves decide candidate or supplier; prefer price, technical score or a vote of the committee for ties' });
  }
  if (!terms.ties.includes('drawn') && !terms.ties.includes('committeeVote')) {
    advice.push({ path: '/ties', rule: 'EVL-12', zh: '并列规则用尽后可能仍并列，建议以评标委员会表决收尾', en: 'bids may stay equal after the last rule; consider ending with a vote of the committee' });
  }
  if (terms.candidateCount > 3) advice.push({ path: '/candidateCount', rule: 'TND-070', zh: '中标候选人不超过三个；仅评定分离项目可以按规定增加', en: 'at most three candidates; more only where evaluation and decision are apart' });
  if (terms.method === 'lowestEvaluated') return advice;
  for (const [index, group] of terms.groups.entries()) {
    for (const [place, item] of group.items.entries()) if (item.kind === 'price') advice.push(...priceAdvice(item.formula, `/groups/${index}/items/${place}`));
  }
  if (terms.summary.trim.some((row) => row.from < 6 && row.highest + row.lowest > 0)) {
    advice.push({ path: '/summary/trim', rule: 'EVL-11', zh: '评标委员会成员超过五人时方可去掉最高分、最低分，请核对', en: 'highest and lowest scores are usually dropped only with more than five members: please check' });
  }
  return advice;
}
