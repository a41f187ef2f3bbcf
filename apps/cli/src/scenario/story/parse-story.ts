/** `scenarios/NAME/scenario.json` that tells its case step by step, and the fragments it uses. A file that is not whole is refused with the place. */
import { fail, ok, type Json, type JsonObject, type Result } from '@zhaobiao/basics';

export type PersonFacts = { readonly name: string; readonly roles: readonly string[]; readonly region: string; readonly keys: number; readonly number: string | null; readonly room: JsonObject };

type Told = { /** Place in the story, `12` or `12.3`. */ readonly no: string; readonly zh: string };
export type Step = Told & (
  | { readonly kind: 'act'; readonly at: string; readonly who: string; readonly act: string; readonly command: Json; readonly tender: string | null; readonly save: string | null; readonly refused: string | null }
  | { readonly kind: 'bid'; readonly at: string; readonly who: string; readonly lot: string; readonly members: Json; readonly sheet: Json; readonly spoiled: boolean; readonly tender: string; readonly refused: string | null }
  | { readonly kind: 'object'; readonly who: string; readonly text: string; readonly save: string }
  | { readonly kind: 'clock'; readonly to: string; readonly lot: string | null; readonly stage: string | null }
  | { readonly kind: 'read'; readonly path: string; readonly save: string; readonly who: string | null }
  | { readonly kind: 'check'; readonly path: string; readonly at: string; readonly is: Json; readonly who: string | null }
  | { readonly kind: 'set'; readonly values: JsonObject }
  | { readonly kind: 'each'; readonly list: Json; readonly as: string; readonly steps: readonly Step[] }
  | { readonly kind: 'scene'; readonly with: JsonObject; readonly steps: readonly Step[] }
);

export type Story = {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly beginsAt: string;
  readonly procedure: string;
  readonly people: Readonly<Record<string, PersonFacts>>;
  readonly values: JsonObject;
  readonly steps: readonly Step[];
  /** The lot whose bundle is kept and recomputed. */
  readonly bundles: readonly string[];
};

/** Text of a fragment, `scenarios/fragments/NAME.json`, or undefined where there is none. */
export type FragmentText = (name: string) => string | undefined;

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

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
const textOr = <Other>(value: Json | undefined, where: string, other: Other): string | Other => (value === undefined ? other : textOf(value, where));

function stepOf(value: Json, no: string, fragment: FragmentText, within: readonly string[]): Step {
  const step = objectOf(value, `step ${no}`);
  const at = (name: string): string => `step ${no}, ${name}`;
  const text = (name: string): string => textOf(step[name], at(name));
  const told = { no, zh: textOr(step['zh'], at('zh'), '') };
  const steps = (list: Json | undefined, inside: readonly string[]): readonly Step[] => listOf(list, at('steps')).map((each, index) => stepOf(each, `${no}.${index + 1}`, fragment, inside));
  const refused = textOr(step['refused'], at('refused'), null);
  if (step['act'] !== undefined) {
    return { ...told, kind: 'act', at: textOr(step['at'], at('at'), '+1m'), who: text('who'), act: text('act'), command: step['command'] ?? {}, tender: textOr(step['tender'], at('tender'), null), save: textOr(step['save'], at('save'), null), refused };
  }
  if (step['sheet'] !== undefined) {
    return { ...told, kind: 'bid', at: textOr(step['at'], at('at'), '+1m'), who: text('who'), lot: text('lot'), members: step['members'] ?? [], sheet: step['sheet'], spoiled: step['spoiled'] === true, tender: text('tender'), refused };
  }
  if (step['object'] !== undefined) return { ...told, kind: 'object', text: text('object'), who: text('who'), save: text('save') };
  if (step['clock'] !== undefined) return { ...told, kind: 'clock', to: text('clock'), lot: textOr(step['lot'], at('lot'), null), stage: textOr(step['stage'], at('stage'), null) };
  if (step['check'] !== undefined) return { ...told, kind: 'check', path: text('check'), at: textOr(step['value'], at('value'), ''), is: step['is'] ?? null, who: textOr(step['who'], at('who'), null) };
  if (step['read'] !== undefined) return { ...told, kind: 'read', path: text('read'), save: text('save'), who: textOr(step['who'], at('who'), null) };
  if (step['set'] !== undefined) return { ...told, kind: 'set', values: objectOf(step['set'], at('set')) };
  if (step['each'] !== undefined) return { ...told, kind: 'each', list: step['each'], as: text('as'), steps: steps(step['steps'], within) };
  if (step['use'] !== undefined) {
    const name = text('use');
    if (within.includes(name)) throw new Unreadable(`${at('use')}: fragment ${name} uses itself`);
    const written = fragment(name);
    if (written === undefined) throw new Unreadable(`${at('use')}: there is no fragment ${name}`);
    return { ...told, kind: 'scene', with: objectOf(step['with'] ?? {}, at('with')), steps: steps(objectOf(json(written, `fragment ${name}`), `fragment ${name}`)['steps'], [...within, name]) };
  }
  throw new Unreadable(`step ${no} is of no known kind`);
}

function personOf(name: string, value: Json): PersonFacts {
  const person = objectOf(value, `people.${name}`);
  return {
    name: textOf(person['name'], `people.${name}.name`), roles: listOf(person['roles'], `people.${name}.roles`).map((each) => textOf(each, `people.${name}.roles`)),
    region: textOr(person['region'], `people.${name}.region`, '350525'), keys: typeof person['keys'] === 'number' ? person['keys'] : 1,
    number: textOr(person['number'], `people.${name}.number`, null), room: objectOf(person['person'] ?? {}, `people.${name}.person`),
  };
}

export function parseStory(text: string, fragment: FragmentText): Result<Story, string> {
  try {
    const whole = objectOf(json(text, 'the scenario'), 'the scenario');
    const cast = textOr(whole['cast'], 'cast', null);
    const castText = cast === null ? undefined : fragment(cast);
    if (cast !== null && castText === undefined) throw new Unreadable(`there is no fragment ${cast}`);
    const common = castText === undefined ? {} : objectOf(json(castText, `fragment ${cast ?? ''}`), `fragment ${cast ?? ''}`);
    const people = { ...objectOf(common['people'] ?? {}, 'people of the cast'), ...objectOf(whole['people'] ?? {}, 'people') };
    const title = objectOf(whole['title'], 'title');
    return ok({
      name: textOf(whole['name'], 'name'), title: { zh: textOf(title['zh'], 'title.zh'), en: textOf(title['en'], 'title.en') },
      beginsAt: textOf(whole['beginsAt'], 'beginsAt'), procedure: textOr(whole['procedure'], 'procedure', 'open-tender.works'),
      people: Object.fromEntries(Object.entries(people).map(([name, each]) => [name, personOf(name, each)])),
      values: { ...objectOf(common['values'] ?? {}, 'values of the cast'), ...objectOf(whole['values'] ?? {}, 'values') },
      steps: listOf(whole['steps'], 'steps').map((each, index) => stepOf(each, String(index + 1), fragment, [])),
      bundles: listOf(whole['bundles'] ?? [], 'bundles').map((each) => textOf(each, 'bundles')),
    });
  } catch (error) {
    if (error instanceof Unreadable) return fail(error.message);
    throw error;
  }
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
