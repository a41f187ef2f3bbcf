import type { StreamState } from '@zhaobiao/domain';

/** The stored fold of a stream; `store/writes.ts` wrote it, nobody else does. */
export const parseState = (text: string): StreamState => JSON.parse(text) as StreamState;
