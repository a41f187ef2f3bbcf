/**
 * What the driver was told: each acknowledged act must stand exactly once, each key has one answer for ever, a refused act leaves no trace unless the
 * refusal is itself recorded. The book is the only model of the run; everything else is recomputed from the acts.
 */
import type { JsonObject } from '@zhaobiao/basics';
import { canonicalBytes, commandDigest } from '@zhaobiao/evidence';
import { toHex } from '@zhaobiao/basics';
import type { SignedAct } from './wire.ts';

export type Told = { readonly status: number; readonly body: JsonObject; readonly repeated: boolean };

export type Entry = { readonly request: SignedAct; readonly digest: string; readonly answer: Told; /** The step in which it was heard. */ readonly step: number };

export type Book = {
  /** Notes an answer heard in a step; gives what is wrong with it. */
  readonly note: (request: SignedAct, answer: Told, hostile: string | undefined, step: number) => readonly string[];
  /** The stored answer to a key, if the driver has been told one. */
  readonly stored: (actor: string, key: string) => Entry | undefined;
  /** Every request ever sent under a key, whether answered or not: what an act in the database can rest on. */
  readonly sent: (actor: string, key: string) => readonly SignedAct[];
  readonly send: (request: SignedAct) => void;
  readonly recent: (count: number) => readonly SignedAct[];
  readonly size: () => number;
};

const idOf = (actor: string, key: string): string => `${actor} ${key}`;

export const digestOf = (request: Pick<SignedAct, 'command' | 'nonce'>): string => commandDigest(request.command, request.nonce);

/** An answer that stands in the database: accepted, or refused and recorded. */
export const isStored = ({ body }: Pick<Told, 'body'>): boolean => typeof body['act'] === 'string';

export const refusalCode = ({ body }: Pick<Told, 'body'>): string | undefined => {
  const refused = body['refused'];
  return typeof refused === 'object' && refused !== null && 'code' in refused ? String(refused.code) : undefined;
};

const same = (left: JsonObject, right: JsonObject): boolean => toHex(canonicalBytes(left)) === toHex(canonicalBytes(right));

export function openBook(): Book {
  const stored = new Map<string, Entry>();
  const sent = new Map<string, SignedAct[]>();
  const order: SignedAct[] = [];
  const against = (entry: Entry, digest: string, answer: Told, step: number): readonly string[] => {
    // Two equal requests at once: the first may be refused plainly, which is not kept, and the second accepted.
    if (entry.step === step && !isStored(answer) && answer.status < 500) return [];
    if (entry.digest === digest) return entry.answer.status === answer.status && same(entry.answer.body, answer.body) ? [] : [`key ${entry.request.key} was answered twice, differently: ${JSON.stringify(entry.answer)} and ${JSON.stringify(answer)}`];
    return refusalCode(answer) === 'keyReused' ? [] : [`key ${entry.request.key} was used for two commands and both were answered: ${JSON.stringify(answer)}`];
  };
  return {
    send: (request) => {
      const id = idOf(request.actor.party, request.key);
      const list = sent.get(id) ?? [];
      if (list.length === 0) order.push(request);
      list.push(request);
      sent.set(id, list);
    },
    note: (request, answer, hostile, step) => {
      const id = idOf(request.actor.party, request.key);
      const digest = digestOf(request);
      const entry = stored.get(id);
      const faults = entry ? [...against(entry, digest, answer, step)] : [];
      if (!entry && isStored(answer)) stored.set(id, { request, digest, answer, step });
      if (hostile !== undefined && answer.status < 300) faults.push(`accepted although ${hostile}: ${request.act} ${JSON.stringify(request.command).slice(0, 300)}`);
      if (answer.status < 300 && !isStored(answer)) faults.push(`accepted without an act: ${JSON.stringify(answer)}`);
      if (answer.status >= 500 && answer.status !== 503) faults.push(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return faults;
    },
    stored: (actor, key) => stored.get(idOf(actor, key)),
    sent: (actor, key) => sent.get(idOf(actor, key)) ?? [],
    recent: (count) => order.slice(-count),
    size: () => stored.size,
  };
}
