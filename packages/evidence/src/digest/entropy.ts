/** Gives `length` bytes that nobody can predict. Handed in, never taken: a platform's own source, a browser's, a test's. */
export type Entropy = (length: number) => Uint8Array;
