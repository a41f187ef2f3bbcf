/**
 * The check of a tender document before it is published (先体检、再发布): what is looked for is data (`packages/rulebook/src/document-checks/`),
 * how it is found is here. A finding quotes the sentence, marks its place, names the rule and offers lawful wording; it decides nothing.
 */
import type { Bilingual, RuleId } from '../../procedure/types.ts';

/**
 * `law`: unlawful, no override. `exception`: unlawful unless a named article of `exceptions` permits it. `advice`: may be kept with a reason,
 * which is logged and shown to the supervisor.
 */
export type FindingKind = 'law' | 'exception' | 'advice';

/** What the law of the document is: 招标投标法 (works) or 政府采购法 (procurement). */
export type Subject = 'works' | 'procurement';

/** A tender document holds all its chapters; a notice only announces it. */
export type DocumentKind = 'tenderDocument' | 'notice';

/** Where text stands: UTF-16 offsets into `documentText(document)`; `paragraph` counts its lines from 1. */
export type Place = {
  readonly section: string | null;
  readonly paragraph: number;
  readonly start: number;
  readonly end: number;
  /** The very words inside the sentence that fired. */
  readonly words: { readonly start: number; readonly end: number };
};

export type Finding = {
  /** Stays the same while rule, check and sentence stay the same, so that an answer survives edits elsewhere. */
  readonly id: string;
  readonly rule: RuleId;
  /** Which line of the data fired, `localOffice`. */
  readonly check: string;
  readonly kind: FindingKind;
  /** The sentence as it stands in the document; empty where something is missing from it. */
  readonly sentence: string;
  /** Of the first of its places. */
  readonly place: Place | null;
  /** How often the same sentence stands in the document; 0 where something is missing from it. */
  readonly times: number;
  /** `rule` first, then what else the same words touch. */
  readonly cite: readonly RuleId[];
  readonly offer: Bilingual;
  readonly why: Bilingual;
  /** Ids of the articles that may permit it; only of kind `exception`. */
  readonly exceptions: readonly string[];
};

export type Section = { readonly id: string; readonly title: string; readonly paragraphs: readonly string[] };
export type TenderText = { readonly text: string } | { readonly sections: readonly Section[] };

/** Whose number stands in a table of weights, with its share in permille of the whole. */
export type Weight = { readonly name: string; readonly permille: number };

/**
 * What the structured part of a document says. Left out: not known, not checked against; `null`: known to be missing, which is a finding
 * where the law wants it. Amounts in fen, moments as `2026-03-16T09:30:00.000+08:00`.
 */
export type DocumentTerms = {
  readonly goods?: 'construction' | 'goods' | 'surveyDesign' | 'services';
  readonly estimateFen?: number;
  readonly ceilingFen?: number | null;
  /** How the ceiling is computed where it is not a number (条例 27). */
  readonly ceilingMethod?: string | null;
  readonly securityFen?: number | null;
  readonly performancePermille?: number | null;
  readonly validityDays?: number | null;
  readonly decryption?: string | null;
  readonly evaluationMethod?: string | null;
  readonly weights?: readonly Weight[];
  readonly issueFromAt?: string;
  readonly issueUntilAt?: string;
  readonly closingAt?: string;
  readonly openingAt?: string;
};

export type CheckInput = {
  readonly document: TenderText;
  readonly kind: DocumentKind;
  readonly subject: Subject;
  readonly terms: DocumentTerms;
  /** 审查规则 20: a policy-making organ that tenders follows the rules for policies. `null`: not said, then they are advice. */
  readonly policyMaker: boolean | null;
  /** Names of the place of the project, `昆明市`, beside the words that always mean "here". */
  readonly regions: readonly string[];
};

/** What the person who drafts answers to a finding; kept with the document. */
export type Answer =
  | { readonly finding: string; readonly kind: 'exception'; readonly article: string; readonly reason: string }
  | { readonly finding: string; readonly kind: 'advice'; readonly reason: string };
