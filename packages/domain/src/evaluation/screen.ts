/**
 * 清标: what a machine can see in the opened bids before anybody judges them (条例 51, EVL-13). Every finding is something to look at (待核查), never an accusation and
 * never a decision. Pure: the same bids in any order give the same findings.
 */
import { ok, type Result } from '@zhaobiao/basics';
import type { BidSheet } from '../bid/state.ts';
import { lowPriceSuspicions } from './findings.ts';
import type { EvaluationFault } from './result.ts';
import { sameness } from './screen-sameness.ts';
import { sheetFindingsOf } from './screen-sheets.ts';
import type { EvaluationTerms } from './terms.ts';

export type ScreenedBid = {
  readonly bid: string;
  readonly no: number;
  /** Lead and members. */
  readonly parties: readonly string[];
  readonly sheet: BidSheet;
  /** Holder of the account that paid the security. */
  readonly payer: string | null;
  /** Neither lapsed nor refused an extension. */
  readonly binds: boolean;
  /** Merger, division, bankruptcy reported (条例 38). */
  readonly changes: number;
  readonly rejected: boolean;
};

export type ScreeningKind =
  | 'arithmetic' | 'missingItems' | 'extraItems' | 'provisionalDiffers' | 'aboveCeiling' | 'validityShort' | 'agreementMissing' | 'consortiumNotAllowed' | 'lapsed' | 'changed'
  | 'outlier' | 'lowPrice' | 'samePrice' | 'sameUnitPrices' | 'nearUnitPrices' | 'samePayer' | 'partyTwice';

export type ScreeningFinding = { readonly kind: ScreeningKind; readonly rule: string; readonly bids: readonly string[]; readonly zh: string; readonly en: string };

/** `suspicions`: bids that the terms' own rule for low prices names; they must be asked (12号令 21). */
export type Screened = { readonly findings: readonly ScreeningFinding[]; readonly suspicions: readonly string[] };

export type ScreenInput = { readonly bids: readonly ScreenedBid[]; readonly terms: EvaluationTerms; readonly ceilingFen: number | null; readonly validityDays: number; readonly consortiumAllowed: boolean };

/** A finding about some bids, by their numbers in the opening record. */
export function finding(kind: ScreeningKind, rule: string, bids: readonly ScreenedBid[], zh: string, en: string): ScreeningFinding {
  const sorted = bids.toSorted((left, right) => left.no - right.no);
  const nos = sorted.map((each) => each.no);
  return { kind, rule, bids: sorted.map((each) => each.bid), zh: `第 ${nos.join('、')} 号：${zh}，待核查。`, en: `No. ${nos.join(', ')}: ${en}; to be looked at.` };
}

/** Every suspicion once, with what the terms compare it to. */
function lowPrices({ terms, ceilingFen, bids }: ScreenInput): Result<{ readonly findings: readonly ScreeningFinding[]; readonly suspicions: readonly string[] }, EvaluationFault> {
  const byId = new Map(bids.map((each) => [each.bid, each]));
  const found = lowPriceSuspicions({ terms, ceilingFen, bids: bids.map((each) => ({ bid: each.bid, no: each.no, priceFen: each.sheet.priceFen, responsive: each.binds && !each.rejected })) });
  if (!found.ok) return found;
  const findings = found.value.flatMap(({ bid, price, reference, threshold, percent }): readonly ScreeningFinding[] => {
    const one = byId.get(bid);
    if (!one) return [];
    return [finding('lowPrice', 'EVP-21', [one], `报价 ${price} 元，低于 ${reference} 元的 ${percent}%（${threshold} 元），可能低于成本，应当要求书面说明`, `the price of ${price} yuan is below ${percent} % of ${reference} (${threshold} yuan) and may be below cost: a written explanation is due`)];
  });
  return ok({ findings, suspicions: [...new Set(found.value.map((each) => each.bid))].toSorted() });
}

export function screen(input: ScreenInput): Result<Screened, EvaluationFault> {
  const sorted: ScreenInput = { ...input, bids: input.bids.toSorted((left, right) => left.no - right.no) };
  const low = lowPrices(sorted);
  if (!low.ok) return low;
  return ok({ findings: [...sheetFindingsOf(sorted), ...low.value.findings, ...sameness(sorted)], suspicions: low.value.suspicions });
}
