import type { Json } from '@zhaobiao/basics';

/** A value of our own making as JSON would carry it: no `undefined`, no brands. */
export const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;
