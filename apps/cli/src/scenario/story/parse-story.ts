/** `scenarios/NAME/scenario.json` that tells its case step by step, and the fragments it uses. A file that is not whole is refused with the place. */
import { fail, ok, type Json, type JsonObject, type Result } from '@zhaobiao/basics';
import { isObject } from './resolve.ts';

/** A person of the story. `room`: what the register says of a natural person, by `number` in the expert bank. */
export type PersonFacts = { readonly name: string; readonly roles: readonly string[]; readonly region: string; readonly keys: number; readonly number: string | null; readonly room: JsonObject };

type Told = { /** Place in the story: `12`, `12.3` within a scene. */ readonly no: string; readonly zh: string };
export type Step = Told & (
  | { readonly kind: 'act'; readonly at: string; readonly who: string; readonly act: string; readonly command: Json; readonly tender: string | null; readonly save: string | null; readonly refused: string | null }
  | { readonly kind: 'bid'; readonly at: string; readonly who: string; readonly lot: string; readonly members: Json; readonly sheet: Json; readonly spoiled: Json; readonly tender: string | null; readonly refused: string | null }
  | { readonly kind: 'object'; readonly who: string; readonly text: string; readonly save: string }
  | { readonly kind: 'clock'; readonly to: string; readonly lot: string | null; readonly stage: string | null }
  | { readonly kind: 'moment'; readonly moment: string; readonly save: string }
  | { readonly kind: 'read'; readonly path: string; readonly save: string; readonly who: string | null }
  | { readonly kind: 'check'; readonly path: string; readonly at: string; readonly is: Json; readonly who: string | null; readonly eventually: boolean }
  | { readonly kind: 'set'; readonly values: JsonObject }
  | { readonly kind: 'gather'; readonly list: Json; readonly where: Json; readonly as: string; readonly key: string | null; readonly value: Json; readonly save: string }
  | { readonly kind: 'each'; readonly list: Json; readonly where: Json; readonly as: string; readonly together: boolean; readonly steps: readonly Step[] }
  | { readonly kind: 'scene'; readonly defaults: JsonObject; readonly with: JsonObject; readonly steps: readonly Step[] }
);

/** What a lot must have come to, told from its bundle alone. `winner`: a name of the story, or `someone` where chance decides; left out: nobody. */
export type End = { readonly lot: string; readonly stage: string; readonly winner: string | null; readonly priceFen: number | null; readonly failure: string | null; readonly recomputed: number };

export type Story = {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly beginsAt: string;
  readonly procedure: string;
  readonly people: Readonly<Record<string, PersonFacts>>;
  readonly values: JsonObject;
  readonly steps: readonly Step[];
  /** The lots whose bundles are kept, verified and computed again, each with its end. */
  readonly ends: readonly End[];
};

/** Text of a fragment, `scenarios/fragments/NAME.json`, or undefined where there is none. */
export type FragmentText = (name: string) => string | undefined;

class Unreadable extends Error {}

const json = (text: string, where: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Unreadable(`${where} is not JSON`);
  }
};

const objectOf = (value: Json | undefined, where: string): JsonObject => {
  if (isObject(value)) return value;
  throw new Unreadable(`${where} is not an object`);
};
const listOf = (value: Json | undefined, where: string): readonly Json[] => {
  if (Array.isArray(value)) return value;
  throw new Unreadable(`${where} is not a list`);
};
const textOf = (value: Json | undefined, where: string): string => {
  if (typeof value === 'string') return value;
  throw new Unreadable(`${where} is not a text`);
};
const textOr = <Other>(value: Json | undefined, where: string, other: Other): string | Other => (value === undefined || value === null ? other : textOf(value, where));

type Reader = { readonly step: JsonObject; readonly told: Told; readonly text: (name: string) => string; readonly or: <Other>(name: string, other: Other) => string | Other; readonly steps: (list: Json | undefined) => readonly Step[] };

/** What a step is, by the member that names its kind. */
const KINDS: Readonly<Record<string, (reader: Reader, fragment: FragmentText, within: readonly string[]) => Step>> = {
  act: ({ step, told, text, or }) => ({ ...told, kind: 'act', at: or('at', '+1m'), who: text('who'), act: text('act'), command: step['command'] ?? {}, tender: or('tender', null), save: or('save', null), refused: or('refused', null) }),
  sheet: ({ step, told, text, or }) => ({
    ...told, kind: 'bid', at: or('at', '+1m'), who: text('who'), lot: text('lot'), members: step['members'] ?? [], sheet: step['sheet'] ?? {}, spoiled: step['spoiled'] ?? false, tender: or('tender', null), refused: or('refused', null),
  }),
  object: ({ told, text }) => ({ ...told, kind: 'object', text: text('object'), who: text('who'), save: text('save') }),
  clock: ({ told, text, or }) => ({ ...told, kind: 'clock', to: text('clock'), lot: or('lot', null), stage: or('stage', null) }),
  moment: ({ told, text }) => ({ ...told, kind: 'moment', moment: text('moment'), save: text('save') }),
  check: ({ step, told, text, or }) => ({ ...told, kind: 'check', path: text('check'), at: or('value', ''), is: step['is'] ?? null, who: or('who', null), eventually: step['eventually'] === true }),
  read: ({ told, text, or }) => ({ ...told, kind: 'read', path: text('read'), save: text('save'), who: or('who', null) }),
  set: ({ step, told }) => ({ ...told, kind: 'set', values: objectOf(step['set'], `step ${told.no}, set`) }),
  gather: ({ step, told, text, or }) => ({ ...told, kind: 'gather', list: step['gather'] ?? [], where: step['where'] ?? null, as: text('as'), key: or('key', null), value: step['value'] ?? null, save: text('save') }),
  each: ({ step, told, text, steps }) => ({ ...told, kind: 'each', list: step['each'] ?? [], where: step['where'] ?? null, as: text('as'), together: step['together'] === true, steps: steps(step['steps']) }),
  use: ({ step, told, text }, fragment, within) => {
    const name = text('use');
    if (within.includes(name)) throw new Unreadable(`step ${told.no}: fragment ${name} uses itself`);
    const written = fragment(name);
    if (written === undefined) throw new Unreadable(`step ${told.no}: there is no fragment ${name}`);
    const scene = objectOf(json(written, `fragment ${name}`), `fragment ${name}`);
    const steps = listOf(scene['steps'], `fragment ${name}, steps`).map((each, index) => stepOf(each, `${told.no}.${index + 1}`, fragment, [...within, name]));
    const zh = told.zh === '' && isObject(scene['title']) ? textOr(scene['title']['zh'], `fragment ${name}, title`, '') : told.zh;
    return { ...told, zh, kind: 'scene', defaults: objectOf(scene['defaults'] ?? {}, `fragment ${name}, defaults`), with: objectOf(step['with'] ?? {}, `step ${told.no}, with`), steps };
  },
};

function stepOf(value: Json, no: string, fragment: FragmentText, within: readonly string[]): Step {
  const step = objectOf(value, `step ${no}`);
  const kinds = Object.keys(KINDS).filter((kind) => step[kind] !== undefined);
  const [kind] = kinds;
  const make = kind === undefined ? undefined : KINDS[kind];
  if (!make || kinds.length > 1) throw new Unreadable(`step ${no} is ${kinds.length > 1 ? kinds.join(' and ') : 'of no known kind'}`);
  const told = { no, zh: textOr(step['zh'], `step ${no}, zh`, '') };
  return make({
    step, told,
    text: (name) => textOf(step[name], `step ${no}, ${name}`),
    or: (name, other) => textOr(step[name], `step ${no}, ${name}`, other),
    steps: (list) => listOf(list, `step ${no}, steps`).map((each, index) => stepOf(each, `${no}.${index + 1}`, fragment, within)),
  }, fragment, within);
}

/** One person, or with `many` so many of them: `f` becomes f1, f2 …, `{n}` in the name the number. */
function personOf(name: string, value: Json): readonly (readonly [string, PersonFacts])[] {
  const person = objectOf(value, `people.${name}`);
  const facts: PersonFacts = {
    name: textOf(person['name'], `people.${name}.name`), roles: listOf(person['roles'], `people.${name}.roles`).map((role) => textOf(role, `people.${name}.roles`)), region: textOr(person['region'], `people.${name}.region`, '350525'),
    keys: typeof person['keys'] === 'number' ? person['keys'] : 1, number: textOr(person['number'], `people.${name}.number`, null), room: objectOf(person['room'] ?? {}, `people.${name}.room`),
  };
  if (typeof person['many'] !== 'number') return [[name, facts]];
  return Array.from({ length: person['many'] }, (_, index) => {
    const numbered = (text: string): string => text.replaceAll('{n}', String(index + 1).padStart(2, '0'));
    return [`${name}${index + 1}`, { ...facts, name: numbered(facts.name), number: facts.number === null ? null : numbered(facts.number) }] as const;
  });
}

/** `use` names fragments whose `people` come first. */
function peopleOf(value: Json | undefined, fragment: FragmentText): Readonly<Record<string, PersonFacts>> {
  const { use = [], ...own } = objectOf(value, 'people');
  const shared = listOf(use, 'people.use').map((each): JsonObject => {
    const name = textOf(each, 'people.use');
    const written = fragment(name);
    if (written === undefined) throw new Unreadable(`people.use: there is no fragment ${name}`);
    return objectOf(objectOf(json(written, `fragment ${name}`), `fragment ${name}`)['people'], `fragment ${name}, people`);
  });
  const all = Object.assign({}, ...shared, own) as JsonObject;
  return Object.fromEntries(Object.entries(all).flatMap(([name, person]) => personOf(name, person)));
}

function endOf(value: Json, index: number): End {
  const end = objectOf(value, `ends ${index + 1}`);
  const where = (name: string): string => `ends ${index + 1}, ${name}`;
  const number = (name: string): number | null => (typeof end[name] === 'number' ? end[name] : null);
  return {
    lot: textOf(end['lot'], where('lot')), stage: textOf(end['stage'], where('stage')), winner: textOr(end['winner'], where('winner'), null), priceFen: number('priceFen'), failure: textOr(end['failure'], where('failure'), null),
    recomputed: number('recomputed') ?? 0,
  };
}

function storyOf(whole: JsonObject, fragment: FragmentText): Story {
  const title = objectOf(whole['title'], 'title');
  return {
    name: textOf(whole['name'], 'name'),
    title: { zh: textOf(title['zh'], 'title.zh'), en: textOf(title['en'], 'title.en') },
    beginsAt: textOf(whole['beginsAt'], 'beginsAt'),
    procedure: textOr(whole['procedure'], 'procedure', 'open-tender.works'),
    people: peopleOf(whole['people'], fragment),
    values: objectOf(whole['values'] ?? {}, 'values'),
    steps: listOf(whole['steps'], 'steps').map((step, index) => stepOf(step, String(index + 1), fragment, [])),
    ends: listOf(whole['ends'] ?? [], 'ends').map(endOf),
  };
}

/** Whether a scenario file tells a story (it has steps) or names a record to come to again. */
export function tellsStory(text: string): boolean {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && value['steps'] !== undefined;
  } catch {
    return false;
  }
}

export function parseStory(text: string, fragment: FragmentText): Result<Story, string> {
  try {
    return ok(storyOf(objectOf(json(text, 'the file'), 'the file'), fragment));
  } catch (error) {
    if (error instanceof Unreadable) return fail(error.message);
    throw error;
  }
}

/** What is told around a record of bids: `before` they come in, `opening` once the deadline has passed, `after` they are opened, and to what end. */
export type Sequel = { readonly people: Story['people']; readonly values: JsonObject; readonly before: readonly Step[]; readonly opening: readonly Step[]; readonly after: readonly Step[]; readonly ends: readonly End[] };

export function parseSequel(text: string, fragment: FragmentText): Result<Sequel, string> {
  try {
    const whole = objectOf(json(text, 'the file'), 'the file');
    const steps = (name: string): readonly Step[] => listOf(whole[name] ?? [], name).map((step, index) => stepOf(step, `${name}-${index + 1}`, fragment, []));
    return ok({
      people: peopleOf(whole['people'] ?? {}, fragment), values: objectOf(whole['values'] ?? {}, 'values'), before: steps('before'), opening: steps('opening'), after: steps('after'), ends: listOf(whole['ends'] ?? [], 'ends').map(endOf),
    });
  } catch (error) {
    if (error instanceof Unreadable) return fail(error.message);
    throw error;
  }
}
