/**
 * The small language of the checks' patterns, and its parser. A pattern is steps with spaces between, found one after the other inside a sentence:
 *
 *   须|应当 ..8 $local ..16 分公司|办事处
 *
 * `a|b` one of these words; `$local` a list of the vocabulary; `..8` at most eight characters between; `~8` the same, not across a comma;
 * `#元>=5000000` a number with its unit compared (in the unit itself); `@place` (also among words) a name ending in 省, 市, 县, 州,
 * 盟 or 旗. Steps without a gap between them touch. No repetition, no nesting: matching is linear in the sentence times the gap.
 */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { normalise } from './normalise.ts';
import type { Unit } from './numbers.ts';

export type Gap = { readonly most: number; readonly inClause: boolean };
export type Compare = '>' | '>=' | '<' | '<=' | '=';

export type Step =
  | { readonly kind: 'words'; readonly words: readonly string[]; /** Or a name of a place. */ readonly place: boolean; readonly gap: Gap }
  | { readonly kind: 'number'; readonly unit: Unit; readonly compare: Compare | null; readonly value: number; readonly gap: Gap };


export type Pattern = readonly Step[];
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

const TOUCHING: Gap = { most: 0, inClause: false };
const WIDEST = 60;
const NUMBER = /^#(元|%|日|工作日|个月|年|分|家)(?:(>=|<=|>|<|=)(\d{1,12}(?:\.\d{1,2})?))?$/;

function numberStep(token: string, gap: Gap): Step | string {
  const match = NUMBER.exec(token);
  if (!match) return `${token} is not a number with a unit`;
  const [, unitText = '', compareText, valueText = '0'] = match;
  const unit = (['元', '%', '日', '工作日', '个月', '年', '分', '家'] as const).find((each) => each === unitText);
  const compare = (['>=', '<=', '>', '<', '='] as const).find((each) => each === compareText) ?? null;
  if (unit === undefined) return `${unitText} is not a unit`;
  return { kind: 'number', unit, compare, value: Math.round(Number(valueText) * (unit === '元' ? 100 : 1000)), gap };
}

function wordsStep(token: string, gap: Gap, vocabulary: Vocabulary): Step | string {
  const words: string[] = [];
  let place = false;
  for (const alternative of token.split('|')) {
    if (alternative === '@place') place = true;
    else if (alternative.startsWith('$')) {
      const list = Object.hasOwn(vocabulary, alternative.slice(1)) ? vocabulary[alternative.slice(1)] : undefined;
      if (list === undefined) return `${alternative} is not in the vocabulary`;
      words.push(...list);
    } else words.push(alternative);
  }
  const spelled = [...new Set(words.map((word) => normalise(word).text))];
  return spelled.some((word) => word === '' || word.includes('\n')) ? `${token} has an empty word` : { kind: 'words', words: spelled, place, gap };
}

/** The steps, or what is wrong with the pattern. At least one step must be words and no place: it is by them that sentences are chosen. */
export function parsePattern(text: string, vocabulary: Vocabulary): Result<Pattern, string> {
  const steps: Step[] = [];
  let gap = TOUCHING;
  let gapOpen = false;
  for (const token of text.trim().split(/ +/)) {
    const wide = /^(\.\.|~)(\d{1,3})$/.exec(token);
    if (wide) {
      const most = Number(wide[2]);
      if (gapOpen || steps.length === 0 || most > WIDEST) return fail(`${token}: a gap of at most ${WIDEST} stands between two steps`);
      gap = { most, inClause: wide[1] === '~' };
      gapOpen = true;
      continue;
    }
    const step = token.startsWith('#') ? numberStep(token, gap) : wordsStep(token, gap, vocabulary);
    if (typeof step === 'string') return fail(step);
    steps.push(step);
    [gap, gapOpen] = [TOUCHING, false];
  }
  if (gapOpen) return fail('a gap at the end');
  return steps.some((step) => step.kind === 'words' && !step.place) ? ok(steps) : fail('no step of words');
}
