/** The words of a tender document: a template, the drafter's answers to its slots, and the clauses that were changed, added or left out. */
import { toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { text } from '../act/contract.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson } from '../act/typed.kernel.ts';
import type { Differences } from './state.ts';
import { clauseId, filled, isFixedSlot, isSlot, slotName, slotsIn, type FixedSlot, type Template } from './template.ts';

export const documentWords = z.strictObject({
  answers: z.record(slotName, text(8000)),
  /** A clause of the template with other words (`text`), left out (`null`), or one of the drafter's own at the end of `section`. */
  changes: z.array(z.strictObject({ clause: clauseId, section: clauseId.nullable(), text: text(8000).nullable() })).max(300),
});
export type DocumentWords = z.output<typeof documentWords>;

export type Difference = {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly section: string;
  readonly clause: string;
  /** The words of the standard document; `null` for an added clause. */
  readonly standard: string | null;
  /** The words of this document, slots still open; `null` for one that was left out. */
  readonly text: string | null;
  /** The standard asks to take the clause over unchanged. */
  readonly fixed: boolean;
};

type Change = DocumentWords['changes'][number];
const changesOf = ({ changes }: Pick<DocumentWords, 'changes'>): ReadonlyMap<string, Change> => new Map(changes.map((each) => [each.clause, each]));
const standardIds = (template: Template): ReadonlySet<string> => new Set(template.sections.flatMap((section) => section.clauses.map((each) => each.id)));

/** Every departure of a document from its template, in the order of the document. A change to the very words of the template is none. */
export function differencesFrom(template: Template, document: Pick<DocumentWords, 'changes'>): readonly Difference[] {
  const changes = changesOf(document);
  const known = standardIds(template);
  return template.sections.flatMap((section) => [
    ...section.clauses.flatMap((standard): readonly Difference[] => {
      const change = changes.get(standard.id);
      if (change === undefined || change.text === standard.text) return [];
      return [{ kind: change.text === null ? 'removed' : 'changed', section: section.id, clause: standard.id, standard: standard.text, text: change.text, fixed: standard.fixed === true }];
    }),
    ...document.changes.filter((each) => each.section === section.id && !known.has(each.clause)).map((each): Difference => ({ kind: 'added', section: section.id, clause: each.clause, standard: null, text: each.text, fixed: false })),
  ]);
}

/** SHA-256 over `differences/v1` and the canonical list, and how many there are: what the notice says of them. */
export const differencesDigest = (list: readonly Difference[]): Differences => ({ digest: toHex(digest('sha256', utf8('differences/v1'), canonicalBytes(list.map(asJson)))), count: list.length });

const wrong = (field: string, zh: string, en: string): Refusal => refuse('termsInvalid', ['TND-041'], { field, problemZh: zh, problemEn: en });

/** What cannot be read as a document of this template: an unknown slot or section, a clause changed twice, one added without words or place. */
export function wordsFault(template: Template, { answers, changes }: DocumentWords): Refusal | undefined {
  const sections = new Set(template.sections.map((each) => each.id));
  const known = standardIds(template);
  const seen = new Set<string>();
  for (const slot of Object.keys(answers)) if (!Object.hasOwn(template.slots, slot)) return wrong(slot, '不是标准文本的填空', 'is not a slot of the standard document');
  for (const { clause, section, text: words } of changes) {
    if (seen.has(clause)) return wrong(clause, '改动了两次', 'is changed twice');
    seen.add(clause);
    if (known.has(clause) ? section !== null : section === null || !sections.has(section)) return wrong(clause, '没有指明或者指错了章节', 'does not name its section rightly');
    if (!known.has(clause) && words === null) return wrong(clause, '不是标准文本的条款，不能删除', 'is no clause of the standard document and cannot be left out');
    const stray = slotsIn(words ?? '').find((slot) => !isSlot(template, slot));
    if (stray !== undefined) return wrong(clause, `引用了没有的填空 ${stray}`, `names ${stray}, which is no slot`);
  }
  return undefined;
}

export type ClauseView = { readonly id: string; readonly text: string; readonly difference: Difference['kind'] | null; /** The standard words where they differ. */ readonly standard: string | null; readonly fixed: boolean };
export type SectionView = { readonly id: string; readonly title: string; readonly clauses: readonly ClauseView[] };
export type DocumentView = { readonly sections: readonly SectionView[]; /** Required slots that nobody has answered. */ readonly missing: readonly string[] };

/** What stands where an answer is missing. */
const BLANK = '＿＿＿＿';

/** The whole document as people read it, every departure from the standard marked; a clause left out stays visible with its standard words. */
export function documentView(template: Template, words: DocumentWords, fixed: Readonly<Record<FixedSlot, string>>): DocumentView {
  const missing = new Set<string>();
  const fill = (from: string): string =>
    filled(from, (slot) => {
      if (isFixedSlot(slot)) return fixed[slot];
      const answer = Object.hasOwn(words.answers, slot) ? words.answers[slot] : undefined;
      if (answer === undefined && Object.hasOwn(template.slots, slot) && template.slots[slot]?.required === true) missing.add(slot);
      return answer ?? BLANK;
    });
  const differences = new Map(differencesFrom(template, words).map((each) => [each.clause, each]));
  const shown = (id: string, standard: string, isFixed: boolean): ClauseView => {
    const difference = differences.get(id);
    if (difference === undefined) return { id, text: fill(standard), difference: null, standard: null, fixed: isFixed };
    return { id, text: difference.text === null ? '' : fill(difference.text), difference: difference.kind, standard: difference.standard, fixed: isFixed };
  };
  const sections = template.sections.map(({ id, title, clauses }) => ({
    id, title,
    clauses: [
      ...clauses.map((each) => shown(each.id, each.text, each.fixed === true)),
      ...[...differences.values()].filter((each) => each.kind === 'added' && each.section === id).map((each) => shown(each.clause, '', false)),
    ],
  }));
  return { sections, missing: [...missing] };
}
