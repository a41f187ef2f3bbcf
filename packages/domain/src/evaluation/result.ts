/**
 * What an evaluation is given and what it says. Both are plain JSON without absent members, so that an act can store them and anybody can compute again
 * and compare (`firstDifference`). Numbers are decimal texts: prices in 元, scores in points, rates in percent; a text that ends in `…` was cut for showing, the
 * computation went on with the exact number.
 */
import type { SheetFault, ScoreSheet } from './sheet.ts';
import type { EvaluationTerms, ScoreGroup, Suspicion, TieRule } from './terms.ts';

export type EvaluationBid = {
  /** Stream id of the bid; the order of bids is the order of these ids. */
  readonly bid: string;
  /** Number in the opening record. */
  readonly no: number;
  /** Corrected bid price (`correctPrice`), fen. */
  readonly priceFen: number;
  /** Quantified deviations the committee found: adjustment id of the terms → units, a decimal text. */
  readonly adjustments?: Readonly<Record<string, string>>;
  /** Provisional sums as the tenderer carried them; absent: as the terms give them. */
  readonly provisionalFen?: number;
  /** Points of the credit register; absent or null: no record there. */
  readonly creditScore?: string | null;
  /** Passed the preliminary review (初步评审) and was not rejected since. */
  readonly responsive: boolean;
};

export type EvaluationInput = {
  readonly terms: EvaluationTerms;
  readonly ceilingFen: number | null;
  readonly bids: readonly EvaluationBid[];
  readonly sheets: readonly ScoreSheet[];
  /** Drawn coefficients by name, each one of the terms' candidate values. */
  readonly coefficients: Readonly<Record<string, string>>;
  /** Seed of what is drawn in the arithmetic itself (price B of the ABC method, ties), lower-case hexadecimal, at least 16 bytes. */
  readonly drawn?: string;
  /** Votes of the committee on ties left open, by bid. */
  readonly votes?: Readonly<Record<string, number>>;
};

export type EvaluationFault =
  | { readonly kind: 'bidTwice' | 'expertTwice' | 'adjustmentUnknown' | 'adjustmentOutOfBounds' | 'priceInvalid' | 'creditInvalid' | 'voteInvalid'; readonly who: string }
  | { readonly kind: 'coefficientMissing' | 'coefficientUnknown' | 'coefficientNotACandidate'; readonly name: string }
  /** A formula, band or warning needs the ceiling, and there is none; or it is not above the provisional sums. */
  | { readonly kind: 'ceilingMissing' }
  | { readonly kind: 'drawnMissing' | 'drawnInvalid' }
  /** Scores are to be given and no sheet is there. */
  | { readonly kind: 'sheetsMissing' }
  | { readonly kind: 'sheets'; readonly faults: readonly SheetFault[] }
  /** The band of the base price holds no bid, and the terms say that the evaluation then cannot go on. */
  | { readonly kind: 'bandEmpty' }
  /** The base price came out at zero or below. */
  | { readonly kind: 'basePriceInvalid' };

/** One line of the computation as a page shows it: `A = (x₁+…+xₙ)/n`, and its value. */
export type ComputationStep = { readonly symbol: string; readonly formula: string; readonly value: string };

/** Why a bid stands apart from the ranking. `aboveCeiling`: to be rejected by the committee (实施条例 51(五)). */
export type BidStanding = 'ranked' | 'notResponsive' | 'aboveCeiling';

export type EvaluatedPrice = { readonly price: string; readonly provisional: string; readonly adjustments: readonly { readonly id: string; readonly units: string; readonly amount: string }[]; readonly evaluated: string };

export type BasePrice = {
  readonly method: string;
  /** `kept`: entered the mean; otherwise why it was left out. */
  readonly entrants: readonly { readonly bid: string; readonly price: string; readonly use: 'kept' | 'highDropped' | 'lowDropped' | 'outside' }[];
  readonly steps: readonly ComputationStep[];
  readonly value: string;
};

export type ExpertScore = { readonly expert: string; readonly score: string; readonly dropped: 'highest' | 'lowest' | null };

export type ItemScore = {
  readonly item: string;
  readonly kind: 'judged' | 'credit' | 'price';
  /** Each expert's score, by expert; empty for credit and price. */
  readonly experts: readonly ExpertScore[];
  readonly steps: readonly ComputationStep[];
  readonly score: string;
};

export type GroupScore = { readonly group: string; readonly kind: ScoreGroup['kind']; readonly items: readonly ItemScore[]; readonly score: string };

export type BidEvaluation = {
  readonly bid: string;
  readonly no: number;
  readonly standing: BidStanding;
  readonly price: EvaluatedPrice;
  /** Empty under the lowest evaluated price and for bids that are not ranked. */
  readonly groups: readonly GroupScore[];
  /** With `summary.by: 'total'`: each expert's total, and which were dropped for all items alike. */
  readonly expertTotals: readonly ExpertScore[];
  /** Total score, or evaluated price in 元; null when not ranked. */
  readonly result: string | null;
};

/** Bids of equal result. `decidedBy`: the rule that parted them; null with `open`: why they stand alike. */
export type TieNote =
  | { readonly bids: readonly string[]; readonly decidedBy: TieRule; readonly values: Readonly<Record<string, string>>; readonly open: null }
  | { readonly bids: readonly string[]; readonly decidedBy: null; readonly values: Readonly<Record<string, string>>; readonly open: 'committeeVote' | 'drawn' | 'rulesExhausted' };

/** What the committee has to see; nothing here decides by itself. `blocks`: the report cannot be signed before it is settled. */
export type EvaluationFinding =
  | { readonly kind: 'fewerThanThree'; readonly count: number; readonly rule: string; readonly blocks: false }
  | { readonly kind: 'aboveCeiling'; readonly bid: string; readonly rule: string; readonly blocks: true }
  | { readonly kind: 'provisionalDiffers'; readonly bid: string; readonly expected: string; readonly found: string; readonly rule: string; readonly blocks: true }
  | SheetFinding
  | { readonly kind: 'tieOpen'; readonly bids: readonly string[]; readonly rule: string; readonly blocks: boolean };

export type SheetFinding =
  /** EXP-13: experts disagree on an objective item. */
  | { readonly kind: 'objectiveDiffers'; readonly bid: string; readonly item: string; readonly scores: Readonly<Record<string, string>>; readonly rule: string; readonly blocks: true }
  /** EXP-12: one expert's subjective score lies far from the mean of the others. */
  | { readonly kind: 'expertDeviates'; readonly bid: string; readonly expert: string; readonly score: string; readonly othersMean: string; readonly deviationPercent: string; readonly rule: string; readonly blocks: false };

/** A price to be explained in writing: below `percent` of `reference`. */
export type LowPriceSuspicion = { readonly bid: string; readonly price: string; readonly below: Suspicion['below']; readonly percent: string; readonly reference: string; readonly threshold: string };

export type Evaluation = {
  readonly format: 'evaluation/v1';
  readonly method: EvaluationTerms['method'];
  readonly coefficients: Readonly<Record<string, string>>;
  /** The ceiling that formulas use: less the provisional sums; 元. */
  readonly ceiling: string | null;
  readonly suspicions: readonly LowPriceSuspicion[];
  readonly base: BasePrice | null;
  /** By bid id. */
  readonly bids: readonly BidEvaluation[];
  /** By rank, then bid id. Equal rank: a tie left open. */
  readonly ranking: readonly { readonly rank: number; readonly bid: string; readonly no: number; readonly result: string }[];
  readonly ties: readonly TieNote[];
  /** Ranked up to the terms' count; more than that only through a tie left open. */
  readonly candidates: readonly string[];
  readonly findings: readonly EvaluationFinding[];
};
