/** Bytes in any portions, as files and networks give them. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type Piece = { readonly bytes: Uint8Array; readonly last: boolean };

/**
 * Cuts a source into pieces of exactly `length` bytes; only the last may be shorter, and it is empty only when the source is. One piece is
 * held back, for only the end of the source tells which is the last. Whole pieces inside one portion are not copied.
 */
export async function* piecesOf(source: ByteSource, length: number): AsyncGenerator<Piece, void, void> {
  let held: Uint8Array | undefined;
  let partial = new Uint8Array(length);
  let filled = 0;
  for await (const portion of source) {
    let at = 0;
    while (at < portion.length) {
      if (filled === 0 && portion.length - at >= length) {
        if (held) yield { bytes: held, last: false };
        held = portion.subarray(at, at + length);
        at += length;
        continue;
      }
      const taken = Math.min(length - filled, portion.length - at);
      partial.set(portion.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < length) continue;
      if (held) yield { bytes: held, last: false };
      held = partial;
      partial = new Uint8Array(length);
      filled = 0;
    }
    // A source may reuse its portion's memory once it is asked for the next one.
    if (held && held.buffer === portion.buffer) held = held.slice();
  }
  if (held && filled > 0) yield { bytes: held, last: false };
  yield filled > 0 || !held ? { bytes: partial.subarray(0, filled), last: true } : { bytes: held, last: true };
}
