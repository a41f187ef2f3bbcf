import { assert, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest, startDigest } from '../digest/digest.ts';
import type { ByteSource } from '../envelope/pieces.ts';
import { type CompactRange, EMPTY_RANGE, append, rootOf } from '../merkle/range.ts';
import { inclusionProofOfLeaves, verifyInclusion } from '../merkle/proof.ts';
import { leafHash, rootOfLeaves } from '../merkle/tree.ts';

/** Bytes of every chunk of an object but its last. */
export const OBJECT_CHUNK = 8 * 1024 * 1024;

const OBJECT = utf8('object/v1');

/** How many chunks an object of `length` bytes has; the empty object has none. */
export const chunkCount = (length: number): number => Math.ceil(length / OBJECT_CHUNK);

/** sha256 of one chunk: what is checked when a chunk arrives, in any order. */
export const chunkDigest = (chunk: Uint8Array): Uint8Array => digest('sha256', chunk);

const finalDigest = (length: number, root: Uint8Array): string => toHex(digest('sha256', OBJECT, uintBytes(length, 8), root));

/** sha256('object/v1' ‖ u64 length ‖ RFC 6962 root over the sha256 of the 8 MiB chunks), hex. */
export function objectDigest(length: number, chunks: readonly Uint8Array[]): string {
  assert(chunks.length === chunkCount(length), 'objectDigest: one digest a chunk');
  return finalDigest(length, rootOfLeaves(chunks.map((chunk) => leafHash(chunk))));
}

/** A digest fed in portions of any size, for objects that do not fit in memory. */
export type RunningObject = { readonly update: (portion: Uint8Array) => void; readonly finish: () => { readonly digest: string; readonly length: number; readonly chunks: readonly Uint8Array[] } };

export function startObject(): RunningObject {
  let chunk = startDigest('sha256');
  let inChunk = 0;
  let length = 0;
  let range: CompactRange = EMPTY_RANGE;
  const chunks: Uint8Array[] = [];
  const endChunk = (): void => {
    const done = chunk.finish();
    chunks.push(done);
    range = append(range, leafHash(done));
    chunk = startDigest('sha256');
    inChunk = 0;
  };
  return {
    update: (portion) => {
      let at = 0;
      while (at < portion.length) {
        const taken = Math.min(OBJECT_CHUNK - inChunk, portion.length - at);
        chunk.update(portion.subarray(at, at + taken));
        inChunk += taken;
        at += taken;
        if (inChunk === OBJECT_CHUNK) endChunk();
      }
      length += portion.length;
    },
    finish: () => {
      if (inChunk > 0) endChunk();
      return { digest: finalDigest(length, rootOf(range)), length, chunks };
    },
  };
}

export const objectDigestOf = (bytes: Uint8Array): string => {
  const running = startObject();
  running.update(bytes);
  return running.finish().digest;
};

export async function objectDigestOfStream(source: ByteSource): Promise<{ readonly digest: string; readonly length: number }> {
  const running = startObject();
  for await (const portion of source) running.update(portion);
  const { digest: whole, length } = running.finish();
  return { digest: whole, length };
}

/** Proof that a chunk is part of an object: its siblings, without the other chunks. */
export type ChunkProof = { readonly index: number; readonly length: number; readonly root: Uint8Array; readonly hashes: readonly Uint8Array[] };

export const chunkProof = (index: number, length: number, chunks: readonly Uint8Array[]): ChunkProof => {
  const leaves = chunks.map((chunk) => leafHash(chunk));
  return { index, length, root: rootOfLeaves(leaves), hashes: inclusionProofOfLeaves(index, leaves) };
};

/** Whether `chunk` is the chunk `proof.index` of the object with this digest. */
export function verifyChunk(object: string, chunk: Uint8Array, { index, length, root, hashes }: ChunkProof): boolean {
  const size = chunkCount(length);
  const expected = index === size - 1 ? length - (size - 1) * OBJECT_CHUNK : OBJECT_CHUNK;
  if (!Number.isSafeInteger(length) || length < 0 || root.length !== 32 || chunk.length !== expected || finalDigest(length, root) !== object) return false;
  return verifyInclusion({ leaf: leafHash(chunkDigest(chunk)), index, size, proof: hashes, root });
}
