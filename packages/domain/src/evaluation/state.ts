/** What the committee's review leaves behind (法 37–42, 条例 48–53): the parts of `CommitteeRoom` that belong to the evaluation, and the score sheets. */
import type { SetRef } from '../act/definition.ts';

export { candidatesOf, pickCoefficient } from './drawn.ts';
export { evaluationTerms, type EvaluationTerms } from './terms.ts';

/** Why a tenderer is asked (条例 52; 12号令 21 for a low price; the arithmetic must be confirmed by whose bid it is). */
export type QuestionKind = 'clarification' | 'correction' | 'lowPrice';

export type Answer = { readonly at: string; readonly text: string; readonly documents: readonly string[]; /** For a correction: whether the tenderer confirms it. */ readonly agrees: boolean | null };

/** Open until it is answered or `answerBy` has passed. */
export type Question = {
  readonly no: number;
  readonly round: number;
  readonly bid: string;
  readonly kind: QuestionKind;
  readonly text: string;
  readonly askedAt: string;
  readonly answerBy: string;
  readonly answer: Answer | null;
};

/** A motion to reject a bid (条例 51), or, when the committee checks again, to take a rejection back. Votes by the number of the member. */
export type Motion = {
  readonly no: number;
  readonly round: number;
  readonly kind: 'reject' | 'restore';
  readonly bid: string;
  /** A code of the rulebook's list of rejections. */
  readonly code: string;
  readonly clause: string;
  readonly page: string;
  readonly reason: string;
  readonly movedBy: string;
  /** The question whose answer, or silence, the motion rests on. */
  readonly question: number | null;
  readonly votes: Readonly<Record<string, boolean>>;
};

/** An arithmetic correction, `confirmed` by the tenderer before it counts. Amounts in fen. */
export type Correction = { readonly bid: string; readonly fromFen: number; readonly toFen: number; readonly question: number | null; readonly confirmed: boolean | null };

/** Of the screening (清标) only what later acts rest on: the findings themselves stand in the act. */
export type Screening = {
  readonly at: string;
  readonly screened: number;
  readonly findings: number;
  /** Bids whose price the terms call suspiciously low: asked about and voted on before the preliminary review ends (12号令 21). */
  readonly suspicions: readonly string[];
  readonly similarityReport: string | null;
};

/** The bids that passed the preliminary review, in order of their ids; a rejection carried later takes its bid out again. */
export type Preliminary = { readonly at: string; readonly responsive: readonly string[]; readonly lacksCompetition: boolean; /** Bids that bound nobody any more (12号令 40); absent where there were none. */ readonly lapsed?: readonly string[] };

/** Equal results that the document leaves to a vote of the committee: each member's choice by number. Taken anew while the vote itself comes out equal. */
export type Tie = { readonly bids: readonly string[]; readonly votes: Readonly<Record<string, string>> };

export type Rejected = { readonly bid: string; readonly code: string; readonly clause: string; readonly page: string; readonly reason: string; readonly inFavour: number; readonly against: number };

/** A candidate (条例 53). `priceFen`: the bid price after correction; by the method `total`, a score, or `evaluatedFen`, the evaluated price in fen, as decimal text. */
export type Ranked = { readonly bid: string; readonly rank: number; readonly priceFen: number; readonly evaluatedFen: string | null; readonly total: string | null };

export type Signature = { readonly member: string; readonly at: string; readonly agrees: boolean; readonly dissent: string | null };

/** The evaluation report (评标报告, 法 42, 条例 53). Members are named by their number in the expert bank. */
export type Report = {
  readonly round: number;
  readonly outcome: 'ranked' | 'allRejected' | 'lacksCompetition';
  readonly reason: string | null;
  readonly madeAt: string;
  /** The candidates, best first, at most as many as the procedure allows. */
  readonly ranking: readonly Ranked[];
  readonly responsive: number;
  readonly rejected: readonly Rejected[];
  readonly corrections: readonly Correction[];
  readonly questions: readonly Question[];
  /** SHA-256 over 'evaluation/v1' and the canonical bytes of the whole evaluation, which stands in the act; absent where nothing was scored. */
  readonly evaluation: string | null;
  /** SHA-256 over 'evaluation-report/v1' and the canonical bytes of everything above: what a member signs. */
  readonly digest: string;
  readonly signed: readonly Signature[];
  readonly dissents: readonly { readonly member: string; readonly reason: string }[];
  /** Members who neither signed nor said why: taken as agreeing (条例 53). */
  readonly silent: readonly string[];
};

/** The committee's opinion on the capacity of a candidate to perform (条例 56). */
export type Capacity = { readonly bid: string; readonly capable: boolean; readonly reason: string; readonly at: string };

export type SheetRoom = {
  readonly committee: string;
  readonly member: string;
  readonly number: string;
  readonly round: number;
  readonly submissions: number;
  /** Bid id → item id → score as decimal text. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Bid id → why the member's scores lie where they do (EXP-12). */
  readonly reasons: Readonly<Record<string, string>>;
  readonly returned: string | null;
};

export const sheetId = (committee: string, number: string): string => `scoreSheet:${committee.slice('committee:'.length)}/${number}`;

/** The set of all score sheets of a committee; may be read only under the committee's own lock. */
export const sheetsOf = (committee: string): SetRef => ({ owner: committee, machine: 'scoreSheet' });
