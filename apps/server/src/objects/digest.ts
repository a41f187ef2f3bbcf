import { concat, fromHex, present, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest, leafHash, rootOfLeaves } from '@zhaobiao/evidence';

/** The digest of an object from the digests of its chunks, lower-case hex: sha256('object/v1' ‖ u64 length ‖ RFC 6962 root). */
export function objectDigest(length: number, chunks: readonly string[]): string {
  const leaves = chunks.map((chunk) => leafHash(present(fromHex(chunk), 'hex of a chunk digest')));
  return toHex(digest('sha256', concat(utf8('object/v1'), uintBytes(length, 8), rootOfLeaves(leaves))));
}
