import { concat, present, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { digest } from '../digest/digest.ts';
import { emptyRoot, leafHash, nodeHash } from '../merkle/tree.ts';
import { OBJECT_CHUNK, chunkCount, chunkDigest, chunkProof, objectDigest, objectDigestOf, objectDigestOfStream, startObject, verifyChunk } from './object.ts';

const entropy = seededEntropy('object');
const large = concat(entropy(4096), new Uint8Array(2 * OBJECT_CHUNK));

describe('object digests', () => {
  it('are what the format says', () => {
    const of = (length: number, root: Uint8Array): string => toHex(digest('sha256', utf8('object/v1'), uintBytes(length, 8), root));
    expect(objectDigestOf(new Uint8Array(0))).toBe(of(0, emptyRoot()));
    expect(objectDigestOf(utf8('abc'))).toBe(of(3, leafHash(digest('sha256', utf8('abc')))));
    const chunks = [large.subarray(0, OBJECT_CHUNK), large.subarray(OBJECT_CHUNK, 2 * OBJECT_CHUNK), large.subarray(2 * OBJECT_CHUNK)].map(chunkDigest);
    const [a, b, c] = chunks.map((chunk) => leafHash(chunk));
    const root = nodeHash(nodeHash(present(a, 'a'), present(b, 'b')), present(c, 'c'));
    expect(objectDigestOf(large)).toBe(of(large.length, root));
    expect(objectDigest(large.length, chunks)).toBe(of(large.length, root));
    expect(() => objectDigest(large.length, chunks.slice(1))).toThrow('objectDigest');
  });

  it('do not depend on how the bytes come in', async () => {
    const portions = function* (): Generator<Uint8Array> {
      for (let at = 0; at < large.length; at += 1_000_003) yield large.subarray(at, at + 1_000_003);
    };
    expect(await objectDigestOfStream(portions())).toEqual({ digest: objectDigestOf(large), length: large.length });
    const running = startObject();
    running.update(large);
    expect(running.finish().chunks).toHaveLength(chunkCount(large.length));
  });

  it('do not take a whole number of chunks for one more', () => {
    expect([chunkCount(0), chunkCount(1), chunkCount(OBJECT_CHUNK), chunkCount(OBJECT_CHUNK + 1)]).toEqual([0, 1, 1, 2]);
    expect(objectDigestOf(large.subarray(0, OBJECT_CHUNK))).toBe(objectDigest(OBJECT_CHUNK, [chunkDigest(large.subarray(0, OBJECT_CHUNK))]));
  });

  it('prove one chunk without the others', () => {
    const running = startObject();
    running.update(large);
    const { digest: whole, chunks } = running.finish();
    for (const index of [0, 1, 2]) {
      const chunk = large.subarray(index * OBJECT_CHUNK, (index + 1) * OBJECT_CHUNK);
      const proof = chunkProof(index, large.length, chunks);
      expect(verifyChunk(whole, chunk, proof)).toBe(true);
      expect(verifyChunk(whole, chunk.subarray(1), proof)).toBe(false);
      expect(verifyChunk(whole, chunk, { ...proof, index: (index + 1) % 3 })).toBe(false);
      expect(verifyChunk(whole, chunk, { ...proof, length: large.length - 1 })).toBe(false);
      expect(verifyChunk('00'.repeat(32), chunk, proof)).toBe(false);
    }
  });
});
