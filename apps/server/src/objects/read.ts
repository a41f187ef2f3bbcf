import { Readable } from 'node:stream';
import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { CHUNK_LENGTH } from './store.ts';
import type { ObjectGround } from './upload.ts';

/** Bytes `start` up to but without `end`. */
export type Range = { readonly start: number; readonly end: number };
export type ReadFault = { readonly code: 'objectUnknown' } | { readonly code: 'rangeOutside'; readonly length: number };
export type ObjectReading = { readonly length: number; readonly range: Range; readonly stream: Readable };

async function* pieces(ground: ObjectGround, chunks: readonly string[], range: Range): AsyncGenerator<Uint8Array> {
  const first = Math.floor(range.start / CHUNK_LENGTH);
  for (let index = first; index * CHUNK_LENGTH < range.end; index += 1) {
    const name = chunks[index];
    const bytes = name === undefined ? undefined : await ground.store.getChunk(name);
    if (bytes === undefined) throw new Error(`chunk ${index} (${name ?? 'without name'}) is gone from the object store`);
    const from = index * CHUNK_LENGTH;
    yield bytes.subarray(Math.max(0, range.start - from), Math.min(bytes.length, range.end - from));
  }
}

/**
 * The bytes of an object or of a range of it, a chunk at a time (8 MiB of memory a reader), each checked against its name before a
 * byte of it is handed on. A chunk that is damaged or gone ends the stream with an error: a reader never gets other bytes.
 */
export async function readObject(ground: ObjectGround, digest: string, asked?: Range): Promise<Result<ObjectReading, ReadFault>> {
  const { rows } = await ground.pool.query<{ length: string; chunks: string[] }>(
    `SELECT length, coalesce((SELECT array_agg(chunk ORDER BY index) FROM object_chunk WHERE object = digest), '{}') AS chunks FROM object WHERE digest = $1`,
    [digest],
  );
  const row = rows[0];
  if (row === undefined) return fail({ code: 'objectUnknown' });
  const length = Number(row.length);
  const range = asked ?? { start: 0, end: length };
  const whole = Number.isSafeInteger(range.start) && Number.isSafeInteger(range.end);
  if (!whole || range.start < 0 || range.start > range.end || range.end > length) return fail({ code: 'rangeOutside', length });
  return ok({ length, range, stream: Readable.from(pieces(ground, row.chunks, range), { objectMode: false }) });
}
