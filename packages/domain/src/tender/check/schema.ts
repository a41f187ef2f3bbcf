/** The parser of the checks' data: shape, vocabulary, patterns, citations. Everything that is wrong is named with its path. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import type { RuleId } from '../../procedure/types.ts';
import { normalise } from './normalise.ts';
import { parsePattern, type Pattern, type Vocabulary } from './pattern.ts';
import { FIGURES, MINIMA, MOMENTS } from './vocabulary.ts';

const name = z.string().regex(/^[a-z][A-Za-z0-9]{1,47}$/);
const ruleId = z.string().regex(/^[A-Z]{3}-[0-9A-Z]{1,6}$/);
const zh = z.string().min(1).max(400).regex(/\p{Script=Han}/u, 'has no Chinese');
const en = z.string().min(1).max(600).regex(/^[^\p{Script=Han}]+$/u, 'has Chinese');
const words = z.strictObject({ zh, en }).readonly();
const pattern = z.string().min(1).max(600);
const patterns = z.array(pattern).readonly();
const kind = z.enum(['law', 'exception', 'advice']);

const found = {
  id: name,
  rule: ruleId,
  cite: z.array(ruleId).readonly().exactOptional(),
  kind,
  subject: z.enum(['any', 'works', 'procurement']),
  why: words,
  offer: words,
  exceptions: z.array(z.string()).min(1).readonly().exactOptional(),
};

const sentenceCheck = z.strictObject({
  ...found,
  /** 审查规则 binds policies: in a document it is a reference, of full weight only where the procuring entity makes policy (art. 20). */
  reference: z.literal(true).exactOptional(),
  patterns: z.array(pattern).min(1).readonly(),
  /** The rule of 审查规则 that the same words touch: told beside, where the procuring entity makes policy. */
  also: z.strictObject({ rule: ruleId, exceptions: z.array(z.string()).min(1).readonly() }).readonly().exactOptional(),
  /** Only where the estimate is known and below: a demand that fits a large lot does not fit a small one. */
  estimateBelowFen: z.int().min(1).exactOptional(),
  /** Silent where one of these stands in the same clause. */
  unless: patterns.exactOptional(),
  /** Silent where one of these stands anywhere in the sentence. */
  unlessAnywhere: patterns.exactOptional(),
}).readonly();

const minimum = z.strictObject({
  ...found,
  minimum: z.enum(MINIMA),
  number: z.int().min(0).exactOptional(),
  /** Only for lots of this kind (`goods` of the terms). */
  goods: z.array(z.enum(['construction', 'goods', 'surveyDesign', 'services'])).readonly().exactOptional(),
  /** Only where the text has one of these words. */
  whereText: z.array(z.string().min(2)).min(1).readonly().exactOptional(),
  /** Where the terms say nothing, the text must speak of it. */
  mentions: z.array(z.string().min(2)).min(1).readonly().exactOptional(),
}).readonly();

const sectionCheck = z.strictObject({ ...found, headings: z.array(z.string().min(2)).min(1).readonly() }).readonly();

const figure = z.strictObject({
  ...found,
  figure: z.enum(FIGURES),
  unit: z.enum(['元', '%', '日']),
  labels: z.array(z.string().min(2)).min(1).readonly(),
  /** Between label and number: then the number is a limit of the law or another thing. */
  notAfter: z.array(z.string().min(1)).readonly(),
}).readonly();

const moment = z.strictObject({
  moment: z.enum(MOMENTS),
  labels: z.array(z.string().min(2)).min(1).readonly(),
  /** Between label and date: then the date is another's. */
  notAfter: z.array(z.string().min(1)).readonly(),
}).readonly();

const documentChecks = z.strictObject({
  vocabulary: z.record(name, z.array(z.string().min(1)).min(1).readonly()).readonly(),
  exceptions: z.array(z.strictObject({ id: z.string().regex(/^[A-Z]{3}-[0-9A-Z]{1,6}\/\d$/), zh, en }).readonly()).readonly(),
  sentences: z.array(sentenceCheck).readonly(),
  minima: z.array(minimum).readonly(),
  sections: z.array(sectionCheck).readonly(),
  figures: z.array(figure).readonly(),
  moments: z.array(moment).readonly(),
  /** Rule sets that are known by name only: their text was not to be had, so nothing is checked and nothing invented. */
  notEntered: z.array(z.strictObject({ ruleSet: z.string().regex(/^[a-z0-9-]+$/), name: words, note: words }).readonly()).readonly(),
}).readonly();

type Raw = z.infer<typeof documentChecks>;
export type SentenceCheck = Raw['sentences'][number];
export type Minimum = Raw['minima'][number];
export type SectionCheck = Raw['sections'][number];
export type Figure = Raw['figures'][number];
export type AnyCheck = SentenceCheck | Minimum | SectionCheck | Figure;

/** The checks, parsed and sound. The names of a place join the list `region`, and every list that holds it, when a document is checked. */
export type DocumentChecks = Raw;

export type CheckProblem = { readonly path: string; readonly what: string };

/** A list may name lists before or after it; a circle is a fault, as is a list that is not there. */
function resolve(raw: Raw['vocabulary'], problems: CheckProblem[]): Vocabulary {
  const wordsOf = (list: string, above: readonly string[]): readonly string[] =>
    (Object.hasOwn(raw, list) ? (raw[list] ?? []) : []).flatMap((word) => {
      if (!word.startsWith('$')) return [word];
      const inner = word.slice(1);
      if (!Object.hasOwn(raw, inner) || above.includes(inner)) {
        problems.push({ path: `vocabulary/${list}`, what: `${word} is not a list, or holds itself` });
        return [];
      }
      return wordsOf(inner, [...above, inner]);
    });
  return Object.fromEntries(Object.keys(raw).map((list) => [list, wordsOf(list, [list])]));
}

/** The vocabulary with the names of a place. */
export const vocabularyOf = ({ vocabulary }: DocumentChecks, regions: readonly string[]): Vocabulary => resolve({ ...vocabulary, region: [...(vocabulary['region'] ?? []), ...regions] }, []);

export const patternsOf = (texts: readonly string[] | undefined, vocabulary: Vocabulary): readonly Pattern[] =>
  (texts ?? []).flatMap((text) => {
    const parsed = parsePattern(text, vocabulary);
    return parsed.ok ? [parsed.value] : [];
  });

export function parseDocumentChecks(json: unknown, rules: ReadonlySet<RuleId>): Result<DocumentChecks, readonly CheckProblem[]> {
  const parsed = documentChecks.safeParse(json);
  if (!parsed.success) return fail(parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('/'), what: issue.message })));
  const problems: CheckProblem[] = [];
  const vocabulary = resolve(parsed.data.vocabulary, problems);
  for (const list of ['region', 'negation', 'notPlace']) if (!Object.hasOwn(vocabulary, list)) problems.push({ path: 'vocabulary', what: `${list} is missing` });
  const checks: readonly AnyCheck[] = [...parsed.data.sentences, ...parsed.data.minima, ...parsed.data.sections, ...parsed.data.figures];
  const articles = new Set(parsed.data.exceptions.map(({ id }) => id));
  const seen = new Set<string>();
  for (const check of checks) {
    const wrong = (what: string): void => {
      problems.push({ path: check.id, what });
    };
    if (seen.has(check.id)) wrong('the id is taken');
    seen.add(check.id);
    const also = 'also' in check ? check.also : undefined;
    for (const rule of [check.rule, ...(check.cite ?? []), ...(also ? [also.rule] : [])]) if (!rules.has(rule)) wrong(`${rule} is not in the rule table`);
    for (const article of [...(check.exceptions ?? []), ...(also?.exceptions ?? [])]) if (!articles.has(article)) wrong(`${article} is not among the exceptions`);
    if ((check.kind === 'exception') !== (check.exceptions !== undefined)) wrong('an exception names its articles, and nothing else does');
    const texts = 'patterns' in check ? [...check.patterns, ...(check.unless ?? []), ...(check.unlessAnywhere ?? [])] : [];
    for (const text of texts) {
      const pattern = parsePattern(text, vocabulary);
      if (!pattern.ok) wrong(`${text}: ${pattern.fault}`);
    }
    if ('headings' in check && check.headings.some((heading: string) => normalise(heading).text === '')) wrong('an empty heading');
  }
  return problems.length === 0 ? ok(parsed.data) : fail(problems);
}
