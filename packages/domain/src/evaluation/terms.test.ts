import { checkStorable } from '@zhaobiao/evidence';
import { describe, expect, it } from 'vitest';
import { comprehensive, lowest, terms } from '../../test/evaluation/sample.ts';
import { adviseTerms } from './advice.ts';
import { evaluationTerms, type EvaluationTermsDraft } from './terms.ts';

type Draft = Extract<EvaluationTermsDraft, { method: 'comprehensive' }>;
type Group = Draft['groups'][number];

const faults = (draft: unknown): readonly string[] => {
  const parsed = evaluationTerms.safeParse(draft);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('/')}: ${issue.message}`);
};

const K = { name: 'K', title: '系数', values: { kind: 'range' as const, from: '0.95', to: '0.98', step: '0.005' } };
const deviation = { kind: 'deviation' as const, base: { method: { kind: 'mean' as const, times: [{ coefficient: 'K' }] } }, abovePoints: '1', belowPoints: '0.5' };
const price = (formula: Extract<Group['items'][number], { kind: 'price' }>['formula'], full = '100'): Group => ({ id: 'price', title: '报价', kind: 'price', points: '100', items: [{ kind: 'price', id: 'offer', title: '投标报价', full, formula }] });

describe('terms', () => {
  it('are storable with every default filled in, and parsing again changes nothing', () => {
    for (const draft of [comprehensive(), comprehensive({ groups: [price(deviation)], coefficients: [K], ties: [] }), lowest()]) {
      const once = evaluationTerms.parse(draft);
      expect(checkStorable(once).ok).toBe(true);
      expect(evaluationTerms.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
    }
    expect(lowest()).toMatchObject({ version: 1, candidateCount: 3, rounding: { evaluatedPrice: { places: 2, mode: 'halfUp' }, deviation: null, total: { places: 2, mode: 'halfUp' } }, evaluatedPrice: { adjustments: [], provisionalFen: 0 } });
  });

  it('know nothing they do not name', () => {
    expect(faults({ ...comprehensive(), hidden: 1 })).not.toEqual([]);
    expect(faults({ ...comprehensive(), ties: ['coin'] })).not.toEqual([]);
    expect(faults({ method: 'lottery', ties: [] })).not.toEqual([]);
    expect(faults({ method: 'lowestEvaluated' })).not.toEqual([]);
  });

  it.each([
    ['95.5', true],
    ['100', true],
    ['100.0001', false],
    ['-1', false],
    ['1e1', false],
    ['95.55555', false],
    ['', false],
  ])('points of a group: %j', (points, good) => {
    const [technical, ...others] = comprehensive().groups;
    const found = faults({ ...comprehensive(), groups: [{ ...technical, points }, ...others] });
    expect(found.some((each) => each.startsWith('groups/0/points'))).toBe(!good);
  });
});

describe('sums', () => {
  it('the groups make 100', () => {
    const groups = comprehensive().groups.map((group) => (group.kind === 'credit' ? { ...group, points: '9' } : group));
    expect(faults({ ...comprehensive(), groups })).toEqual(['groups: the points of the groups sum to 100', 'groups/2/items: the full scores of the items sum to 9']);
  });

  it('with points the items make the group, with weights 100', () => {
    const weights = comprehensive().groups.map((group): Group => ({ ...group, items: group.items.map((item) => (item.kind === 'range' ? { ...item, max: '85' } : item.kind === 'levels' ? item : { ...item, full: '100' })) }));
    expect(faults({ ...comprehensive(), scale: 'weights', groups: weights })).toEqual([]);
    expect(faults({ ...comprehensive(), scale: 'weights' }).map((each) => each.split(':')[0])).toEqual(['groups/0/items', 'groups/1/items', 'groups/2/items']);
    expect(faults({ ...comprehensive(), groups: weights })).toHaveLength(3);
  });

  it('there is exactly one price', () => {
    expect(faults(comprehensive({ groups: [{ id: 'a', title: '甲', kind: 'technical', points: '100', items: [{ kind: 'range', id: 'b', title: '乙', nature: 'subjective', min: '0', max: '100' }] }], ties: [] }))).toEqual(['groups: exactly one item is the price']);
  });
});

describe('what must agree', () => {
  it.each<[string, Draft, string]>([
    ['ids', comprehensive({ groups: [{ ...price({ kind: 'lowPriceFirst' }), id: 'offer' }], ties: [] }), 'groups: offer is named twice'],
    ['coefficients', comprehensive({ groups: [price(deviation)], ties: [] }), 'groups/0/items/0/formula/base/method: coefficient K is not declared'],
    ['coefficient names', comprehensive({ coefficients: [K, K] }), 'coefficients: K is named twice'],
    ['steps', comprehensive({ coefficients: [{ ...K, values: { ...K.values, step: '0.004' } }] }), 'coefficients/0/values/step: does not lead from the first value to the last'],
    ['ends', comprehensive({ coefficients: [{ ...K, values: { ...K.values, from: '0.99' } }] }), 'coefficients/0/values/to: below from'],
    ['counts', comprehensive({ coefficients: [{ ...K, values: { ...K.values, step: '0.00001' } }] }), 'coefficients/0/values/step: more than 1000 values'],
    ['lists', comprehensive({ coefficients: [{ ...K, values: { kind: 'list', values: ['0.5', '0.50'] } }] }), 'coefficients/0/values/values: a value stands twice and would be likelier'],
    ['tie rules', comprehensive({ ties: ['priceLow', 'priceLow'] }), 'ties: a rule is named twice'],
    ['tie groups', comprehensive({ groups: [price({ kind: 'lowPriceFirst' })], ties: ['technicalHigh', 'creditHigh'] }), 'ties: technicalHigh needs a group of kind technical'],
    ['floors', comprehensive({ groups: [price({ ...deviation, base: { method: { kind: 'mean' } }, floor: '100' }, '99')], ties: [] }), 'groups/0/items: the full scores of the items sum to 100'],
    ['abc shares', comprehensive({ groups: [price({ ...deviation, base: { method: { kind: 'abc', delta: 'K', k: 'K', aPercent: '60' } } })], coefficients: [K], ties: [] }), 'groups/0/items/0/formula/base/method/aPercent: the shares of A, B and C sum to 100'],
    ['bands', comprehensive({ groups: [price({ ...deviation, base: { entrants: { band: { fromPercent: '90', toPercent: '80', ifNone: 'all' } }, method: { kind: 'mean' } } })], ties: [] }), 'groups/0/items/0/formula/base/entrants/band/toPercent: below fromPercent'],
  ])('%s', (_, draft, fault) => {
    expect(faults(draft)[0]).toBe(fault);
  });

  it('items: ranges run upwards in whole steps, levels differ, the floor is not above the full score', () => {
    const judged = (item: Group['items'][number]): Draft => comprehensive({ groups: [{ id: 'a', title: '甲', kind: 'technical', points: '40', items: [item] }, { ...price({ ...deviation, base: { method: { kind: 'mean' } }, floor: '60' }, '60'), points: '60' }], ties: [] });
    const range = { kind: 'range' as const, id: 'b', title: '乙', nature: 'subjective' as const, min: '0', max: '40' };
    expect(faults(judged(range))).toEqual([]);
    expect(faults(judged({ ...range, step: '0.3' }))).toEqual(['groups/0/items/0/step: does not lead from min to max']);
    expect(faults(judged({ ...range, min: '40' }))).toEqual(['groups/0/items/0/max: not above min']);
    expect(faults(judged({ kind: 'levels', id: 'b', title: '乙', nature: 'objective', levels: [{ title: '优', score: '40' }, { title: '良', score: '40.0' }] }))).toEqual(['groups/0/items/0/levels: two levels have the same score']);
    expect(faults(comprehensive({ groups: [price({ ...deviation, base: { method: { kind: 'mean' } }, floor: '100' })], ties: [] }))).toEqual([]);
  });

  it('rows of a trim ascend and leave something', () => {
    const trim = (rows: NonNullable<Draft['summary']>['trim']): readonly string[] => faults(comprehensive({ summary: { trim: rows } }));
    expect(trim([{ from: 3, highest: 1, lowest: 1 }, { from: 10, unit: 'percent', highest: 20, lowest: 20 }])).toEqual([]);
    expect(trim([{ from: 2, highest: 1, lowest: 1 }])).toEqual(['summary/trim/0: nothing would be left']);
    expect(trim([{ from: 9, unit: 'percent', highest: 50, lowest: 50 }])).toEqual(['summary/trim/0: nothing would be left']);
    expect(trim([{ from: 9, highest: 1, lowest: 1 }, { from: 9, highest: 2, lowest: 2 }])).toEqual(['summary/trim/1/from: rows stand in ascending order']);
  });

  it('under the lowest price there are no scores to part ties by', () => {
    expect(faults({ method: 'lowestEvaluated', ties: ['technicalHigh'] })).toEqual(['ties: there are no scores to compare under this method']);
    expect(faults({ method: 'lowestEvaluated', ties: ['priceLow'], evaluatedPrice: { adjustments: [1, 2].map(() => ({ id: 'a', title: '甲', add: { kind: 'fen', fen: 1 } })) } })).toEqual(['evaluatedPrice/adjustments: a is named twice']);
  });
});

describe('advice', () => {
  it('none on ordinary terms', () => {
    expect(adviseTerms(lowest())).toEqual([]);
    expect(adviseTerms(terms(comprehensive({ groups: [price(deviation)], coefficients: [K], ties: ['priceLow', 'committeeVote'] })))).toEqual([]);
  });

  it('asks about lots, open ends, many candidates, slopes and early trims', () => {
    const odd = terms(comprehensive({ groups: [price({ ...deviation, belowPoints: '1' })], coefficients: [K], ties: ['priceLow'], candidateCount: 4, summary: { trim: [{ from: 5, highest: 1, lowest: 1 }] } }));
    expect(adviseTerms(odd).map(({ path, rule }) => `${rule} ${path}`)).toEqual(['EVL-12 /ties', 'TND-070 /candidateCount', 'EVL-05 /groups/0/items/0/formula/abovePoints', 'EVL-11 /summary/trim']);
    expect(adviseTerms(lowest({ ties: ['drawn'] })).map((each) => each.rule)).toEqual(['SEP-03']);
  });
});
