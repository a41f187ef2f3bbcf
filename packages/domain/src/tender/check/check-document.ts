import { factsOf, sectionFindings, termFindings } from './check-terms.ts';
import { sentenceFindings } from './check-sentences.ts';
import { documentText, sectionAtOf, type Reading } from './finding.ts';
import { normalise } from './normalise.ts';
import type { DocumentChecks } from './schema.ts';
import { sentencesOf } from './sentences.ts';
import type { CheckInput, Finding } from './types.ts';

/**
 * Every finding, in the order of the text; what concerns the document as a whole comes first. Pure and total: any text, lone surrogates and
 * U+0000 included, gives an answer, in time linear in its length.
 */
export function checkDocument(checks: DocumentChecks, input: CheckInput): readonly Finding[] {
  const original = documentText(input.document);
  const normal = normalise(original);
  const reading: Reading = { original, normal, sentences: sentencesOf(normal.text), sectionAt: sectionAtOf(input.document) };
  const facts = factsOf(checks, input, reading);
  const found = [...termFindings(checks, input, reading, facts), ...sectionFindings(checks, input, reading), ...sentenceFindings(checks, input, reading, facts.figures.estimateFen?.value)];
  return onceEach(found).toSorted((left, right) => (left.place?.start ?? -1) - (right.place?.start ?? -1));
}

/** One finding for a rule and a place; the first is the gravest or the one that knows a number. */
function onceEach(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, check, place }) => {
    const key = place ? `${rule}@${place.start}` : check;
    return !seen.has(key) && seen.add(key);
  });
}
