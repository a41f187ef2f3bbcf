/** The sentences that a pattern finds and no exemption or negation excuses. */
import { assert } from '@zhaobiao/basics';
import { gathering, type Reading } from './finding.ts';
import { compilePatterns, matcherOf, negated, type Matcher, type PatternSet, type Span } from './matcher.ts';
import { normalise } from './normalise.ts';
import { parsePattern, type Pattern } from './pattern.ts';
import { patternsOf, vocabularyOf, type DocumentChecks, type SentenceCheck } from './schema.ts';
import { clauseAround, type Sentence } from './sentences.ts';
import type { CheckInput, Finding, FindingKind } from './types.ts';

type Loaded = { readonly check: SentenceCheck; readonly kind: FindingKind; readonly owns: ReadonlyMap<number, boolean>; readonly unless: readonly number[]; readonly anywhere: readonly number[] };

/** Rules of 审查规则 weigh fully on policy makers, are advice where nobody said, and say nothing to others (审查规则 20; 3, 5). */
function kindFor({ reference, kind }: SentenceCheck, policyMaker: boolean | null): FindingKind | undefined {
  if (!reference || policyMaker === true) return kind;
  return policyMaker === null ? 'advice' : undefined;
}

/** A region is also written without its ending: 昆明市, 昆明. One character alone (京) would be found everywhere. */
const regionWords = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [name, name.replace(/(?:省|市|区|县|自治区|自治州)$/u, '')]).map((name) => normalise(name.toWellFormed()).text).filter((name) => /^[\p{L}\p{N}]{2,30}$/u.test(name));

/** A negation written in the pattern itself (外地 … 不得) does not excuse it. */
const hasNegation = (pattern: Pattern, negations: readonly string[]): boolean =>
  pattern.some((step) => step.kind === 'words' && step.words.some((word) => negations.some((negation) => word.includes(negation))));

const GRAVITY: readonly FindingKind[] = ['law', 'exception', 'advice'];

/** What depends on the checks, the kind of document and the names of its place, and on no text. */
type Plan = { readonly set: PatternSet; readonly ownerOf: readonly (Loaded | undefined)[]; readonly negation: number };
type Prepared = Plan & { readonly matcher: Matcher };

function planOf(checks: DocumentChecks, { policyMaker, subject, regions }: CheckInput): Plan {
  const words = vocabularyOf(checks, regionWords(regions));
  const negations = (words['negation'] ?? []).map((word) => normalise(word).text);
  const all: Pattern[] = [];
  const ownerOf: (Loaded | undefined)[] = [];
  const add = (patterns: readonly Pattern[]): readonly number[] => patterns.map((pattern) => all.push(pattern) - 1);
  // The gravest first: a sentence is told once for each rule.
  for (const check of checks.sentences.toSorted((left, right) => GRAVITY.indexOf(left.kind) - GRAVITY.indexOf(right.kind))) {
    const kind = kindFor(check, policyMaker);
    if (kind === undefined || (check.subject !== 'any' && check.subject !== subject)) continue;
    const patterns = patternsOf(check.patterns, words);
    const indexes = add(patterns);
    const owns = new Map(indexes.map((index, at) => [index, hasNegation(patterns[at] ?? [], negations)]));
    const one: Loaded = { check, kind, owns, unless: add(patternsOf(check.unless, words)), anywhere: add(patternsOf(check.unlessAnywhere, words)) };
    for (const index of indexes) ownerOf[index] = one;
  }
  const negation = parsePattern('$negation', words);
  assert(negation.ok, 'the vocabulary was parsed');
  const [negationAt = 0] = add([negation.value]);
  return { set: compilePatterns(all, new Set((words['notPlace'] ?? []).map((word) => normalise(word).text))), ownerOf, negation: negationAt };
}

/** Plans are costly (10 ms) and few: one for each place and kind of document. The oldest goes. */
const plans = new WeakMap<DocumentChecks, Map<string, Plan>>();
const KEPT = 16;

function keptPlan(checks: DocumentChecks, input: CheckInput): Plan {
  const kept = plans.get(checks) ?? new Map<string, Plan>();
  plans.set(checks, kept);
  const key = JSON.stringify([input.policyMaker, input.subject, input.regions]);
  const plan = kept.get(key) ?? planOf(checks, input);
  kept.delete(key);
  kept.set(key, plan);
  if (kept.size > KEPT) for (const oldest of [...kept.keys()].slice(0, kept.size - KEPT)) kept.delete(oldest);
  return plan;
}

/** The first match of a pattern that stands, or nothing. */
function standingMatch({ matcher, negation }: Prepared, text: string, sentence: Sentence, { owns, unless, anywhere }: Loaded, pattern: number): Span | undefined {
  const matches = matcher.spans(pattern);
  if (matches.length === 0 || anywhere.some((each) => matcher.spans(each).length > 0)) return undefined;
  const negations = matcher.wordsAt(negation, 0);
  const excuses = unless.flatMap((each) => matcher.spans(each));
  return matches.find((match) => {
    if (negated(text, sentence, match, negations, owns.get(pattern) === true)) return false;
    if (excuses.length === 0) return true;
    const clause = clauseAround(text, sentence, match.start, match.end);
    return !excuses.some((excuse) => excuse.start < clause.end && excuse.end > clause.start);
  });
}

const fitsEstimate = ({ estimateBelowFen }: SentenceCheck, estimateFen: number | undefined): boolean => estimateBelowFen === undefined || (estimateFen !== undefined && estimateFen < estimateBelowFen);

/** `estimateFen` of the terms or the text, where known. */
export function sentenceFindings(checks: DocumentChecks, input: CheckInput, reading: Reading, estimateFen: number | undefined): readonly Finding[] {
  const text = reading.normal.text;
  const plan = keptPlan(checks, input);
  const prepared: Prepared = { ...plan, matcher: matcherOf(text, plan.set) };
  const gathered = gathering();
  for (const sentence of reading.sentences) {
    const candidates = prepared.matcher.read(sentence);
    if (candidates.size === 0) continue;
    const told = new Set<string>();
    for (const pattern of [...candidates].toSorted((left, right) => left - right)) {
      const owner = prepared.ownerOf[pattern];
      if (!owner || told.has(owner.check.rule) || !fitsEstimate(owner.check, estimateFen)) continue;
      const words = standingMatch(prepared, text, sentence, owner, pattern);
      if (!words) continue;
      told.add(owner.check.rule);
      gathered.add(owner.check, owner.kind, reading, { sentence, words });
      const { also } = owner.check;
      if (!also || input.policyMaker !== true || told.has(also.rule)) continue;
      told.add(also.rule);
      gathered.add({ ...owner.check, ...also, cite: [owner.check.rule] }, 'exception', reading, { sentence, words });
    }
  }
  return gathered.findings();
}
