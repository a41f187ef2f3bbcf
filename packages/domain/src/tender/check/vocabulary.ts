/** What the coded part of the check knows by name; the data says with which number, article and words. */

export const MINIMA = [
  'issuePeriod', 'biddingPeriod', 'openingAtClosing', 'securityShare', 'securityCap', 'performanceShare', 'validityPresent', 'ceilingPresent',
  'decryptionPresent', 'evaluationPresent', 'weightsWhole',
] as const;

/** Numbers that stand both in the text and in the terms. */
export const FIGURES = ['estimateFen', 'ceilingFen', 'securityFen', 'validityDays', 'performancePermille'] as const;

/** Moments that a text names by a label; `issueRange` has two. */
export const MOMENTS = ['issueRange', 'issueFrom', 'issueUntil', 'closing', 'opening'] as const;

export type MomentId = (typeof MOMENTS)[number];
export type FigureId = (typeof FIGURES)[number];
