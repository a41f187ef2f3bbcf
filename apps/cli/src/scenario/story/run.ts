/** Plays a story over HTTP, step by step; the demonstration clock follows it. Every refusal it foresees and every check is a counted fact of its end. */
import { present, toHex, utf8, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type Answer, type Command } from '@zhaobiao/client';
import { ACTS } from '@zhaobiao/domain';
import { commandDigest } from '@zhaobiao/evidence';
import { DEMO_AT, bidStream, sealSpoiled, seeded, submitBidCommand, type Citizen, type City } from '@zhaobiao/testkit';
import type { Cast } from './people.ts';
import type { Step, Story } from './parse-story.ts';
import { momentOf, resolved, valueAt, type Scope } from './resolve.ts';
import { instantText } from '@zhaobiao/basics';

export type Ground = {
  readonly story: Story;
  readonly city: City;
  readonly cast: Cast;
  readonly publicKey: string;
  readonly moveClock: (to: Instant) => Promise<void>;
  readonly say: (line: string) => void;
};

export type Checked = { readonly no: string; readonly zh: string; readonly expected: string; readonly found: string };
export type Told = { readonly checks: readonly Checked[]; readonly acts: number; readonly scope: Scope };

const STAGE_WITHIN_MS = 120_000;
const POLL_MS = 120;

const textOf = (value: Json, what: string): string => {
  if (typeof value === 'string') return value;
  throw new Error(`${what} is ${JSON.stringify(value)}, not a text`);
};
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const refusalOf = ({ body }: Answer): string => String(valueAt(body, 'refused.code') ?? '');

/** Whether everything the story says of a value is so; of an object only the named members are asked. */
function agrees(said: Json, found: Json | undefined): boolean {
  if (isObject(said)) return isObject(found) && Object.entries(said).every(([name, value]) => agrees(value, found[name]));
  if (Array.isArray(said)) return Array.isArray(found) && said.length === found.length && said.every((each, index) => agrees(each, found[index]));
  return said === found;
}

/** The story as it is being told: where it stands in time, what has been said, what was counted. */
type Telling = { at: Instant; scope: Scope; acts: number; readonly checks: Checked[] };

function check(telling: Telling, step: Step, expected: string, found: string): void {
  telling.checks.push({ no: step.no, zh: step.zh, expected, found });
}

async function standAt(ground: Ground, telling: Telling, text: string): Promise<string> {
  const to = momentOf(text, telling.at);
  if (to > telling.at) await ground.moveClock(to);
  telling.at = to > telling.at ? to : telling.at;
  return instantText(to);
}

const connectionOf = (ground: Ground, who: Citizen) => ground.city.of(who);

/** Accepted, or refused with the code that the story foresees; anything else ends the story with what was being done. */
function judged(telling: Telling, step: Step & { readonly refused: string | null }, answer: Answer): JsonObject {
  const found = answer.status < 300 ? 'accepted' : refusalOf(answer);
  if (step.refused !== null) check(telling, step, step.refused, found);
  else if (answer.status >= 300) throw new Error(`step ${step.no} ${step.zh} was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 900)}`);
  return answer.body;
}

async function doAct(ground: Ground, telling: Telling, step: Extract<Step, { kind: 'act' }>): Promise<void> {
  const definition = present(ACTS.get(step.act), `an act called ${step.act} (step ${step.no})`);
  const who = ground.cast.of(textOf(resolved(step.who, telling.scope), 'who'));
  const at = await standAt(ground, telling, textOf(resolved(step.at, telling.scope), 'at'));
  const command = resolved(step.command, { ...telling.scope, now: at });
  const parsed = definition.contract.safeParse(command);
  if (!parsed.success && step.refused === null) throw new Error(`step ${step.no}: the command of ${step.act} does not fit its contract: ${JSON.stringify(parsed.error.issues).slice(0, 600)}`);
  const stream = parsed.success ? definition.plan(parsed.data, { party: who.party }).primary.id : 'unknown:0';
  const key = `${ground.story.name}-${step.no}-${toHex(utf8(commandDigest(command, '00'))).slice(0, 24)}-${telling.acts}`;
  const tender = step.tender === null ? null : textOf(resolved(step.tender, telling.scope), 'tender');
  const sent: Command = { act: step.act, stream, key, tender, command };
  telling.acts += 1;
  const body = judged(telling, step, await (await connectionOf(ground, who)).act(sent, { [DEMO_AT]: at }));
  if (step.save !== null) telling.scope = { ...telling.scope, [step.save]: body };
}

async function doBid(ground: Ground, telling: Telling, step: Extract<Step, { kind: 'bid' }>): Promise<void> {
  const who = ground.cast.of(textOf(resolved(step.who, telling.scope), 'who'));
  const lot = textOf(resolved(step.lot, telling.scope), 'lot');
  const members = resolved(step.members, telling.scope);
  const seal = step.spoiled ? sealSpoiled : sealEnvelope;
  const { ciphertext, manifest } = await seal({
    lot, kind: 'whole', lead: who.party, members: Array.isArray(members) ? members.map(String) : [], publicKey: ground.publicKey, profile: 'international',
    sheet: resolved(step.sheet, telling.scope), entropy: seeded(`${ground.story.name} ${step.no} ${who.creditCode}`),
  });
  const at = await standAt(ground, telling, textOf(resolved(step.at, telling.scope), 'at'));
  const connection = await connectionOf(ground, who);
  const stored = await connection.putObject(ciphertext);
  if (stored.status >= 300) throw new Error(`step ${step.no}: uploading the bid was answered ${stored.status} ${JSON.stringify(stored.body)}`);
  const sent = submitBidCommand({ lot, tenderer: who.party, members: Array.isArray(members) ? members.map(String) : [], tender: textOf(resolved(step.tender, telling.scope), 'tender'), envelopes: [manifest], attempt: telling.acts });
  telling.acts += 1;
  judged(telling, step, await connection.act(sent, { [DEMO_AT]: at }));
  telling.scope = { ...telling.scope, lastBid: bidStream(lot, who.party) };
}

async function readPath(ground: Ground, telling: Telling, path: string, who: string | null): Promise<Answer> {
  const written = textOf(resolved(path, telling.scope), 'path');
  return who === null ? ground.city.read(written) : (await connectionOf(ground, ground.cast.of(who))).get(written);
}

async function doClock(ground: Ground, telling: Telling, step: Extract<Step, { kind: 'clock' }>): Promise<void> {
  await standAt(ground, telling, textOf(resolved(step.to, telling.scope), 'clock'));
  if (step.lot === null || step.stage === null) return;
  const path = `/api/v1/tenders/${textOf(resolved(step.lot, telling.scope), 'lot').slice('lot:'.length)}`;
  const end = performance.now() + STAGE_WITHIN_MS;
  for (;;) {
    const stage = String((await ground.city.read(path)).body['stage']);
    if (stage === step.stage) return check(telling, step, step.stage, stage);
    if (performance.now() > end) {
      check(telling, step, step.stage, stage);
      throw new Error(`step ${step.no} ${step.zh}: the lot stands at ${stage}, not at ${step.stage}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function doStep(ground: Ground, telling: Telling, step: Step): Promise<void> {
  switch (step.kind) {
    case 'act': return doAct(ground, telling, step);
    case 'bid': return doBid(ground, telling, step);
    case 'clock': return doClock(ground, telling, step);
    case 'object': {
      const text = textOf(resolved(step.text, telling.scope), 'object');
      const answer = await (await connectionOf(ground, ground.cast.of(textOf(resolved(step.who, telling.scope), 'who')))).putObject(utf8(text));
      telling.scope = { ...telling.scope, [step.save]: present(answer.body['digest'], `the digest of an object (step ${step.no})`) };
      return;
    }
    case 'read': {
      const { status, body } = await readPath(ground, telling, step.path, step.who);
      telling.scope = { ...telling.scope, [step.save]: { status, body } };
      return;
    }
    case 'check': {
      const { status, body } = await readPath(ground, telling, step.path, step.who);
      const found = step.at === '' ? { status, ...body } : valueAt({ status, ...body }, step.at);
      const said = resolved(step.is, telling.scope);
      check(telling, step, JSON.stringify(said), agrees(said, found) ? JSON.stringify(said) : (JSON.stringify(found) ?? 'nothing').slice(0, 400));
      return;
    }
    case 'set': {
      telling.scope = { ...telling.scope, ...(isObject(resolved(step.values, telling.scope)) ? Object.fromEntries(Object.entries(step.values).map(([name, value]) => [name, resolved(value, telling.scope)])) : {}) };
      return;
    }
    case 'each': {
      const list = resolved(step.list, telling.scope);
      if (!Array.isArray(list)) throw new Error(`step ${step.no} repeats over something that is no list`);
      for (const [index, item] of list.entries()) {
        telling.scope = { ...telling.scope, [step.as]: item, index: index + 1 };
        for (const each of step.steps) await doStep(ground, telling, each);
      }
      return;
    }
    case 'scene': {
      const given = resolved(step.with, telling.scope);
      telling.scope = { ...telling.scope, ...(isObject(given) ? given : {}) };
      for (const each of step.steps) await doStep(ground, telling, each);
    }
  }
}

/** Tells the story from `at`; `scope` is what is known before it begins. */
export async function tell(ground: Ground, scope: Scope, at: Instant): Promise<Told> {
  const telling: Telling = { at, scope: { ...ground.cast.scope, ...scope, ...Object.fromEntries(Object.entries(ground.story.values).map(([name, value]) => [name, resolved(value, { ...ground.cast.scope, ...scope })])) }, acts: 0, checks: [] };
  for (const step of ground.story.steps) {
    await doStep(ground, telling, step);
    if (step.zh !== '') ground.say(`${step.no} ${step.zh}`);
  }
  return { checks: telling.checks, acts: telling.acts, scope: telling.scope };
}
