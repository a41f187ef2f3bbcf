/** Numbers and moments that a text gives under a label: `投标保证金金额：` and, on the next line, `10 万元`. */
import { day, parseInstant, type Day, type Instant } from '@zhaobiao/basics';
import type { Reading } from './finding.ts';
import type { Span } from './matcher.ts';
import { normalise } from './normalise.ts';
import { quantitiesOf } from './numbers.ts';
import type { DocumentChecks, Figure } from './schema.ts';
import type { Sentence } from './sentences.ts';
import type { MomentId } from './vocabulary.ts';

/** How often a label is looked at: a text made of nothing else is answered from its beginning. */
const LOOKS = 200;
const REACH = 20;

export type Said = { readonly value: number; readonly sentence: Sentence; readonly words: Span };

/** The sentence that holds an offset of the normalised text, or the next one. */
export function sentenceAt(sentences: readonly Sentence[], offset: number): number {
  let [low, high] = [0, sentences.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sentences[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function* occurrences(text: string, labels: readonly string[]): Generator<Span> {
  for (const written of labels) {
    const label = normalise(written).text;
    let from = text.indexOf(label);
    for (let look = 0; from >= 0 && look < LOOKS; look += 1) {
      yield { start: from, end: from + label.length };
      from = text.indexOf(label, from + label.length);
    }
  }
}

/** Fen for amounts, whole days, permille for shares. */
const inTerms = (unit: Figure['unit'], value: number): number => (unit === '元' ? value : unit === '日' ? value / 1000 : value / 100);

/** Every number a text gives for a figure, in the order of its labels. */
export function saidOf({ normal: { text }, sentences }: Reading, { labels, unit, notAfter }: Figure): readonly Said[] {
  const found: Said[] = [];
  for (const label of occurrences(text, labels)) {
    const at = sentenceAt(sentences, label.start);
    const sentence = sentences[at];
    if (!sentence || sentence.start > label.start) continue;
    const next = sentences[at + 1];
    // A label alone on its line is answered by the next line.
    const bare = sentence.end - label.end <= 4 && next !== undefined && !/[。;]/.test(text.slice(label.end, sentence.end));
    const [from, to] = bare ? [next.start, Math.min(next.end, next.start + REACH)] : [label.end, Math.min(sentence.end, label.end + REACH)];
    const quantity = quantitiesOf(text, from, to).find((each) => each.unit === unit);
    if (!quantity) continue;
    const between = text.slice(from, quantity.start);
    if (notAfter.some((word) => between.includes(normalise(word).text)) || /^(?:以上|以下|以内)/.test(text.slice(quantity.end))) continue;
    const value = inTerms(unit, quantity.value);
    if (Number.isSafeInteger(value)) found.push({ value, sentence: bare ? next : sentence, words: { start: quantity.start, end: quantity.end } });
  }
  return found;
}

/** A day, and the minute of it where the text says so. */
export type Moment = { readonly on: Day; readonly minutes: number | null };
export type SaidMoment = Moment & { readonly sentence: Sentence; readonly words: Span };

// Bounded everywhere and read from a slice of 80 characters: blanks are gone, so `2026-03-23 23:59` stands as `2026-03-2323:59`.
const DATE = /(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:(?:上午|下午|\(?北京时间\)?)?(\d{1,2})[:时点](\d{2})?)?/g;

function datesIn(slice: string): readonly (Moment & Span)[] {
  const found: (Moment & Span)[] = [];
  for (const match of slice.matchAll(DATE)) {
    const [whole, year = '', month = '', date = '', hour, minute] = match;
    const on = day(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
    if (on === undefined) continue;
    const afternoon = whole.includes('下午') && Number(hour) < 12 ? 12 : 0;
    found.push({ on, minutes: hour === undefined || Number(hour) > 24 ? null : (Number(hour) + afternoon) * 60 + Number(minute ?? '0'), start: match.index, end: match.index + whole.length });
  }
  return found;
}

const MOMENT_REACH = 80;

/** The first moment of a label; for `issueRange` its two, joined by 至 or the like. */
export function saidMoments(checks: DocumentChecks, reading: Reading): Partial<Record<Exclude<MomentId, 'issueRange'>, SaidMoment>> {
  const { normal: { text }, sentences } = reading;
  const said: Partial<Record<Exclude<MomentId, 'issueRange'>, SaidMoment>> = {};
  for (const { moment, labels, notAfter } of checks.moments) {
    for (const label of occurrences(text, labels)) {
      const slice = text.slice(label.end, label.end + MOMENT_REACH);
      const [first, second] = datesIn(slice);
      if (!first || first.start > 30) continue;
      // Digits between are a date that is written otherwise (20260313): the one found belongs to the next label.
      const between = slice.slice(0, first.start);
      if (/[0-9]{6}/.test(between) || notAfter.some((word) => between.includes(normalise(word).text))) continue;
      const held = (one: Moment & Span): SaidMoment => {
        const words = { start: label.end + one.start, end: label.end + one.end };
        return { on: one.on, minutes: one.minutes, words, sentence: sentences[sentenceAt(sentences, words.start)] ?? { ...words, line: 1 } };
      };
      if (moment !== 'issueRange') said[moment] ??= held(first);
      else if (second && /[至到~-]/.test(slice.slice(first.end, second.start)) && second.start - first.end <= 30) {
        said.issueFrom ??= held(first);
        said.issueUntil ??= held(second);
      } else continue;
      break;
    }
  }
  return said;
}

/** What the terms say of a moment, in the same form. */
export function termMoment(text: string | undefined): (Moment & { readonly at: Instant }) | undefined {
  const at = text === undefined ? undefined : parseInstant(text);
  const on = text === undefined ? undefined : day(text.slice(0, 10));
  return at === undefined || on === undefined ? undefined : { at, on, minutes: Number(text?.slice(11, 13)) * 60 + Number(text?.slice(14, 16)) };
}
