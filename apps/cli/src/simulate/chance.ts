/** Every choice of a run comes from its seed. */
import { present } from '@zhaobiao/basics';
import type { Entropy } from '@zhaobiao/evidence';
import { numberBelow, seeded } from '@zhaobiao/testkit';

export type Chance = {
  readonly entropy: Entropy;
  /** A whole number in `[0, below)`. */
  readonly below: (below: number) => number;
  /** A whole number in `[from, to]`. */
  readonly between: (from: number, to: number) => number;
  readonly percent: (share: number) => boolean;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  /** One of the values, as often as its weight says. */
  readonly weighted: <Value>(values: readonly (readonly [number, Value])[]) => Value;
};

export function chanceOf(seed: string): Chance {
  const entropy = seeded(seed);
  const below = (limit: number): number => numberBelow(entropy, limit);
  return {
    entropy,
    below,
    between: (from, to) => from + below(to - from + 1),
    percent: (share) => below(100) < share,
    pick: (values) => present(values[below(values.length)], 'one of no values'),
    weighted: (values) => {
      let left = below(values.reduce((sum, [weight]) => sum + weight, 0));
      const found = values.find(([weight]) => (left -= weight) < 0);
      return present(found, 'a weighted value')[1];
    },
  };
}
