import { concat, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest, type Entropy } from '@zhaobiao/evidence';

/**
 * Bytes that look random and are the same in every run: sha256(seed ‖ counter), so that a failing run replays.
 * For tests, scenarios and demonstrations only: whoever knows the seed knows every key made from it.
 */
export function seeded(seed: string): Entropy {
  let counter = 0;
  return (length) => {
    const blocks: Uint8Array[] = [];
    for (let made = 0; made < length; made += 32) {
      blocks.push(digest('sha256', utf8(`testkit/v1 ${seed}\n`), uintBytes(counter, 8)));
      counter += 1;
    }
    return concat(...blocks).slice(0, length);
  };
}

/** A whole number in `[0, below)`, without bias worth speaking of for `below` up to 2^32. */
export function numberBelow(entropy: Entropy, below: number): number {
  const value = entropy(6).reduce((sum, byte) => sum * 256 + byte, 0);
  return value % below;
}
