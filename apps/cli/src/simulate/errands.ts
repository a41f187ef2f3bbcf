/** Requests taken to the platform and followed to their answers, each answer held against the book and the database. */
import { setTimeout as pause } from 'node:timers/promises';
import { auditAnswer } from './audit.ts';
import { isStored, type Book, type Told } from './book.ts';
import type { Fleet } from './fleet.ts';
import type { Ground } from './ground.ts';
import { numbersIn } from './people.ts';
import type { SignedAct } from './wire.ts';

export type Sent = { readonly request: SignedAct; readonly answer: Told; readonly hostile: string | undefined };

const TRIES = 60;

/** Sends a request until it is answered: a lost answer and a database that is away are the same to whoever asks again under the same key. */
async function follow({ fleet, onFault }: Pick<ErrandSettings, 'fleet' | 'onFault'>, request: SignedAct): Promise<Told | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const outcome = await fleet.act(request);
    if (outcome.kind === 'answer' && outcome.status !== 503) return outcome;
    if (outcome.kind === 'thrown') {
      onFault(`${request.act} under ${request.key} was thrown at instead of answered: ${outcome.error}`);
      return undefined;
    }
    if (outcome.kind === 'answer') await pause(50);
  }
  onFault(`${request.act} under ${request.key} was not answered in ${TRIES} tries`);
  return undefined;
}

/** The driver's own questions wait until the database is back. */
export async function persistently<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === 100) throw error;
      await pause(100);
    }
  }
}

/** Who has no business knowing a committee: whatever these are answered names none of its members. */
const OUTSIDERS = ['supplier', 'depository', 'guardian', 'supervisor'];

function indiscretions({ request, answer }: Sent): readonly string[] {
  const named = request.actor.roles.some((role) => OUTSIDERS.includes(role)) ? numbersIn(JSON.stringify(answer.body)) : [];
  const own = numbersIn(JSON.stringify(request.command));
  const told = named.filter((number) => !own.includes(number));
  return told.length > 0 ? [`${request.act} under ${request.key} told ${request.actor.party} of ${told.join(', ')}`] : [];
}

export type ErrandSettings = {
  readonly ground: Pick<Ground, 'pool'>;
  readonly fleet: Fleet;
  readonly book: Book;
  /** One thing at a time, each to its end. */
  readonly orderly: boolean;
  readonly onFault: (what: string) => void;
};

/** A request, and why it must not be accepted. */
export type Errand = readonly [SignedAct, string | undefined];

export type Errands = {
  /** Sends all at once and gives those that were answered. */
  readonly perform: (wanted: readonly Errand[]) => Promise<readonly Sent[]>;
  readonly count: () => number;
  /** Answers that said no, by act. */
  readonly refusals: () => ReadonlyMap<string, number>;
  /** One line an answer: who, what, under which key, with which status. */
  readonly trace: () => string;
};

export function errandsOf(settings: ErrandSettings): Errands {
  const { ground, book, orderly, onFault } = settings;
  const lines: string[] = [];
  const refusals = new Map<string, number>();
  let count = 0;
  let steps = 0;
  const one = async ([request, hostile]: Errand): Promise<Sent | undefined> => {
    const answer = await follow(settings, request);
    return answer && { request, answer, hostile };
  };
  const answersTo = async (wanted: readonly Errand[]): Promise<readonly Sent[]> => {
    const answers: (Sent | undefined)[] = [];
    if (orderly) for (const each of wanted) answers.push(await one(each));
    else answers.push(...(await Promise.all(wanted.map(one))));
    // Of two commands under one key the one whose answer is stored is the first, whoever was heard first.
    return answers.filter((each) => each !== undefined).toSorted((left, right) => Number(isStored(right.answer)) - Number(isStored(left.answer)));
  };
  return {
    count: () => count,
    refusals: () => refusals,
    trace: () => lines.join('\n'),
    perform: async (wanted) => {
      for (const [request] of wanted) book.send(request);
      count += wanted.length;
      steps += 1;
      const sent = await answersTo(wanted);
      for (const { request, answer, hostile } of sent) for (const fault of book.note(request, answer, hostile, steps)) onFault(fault);
      for (const { request, answer } of sent) if (answer.status >= 400 && !answer.repeated) refusals.set(request.act, (refusals.get(request.act) ?? 0) + 1);
      for (const each of sent) for (const fault of indiscretions(each)) onFault(fault);
      const audits = await Promise.all(sent.map(({ request, answer }) => persistently(() => auditAnswer(ground.pool, book, request, answer))));
      for (const fault of audits.flat()) onFault(fault);
      lines.push(...sent.map(({ request, answer }) => `${request.actor.party} ${request.act} ${request.key} ${answer.status}`));
      return sent;
    },
  };
}
