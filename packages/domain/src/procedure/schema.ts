/** The parser of a procedure: the shape by zod, then what no shape can say (`soundness.ts`). */
import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { soundness } from './soundness.ts';
import type { Problem } from './soundness.ts';
import type { Procedure, RuleId } from './types.ts';
import { ENVELOPE_KINDS, FACT_IDS, MACHINES, RELATIONS } from './vocabulary.ts';

export type { Problem };

/** A name that is also an object key and a word of the API: camelCase, no prototype's own. */
const name = z.string().regex(/^[a-z][A-Za-z0-9]{1,47}$/).refine((text) => !(text in {}), 'is a reserved name');
const ruleId = z.string().regex(/^[A-Z]{3}-[0-9A-Z]{1,6}$/);
const cite = z.array(ruleId).min(1).readonly();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).readonly();

/** Chinese holds Chinese, English holds none: a swapped or copied title is caught. */
const zh = z.string().min(1).max(200).regex(/\p{Script=Han}/u, 'has no Chinese');
const en = z.string().min(1).max(300).regex(/^[^\p{Script=Han}]+$/u, 'has Chinese');
const title = z.strictObject({ zh, en }).readonly();

const machineId = z.enum(MACHINES);
const relation = z.enum(RELATIONS);
const fact = z.enum(FACT_IDS);
const value = z.union([z.int(), z.string().max(200), z.boolean()]);
const byParameter = z.strictObject({ parameter: name }).readonly();
const byFact = z.strictObject({ fact }).readonly();

/** A century by the clock is the longest length; arithmetic stays inside what a day can express. */
const length = z.union([z.int().min(0).max(3_200_000_000_000), byParameter]);

const guard = z.strictObject({
  fact,
  is: z.enum(['equal', 'notEqual', 'atLeast', 'atMost', 'below']),
  value: z.union([value, byParameter, byFact]),
  refusal: name.exactOptional(),
  cite: cite.exactOptional(),
}).readonly();

const effect = z.union([
  z.strictObject({ move: name, notBefore: name, unless: some(guard).exactOptional() }).readonly(),
  z.strictObject({ clear: name }).readonly(),
  z.strictObject({ parent: name }).readonly(),
  z.strictObject({ publish: name, when: some(guard).exactOptional() }).readonly(),
  z.strictObject({ invalidate: machineId }).readonly(),
  z.strictObject({ spawn: machineId }).readonly(),
  z.strictObject({ release: z.enum(ENVELOPE_KINDS), of: some(guard).exactOptional() }).readonly(),
]);

const transition = z.strictObject({
  act: name,
  by: some(relation),
  from: some(name),
  to: z.union([name, some(z.strictObject({ if: some(guard).exactOptional(), to: name }).readonly())]).exactOptional(),
  when: some(guard).exactOptional(),
  window: z.strictObject({
    from: name.exactOptional(), until: name.exactOptional(), late: name.exactOptional(), overtaken: name.exactOptional(), closedIn: some(name).exactOptional(),
  }).readonly().exactOptional(),
  parentIn: some(name).exactOptional(),
  completes: z.union([
    z.strictObject({ allOf: relation, done: fact, of: fact }).readonly(),
    z.strictObject({ atLeast: relation, done: fact, count: z.union([z.int().min(1).max(1_000), byParameter, byFact]) }).readonly(),
  ]).exactOptional(),
  effects: some(effect).exactOptional(),
  publicAt: name.exactOptional(),
  title,
  cite,
}).readonly();

const deadline = z.strictObject({
  id: name,
  title,
  anchor: z.union([
    z.strictObject({ after: z.union([name, some(name)]) }).readonly(),
    z.strictObject({ before: name }).readonly(),
    z.strictObject({ afterDeadline: name }).readonly(),
    z.strictObject({ field: name, of: some(name) }).readonly(),
  ]),
  length,
  count: z.enum(['calendar', 'working', 'clock']),
  kind: z.enum(['atLeast', 'atMost', 'exactly']),
  limits: name.exactOptional(),
  rollOver: z.boolean(),
  onPass: name.exactOptional(),
  drain: length.exactOptional(),
  metBy: some(name).exactOptional(),
  cite,
}).readonly();

const machine = z.strictObject({
  title,
  parent: machineId.exactOptional(),
  many: z.boolean().exactOptional(),
  initial: name,
  stages: z.record(name, z.strictObject({ zh, en, final: z.boolean().exactOptional(), resting: z.boolean().exactOptional() }).readonly()).readonly(),
  transitions: some(transition),
  deadlines: list(deadline),
  suspensions: list(z.strictObject({ by: machineId, while: some(name), blocks: some(name), clocks: z.literal('run'), cite }).readonly()),
}).readonly();

const parameter = z.strictObject({
  title,
  value,
  unit: z.enum(['day', 'workingDay', 'ms', 'fen', 'permille', 'count', 'none']),
  cite,
  mayChange: z.enum(['never', 'region', 'tender']),
  bounds: z.strictObject({ min: z.int().exactOptional(), max: z.int().exactOptional() }).readonly().exactOptional(),
}).readonly();

const procedure = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*(\.[a-z]+)?$/).max(60),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title,
  cite,
  parameters: z.record(name, parameter).readonly(),
  machines: z.partialRecord(machineId, machine).readonly(),
  reactions: list(z.strictObject({ on: name, each: machineId, if: some(guard).exactOptional(), due: name, within: name, cite }).readonly()),
  nodes: list(z.strictObject({
    id: name, title, machine: machineId, opens: some(name), closes: some(name), clock: name, owner: relation, evidence: some(name), amberAtPermille: z.int().min(0).max(1_000),
  }).readonly()),
  envelopes: list(z.strictObject({ kind: z.enum(ENVELOPE_KINDS), releasedBy: name }).readonly()),
  words: z.record(name, title).readonly().exactOptional(),
}).readonly();

/**
 * A procedure, or everything that is wrong with it. `rules` are the ids of the rule table: what is cited must stand there.
 * The answer is new, shares nothing with `json`, and the interpreters never throw on it.
 */
export function parseProcedure(json: unknown, rules: ReadonlySet<RuleId>): Result<Procedure, readonly Problem[]> {
  const parsed = procedure.safeParse(json);
  if (!parsed.success) return fail(parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('/'), what: issue.message })));
  const problems = soundness(parsed.data, rules);
  return problems.length === 0 ? ok(parsed.data) : fail(problems);
}
