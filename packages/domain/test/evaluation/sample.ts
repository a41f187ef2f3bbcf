/** Small terms and bids for the tests of the evaluation. */
import { evaluationTerms, type DeviationFormula, type EvaluationTerms, type EvaluationTermsDraft } from '../../src/evaluation/terms.ts';
import type { EvaluationBid, EvaluationInput } from '../../src/evaluation/result.ts';
import type { Rational } from '../../src/evaluation/rational.ts';

export const terms = (draft: EvaluationTermsDraft): EvaluationTerms => evaluationTerms.parse(draft);

type ComprehensiveDraft = Extract<EvaluationTermsDraft, { method: 'comprehensive' }>;

/** 40 technical (organisation 25 in halves, experience 15 in levels, objective), 50 price, 10 credit. */
export const comprehensive = (change: Partial<ComprehensiveDraft> = {}, formula: Extract<ComprehensiveDraft['groups'][number]['items'][number], { kind: 'price' }>['formula'] = { kind: 'lowPriceFirst' }): ComprehensiveDraft => ({
  method: 'comprehensive',
  scale: 'points',
  ties: ['priceLow', 'technicalHigh'],
  groups: [
    {
      id: 'technical',
      title: '技术',
      kind: 'technical',
      points: '40',
      items: [
        { kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '25', step: '0.5' },
        { kind: 'levels', id: 'record', title: '类似业绩', nature: 'objective', levels: [{ title: '三项以上', score: '15' }, { title: '一至二项', score: '8' }, { title: '无', score: '0' }] },
      ],
    },
    { id: 'price', title: '报价', kind: 'price', points: '50', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '50', formula }] },
    { id: 'credit', title: '信用', kind: 'credit', points: '10', items: [{ kind: 'credit', id: 'register', title: '信用评价', full: '10', registerFull: '100', withoutRecord: '80' }] },
  ],
  ...change,
});

/** Price alone, 100 points, by deviation. */
export const deviationOnly = (formula: Omit<DeviationFormula, 'kind'>, change: Partial<ComprehensiveDraft> = {}): EvaluationTerms =>
  terms(comprehensive({ groups: [{ id: 'price', title: '报价', kind: 'price', points: '100', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '100', formula: { kind: 'deviation', ...formula } }] }], ties: ['priceLow'], ...change }));

export const lowest = (change: Partial<Extract<EvaluationTermsDraft, { method: 'lowestEvaluated' }>> = {}): EvaluationTerms => terms({ method: 'lowestEvaluated', ties: ['priceLow', 'committeeVote'], ...change });

/** Bids A, B, C … at prices in 元. */
export const bidsAt = (...yuan: readonly number[]): readonly EvaluationBid[] => yuan.map((each, index) => ({ bid: String.fromCodePoint(65 + index), no: index + 1, priceFen: Math.round(each * 100), responsive: true }));

export const input = (given: EvaluationTerms, bids: readonly EvaluationBid[], change: Partial<EvaluationInput> = {}): EvaluationInput => ({ terms: given, ceilingFen: null, bids, sheets: [], coefficients: {}, ...change });

/** A sheet over the items of `comprehensive`: bid → [plan, record]. */
export const sheet = (expert: string, scores: Readonly<Record<string, readonly [string, string]>>) => ({ expert, scores: Object.fromEntries(Object.entries(scores).map(([bid, [plan, record]]) => [bid, { plan, record }])) });

export const SEED = '00112233445566778899aabbccddeeff';

export const q = (n: number | bigint, d: number | bigint = 1): Rational => ({ n: BigInt(n), d: BigInt(d) });

