/**
 * The whole arithmetic of an evaluation. Pure and exact: the same terms, opening record and sheets give the same JSON to the last character, in any order of bids and sheets, on any
 * machine. It proposes; the committee decides (招标投标法 40): rejections come in as `responsive`, explanations of low prices and open ties are its own.
 */
import { fail, ok, present, type Result } from '@zhaobiao/basics';
import { findingsOf, suspicionsOf } from './findings.ts';
import { coefficientIn, prepare, type Prepared, priceItemOf } from './input.ts';
import { basePriceOf, lowestBase } from './price/base.ts';
import type { PricedBid } from './price/evaluated.ts';
import { priceScore } from './price/score.ts';
import { compare, negate, type Rational, whole, ZERO } from './rational.ts';
import type { BasePrice, BidEvaluation, Evaluation, EvaluationFault, EvaluationInput, EvaluationFinding, BidStanding, TieNote } from './result.ts';
import { decimalReader, scoreBid, type ScoredBid } from './scores.ts';
import { roundedText, yuanText } from './shown.ts';
import { type Contender, partTie } from './ties.ts';

type Base = { readonly value: Rational; readonly shown: BasePrice };

/** Who may enter the base price: never above the ceiling; with `among: 'opened'` also bids rejected since. */
function baseOf({ terms, inside, bids, ceiling, coefficients, seed }: Prepared, ceilingFen: number | null): Result<Base | null, EvaluationFault> {
  const item = priceItemOf(terms);
  if (item === undefined || inside.length === 0) return ok(null);
  const { formula } = item;
  const entrantsOf = (list: readonly PricedBid[]) => list.map((each) => ({ key: each.bid, value: each.evaluated }));
  if (formula.kind === 'lowPriceFirst') return ok(lowestBase(entrantsOf(inside)));
  const opened = bids.filter((each) => ceilingFen === null || each.priceFen <= ceilingFen);
  const entrants = entrantsOf(formula.base.entrants.among === 'opened' ? opened : inside);
  return basePriceOf(entrants, formula.base, { ceiling, coefficient: coefficientIn(coefficients), seed }, terms.rounding.basePrice);
}

/** What a bid is ranked by (`key`, lower first) and how its result is written. */
type Ranked = { readonly bid: PricedBid; readonly key: Rational; readonly result: string; readonly scored: ScoredBid | null; readonly contender: Contender };

function rankedBids(prepared: Prepared, base: Base | null): readonly Ranked[] {
  const { terms, inside, sheets } = prepared;
  if (terms.method === 'lowestEvaluated') {
    return inside.map((bid) => ({ bid, key: bid.evaluated, result: yuanText(bid.evaluated), scored: null, contender: { bid: bid.bid, price: bid.price, technical: ZERO, credit: ZERO } }));
  }
  const context = { terms, sheets, read: decimalReader() };
  return inside.map((bid) => {
    const price = present(base, 'a base where bids are ranked').value;
    const scored = scoreBid(context, { bid: bid.bid, creditScore: bid.creditScore ?? null }, (item) => priceScore(bid.evaluated, price, item, terms.rounding));
    const contender = { bid: bid.bid, price: bid.evaluated, technical: scored.byKind.get('technical') ?? ZERO, credit: scored.byKind.get('credit') ?? ZERO };
    return { bid, key: negate(scored.total), result: roundedText(scored.total, terms.rounding.total), scored, contender };
  });
}

type Order = { readonly ranking: Evaluation['ranking']; readonly ties: readonly TieNote[]; readonly open: readonly { readonly rank: number; readonly bids: readonly string[]; readonly why: string }[] };

/** By result, then by the document's rules for ties; bids that stay alike share their rank, and the next rank counts them all (1, 1, 3). */
function orderOf(ranked: readonly Ranked[], { terms, votes }: Prepared, drawn: string | undefined): Order {
  const sorted = ranked.toSorted((left, right) => compare(left.key, right.key));
  const byId = new Map(ranked.map((each) => [each.bid.bid, each]));
  const ranking: Evaluation['ranking'][number][] = [];
  const ties: TieNote[] = [];
  for (let start = 0; start < sorted.length; ) {
    const first = present(sorted[start], 'a ranked bid');
    let end = start + 1;
    for (; end < sorted.length && compare(present(sorted[end], 'a ranked bid').key, first.key) === 0; ) end += 1;
    const { tiers, notes } = partTie(sorted.slice(start, end).map((each) => each.contender), { rules: terms.ties, drawn, votes });
    ties.push(...notes);
    for (const tier of tiers) {
      const rank = ranking.length + 1;
      for (const bid of tier.map((each) => each.bid).toSorted()) {
        const { bid: priced, result } = present(byId.get(bid), 'a ranked bid');
        ranking.push({ rank, bid, no: priced.no, result });
      }
    }
    start = end;
  }
  const rankOf = new Map(ranking.map((each) => [each.bid, each.rank]));
  const open = ties.flatMap(({ bids, open: why }) => (why === null ? [] : [{ rank: rankOf.get(bids[0] ?? '') ?? 0, bids, why }]));
  return { ranking, ties, open };
}

const standingOf = (bid: PricedBid, inside: ReadonlySet<string>): BidStanding => (inside.has(bid.bid) ? 'ranked' : bid.responsive ? 'aboveCeiling' : 'notResponsive');

function findingsFor(prepared: Prepared, bids: readonly BidEvaluation[], order: Order): readonly EvaluationFinding[] {
  const { terms, inside, sheets } = prepared;
  const few: readonly EvaluationFinding[] = inside.length < 3 ? [{ kind: 'fewerThanThree', count: inside.length, rule: 'TND-076', blocks: false }] : [];
  const above = bids.filter((each) => each.standing === 'aboveCeiling').map(({ bid }): EvaluationFinding => ({ kind: 'aboveCeiling', bid, rule: 'REJ-05', blocks: true }));
  const expected = terms.evaluatedPrice.provisionalFen;
  const provisional = inside
    .filter((each) => each.provisionalFen !== undefined && each.provisionalFen !== expected)
    .map((each): EvaluationFinding => ({ kind: 'provisionalDiffers', bid: each.bid, expected: yuanText(whole(expected)), found: yuanText(whole(each.provisionalFen ?? 0)), rule: 'EVL-13', blocks: true }));
  const scores = terms.method === 'comprehensive' && sheets.length > 0 ? findingsOf({ terms, sheets, read: decimalReader() }, inside.map((each) => each.bid)) : [];
  const open = order.open.map(({ rank, bids: tied, why }): EvaluationFinding => ({ kind: 'tieOpen', bids: tied, rule: 'EVL-12', blocks: why !== 'rulesExhausted' && rank <= terms.candidateCount }));
  return [...few, ...above, ...provisional, ...scores, ...open];
}

/**
 * The evaluation of a lot, or the first fault of what was handed in. Bids that are not responsive or above the ceiling stand in `bids` without rank. Candidates: ranks up to the terms' count
 * (实施条例 53). Fewer than three bids, prices above the ceiling, disagreement among experts and open ties are findings, not decisions.
 */
export function evaluate(input: EvaluationInput): Result<Evaluation, EvaluationFault> {
  const checked = prepare(input);
  if (!checked.ok) return fail(checked.fault);
  const prepared = checked.value;
  const { terms, inside, coefficients, ceiling } = prepared;
  const base = baseOf(prepared, input.ceilingFen);
  if (!base.ok) return fail(base.fault);
  const ranked = rankedBids(prepared, base.value);
  const order = orderOf(ranked, prepared, input.drawn);
  const byId = new Map(ranked.map((each) => [each.bid.bid, each]));
  const ids = new Set(inside.map((each) => each.bid));
  const bids = prepared.bids.map((bid): BidEvaluation => {
    const own = byId.get(bid.bid);
    return { bid: bid.bid, no: bid.no, standing: standingOf(bid, ids), price: bid.shown, expertTotals: own?.scored?.expertTotals ?? [], groups: own?.scored?.groups ?? [], result: own?.result ?? null };
  });
  return ok({
    format: 'evaluation/v1',
    method: terms.method,
    coefficients,
    ceiling: ceiling === null ? null : yuanText(ceiling),
    suspicions: suspicionsOf(terms, input.ceilingFen, inside),
    base: base.value?.shown ?? null,
    bids,
    ranking: order.ranking,
    ties: order.ties,
    candidates: order.ranking.filter((each) => each.rank <= terms.candidateCount).map((each) => each.bid),
    findings: findingsFor(prepared, bids, order),
  });
}
