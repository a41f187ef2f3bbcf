/**
 * Where the acts of one beat stand among its fillers. A public act's index must not tell how many sealed ones came before it (招标投标法 22), so the
 * places are drawn, public acts first: their distribution is the same however many sealed acts fill the rest. Within each kind order is kept.
 */
import { createHmac } from 'node:crypto';

export type Waiting = { readonly stream: string; readonly sealed: boolean };

export type Placed<Act extends Waiting> = { readonly act: Act; readonly offset: number };
export type Places<Act extends Waiting> = {
  /** How many entries the log grows by: a multiple of the quantum, one quantum at least. */
  readonly grow: number;
  readonly placed: readonly Placed<Act>[];
};

/**
 * Acts of one stream must keep their order across kinds too: where a stream has both kinds in one beat, the later kind waits for the next
 * (a sealed bid and its opening never come within the same second but by a moved demonstration clock).
 */
function takeable<Act extends Waiting>(acts: readonly Act[]): readonly Act[] {
  const kinds = new Map<string, boolean>();
  const waits = new Set<string>();
  return acts.filter(({ stream, sealed }) => {
    if (waits.has(stream)) return false;
    const kind = kinds.get(stream) ?? sealed;
    kinds.set(stream, kind);
    if (kind === sealed) return true;
    waits.add(stream);
    return false;
  });
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
  const acts = takeable(waiting);
  const grow = Math.max(quantum, Math.ceil(acts.length / quantum) * quantum);
  const offsets = drawn(grow, words(seed, beat));
  const open = acts.filter((act) => !act.sealed);
  const sealed = acts.filter((act) => act.sealed);
  const put = (kind: readonly Act[], from: number): readonly Placed<Act>[] => {
    const sorted = offsets.slice(from, from + kind.length).toSorted((left, right) => left - right);
    return kind.map((act, index) => ({ act, offset: sorted[index] ?? 0 }));
  };
  return { grow, placed: [...put(open, 0), ...put(sealed, open.length)] };
}
