/** Plays a story over HTTP, step by step; the demonstration clock follows it. Every refusal it foresees and every check is a counted fact of its end. */
import { instantText, present, toHex, utf8, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type Answer, type Command, type Connection } from '@zhaobiao/client';
import { ACTS } from '@zhaobiao/domain';
import { commandDigest } from '@zhaobiao/evidence';
import { DEMO_AT, sealSpoiled, seeded, submitBidCommand, type Citizen, type City } from '@zhaobiao/testkit';
import type { Cast } from './people.ts';
import type { Step, Story } from './parse-story.ts';
import { isObject, momentOf, momentText, resolved, valueAt, type Scope } from './resolve.ts';

export type Ground = {
  readonly story: Pick<Story, 'name' | 'steps'>;
  readonly city: City;
  readonly cast: Pick<Cast, 'of'>;
  /** Of the guardians: bids are sealed to it. */
  readonly publicKey: string;
  readonly moveClock: (to: Instant) => Promise<void>;
  readonly say: (line: string) => void;
};

export type Checked = { readonly no: string; readonly zh: string; readonly expected: string; readonly found: string };
export type Told = { readonly checks: readonly Checked[]; readonly acts: number; readonly at: Instant; /** What is known at the end. */ readonly scope: Scope };

const WITHIN_MS = 120_000;
const POLL_MS = 100;
/** Acts of one request. */
const BATCH = 100;

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** The story as it is being told: where it stands in time, what has been said, what was counted. */
type Telling = { at: Instant; scope: Scope; acts: number; readonly checks: Checked[] };

const text = (telling: Telling, value: Json, what: string): string => {
  const found = resolved(value, telling.scope);
  if (typeof found === 'string') return found;
  throw new Error(`${what} is ${JSON.stringify(found)}, not a text`);
};

/** Whether everything the story says of a value is so; of an object only the named members are asked. */
function agrees(said: Json, found: Json | undefined): boolean {
  if (isObject(said)) return isObject(found) && Object.entries(said).every(([name, value]) => agrees(value, found[name]));
  if (Array.isArray(said)) return Array.isArray(found) && said.length === found.length && said.every((each, index) => agrees(each, found[index]));
  return said === found;
}

const count = (telling: Telling, { no, zh }: Step, expected: string, found: string): void => void telling.checks.push({ no, zh, expected, found });

/** Moves the clock where the story has come to. It never goes back: what should have been before is done now. */
async function standAt(ground: Ground, telling: Telling, moment: string): Promise<string> {
  const to = momentOf(moment, telling.at);
  if (to > telling.at) {
    await ground.moveClock(to);
    telling.at = to;
  }
  return instantText(telling.at);
}

const connectionOf = (ground: Ground, telling: Telling, who: string): Promise<Connection> => ground.city.of(ground.cast.of(text(telling, who, 'who')));

/** Accepted, or refused with the code that the story foresees; anything else ends the story with what was being done. */
function judged(telling: Telling, step: Step & { readonly refused: string | null }, answer: Answer): JsonObject {
  const found = answer.status < 300 ? 'accepted' : String(valueAt(answer.body, 'refused.code') ?? answer.status);
  if (step.refused !== null) count(telling, step, step.refused, found);
  else if (answer.status >= 300) throw new Error(`step ${step.no} ${step.zh} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 900)}`);
  return answer.body;
}

/** The signed request of an act as it stands in the story. */
function commandOf(ground: Ground, telling: Telling, step: Of<'act'>, who: Citizen, at: string): Command {
  const definition = present(ACTS.get(step.act), `an act called ${step.act} (step ${step.no})`);
  const command = resolved(step.command, { ...telling.scope, now: at });
  const parsed = definition.contract.safeParse(command);
  if (!parsed.success && step.refused === null) throw new Error(`step ${step.no}: the command of ${step.act} does not fit its contract: ${JSON.stringify(parsed.error.issues).slice(0, 600)}`);
  const stream = parsed.success ? definition.plan(parsed.data, { party: who.party }).primary.id : 'unknown:0';
  telling.acts += 1;
  const key = `${ground.story.name}-${step.no}-${toHex(utf8(commandDigest(command, '00'))).slice(0, 24)}-${telling.acts}`;
  return { act: step.act, stream, key, tender: step.tender === null ? null : text(telling, step.tender, 'tender'), command };
}

async function doAct(ground: Ground, telling: Telling, step: Of<'act'>): Promise<void> {
  const who = ground.cast.of(text(telling, step.who, 'who'));
  const at = await standAt(ground, telling, text(telling, step.at, 'at'));
  const sent = commandOf(ground, telling, step, who, at);
  const body = judged(telling, step, await (await ground.city.of(who)).act(sent, { [DEMO_AT]: at }));
  if (step.save !== null) telling.scope = { ...telling.scope, [step.save]: body };
}

const pathOf = (lot: string): string => `/api/v1/tenders/${lot.slice('lot:'.length)}`;

/** The digest a tenderer signs over: that of the notice in force, unless the story says another. */
async function tenderDigest(ground: Ground, telling: Telling, step: Of<'bid'>, lot: string): Promise<string> {
  if (step.tender !== null) return text(telling, step.tender, 'tender');
  return String(valueAt((await ground.city.read(pathOf(lot))).body, 'notice.digest') ?? '');
}

async function doBid(ground: Ground, telling: Telling, step: Of<'bid'>): Promise<void> {
  const who = ground.cast.of(text(telling, step.who, 'who'));
  const lot = text(telling, step.lot, 'lot');
  const named = resolved(step.members, telling.scope);
  const members = Array.isArray(named) ? named.map(String) : [];
  telling.acts += 1;
  const { ciphertext, manifest } = await (resolved(step.spoiled, telling.scope) === true ? sealSpoiled : sealEnvelope)({
    lot, kind: 'whole', lead: who.party, members, publicKey: ground.publicKey, profile: 'international', sheet: resolved(step.sheet, telling.scope), entropy: seeded(`${ground.story.name} ${step.no} ${who.creditCode} ${telling.acts}`),
  });
  const at = await standAt(ground, telling, text(telling, step.at, 'at'));
  const connection = await ground.city.of(who);
  const stored = await connection.putObject(ciphertext);
  if (stored.status >= 300) throw new Error(`step ${step.no}: uploading the bid was answered ${stored.status} ${JSON.stringify(stored.body)}`);
  const sent = submitBidCommand({ lot, tenderer: who.party, members, tender: await tenderDigest(ground, telling, step, lot), envelopes: [manifest], attempt: telling.acts });
  judged(telling, step, await connection.act(sent, { [DEMO_AT]: at }));
}

async function readPath(ground: Ground, telling: Telling, { path, who }: Of<'read'> | Of<'check'>): Promise<JsonObject> {
  const written = text(telling, path, 'path');
  const { status, body } = who === null ? await ground.city.read(written) : await (await connectionOf(ground, telling, who)).get(written);
  return { status, ...body };
}

async function until<Value>(ask: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const value = await ask();
    if (holds(value) || performance.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function doClock(ground: Ground, telling: Telling, step: Of<'clock'>): Promise<void> {
  await standAt(ground, telling, text(telling, step.to, 'clock'));
  if (step.lot === null || step.stage === null) return;
  const path = pathOf(text(telling, step.lot, 'lot'));
  const wanted = text(telling, step.stage, 'stage');
  const stage = await until(async () => String((await ground.city.read(path)).body['stage']), (found) => found === wanted);
  count(telling, step, wanted, stage);
  if (stage !== wanted) throw new Error(`step ${step.no} ${step.zh}: the lot stands at ${stage}, not at ${wanted}`);
}

async function doCheck(ground: Ground, telling: Telling, step: Of<'check'>): Promise<void> {
  const said = resolved(step.is, telling.scope);
  const ask = async (): Promise<Json | undefined> => {
    // `$name`: what an answer said, kept by `save`.
    const body = step.path.startsWith('$') ? resolved(step.path, telling.scope) : await readPath(ground, telling, step);
    return step.at === '' ? body : valueAt(body, text(telling, step.at, 'value'), telling.scope);
  };
  const found = step.eventually ? await until(ask, (value) => agrees(said, value)) : await ask();
  count(telling, step, JSON.stringify(said), agrees(said, found) ? JSON.stringify(said) : (JSON.stringify(found) ?? 'nothing').slice(0, 400));
}

/** The items of a list that are as `where` says. */
const listOf = (telling: Telling, step: Of<'each'> | Of<'gather'>): readonly Json[] => {
  const [found, where] = [resolved(step.list, telling.scope), resolved(step.where, telling.scope)];
  if (!Array.isArray(found)) throw new Error(`step ${step.no} goes over something that is no list`);
  return where === null ? found : found.filter((each) => agrees(where, each));
};

/** A list of values, or with `key` an object of them. */
function doGather(telling: Telling, step: Of<'gather'>): void {
  const made = listOf(telling, step).map((item, index) => {
    const scope = { ...telling.scope, [step.as]: item, index: index + 1 };
    return [step.key === null ? '' : String(resolved(step.key, scope)), resolved(step.value, scope)] as const;
  });
  telling.scope = { ...telling.scope, [step.save]: step.key === null ? made.map(([, value]) => value) : Object.fromEntries(made) };
}

/** One act for every item, all by the same hand and at the same moment: sent a hundred at a time. */
async function doTogether(ground: Ground, telling: Telling, step: Of<'each'>): Promise<void> {
  const [act] = step.steps;
  if (act?.kind !== 'act' || step.steps.length > 1 || act.save !== null || act.refused !== null) throw new Error(`step ${step.no}: what is done together is one act, accepted and with nothing to keep`);
  const who = ground.cast.of(text(telling, act.who, 'who'));
  const at = await standAt(ground, telling, text(telling, act.at, 'at'));
  const before = telling.scope;
  const commands = listOf(telling, step).map((item, index) => {
    telling.scope = { ...before, [step.as]: item, index: index + 1 };
    return commandOf(ground, telling, act, who, at);
  });
  telling.scope = before;
  const connection = await ground.city.at(who, at);
  for (let from = 0; from < commands.length; from += BATCH) for (const answer of await connection.acts(commands.slice(from, from + BATCH))) judged(telling, act, answer);
}

/** What is said only for these steps is forgotten after them; what they saved stays. */
async function within(ground: Ground, telling: Telling, said: Scope, steps: readonly Step[]): Promise<void> {
  const before = telling.scope;
  telling.scope = { ...before, ...said };
  for (const each of steps) await doStep(ground, telling, each);
  const kept = Object.entries(telling.scope).filter(([name]) => !Object.hasOwn(said, name));
  const shadowed = Object.entries(before).filter(([name]) => Object.hasOwn(said, name));
  telling.scope = Object.fromEntries([...kept, ...shadowed]);
}

async function doScene(ground: Ground, telling: Telling, step: Of<'scene'>): Promise<void> {
  const given = Object.fromEntries(Object.entries(step.with).map(([name, value]) => [name, resolved(value, telling.scope)]));
  // A default may rest on what is given, and on the defaults before it.
  const said: Record<string, Json> = { ...given };
  for (const [name, value] of Object.entries(step.defaults)) if (!(name in said) && !(name in telling.scope)) said[name] = resolved(value, { ...telling.scope, ...said });
  await within(ground, telling, said, step.steps);
}

async function doStep(ground: Ground, telling: Telling, step: Step): Promise<void> {
  switch (step.kind) {
    case 'act': return doAct(ground, telling, step);
    case 'bid': return doBid(ground, telling, step);
    case 'clock': return doClock(ground, telling, step);
    case 'check': return doCheck(ground, telling, step);
    case 'gather': return doGather(telling, step);
    case 'scene': return doScene(ground, telling, step);
    case 'moment':
      telling.scope = { ...telling.scope, [step.save]: momentText(text(telling, step.moment, 'moment'), telling.at) };
      return;
    case 'object': {
      const answer = await (await connectionOf(ground, telling, step.who)).putObject(utf8(text(telling, step.text, 'object')));
      telling.scope = { ...telling.scope, [step.save]: present(answer.body['digest'], `the digest of an object (step ${step.no})`) };
      return;
    }
    case 'read':
      telling.scope = { ...telling.scope, [step.save]: await readPath(ground, telling, step) };
      return;
    case 'set':
      for (const [name, value] of Object.entries(step.values)) telling.scope = { ...telling.scope, [name]: resolved(value, telling.scope) };
      return;
    case 'each':
      if (step.together) return doTogether(ground, telling, step);
      for (const [index, item] of listOf(telling, step).entries()) await within(ground, telling, { [step.as]: item, index: index + 1 }, step.steps);
  }
}

/** Tells the story from `at`; `scope` is what is known before it begins. */
export async function tell(ground: Ground, scope: Scope, at: Instant): Promise<Told> {
  const telling: Telling = { at, scope, acts: 0, checks: [] };
  for (const step of ground.story.steps) {
    await doStep(ground, telling, step);
    if (step.zh !== '') ground.say(`${step.no} ${step.zh}`);
  }
  return { checks: telling.checks, acts: telling.acts, at: telling.at, scope: telling.scope };
}

/** Values of a story, each of which may rest on those before it. */
export function valuesOf(values: JsonObject, scope: Scope): Scope {
  const known: Record<string, Json> = { ...scope };
  for (const [name, value] of Object.entries(values)) known[name] = resolved(value, known);
  return known;
}
