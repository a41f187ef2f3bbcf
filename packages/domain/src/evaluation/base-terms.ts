/** The terms of a base price (评标基准价): which bids enter it and how it is made of them. */
import { z } from 'zod';
import { between, trim } from './parts.ts';

const coefficientName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,15}$/);

/** × K, or × (1 − Δ) where the drawn number is a float rate (下浮率). */
const factor = z.strictObject({ coefficient: coefficientName, as: z.enum(['factor', 'reduction']).default('factor') });
const times = z.array(factor).max(4).default([]);

const percent = between('0', '1000', 6);

/**
 * Which bids enter. Never one above the ceiling (实施条例 51(五)). `among`: those that are responsive after the review, or all that were opened.
 * `band`: only prices from and to so many percent of the ceiling, both included; with none in it all enter, or the evaluation is refused, as told.
 */
const entrants = z.strictObject({
  among: z.enum(['responsive', 'opened']).default('responsive'),
  band: z.strictObject({ fromPercent: percent, toPercent: percent, ifNone: z.enum(['all', 'refuse']) }).nullable().default(null),
});

const method = z.discriminatedUnion('kind', [
  /** Plain mean; with `trim` 去极值平均 (EVL-06); with a factor A×K (EVL-07). */
  z.strictObject({ kind: z.literal('mean'), trim: trim.default([]), times }),
  /** The lowest `skip` left out, the mean of the next `count`: the lowest (0, 1), the second-lowest 次低价 (1, 1), 合理低价入围 N 家 (0, N; EVL-10). */
  z.strictObject({ kind: z.literal('lowMean'), skip: z.int().min(0).max(100), count: z.int().min(1).max(5000), times }),
  /** 二次平均: the mean of the prices at or below the mean; `withLowest`: the mean of that and the lowest price. */
  z.strictObject({ kind: z.literal('secondMean'), blend: z.enum(['alone', 'withLowest']).default('alone'), times }),
  /** The mean of the prices within a band of the ceiling or of their own mean, both ends included. */
  z.strictObject({ kind: z.literal('bandMean'), of: z.enum(['ceiling', 'mean']), fromPercent: percent, toPercent: percent, ifNone: z.enum(['all', 'refuse']), times }),
  /** A×K1×Q1 + B×K2×Q2, B the ceiling, Q2 = 1 − Q1 (EVL-08). */
  z.strictObject({ kind: z.literal('composite'), trim: trim.default([]), k1: coefficientName, k2: coefficientName, q1: coefficientName }),
  /** ABC合成法 (EVL-09): (A×50 % + B×30 % + C×20 %)×K. */
  z.strictObject({
    kind: z.literal('abc'),
    delta: coefficientName,
    k: coefficientName,
    aPercent: percent.default('50'),
    bPercent: percent.default('30'),
    cPercent: percent.default('20'),
    /** 规定范围: at or above (mean × 70 % + ceiling × 30 %) × (1 − 25 %). */
    meanPercent: percent.default('70'),
    ceilingPercent: percent.default('30'),
    downPercent: between('0', '100', 6).default('25'),
    /** With no price in the range: C is the lowest that entered, or the evaluation is refused. */
    ifNone: z.enum(['lowest', 'refuse']).default('refuse'),
    /** B is drawn among the prices strictly between C and this share of A … */
    upperPercent: percent.default('95'),
    /** … and with none there among all but C: of all that entered, or of those in the range. */
    otherwise: z.enum(['entrants', 'range']).default('entrants'),
  }),
]);

export const basePrice = z.strictObject({ entrants: entrants.prefault({}), method });

export type BasePriceTerms = z.output<typeof basePrice>;
export type BaseMethod = BasePriceTerms['method'];
export type Factor = z.output<typeof factor>;
