/** The server processes of a run: asked, killed, started again. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { present, type Instant, type JsonObject } from '@zhaobiao/basics';
import type { Chance } from './chance.ts';
import { parseSaid } from './parse-wire.ts';
import type { Ask, Kill, ProcessSettings, Said, SignedAct } from './wire.ts';

/** `lost`: the process died before it answered; nobody knows whether the act was done. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: JsonObject; readonly repeated: boolean }
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'thrown'; readonly error: string };

export type Fleet = {
  readonly act: (act: SignedAct) => Promise<Outcome>;
  readonly round: (kind: 'due' | 'beat') => Promise<Outcome>;
  readonly tell: (now: Instant) => void;
  /** Arms one living process, or all of them. */
  readonly arm: (kill: Kill, all: boolean) => void;
  /** Kills a process at once, wherever it is. */
  readonly killOne: () => void;
  readonly armed: () => boolean;
  readonly crashes: () => number;
  /** When every process is up. */
  readonly whole: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Member = { readonly child: ChildProcess; readonly waiting: Map<number, (outcome: Outcome) => void>; readonly ready: Promise<void>; alive: boolean; armed: boolean };

const PROGRAM = fileURLToPath(new URL('./server-process.ts', import.meta.url));

const outcomeOf = (said: Exclude<Said, { readonly kind: 'ready' }>): Outcome => said;

function launch(settings: ProcessSettings, now: Instant, onExit: (signal: string | null) => void): Member {
  // No environment and no flags of the parent's: a test runner hands its own on to forks.
  const child = fork(PROGRAM, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const waiting: Member['waiting'] = new Map();
  let up: () => void = () => undefined;
  const member: Member = { child, waiting, ready: new Promise((resolve) => (up = resolve)), alive: true, armed: false };
  child.on('message', (message) => {
    const said = parseSaid(message);
    if (said.kind === 'ready') return up();
    waiting.get(said.id)?.(outcomeOf(said));
    waiting.delete(said.id);
  });
  child.on('exit', (_status, signal) => {
    member.alive = false;
    up();
    for (const resolve of waiting.values()) resolve({ kind: 'lost' });
    waiting.clear();
    onExit(signal);
  });
  child.send({ kind: 'settings', settings, now } satisfies Ask);
  return member;
}

export type FleetSettings = { readonly count: number; readonly settings: (index: number, generation: number) => ProcessSettings; readonly now: Instant; readonly chance: Chance; readonly onFault: (what: string) => void };

export function launchFleet(given: FleetSettings): Fleet {
  let { now } = given;
  let stopping = false;
  let crashes = 0;
  let serial = 0;
  const generations = Array.from({ length: given.count }, () => 0);
  const start = (index: number): Member =>
    launch(given.settings(index, generations[index] ?? 0), now, (signal) => {
      if (stopping) return;
      if (signal === 'SIGKILL') crashes += 1;
      else given.onFault(`a server process ended by itself (${signal ?? 'exit'})`);
      generations[index] = (generations[index] ?? 0) + 1;
      members[index] = start(index);
    });
  const members: Member[] = [];
  for (let index = 0; index < given.count; index += 1) members.push(start(index));
  const living = (): readonly Member[] => members.filter((member) => member.alive && member.child.connected);
  const send = (member: Member, ask: Ask): void => {
    member.child.send(ask, () => undefined);
  };
  const ask = async (question: (id: number) => Ask): Promise<Outcome> => {
    const [first, ...others] = living();
    const member = others.length === 0 ? present(first ?? members[0], 'a process') : given.chance.pick(living());
    await member.ready;
    if (!member.alive || !member.child.connected) return { kind: 'lost' };
    serial += 1;
    const id = serial;
    return new Promise((resolve) => {
      member.waiting.set(id, resolve);
      send(member, question(id));
    });
  };
  return {
    act: (act) => ask((id) => ({ kind: 'act', id, act })),
    round: (kind) => ask((id) => ({ kind, id })),
    tell: (to) => {
      now = to;
      for (const member of living()) send(member, { kind: 'time', now });
    },
    arm: (kill, all) => {
      for (const member of all ? living() : [given.chance.pick(living())]) {
        member.armed = true;
        send(member, { kind: 'arm', kill });
      }
    },
    killOne: () => {
      given.chance.pick(living()).child.kill('SIGKILL');
    },
    armed: () => living().some((member) => member.armed),
    crashes: () => crashes,
    whole: async () => {
      for (const index of members.keys()) {
        for (let member = members[index]; member !== undefined; ) {
          await member.ready;
          if (member === members[index] && member.alive) break;
          member = members[index];
        }
      }
    },
    stop: async () => {
      stopping = true;
      await Promise.all(members.map((member) => (member.alive ? new Promise<void>((resolve) => {
        member.child.once('exit', () => resolve());
        member.child.kill('SIGKILL');
      }) : undefined)));
    },
  };
}
