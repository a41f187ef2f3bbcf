/** What has a number or must be there: periods, security, validity, ceiling, decryption, evaluation; and where text and terms part. */
import { DAY, day as dayText, type Day } from '@zhaobiao/basics';
import { findingOf, type Reading } from './finding.ts';
import { occurrences, saidMoments, saidOf, termMoment, type Moment, type Said, type SaidMoment } from './labelled.ts';
import type { Span } from './matcher.ts';
import { normalise } from './normalise.ts';
import type { DocumentChecks, Figure, Minimum } from './schema.ts';
import type { Sentence } from './sentences.ts';
import type { CheckInput, DocumentTerms, Finding } from './types.ts';
import { FIGURES, type FigureId } from './vocabulary.ts';

type Where = { readonly sentence: Sentence; readonly words: Span } | null;
/** A fact and where the text gives it; `null` where the terms give it. */
type Known<Value> = { readonly value: Value; readonly where: Where };

export type Facts = {
  readonly figures: Readonly<Partial<Record<FigureId, Known<number>>>>;
  readonly from?: Known<Moment>;
  readonly until?: Known<Moment>;
  readonly closing?: Known<Moment>;
  readonly opening?: Known<Moment>;
};

const numberOf = (on: Day): number => Date.parse(`${dayText(on) ?? on}T00:00:00Z`) / DAY;

/** Calendar days after the first (CAL-01): from 16 to 22 March are six. */
const daysBetween = (first: Moment, last: Moment): number => numberOf(last.on) - numberOf(first.on);

const asSaid = ({ sentence, words }: Said | SaidMoment): Where => ({ sentence, words });

/** From the terms; else from the text, where it gives one number and no other. */
function figuresOf(checks: DocumentChecks, terms: DocumentTerms, reading: Reading): Facts['figures'] {
  const figures: Partial<Record<FigureId, Known<number>>> = {};
  for (const figure of FIGURES) {
    const held = terms[figure];
    if (typeof held === 'number') figures[figure] = { value: held, where: null };
  }
  for (const figure of checks.figures) {
    if (terms[figure.figure] !== undefined) continue;
    const said = saidOf(reading, figure);
    const [first] = said;
    if (first && said.every(({ value }) => value === first.value)) figures[figure.figure] = { value: first.value, where: asSaid(first) };
  }
  return figures;
}

export function factsOf(checks: DocumentChecks, { terms }: CheckInput, reading: Reading): Facts {
  const said = saidMoments(checks, reading);
  const known = (term: string | undefined, text: SaidMoment | undefined): Known<Moment> | undefined => {
    const moment = termMoment(term);
    if (moment) return { value: moment, where: null };
    return text && { value: text, where: asSaid(text) };
  };
  const [from, until, closing, opening] = [known(terms.issueFromAt, said.issueFrom), known(terms.issueUntilAt, said.issueUntil), known(terms.closingAt, said.closing), known(terms.openingAt, said.opening)];
  return { figures: figuresOf(checks, terms, reading), ...(from && { from }), ...(until && { until }), ...(closing && { closing }), ...(opening && { opening }) };
}

/** Whether the terms say that something is missing, or say nothing and a whole tender document does not speak of it either. */
function lacks(input: CheckInput, reading: Reading, { mentions }: Minimum, ...held: readonly (string | number | null | undefined)[]): boolean {
  if (held.some((each) => each !== undefined && each !== null && each !== '')) return false;
  if (held.includes(null) || held.includes('')) return true;
  if (input.kind !== 'tenderDocument' || mentions === undefined) return false;
  return !mentions.some((word) => reading.normal.text.includes(normalise(word).text));
}

const minutesApart = (left: Moment, right: Moment): boolean => left.on !== right.on || (left.minutes !== null && right.minutes !== null && left.minutes !== right.minutes);

/** Where a minimum is broken: a place, `null` where it stands in the terms or is missing, `undefined` where it holds or is not known. */
function broken(input: CheckInput, reading: Reading, facts: Facts, minimum: Minimum): Where | undefined {
  const { terms } = input;
  const { from, until, closing, opening, figures } = facts;
  const number = minimum.number ?? 0;
  const period = (first: Known<Moment> | undefined, last: Known<Moment> | undefined): Where | undefined =>
    first && last && daysBetween(first.value, last.value) < number ? (last.where ?? first.where) : undefined;
  switch (minimum.minimum) {
    case 'issuePeriod':
      return period(from, until);
    case 'biddingPeriod':
      return period(from, closing);
    case 'openingAtClosing':
      return closing && opening && minutesApart(closing.value, opening.value) ? (opening.where ?? closing.where) : undefined;
    case 'securityShare': {
      const [security, estimate] = [figures.securityFen, figures.estimateFen];
      return security && estimate && BigInt(security.value) * 1000n > BigInt(estimate.value) * BigInt(number) ? security.where : undefined;
    }
    case 'securityCap': {
      const applies = minimum.goods === undefined || minimum.goods.includes(terms.goods ?? 'construction');
      return applies && figures.securityFen && figures.securityFen.value > number ? figures.securityFen.where : undefined;
    }
    case 'performanceShare':
      return figures.performancePermille && figures.performancePermille.value > number ? figures.performancePermille.where : undefined;
    case 'validityPresent':
      return lacks(input, reading, minimum, terms.validityDays) ? null : undefined;
    case 'ceilingPresent':
      return lacks(input, reading, minimum, terms.ceilingFen, terms.ceilingMethod) ? null : undefined;
    case 'decryptionPresent':
      return lacks(input, reading, minimum, terms.decryption) ? null : undefined;
    case 'evaluationPresent':
      return lacks(input, reading, minimum, terms.evaluationMethod) ? null : undefined;
    case 'weightsWhole':
      return terms.weights !== undefined && terms.weights.reduce((sum, { permille }) => sum + permille, 0) !== 1000 ? null : undefined;
  }
}

/** Numbers of the text that are not those of the terms: whoever reads one of the two is misled. */
function contradictions(figures: readonly Figure[], { terms }: CheckInput, reading: Reading): readonly Finding[] {
  return figures.flatMap((figure) => {
    const held = terms[figure.figure];
    if (typeof held !== 'number') return [];
    const seen = new Set<number>();
    return saidOf(reading, figure).flatMap((said) => {
      if (said.value === held || seen.has(said.sentence.start)) return [];
      seen.add(said.sentence.start);
      return [findingOf(figure, figure.kind, reading, said)];
    });
  });
}

const ofSubject = (check: { readonly subject: string }, { subject }: CheckInput): boolean => check.subject === 'any' || check.subject === subject;

export function termFindings(checks: DocumentChecks, input: CheckInput, reading: Reading, facts: Facts): readonly Finding[] {
  const spoken = ({ whereText }: Minimum): boolean => whereText === undefined || whereText.some((word) => reading.normal.text.includes(normalise(word).text));
  const minima = checks.minima.filter((minimum) => ofSubject(minimum, input) && spoken(minimum)).flatMap((minimum) => {
    const where = broken(input, reading, facts, minimum);
    return where === undefined ? [] : [findingOf(minimum, minimum.kind, reading, where)];
  });
  return [...minima, ...contradictions(checks.figures.filter((figure) => ofSubject(figure, input)), input, reading)];
}

/** A heading is a short line that begins with its number or its name; the line of a table of contents counts. */
const HEADING_LENGTH = 50;
const NUMBERED = /^(?:第[0-9一二三四五六七八九十百]{1,4}[章节卷部编篇册]|[(]?[0-9一二三四五六七八九十]{1,3}[)]?[、.,]?|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}|附[件录表]?[0-9一二三四五六七八九十]{0,3}[:.、]?)?$/;

const isHeading = ({ line, before }: { readonly line: string; readonly before: string }): boolean => line.length <= HEADING_LENGTH && NUMBERED.test(before.replace(/[-:《"[\]]/g, ''));

/** Chapters that a tender document for works must have (标准施工招标文件) and this one has no heading of. */
export function sectionFindings(checks: DocumentChecks, input: CheckInput, reading: Reading): readonly Finding[] {
  if (input.kind !== 'tenderDocument') return [];
  const { text } = reading.normal;
  const lineAround = ({ start, end }: Span): { readonly line: string; readonly before: string } => {
    // As much of the line as a heading may have: one line of five megabytes is not read for each of its words.
    const before = text.slice(Math.max(0, start - HEADING_LENGTH - 1), start).split('\n').at(-1) ?? '';
    return { before, line: before + (text.slice(start, end + HEADING_LENGTH + 1).split('\n')[0] ?? '') };
  };
  return checks.sections.filter((check) => ofSubject(check, input)).flatMap((check) => {
    for (const name of occurrences(text, check.headings)) if (isHeading(lineAround(name))) return [];
    return [findingOf(check, check.kind, reading, null)];
  });
}
