/**
 * Where the acts of one beat stand among its fillers. A public act's index must not tell how many sealed ones came before it (招标投标法 22), so the
 * places are drawn, public acts first: their distribution is the same however many sealed acts fill the rest. Within each kind order is kept.
 */
import { createHmac } from 'node:crypto';

/** `streams`: every stream the act wrote to. */
export type Waiting = { readonly streams: readonly string[]; readonly actor: string; readonly sealed: boolean };

export type Placed<Act extends Waiting> = { readonly act: Act; readonly offset: number };
export type Places<Act extends Waiting> = {
  /** How many entries the log grows by: a multiple of the quantum, one quantum at least. */
  readonly grow: number;
  readonly placed: readonly Placed<Act>[];
};

type Kinds<Act extends Waiting> = { readonly open: readonly Act[]; readonly sealed: readonly Act[] };

/**
 * Acts of one stream must keep their order across kinds too (of every stream they write to: a recheck ordered on the lot recalls the committee), and a sealed act its order to what is done to its actor's keys, or nobody could verify its
 * signature in the order of the log. A sealed act that an open one follows in the beat (the opening of the bid, the end of the key that signed it) goes
 * with the open ones; one that follows an open one (a firm that bids within the second of its registration) waits for the next beat, unseen.
 */
function kindsOf<Act extends Waiting>(acts: readonly Act[]): Kinds<Act> {
  const followed = new Set<string>();
  const open = acts.toReversed().filter(({ streams, actor, sealed }) => {
    if (sealed && !followed.has(actor) && !streams.some((stream) => followed.has(stream))) return false;
    for (const stream of streams) followed.add(stream);
    return true;
  });
  const first = new Set(open);
  const met = new Set<string>();
  const sealed = acts.filter((act) => {
    const waits = met.has(act.actor) || act.streams.some((stream) => met.has(stream));
    if (first.has(act) || waits) for (const stream of act.streams) met.add(stream);
    return !first.has(act) && !waits;
  });
  return { open: open.reverse(), sealed };
}

/** 32-bit words that nobody without the seed can tell, a new sequence for each beat. */
function* words(seed: Uint8Array, beat: number): Generator<number> {
  for (let block = 0; ; block += 1) {
    const bytes = createHmac('sha256', seed).update(`places/v1/${beat}/${block}`).digest();
    for (let at = 0; at < bytes.length; at += 4) yield bytes.readUInt32BE(at);
  }
}

/** Numbers below `count` in drawn order: Fisher–Yates, words above the last whole multiple thrown away. */
function drawn(count: number, source: Generator<number>): readonly number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  for (let left = count; left > 1; left -= 1) {
    const limit = 2 ** 32 - (2 ** 32 % left);
    let word = Number(source.next().value);
    while (word >= limit) word = Number(source.next().value);
    const chosen = word % left;
    [numbers[left - 1], numbers[chosen]] = [numbers[chosen] ?? 0, numbers[left - 1] ?? 0];
  }
  return numbers;
}

export function placesOf<Act extends Waiting>(waiting: readonly Act[], quantum: number, seed: Uint8Array, beat: number): Places<Act> {
  const { open, sealed } = kindsOf(waiting);
  const grow = Math.max(quantum, Math.ceil((open.length + sealed.length) / quantum) * quantum);
  const offsets = drawn(grow, words(seed, beat));
  const put = (kind: readonly Act[], from: number): readonly Placed<Act>[] => {
    const sorted = offsets.slice(from, from + kind.length).toSorted((left, right) => left - right);
    return kind.map((act, index) => ({ act, offset: sorted[index] ?? 0 }));
  };
  return { grow, placed: [...put(open, 0), ...put(sealed, open.length)] };
}
