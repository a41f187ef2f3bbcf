import { present } from '@zhaobiao/basics';
import { type DigestName } from '../digest/digest.ts';
import { type Node, emptyRoot, foldRight, nodeHash } from './tree.ts';

/**
 * An append-only tree reduced to what appending needs: its size and the hashes of its complete subtrees, largest first.
 * Plain data, at most 53 hashes; a log of any length resumes from it.
 */
export type CompactRange = { readonly size: number; readonly hashes: readonly Uint8Array[] };

export const EMPTY_RANGE: CompactRange = { size: 0, hashes: [] };

/** Told of every complete subtree the moment it is complete, leaves included. */
export type NodeVisitor = (node: Node, hash: Uint8Array) => void;

/** The range with leaf hashes appended. `visit` sees each new complete subtree once, children before parents. */
export function appendAll(range: CompactRange, leaves: readonly Uint8Array[], visit?: NodeVisitor, name: DigestName = 'sha256'): CompactRange {
  const hashes = [...range.hashes];
  let size = range.size;
  for (const leaf of leaves) {
    let hash = leaf;
    let index = size;
    let level = 0;
    visit?.({ level, index }, hash);
    while (index % 2 === 1) {
      hash = nodeHash(present(hashes.pop(), 'range hash'), hash, name);
      index = (index - 1) / 2;
      level += 1;
      visit?.({ level, index }, hash);
    }
    hashes.push(hash);
    size += 1;
  }
  return { size, hashes };
}

/** The range with one leaf hash appended. */
export const append = (range: CompactRange, leaf: Uint8Array, name: DigestName = 'sha256'): CompactRange => appendAll(range, [leaf], undefined, name);

/** RFC 6962 root of the range. */
export const rootOf = (range: CompactRange, name: DigestName = 'sha256'): Uint8Array => (range.hashes.length === 0 ? emptyRoot(name) : foldRight(range.hashes, name));
