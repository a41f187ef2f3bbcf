/**
 * The terms of evaluation: method and every parameter, as the tender document publishes them (招标投标法 19, 40: only published standards and methods
 * may be used). Plain JSON, stored in the act that publishes the document; shares, points and rates are decimal texts, never floats.
 */
import { z } from 'zod';
import { text } from '../act/contract.ts';
import { basePrice } from './base-terms.ts';
import { between, itemId, rounding, trim } from './parts.ts';
import { checkComprehensive, checkCommon, type Report } from './terms-check.ts';

/** A quantified deviation (量化因素): so many fen, or so many permille of the bid price, for each unit the committee finds; negative in the bid's favour. */
const adjustment = z.strictObject({
  id: itemId,
  title: text(200),
  add: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fen'), fen: z.int().min(-1e14).max(1e14) }),
    z.strictObject({ kind: z.literal('permille'), permille: between('-1000', '1000', 6) }),
  ]),
  maxUnits: between('0', '100000', 4).default('1'),
});

/** Evaluated price (评标价): corrected bid price ± adjustments − provisional sums where the document says so (EVL-03, EVL-13). */
const evaluatedPrice = z.strictObject({
  adjustments: z.array(adjustment).max(50).default([]),
  /** 暂列金额 and 专业工程暂估价 that the document gives to all alike, taken from every price and from the ceiling; 0: none. */
  provisionalFen: z.int().min(0).max(1e15).default(0),
});

/** A warning rule for a price that may be below cost (EVP-21, GPP-057): the tenderer is asked in writing, nothing is decided by it. */
const suspicion = z.strictObject({ below: z.enum(['mean', 'ceiling', 'secondLowest']), percent: between('0', '100', 4), of: z.enum(['bidPrice', 'evaluatedPrice']).default('bidPrice') });

/** Rules for equal results, tried in this order; what they leave equal stays open and is named. */
export const TIE_RULES = ['priceLow', 'technicalHigh', 'creditHigh', 'committeeVote', 'drawn'] as const;

/** Drawn at the opening after CLOSE: its candidate values are published, so that a drawn index picks one. Plain numbers: 95.5 % is `'0.955'`. */
const coefficient = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,15}$/),
  title: text(200),
  values: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('range'), from: between('-10', '10', 6), to: between('-10', '10', 6), step: between('0.000001', '10', 6) }),
    z.strictObject({ kind: z.literal('list'), values: z.array(between('-10', '10', 6)).min(1).max(1000) }),
  ]),
});

const common = {
  version: z.literal(1).default(1),
  evaluatedPrice: evaluatedPrice.prefault({}),
  rounding: rounding.prefault({}),
  coefficients: z.array(coefficient).max(20).default([]),
  suspicions: z.array(suspicion).max(5).default([]),
  ties: z.array(z.enum(TIE_RULES)).max(TIE_RULES.length),
  /** 实施条例 53: at most three ranked candidates; more only where evaluation and decision are apart (评定分离). */
  candidateCount: z.int().min(1).max(20).default(3),
};

const lowestEvaluated = z.strictObject({ method: z.literal('lowestEvaluated'), ...common }).superRefine((terms, context) => {
  checkCommon(terms, reportTo(context));
});

const priceFormula = z.discriminatedUnion('kind', [
  /** 低价优先法 (EVL-01): full × lowest / price. */
  z.strictObject({ kind: z.literal('lowPriceFirst') }),
  /** 偏差率法 (EVL-05): full − |deviation in %| × points, its own slope above and below the base price. */
  z.strictObject({
    kind: z.literal('deviation'),
    base: basePrice,
    abovePoints: between('0', '100', 6),
    belowPoints: between('0', '100', 6),
    floor: between('0', '100', 6).default('0'),
    /** What is less than a whole percent: counted in proportion, dropped (不足1%不计), or counted as a whole one (不足1%按1%计). */
    partPercent: z.enum(['prorated', 'dropped', 'counted']).default('prorated'),
  }),
]);

const named = { id: itemId, title: text(200) };
const nature = z.enum(['subjective', 'objective']);

const item = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), ...named, nature, min: between('-100', '100', 4), max: between('-100', '100', 4), step: between('0.0001', '100', 4).nullable().default(null) }),
  z.strictObject({ kind: z.literal('levels'), ...named, nature, levels: z.array(z.strictObject({ title: text(500), score: between('-100', '100', 4) })).min(2).max(50) }),
  /** Filled from the credit register: full × score / registerFull. A tenderer without a record has `withoutRecord` of the register's points, wherever it comes from. */
  z.strictObject({ kind: z.literal('credit'), ...named, full: between('0', '100', 4), registerFull: between('0.0001', '10000', 4), withoutRecord: between('0', '10000', 4) }),
  z.strictObject({ kind: z.literal('price'), ...named, full: between('0', '100', 4), formula: priceFormula }),
]);

const group = z.strictObject({
  ...named,
  /** 资信、技术、商务、报价、信用. */
  kind: z.enum(['qualification', 'technical', 'commercial', 'price', 'credit']),
  /** Of the 100: with `scale: 'points'` what its items sum to, with `scale: 'weights'` the weight in percent of a group scored out of 100. */
  points: between('0', '100', 4),
  items: z.array(item).min(1).max(100),
});

const comprehensive = z
  .strictObject({
    method: z.literal('comprehensive'),
    ...common,
    scale: z.enum(['points', 'weights']),
    groups: z.array(group).min(1).max(20),
    /** How the experts' scores become one, and which are dropped (EVL-11): whole scores of one item, of a group, or of everything experts give. */
    summary: z.strictObject({ by: z.enum(['item', 'group', 'total']).default('item'), trim: trim.default([]) }).prefault({}),
    /** EXP-12: an expert whose subjective scores for a bid lie further than this from the others' mean is asked for a reason. `null`: not asked. */
    deviationPercent: between('0', '100', 4).nullable().default('30'),
  })
  .superRefine((terms, context) => {
    checkCommon(terms, reportTo(context));
    checkComprehensive(terms, reportTo(context));
  });

const reportTo =
  (context: z.core.$RefinementCtx): Report =>
  (path, message) => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };

/** The contract of the terms. Parsing fills the defaults, so that what an act stores says everything; parsing again changes nothing. */
export const evaluationTerms = z.discriminatedUnion('method', [lowestEvaluated, comprehensive]);

export type EvaluationTerms = z.output<typeof evaluationTerms>;
/** The terms as an author may write them, with the defaults left out. */
export type EvaluationTermsDraft = z.input<typeof evaluationTerms>;
export type ComprehensiveTerms = Extract<EvaluationTerms, { method: 'comprehensive' }>;
export type ScoreGroup = ComprehensiveTerms['groups'][number];
export type ScoreItem = ScoreGroup['items'][number];
/** An item that experts score. */
export type JudgedItem = Extract<ScoreItem, { kind: 'range' | 'levels' }>;
export type PriceItem = Extract<ScoreItem, { kind: 'price' }>;
export type CreditItem = Extract<ScoreItem, { kind: 'credit' }>;
export type PriceFormula = PriceItem['formula'];
export type DeviationFormula = Extract<PriceFormula, { kind: 'deviation' }>;
export type Coefficient = EvaluationTerms['coefficients'][number];
export type Adjustment = EvaluationTerms['evaluatedPrice']['adjustments'][number];
export type TieRule = (typeof TIE_RULES)[number];
export type Suspicion = EvaluationTerms['suspicions'][number];

export const isJudged = (each: ScoreItem): each is JudgedItem => each.kind === 'range' || each.kind === 'levels';
