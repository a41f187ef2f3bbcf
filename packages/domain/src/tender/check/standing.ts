/** What the findings mean for publishing: which still stand after the answers, and the record that is kept of them. */
import type { JsonObject } from '@zhaobiao/basics';
import type { Answer, CheckInput, Finding } from './types.ts';

export type Standing = {
  /** The document may not be published while one of these stands. */
  readonly blocking: readonly Finding[];
  readonly answered: readonly { readonly finding: Finding; readonly answer: Answer }[];
  /** Answers to nothing that was found: the sentence was mended, or the id is wrong. */
  readonly idle: readonly Answer[];
};

/** A law has no override; an exception needs an article of its list and a reason; advice needs a reason. */
function settles({ kind, exceptions }: Finding, answer: Answer): boolean {
  if (answer.reason.trim() === '') return false;
  switch (kind) {
    case 'law':
      return false;
    case 'exception':
      return answer.kind === 'exception' && exceptions.includes(answer.article);
    case 'advice':
      return answer.kind === 'advice';
  }
}

export function standing(findings: readonly Finding[], answers: readonly Answer[]): Standing {
  const settled = findings.map((finding) => ({ finding, answer: answers.find((answer) => answer.finding === finding.id && settles(finding, answer)) }));
  const known = new Set(findings.map(({ id }) => id));
  return {
    blocking: settled.flatMap(({ finding, answer }) => (answer ? [] : [finding])),
    answered: settled.flatMap(({ finding, answer }) => (answer ? [{ finding, answer }] : [])),
    idle: answers.filter(({ finding }) => !known.has(finding)),
  };
}

const asJson = ({ id, rule, check, kind, sentence, place, times, cite }: Finding): JsonObject => ({
  // Canonical bytes hold no lone surrogates and no U+0000; the place still leads to the sentence as it stands.
  id, rule, check, kind, sentence: sentence.toWellFormed().replaceAll('\u0000', '\uFFFD'),
  place: place && { section: place.section, paragraph: place.paragraph, start: place.start, end: place.end, words: { start: place.words.start, end: place.words.end } }, times, cite: [...cite],
});

/** Findings and answers as plain JSON that can be hashed and stood in an act: under which checks, what was found, what was answered. */
export function checkRecord(checksDigest: string, { kind, subject, policyMaker }: Pick<CheckInput, 'kind' | 'subject' | 'policyMaker'>, findings: readonly Finding[], answers: readonly Answer[]): JsonObject {
  const { blocking, answered } = standing(findings, answers);
  return {
    checks: checksDigest,
    document: { kind, subject, policyMaker },
    findings: findings.map(asJson),
    answers: answered.map(({ answer }) => (answer.kind === 'exception' ? { finding: answer.finding, article: answer.article, reason: answer.reason } : { finding: answer.finding, reason: answer.reason })),
    blocking: blocking.map(({ id }) => id),
  };
}
