/**
 * A standard document (标准文本, 实施条例 15): numbered clauses with slots `{{name}}`. The files live in `packages/rulebook/src/templates`; a document drawn up
 * on one keeps its wording, fills the slots and says every departure from it.
 */
import { fail, ok, type Result } from '@zhaobiao/basics';
import { z } from 'zod';

/** Slots that are filled from the structured terms and the register, so that words and numbers cannot part. */
export const FIXED_SLOTS = [
  'project.name', 'project.approval', 'project.funds', 'lot.name', 'lot.estimate',
  'terms.requirements', 'terms.consortium', 'terms.billOfQuantities', 'terms.ceiling', 'terms.validity', 'terms.security', 'terms.decryption', 'terms.remedy', 'terms.draw',
  'terms.evaluation', 'terms.contractForm', 'terms.performance', 'terms.payment', 'terms.emergency', 'terms.spotObjection', 'terms.publicity',
] as const;
export type FixedSlot = (typeof FIXED_SLOTS)[number];

export const clauseId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/);
export const slotName = z.string().regex(/^[a-z][A-Za-z0-9]{0,47}$/);
const bilingual = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) }).readonly();

const clause = z.strictObject({
  id: clauseId,
  text: z.string().min(1).max(8000),
  /** The standard text asks that this clause be taken over unchanged. */
  fixed: z.literal(true).exactOptional(),
}).readonly();

const template = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]{0,31}$/),
  version: z.string().regex(/^\d+\.\d+$/),
  title: bilingual,
  cite: z.array(z.string()).min(1).readonly(),
  /** Slots that the drafter answers. */
  slots: z.record(slotName, z.strictObject({ title: bilingual, required: z.boolean() }).readonly()).readonly(),
  sections: z.array(z.strictObject({ id: clauseId, title: z.string().min(1).max(200), clauses: z.array(clause).min(1).readonly() }).readonly()).min(1).readonly(),
}).readonly();

export type Template = z.output<typeof template>;
export type TemplateProblem = { readonly path: string; readonly what: string };

const SLOT = /\{\{([^{}]*)\}\}/g;

/** Names of the slots in a text, in order. */
export const slotsIn = (text: string): readonly string[] => [...text.matchAll(SLOT)].map((match) => match[1] ?? '');

/** The text with every slot replaced. */
export const filled = (text: string, valueOf: (slot: string) => string): string => text.replace(SLOT, (_whole, slot: string) => valueOf(slot));

const FIXED: ReadonlySet<string> = new Set(FIXED_SLOTS);
export const isFixedSlot = (slot: string): slot is FixedSlot => FIXED.has(slot);

/** Whether a slot may stand in a document drawn up on this template. */
export const isSlot = (template: Pick<Template, 'slots'>, slot: string): boolean => isFixedSlot(slot) || Object.hasOwn(template.slots, slot);

/** A template, or everything that is wrong with it: ids are unique, every slot in the text is declared, every declared one is used. */
export function parseTemplate(json: unknown): Result<Template, readonly TemplateProblem[]> {
  const parsed = template.safeParse(json);
  if (!parsed.success) return fail(parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('/'), what: issue.message })));
  const { sections, slots } = parsed.data;
  const problems: TemplateProblem[] = [];
  const clauses = sections.flatMap((section) => section.clauses);
  for (const [name, ids] of [['sections', sections.map((each) => each.id)], ['clauses', clauses.map((each) => each.id)]] as const) {
    for (const id of ids.filter((each, index) => ids.indexOf(each) !== index)) problems.push({ path: name, what: `${id} stands twice` });
  }
  const used = new Set(clauses.flatMap((each) => slotsIn(each.text)));
  for (const each of clauses) for (const slot of slotsIn(each.text)) if (!isSlot(parsed.data, slot)) problems.push({ path: each.id, what: `{{${slot}}} is not a slot` });
  for (const slot of Object.keys(slots)) if (!used.has(slot)) problems.push({ path: 'slots', what: `${slot} is asked for and used nowhere` });
  return problems.length === 0 ? ok(parsed.data) : fail(problems);
}

/** How acts name a template. */
export const templateKey = ({ id, version }: Pick<Template, 'id' | 'version'>): string => `${id}@${version}`;
