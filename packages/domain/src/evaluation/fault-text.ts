/** Why the arithmetic cannot go on, in words. */
import { refuse, type Refusal } from '../act/refusal.ts';
import type { EvaluationFault } from './result.ts';

const FAULTS: Readonly<Record<EvaluationFault['kind'], { readonly zh: string; readonly en: string }>> = {
  bidTwice: { zh: '投标重复', en: 'a bid stands twice' },
  expertTwice: { zh: '评委重复', en: 'an expert stands twice' },
  adjustmentUnknown: { zh: '折算项不是招标文件规定的', en: 'an adjustment is none of the terms' },
  adjustmentOutOfBounds: { zh: '折算数量超出招标文件规定的范围', en: 'an adjustment is outside its bounds' },
  priceInvalid: { zh: '报价不能计算', en: 'a price cannot be computed with' },
  voteInvalid: { zh: '表决票数不能使用', en: 'votes that cannot be used' },
  creditInvalid: { zh: '信用分超出范围', en: 'credit points are out of range' },
  coefficientMissing: { zh: '系数没有抽取', en: 'a coefficient is not drawn' },
  coefficientUnknown: { zh: '系数不是招标文件规定的', en: 'a coefficient is none of the terms' },
  coefficientNotACandidate: { zh: '系数不在招标文件规定的取值之内', en: 'a coefficient is none of its candidate values' },
  ceilingMissing: { zh: '没有最高投标限价', en: 'there is no ceiling' },
  drawnMissing: { zh: '没有抽取随机种子', en: 'no seed was drawn' },
  drawnInvalid: { zh: '随机种子不能使用', en: 'the drawn seed cannot be used' },
  sheetsMissing: { zh: '没有评分表', en: 'there is no score sheet' },
  sheets: { zh: '评分表不符合评分标准', en: 'a score sheet does not follow the terms' },
  bandEmpty: { zh: '没有报价落在基准价的范围内', en: 'no price lies in the band of the base price' },
  basePriceInvalid: { zh: '评标基准价不大于零', en: 'the base price is not above zero' },
};

export function impossible(fault: EvaluationFault): Refusal {
  const { zh, en } = FAULTS[fault.kind];
  const what = 'who' in fault ? fault.who : 'name' in fault ? fault.name : '';
  const named = (sentence: string): string => (what === '' ? sentence : `${sentence}（${what}）`);
  return refuse('evaluationImpossible', ['LAW-42'], { problem: named(en), problemZh: named(zh), problemEn: named(en) });
}
