/** A check asked for from outside: what the asker says of the document, and what is taken from its text where he says nothing. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, moment } from '../../act/contract.ts';
import { normalise } from './normalise.ts';
import type { CheckProblem } from './schema.ts';
import type { CheckInput, DocumentKind, Subject } from './types.ts';

const days = z.int().min(0).max(3650);
const permille = z.int().min(0).max(1000);
const clause = z.string().max(4000).nullable();
const name = z.string().min(1).max(200);

const asked = z.strictObject({
  kind: z.enum(['tenderDocument', 'notice']).exactOptional(),
  subject: z.enum(['works', 'procurement']).exactOptional(),
  policyMaker: z.boolean().nullable().exactOptional(),
  regions: z.array(name).max(50).exactOptional(),
  goods: z.enum(['construction', 'goods', 'surveyDesign', 'services']).exactOptional(),
  estimateFen: amountFen.exactOptional(),
  ceilingFen: amountFen.nullable().exactOptional(),
  ceilingMethod: clause.exactOptional(),
  securityFen: amountFen.nullable().exactOptional(),
  performancePermille: permille.nullable().exactOptional(),
  validityDays: days.nullable().exactOptional(),
  decryption: clause.exactOptional(),
  evaluationMethod: clause.exactOptional(),
  weights: z.array(z.strictObject({ name, permille })).max(200).exactOptional(),
  issueFromAt: z.string().exactOptional(),
  issueUntilAt: z.string().exactOptional(),
  closingAt: z.string().exactOptional(),
  openingAt: z.string().exactOptional(),
});

/** What is not said of a document is guessed from its words, and the guess is told. */
export type Asked = Pick<CheckInput, 'terms' | 'policyMaker' | 'regions'> & { readonly kind: DocumentKind | null; readonly subject: Subject | null };

const MOMENTS = ['issueFromAt', 'issueUntilAt', 'closingAt', 'openingAt'] as const;

/** The parts of `DocumentTerms` with `kind`, `subject`, `policyMaker` and `regions` beside them. */
export function parseAsked(json: unknown): Result<Asked, readonly CheckProblem[]> {
  const parsed = asked.safeParse(json);
  if (!parsed.success) return fail(parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('/'), what: issue.message })));
  const { kind = null, subject = null, policyMaker = null, regions = [], ...terms } = parsed.data;
  const wrong = MOMENTS.filter((field) => terms[field] !== undefined && !moment.safeParse(terms[field]).success);
  if (wrong.length > 0) return fail(wrong.map((path) => ({ path, what: 'is no moment like 2026-03-16T09:30:00.000+08:00' })));
  return ok({ kind, subject, policyMaker, regions, terms });
}

/** How often a word stands in the text, up to a limit that decides the comparison anyway. */
function count(text: string, words: readonly string[]): number {
  let found = 0;
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0 && found < 10_000; at = text.indexOf(word, at + word.length)) found += 1;
  }
  return found;
}

/** Procurement speaks of 采购人 and 供应商, works of 招标人 and 投标人; a tender document has chapters. */
export function guessDocument(original: string): { readonly kind: DocumentKind; readonly subject: Subject } {
  const { text } = normalise(original);
  const chapters = count(text, ['\n第一章', '\n第二章', '\n第三章', '\n第四章', '\n第五章']);
  return {
    kind: chapters >= 3 ? 'tenderDocument' : 'notice',
    subject: count(text, ['采购人', '供应商', '政府采购']) > count(text, ['招标人', '投标人', '建设单位']) ? 'procurement' : 'works',
  };
}
