/** The document check over a draft: what it finds, and what of it still keeps the document from being issued. */
import { toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { text } from '../act/contract.ts';
import type { Library } from '../act/library.ts';
import type { ProjectRoom } from '../planning/state.ts';
import { checkDocument } from './check/check-document.ts';
import { checkRecord, standing } from './check/standing.ts';
import type { CheckInput, DocumentTerms, Finding } from './check/types.ts';
import type { DocumentView } from './document.ts';
import type { Findings, LotRoom } from './state.ts';
import { termsWords } from './terms-words.ts';
import type { TenderTerms } from './terms.ts';

const finding = text(120);

/** What the drafter answers to findings: the article that permits it, or the reason why advice is not followed. */
export const findingAnswers = z
  .array(z.discriminatedUnion('kind', [
    z.strictObject({ finding, kind: z.literal('exception'), article: text(40), reason: text(1000) }),
    z.strictObject({ finding, kind: z.literal('advice'), reason: text(1000) }),
  ]))
  .max(500);
export type FindingAnswers = z.output<typeof findingAnswers>;

const GOODS: Readonly<Record<NonNullable<LotRoom['kind']>, NonNullable<DocumentTerms['goods']>>> = { works: 'construction', goods: 'goods', services: 'surveyDesign' };

function checkedTerms(lot: Pick<LotRoom, 'kind' | 'estimateFen'>, terms: TenderTerms, words: ReturnType<typeof termsWords>): DocumentTerms {
  const { ceiling, contract, evaluation } = terms;
  return {
    ...(lot.kind === null ? {} : { goods: GOODS[lot.kind] }),
    estimateFen: lot.estimateFen,
    ...(ceiling.kind === 'amount' ? { ceilingFen: ceiling.fen } : ceiling.kind === 'method' ? { ceilingFen: null, ceilingMethod: ceiling.text } : {}),
    ...(terms.security === null ? {} : { securityFen: terms.security.amountFen }),
    ...(contract.performanceRequired ? { performancePermille: contract.performancePermille } : {}),
    validityDays: terms.validityDays,
    decryption: words['terms.decryption'],
    evaluationMethod: words['terms.evaluation'],
    ...(evaluation.method === 'comprehensive' ? { weights: evaluation.groups.map((each) => ({ name: each.title, permille: Math.round(Number(each.points) * 10) })) } : {}),
  };
}

type Draft = { readonly project: Pick<ProjectRoom, 'name' | 'basis'>; readonly lot: Pick<LotRoom, 'name' | 'kind' | 'estimateFen'>; readonly terms: TenderTerms; readonly view: DocumentView };

/** What the check is asked: the text as people will read it, clauses left out not counted, beside the terms it rests on. */
export function checkInput({ project, lot, terms, view }: Draft): CheckInput {
  const sections = view.sections.map(({ id, title, clauses }) => ({ id, title, paragraphs: clauses.filter((each) => each.difference !== 'removed').flatMap((each) => each.text.split('\n')) }));
  return { document: { sections }, kind: 'tenderDocument', subject: 'works', terms: checkedTerms(lot, terms, termsWords(project, lot, terms)), policyMaker: project.basis?.policyMaker ?? null, regions: [] };
}

export type Checked = { readonly findings: Findings; readonly list: readonly Finding[]; readonly blocking: readonly Finding[] };

/** Findings and their standing. Slots without an answer keep a document from being issued as much as an unlawful sentence. */
export function checkDraft({ checks, checksDigest }: Pick<Library, 'checks' | 'checksDigest'>, draft: Draft, answers: FindingAnswers): Checked {
  const input = checkInput(draft);
  const list = checkDocument(checks, input);
  const { blocking } = standing(list, answers);
  const record = checkRecord(checksDigest, input, list, answers);
  return { list, blocking, findings: { digest: toHex(digest('sha256', utf8('findings/v1'), canonicalBytes(record))), count: list.length, blocking: blocking.length + draft.view.missing.length } };
}
