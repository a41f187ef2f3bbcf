import { toHex, utf8 } from '@zhaobiao/basics';
import { digest } from '@zhaobiao/evidence';
import type { Normal } from './normalise.ts';
import type { Span } from './matcher.ts';
import type { AnyCheck } from './schema.ts';
import type { Sentence } from './sentences.ts';
import type { Finding, FindingKind, Place, Section, TenderText } from './types.ts';

/** Section titles and paragraphs one a line, or the text as it is. Places are offsets into this. */
export const documentText = (document: TenderText): string =>
  'text' in document ? document.text : document.sections.map(({ title, paragraphs }) => [title, ...paragraphs].join('\n')).join('\n');

export type Reading = { readonly original: string; readonly normal: Normal; readonly sentences: readonly Sentence[]; readonly sectionAt: (offset: number) => string | null };

/** From which offset of the text on each section stands. */
export function sectionAtOf(document: TenderText): (offset: number) => string | null {
  if ('text' in document) return () => null;
  let offset = 0;
  const starts = document.sections.map(({ id, title, paragraphs }: Section) => {
    const start = offset;
    offset += [title, ...paragraphs].join('\n').length + 1;
    return { id, start };
  });
  return (at) => starts.findLast(({ start }) => start <= at)?.id ?? null;
}

const BLANK = /\s/;

/** The stretch of the original behind a stretch of the normalised text, without blanks around it. */
function originalSpan({ original, normal }: Reading, { start, end }: Span): Span {
  let [from, to] = [normal.at[start] ?? 0, normal.at[end] ?? original.length];
  while (from < to && BLANK.test(original[from] ?? '')) from += 1;
  while (to > from && BLANK.test(original[to - 1] ?? '')) to -= 1;
  return { start: from, end: to };
}

function placeOf(reading: Reading, sentence: Sentence, words: Span): Place {
  const whole = originalSpan(reading, sentence);
  return { section: reading.sectionAt(whole.start), paragraph: sentence.line, ...whole, words: originalSpan(reading, words) };
}

/** Sixteen hexadecimal digits over rule, check and sentence: the same finding in the next version has the same id. */
const idOf = (check: AnyCheck, sentence: string): string => `${check.rule}-${toHex(digest('sha256', utf8('finding/v1\n'), utf8(`${check.id}\n${sentence.toWellFormed()}`))).slice(0, 16)}`;

export function findingOf(check: AnyCheck, kind: FindingKind, reading: Reading, where: { readonly sentence: Sentence; readonly words: Span } | null): Finding {
  const place = where && placeOf(reading, where.sentence, where.words);
  const sentence = place ? reading.original.slice(place.start, place.end) : '';
  return {
    id: idOf(check, sentence),
    rule: check.rule,
    check: check.id,
    kind,
    sentence,
    place,
    times: place ? 1 : 0,
    cite: [check.rule, ...(check.cite ?? [])],
    offer: check.offer,
    why: check.why,
    exceptions: kind === 'exception' ? (check.exceptions ?? []) : [],
  };
}

/** Different sentences kept of one check: a document with more is blocked by these, and nobody reads further. */
const KEPT = 500;

type Gathering = {
  readonly add: (check: AnyCheck, kind: FindingKind, reading: Reading, where: { readonly sentence: Sentence; readonly words: Span }) => void;
  readonly findings: () => readonly Finding[];
};

/** The same sentence is told once for a rule, with how often it stands there. */
export function gathering(): Gathering {
  const byRule = new Map<string, Map<string, { readonly finding: Finding; times: number }>>();
  return {
    add: (check, kind, reading, where) => {
      const own = byRule.get(`${check.rule}/${check.id}`) ?? new Map<string, { readonly finding: Finding; times: number }>();
      byRule.set(`${check.rule}/${check.id}`, own);
      const text = reading.normal.text.slice(where.sentence.start, where.sentence.end);
      const known = own.get(text);
      if (known) known.times += 1;
      else if (own.size < KEPT) own.set(text, { finding: findingOf(check, kind, reading, where), times: 1 });
    },
    findings: () => [...byRule.values()].flatMap((own) => [...own.values()].map(({ finding, times }) => ({ ...finding, times }))),
  };
}
