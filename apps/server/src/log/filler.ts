import { createHmac } from 'node:crypto';

/**
 * A filler entry: 32 bytes that nobody without the seed can tell from a sealed act. Derived from its index, so that fillers need no rows
 * and tiles can be written again byte for byte. A thief of the seed could count acts before their time; he has the database already.
 */
export function fillerEntry(seed: Uint8Array, index: number): Uint8Array {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(index));
  return createHmac('sha256', seed).update('filler/v1').update(counter).digest();
}
