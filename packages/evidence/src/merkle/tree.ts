import { assert, present } from '@zhaobiao/basics';
import { type DigestName, digest } from '../digest/digest.ts';

/** RFC 6962 §2.1: the root of no leaves is the digest of nothing. */
export const emptyRoot = (name: DigestName = 'sha256'): Uint8Array => digest(name, new Uint8Array(0));

/** RFC 6962 §2.1: digest(0x00 ‖ entry), 32 bytes. */
export function leafHash(entry: Uint8Array, name: DigestName = 'sha256'): Uint8Array {
  const message = new Uint8Array(1 + entry.length);
  message.set(entry, 1);
  return digest(name, message);
}

/** RFC 6962 §2.1: digest(0x01 ‖ left ‖ right), 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array, name: DigestName = 'sha256'): Uint8Array {
  const message = new Uint8Array(1 + left.length + right.length);
  message[0] = 1;
  message.set(left, 1);
  message.set(right, 1 + left.length);
  return digest(name, message);
}

/** A complete subtree: the leaves `[index · 2^level, (index + 1) · 2^level)`. */
export type Node = { readonly level: number; readonly index: number };

/** Gives the hash of a complete subtree that lies within the tree. */
export type HashReader = (node: Node) => Uint8Array;

/** Leaves `[start, end)`. Within a tree proof it is always a perfect subtree or the ragged right edge. */
export type Span = { readonly start: number; readonly end: number };

/** Largest power of two below `size` (size ≥ 2): where RFC 6962 splits a tree. */
export function splitAt(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** The complete subtrees that make up the hash of a span, largest (left) first. */
export function nodesOf({ start, end }: Span): readonly Node[] {
  const nodes: Node[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The RFC 6962 hash of a span from the hashes of its complete subtrees. */
export function spanHash(span: Span, read: HashReader, name: DigestName = 'sha256'): Uint8Array {
  assert(span.start < span.end, 'spanHash: an empty span has no hash');
  const hashes = nodesOf(span).map(read);
  return foldRight(hashes, name);
}

/** Joins subtree hashes (largest first) from the right, as RFC 6962 nests the ragged edge. */
export function foldRight(hashes: readonly Uint8Array[], name: DigestName): Uint8Array {
  let root = present(hashes.at(-1), 'foldRight: at least one hash');
  for (let index = hashes.length - 2; index >= 0; index -= 1) root = nodeHash(present(hashes[index], 'hash'), root, name);
  return root;
}

/** Hash of complete subtrees over a list of leaf hashes, each computed once. */
export function readerOfLeaves(leaves: readonly Uint8Array[], name: DigestName = 'sha256'): HashReader {
  const levels: Uint8Array[][] = [[...leaves]];
  const level = (wanted: number): Uint8Array[] => {
    for (let made = levels.length; made <= wanted; made += 1) {
      const below = present(levels[made - 1], 'level');
      const here: Uint8Array[] = [];
      for (let index = 0; index + 1 < below.length; index += 2) here.push(nodeHash(present(below[index], 'hash'), present(below[index + 1], 'hash'), name));
      levels.push(here);
    }
    return present(levels[wanted], 'level');
  };
  return (node) => present(level(node.level)[node.index], `subtree ${node.level}/${node.index}`);
}

/** RFC 6962 root of leaf hashes. The empty tree has `emptyRoot`. */
export function rootOfLeaves(leaves: readonly Uint8Array[], name: DigestName = 'sha256'): Uint8Array {
  return leaves.length === 0 ? emptyRoot(name) : spanHash({ start: 0, end: leaves.length }, readerOfLeaves(leaves, name), name);
}
