/**
 * Many patterns over one text in one pass: a trie finds every word of every pattern, and only patterns whose rarest step has a word in the
 * sentence are tried. No regular expressions over the text, so no text can make it slow.
 */
import { present } from '@zhaobiao/basics';
import { quantitiesOf, type Quantity } from './numbers.ts';
import type { Pattern, Step } from './pattern.ts';
import { clauseAround, type Sentence } from './sentences.ts';

/** A stretch of the normalised text. */
export type Span = { readonly start: number; readonly end: number };

type Node = { readonly next: Map<number, Node>; word: number };
type Compiled = { readonly steps: Pattern; readonly ids: readonly (readonly number[])[]; readonly anchor: number };

/** Patterns ready to be looked for in any text. */
export type PatternSet = { readonly root: Node; readonly words: readonly string[]; readonly compiled: readonly Compiled[]; readonly byWord: readonly (readonly number[])[]; readonly notPlaces: ReadonlySet<string> };

export type Matcher = {
  /** Patterns that may match in the sentence that was last read, by their index. */
  readonly read: (sentence: Sentence) => ReadonlySet<number>;
  /** Every way the pattern ends in that sentence, each by its shortest beginning. */
  readonly spans: (pattern: number) => readonly Span[];
  /** Where the words of a list stand in that sentence. */
  readonly wordsAt: (pattern: number, step: number) => readonly Span[];
};

export function compilePatterns(patterns: readonly Pattern[], notPlaces: ReadonlySet<string>): PatternSet {
  const root: Node = { next: new Map(), word: -1 };
  const words: string[] = [];
  const idOf = (word: string): number => {
    let node = root;
    for (let index = 0; index < word.length; index += 1) {
      const unit = word.charCodeAt(index);
      const next = node.next.get(unit) ?? { next: new Map<number, Node>(), word: -1 };
      node.next.set(unit, next);
      node = next;
    }
    if (node.word < 0) node.word = words.push(word) - 1;
    return node.word;
  };
  const compiled = patterns.map((steps): Compiled => {
    const ids = steps.map((step) => (step.kind === 'words' ? step.words.map(idOf) : []));
    return { steps, ids, anchor: rarest(steps) };
  });
  const byWord: number[][] = words.map(() => []);
  compiled.forEach(({ ids, anchor }, pattern) => {
    for (const id of ids[anchor] ?? []) present(byWord[id], 'a word').push(pattern);
  });
  return { root, words, compiled, byWord, notPlaces };
}

/** The step of words whose shortest word is longest, then which has fewest: it chooses the sentences. */
function rarest(steps: Pattern): number {
  let best = -1;
  let bestRank = -1;
  steps.forEach((step, index) => {
    if (step.kind !== 'words' || step.place) return;
    const rank = Math.min(...step.words.map((word) => word.length)) * 10_000 - step.words.length;
    if (best < 0 || rank > bestRank) [best, bestRank] = [index, rank];
  });
  return best;
}

const PLACE_ENDS = new Set(['省', '市', '县', '州', '盟', '旗']);

/** `昆明市`: two characters and an ending. Words that only look so (超市, 城市) are handed in. */
function placesOf(text: string, { start, end }: Sentence, notPlaces: ReadonlySet<string>): readonly Span[] {
  const found: Span[] = [];
  for (let index = start + 2; index < end; index += 1) {
    if (!PLACE_ENDS.has(text[index] ?? '')) continue;
    const name = text.slice(index - 2, index);
    const marked = /^[x*×某]{2}$/.test(name);
    if (!marked && (!/^\p{Script=Han}{2}$/u.test(name) || notPlaces.has(text.slice(index - 1, index + 1)) || notPlaces.has(text.slice(index - 2, index + 1)) || notPlaces.has(text.slice(index, index + 2)))) continue;
    found.push({ start: index - 2, end: index + 1 });
  }
  return found;
}

function compares({ compare, value }: Extract<Step, { kind: 'number' }>, found: Quantity): boolean {
  switch (compare) {
    case null:
      return true;
    case '>':
      return found.value > value;
    case '>=':
      return found.value >= value;
    case '<':
      return found.value < value;
    case '<=':
      return found.value <= value;
    case '=':
      return found.value === value;
  }
}

/** Chains of spans: each begins within the gap after one of `reached` ends. Of several beginnings the latest is kept. */
function extend(text: string, sentence: Sentence, reached: readonly Span[], found: readonly Span[], { gap }: Step): readonly Span[] {
  const byEnd = new Map<number, number>();
  for (const { start, end } of reached) byEnd.set(end, Math.max(byEnd.get(end) ?? -1, start));
  const chained: Span[] = [];
  for (const span of found) {
    let from = -1;
    for (let back = 0; back <= gap.most && span.start - back >= sentence.start; back += 1) {
      const at = span.start - back;
      const begun = byEnd.get(at);
      if (begun !== undefined) from = Math.max(from, begun);
      if (gap.inClause && text[at - 1] === ',') break;
    }
    if (from >= 0) chained.push({ start: from, end: span.end });
  }
  return chained;
}

export function matcherOf(text: string, { root, words, compiled, byWord, notPlaces }: PatternSet): Matcher {
  const hits: number[][] = words.map(() => []);
  let touched: number[] = [];
  let sentence: Sentence = { start: 0, end: 0, line: 1 };
  let quantities: readonly Quantity[] | undefined;
  let places: readonly Span[] | undefined;

  const hit = (word: number, at: number, candidates: Set<number>): void => {
    const list = present(hits[word], 'a word');
    if (list.length === 0) {
      touched.push(word);
      for (const pattern of byWord[word] ?? []) candidates.add(pattern);
    }
    list.push(at);
  };

  const read = (next: Sentence): ReadonlySet<number> => {
    for (const id of touched) hits[id] = [];
    [touched, sentence, quantities, places] = [[], next, undefined, undefined];
    const candidates = new Set<number>();
    for (let index = next.start; index < next.end; index += 1) {
      let node = root.next.get(text.charCodeAt(index));
      for (let at = index + 1; node !== undefined; at += 1) {
        if (node.word >= 0) hit(node.word, index, candidates);
        node = at < next.end ? node.next.get(text.charCodeAt(at)) : undefined;
      }
    }
    return candidates;
  };

  const wordsAt = (pattern: number, step: number): readonly Span[] =>
    (compiled[pattern]?.ids[step] ?? []).flatMap((id) => (hits[id] ?? []).map((start) => ({ start, end: start + (words[id] ?? '').length })));

  const found = (pattern: number, index: number, step: Step): readonly Span[] => {
    switch (step.kind) {
      case 'words':
        return step.place ? [...wordsAt(pattern, index), ...(places ??= placesOf(text, sentence, notPlaces))] : wordsAt(pattern, index);
      case 'number':
        return (quantities ??= quantitiesOf(text, sentence.start, sentence.end)).filter((each) => each.unit === step.unit && compares(step, each));
    }
  };

  const spans = (pattern: number): readonly Span[] => {
    const { steps, anchor } = present(compiled[pattern], 'a pattern');
    if (wordsAt(pattern, anchor).length === 0) return [];
    let reached: readonly Span[] = [];
    for (const [index, step] of steps.entries()) {
      const here = found(pattern, index, step);
      reached = index === 0 ? here : extend(text, sentence, reached, here, step);
      if (reached.length === 0) return [];
    }
    return reached;
  };

  return { read, spans, wordsAt };
}

/** Words that turn a clause around stand before the match, in its clause, and nothing turns it back between. */
export function negated(text: string, sentence: Sentence, match: Span, negations: readonly Span[], own: boolean): boolean {
  const clause = clauseAround(text, sentence, match.start, match.end);
  return negations.some(({ start, end }) => {
    if (start < clause.start || end > match.end) return false;
    // 不设 holds the first character of 设…; inside the match a negation counts where the pattern has none of its own.
    if (end > match.start) return start < match.start || !own;
    return match.start - end <= 14 && !/[且但并而须]/.test(text.slice(end, match.start));
  });
}
