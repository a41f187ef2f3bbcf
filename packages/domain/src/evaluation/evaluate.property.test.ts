import { unwrap } from '@zhaobiao/basics';
import { canonicalText, checkStorable } from '@zhaobiao/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluations } from '../../test/evaluation/arbitrary.ts';
import { comprehensive, deviationOnly, input, SEED, sheet, terms } from '../../test/evaluation/sample.ts';
import { firstDifference } from './difference.ts';
import { evaluate } from './evaluate.ts';
import { compare, decimal, sum } from './rational.ts';
import type { Evaluation, EvaluationInput } from './result.ts';
import { roundedText, rounded } from './shown.ts';

const run = (given: EvaluationInput): Evaluation => unwrap(evaluate(given));

/** The same list in an order that a number names. */
const shuffled = <Each>(list: readonly Each[], key: number): readonly Each[] => list.map((each, index) => ({ each, at: (index * 7919 + key * 104_729) % 10_007 })).toSorted((left, right) => left.at - right.at).map(({ each }) => each);

const reversed = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> => Object.fromEntries(Object.entries(record).toReversed());

describe('every evaluation', () => {
  it('is the same in any order of bids, sheets, scores and coefficients', () => {
    fc.assert(
      fc.property(evaluations(), fc.nat(10_000), (given, key) => {
        const sheets = shuffled(given.sheets, key).map((each) => ({ ...each, scores: reversed(each.scores) }));
        const other = { ...given, bids: shuffled(given.bids, key), sheets, coefficients: reversed(given.coefficients) };
        expect(JSON.stringify(run(other))).toBe(JSON.stringify(run(given)));
      }),
    );
  });

  it('is storable JSON that comes back the same', () => {
    fc.assert(
      fc.property(evaluations(), (given) => {
        const evaluation = run(given);
        expect(checkStorable(evaluation).ok).toBe(true);
        expect(firstDifference(JSON.parse(canonicalText(evaluation)), evaluation)).toBeUndefined();
      }),
    );
  });

  it('ranks every bid under evaluation once, best first, and only them', () => {
    fc.assert(
      fc.property(evaluations(), (given) => {
        const { ranking, bids, candidates, ties } = run(given);
        expect(ranking.map((each) => each.bid).toSorted()).toEqual(given.bids.filter((each) => each.responsive && each.priceFen <= 120_000).map((each) => each.bid).toSorted());
        expect(bids).toHaveLength(given.bids.length);
        const shown = (result: string) => decimal(result.replace('…', ''));
        const worse = (left: string, right: string): number => compare(shown(left), shown(right)) * (given.terms.method === 'comprehensive' ? 1 : -1);
        for (const [index, each] of ranking.entries()) {
          const before = ranking[index - 1] ?? each;
          expect(worse(before.result, each.result)).toBeGreaterThanOrEqual(0);
          const shared = before !== each && before.rank === each.rank;
          expect(each.rank).toBe(shared ? before.rank : index + 1);
          // Who share a rank were left open by name, nothing else is shared.
          expect(!shared || ties.some((tie) => tie.open !== null && tie.bids.includes(each.bid) && tie.bids.includes(before.bid))).toBe(true);
        }
        expect(candidates).toEqual(ranking.filter((each) => each.rank <= 3).map((each) => each.bid));
      }),
    );
  });

  it('the parts make the total', () => {
    const rounding = fc.constantFrom({}, { item: { places: 1, mode: 'halfEven' as const }, group: { places: 1 }, total: { places: 2 } });
    fc.assert(
      fc.property(evaluations(rounding), (given) => {
        const plan = given.terms.rounding;
        for (const bid of run(given).bids) {
          for (const group of bid.groups) {
            const items = sum(group.items.map((item) => decimal(item.score)));
            expect(group.score).toBe(roundedText(rounded(items, plan.group), plan.group));
          }
          const total = rounded(sum(bid.groups.map((group) => decimal(group.score))), plan.total);
          expect(bid.groups.length === 0 || bid.result === roundedText(total, plan.total)).toBe(true);
        }
      }),
    );
  });

  it('a rejected bid, or one above the ceiling, changes nothing for the others but its own line', () => {
    fc.assert(
      fc.property(evaluations(), fc.boolean(), (given, responsive) => {
        const extra = { bid: 'bid:extra', no: 99, priceFen: responsive ? 120_001 : 90_000, creditScore: '100', responsive };
        const item = given.terms.method === 'comprehensive' ? given.terms.groups.flatMap((each) => each.items).find((each) => each.kind === 'price') : undefined;
        const opened = item?.kind === 'price' && item.formula.kind === 'deviation' && item.formula.base.entrants.among === 'opened';
        if (opened && !responsive) return;
        const [without, with_] = [run(given), run({ ...given, bids: [...given.bids, extra] })];
        expect(with_.ranking).toEqual(without.ranking);
        expect(with_.base).toEqual(without.base);
        expect(with_.suspicions).toEqual(without.suspicions);
      }),
    );
  });
});

describe('deviation scores', () => {
  it('stay the same when all prices and the ceiling are scaled', () => {
    const rounding = fc.constant({ evaluatedPrice: { places: 2 }, basePrice: null, item: null, group: null, total: null });
    fc.assert(
      fc.property(evaluations(rounding), fc.integer({ min: 2, max: 9973 }), (given, factor) => {
        if (given.terms.method !== 'comprehensive') return;
        const scaled = { ...given, ceilingFen: 120_000 * factor, bids: given.bids.map((each) => ({ ...each, priceFen: each.priceFen * factor })) };
        const scores = (of: Evaluation) => of.bids.map((each) => [each.bid, each.result]);
        expect(scores(run(scaled))).toEqual(scores(run(given)));
      }),
    );
  });
});

describe('low price first', () => {
  it('a bidder who lowers the own price never scores less, and nobody scores more by it', () => {
    const given = terms(comprehensive({ ties: [] }));
    const prices = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 1e9 }), (list, cut) => {
        const bids = list.map((priceFen, index) => ({ bid: `bid:${index}`, no: index, priceFen, responsive: true }));
        const sheets = [sheet('e1', Object.fromEntries(bids.map(({ bid }): [string, [string, string]] => [bid, ['10', '8']])))];
        const lowered = bids.map((each, index) => (index === 0 ? { ...each, priceFen: Math.max(1, each.priceFen - cut) } : each));
        const scores = (of: typeof bids) => run(input(given, of, { sheets })).bids.map((each) => decimal(each.groups[1]?.score ?? ''));
        const [before, after] = [scores(bids), scores(lowered)];
        for (const [index, score] of before.entries()) {
          const now = after[index] ?? score;
          expect(index === 0 ? compare(now, score) : compare(score, now)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('1,528 bids (永城)', () => {
  const count = 1528;
  const bids = Array.from({ length: count }, (_, index) => ({ bid: `bid:P1/1/${String(index).padStart(4, '0')}`, no: index + 1, priceFen: 1_800_000_000 + ((index * 7919) % 40_000) * 1000, responsive: true }));

  it('by deviation from a trimmed mean with a drawn factor: every sum agrees with whole numbers added by hand', () => {
    const given = deviationOnly({ base: { entrants: { among: 'responsive', band: null }, method: { kind: 'mean', trim: [{ from: 10, unit: 'percent', highest: 20, lowest: 20 }], times: [{ coefficient: 'K', as: 'factor' }] } }, abovePoints: '1', belowPoints: '0.5', floor: '0', partPercent: 'prorated' }, { coefficients: [{ name: 'K', title: '系数', values: { kind: 'list', values: ['0.97'] } }] });
    const evaluation = run(input(given, bids, { coefficients: { K: '0.97' }, ceilingFen: 2_000_000_000_000, drawn: SEED }));
    const cut = Math.floor(count / 5);
    const kept = bids.map((each) => BigInt(each.priceFen)).toSorted((left, right) => Number(left - right)).slice(cut, count - cut);
    const total = kept.reduce((left, right) => left + right, 0n) * 97n;
    const fen = (total * 2n + BigInt(kept.length) * 100n) / (BigInt(kept.length) * 200n);
    expect(evaluation.base?.value).toBe(`${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`);
    expect(evaluation.ranking).toHaveLength(count);
    // E1 = 1 above, E2 = 0.5 below: what a bid loses goes with 2 (P−J) or (J−P).
    const loss = (priceFen: number): bigint => (BigInt(priceFen) > fen ? (BigInt(priceFen) - fen) * 2n : fen - BigInt(priceFen));
    const least = bids.map((each) => loss(each.priceFen)).reduce((left, right) => (left < right ? left : right));
    expect(bids.filter((each) => loss(each.priceFen) === least).map((each) => each.bid)).toContain(evaluation.ranking[0]?.bid);
  });
});
