import { createHash, webcrypto } from 'node:crypto';
import { toHex } from '@zhaobiao/basics';

const INLINE = 1024 * 1024;
/** Two of libuv's four threads: hashing never keeps files and DNS from the other two. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * SHA-256 in lower-case hex. Above 1 MiB it is computed on Node's thread pool, two at a time, so that a burst of uploads does not
 * hold up acts: 8 MiB on the event loop are 5–30 ms in which nothing else happens.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= INLINE) return createHash('sha256').update(bytes).digest('hex');
  if (running >= AT_ONCE) await new Promise<void>((proceed) => waiting.push(proceed));
  else running += 1;
  try {
    return toHex(new Uint8Array(await webcrypto.subtle.digest('SHA-256', Uint8Array.from(bytes))));
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
