import { concat, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest } from '../src/digest/digest.ts';
import type { Entropy } from '../src/digest/entropy.ts';

/** Bytes that look random and are the same in every run. For tests only: whoever knows the seed knows them all. */
export function seededEntropy(seed: string): Entropy {
  let counter = 0;
  return (length) => {
    const blocks: Uint8Array[] = [];
    for (let made = 0; made < length; made += 32) {
      blocks.push(digest('sha256', utf8(seed), uintBytes(counter, 8)));
      counter += 1;
    }
    return concat(...blocks).slice(0, length);
  };
}
