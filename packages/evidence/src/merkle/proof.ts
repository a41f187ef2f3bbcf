import { assert, equalBytes, present } from '@zhaobiao/basics';
import { DIGEST_LENGTH, type DigestName } from '../digest/digest.ts';
import { type HashReader, type Node, type Span, nodeHash, nodesOf, readerOfLeaves, spanHash, splitAt } from './tree.ts';

/** RFC 6962 §2.1.1: the sibling spans of leaf `index` in a tree of `size`, from the leaf up. */
export function inclusionSpans(index: number, size: number): readonly Span[] {
  assert(Number.isSafeInteger(index) && index >= 0 && index < size, 'inclusionSpans: index within the tree');
  const spans: Span[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitAt(end - start);
    if (index < middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
    }
  }
  return spans.reverse();
}

/** RFC 6962 §2.1.2: the spans that prove a tree of `oldSize` to be a prefix of one of `size` (0 < oldSize ≤ size). */
export function consistencySpans(oldSize: number, size: number): readonly Span[] {
  assert(Number.isSafeInteger(oldSize) && oldSize > 0 && oldSize <= size, 'consistencySpans: 0 < oldSize <= size');
  const spans: Span[] = [];
  let start = 0;
  let end = size;
  let whole = true;
  while (end !== oldSize) {
    const middle = start + splitAt(end - start);
    if (oldSize <= middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) spans.push({ start, end });
  return spans.reverse();
}

/** The proof hashes of spans; `read` gives complete subtrees (a tile reader, a table, a list of leaves). */
export const hashSpans = (spans: readonly Span[], read: HashReader, name: DigestName = 'sha256'): readonly Uint8Array[] => spans.map((span) => spanHash(span, read, name));

/** Every complete subtree that `hashSpans` will read: for readers that must fetch first. */
export const nodesOfSpans = (spans: readonly Span[]): readonly Node[] => spans.flatMap(nodesOf);

/** Hashes from the leaf's sibling to the root's child. */
export const inclusionProof = (index: number, size: number, read: HashReader, name: DigestName = 'sha256'): readonly Uint8Array[] => hashSpans(inclusionSpans(index, size), read, name);

/** Hashes in the order of RFC 6962 §2.1.2. */
export const consistencyProof = (oldSize: number, size: number, read: HashReader, name: DigestName = 'sha256'): readonly Uint8Array[] => hashSpans(consistencySpans(oldSize, size), read, name);

/** As `inclusionProof`, from the leaf hashes themselves. */
export const inclusionProofOfLeaves = (index: number, leaves: readonly Uint8Array[], name: DigestName = 'sha256'): readonly Uint8Array[] =>
  inclusionProof(index, leaves.length, readerOfLeaves(leaves, name), name);

const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === DIGEST_LENGTH);

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * RFC 9162 §2.1.3.2. `false` for any proof that is not exactly right, including too short or too long ones.
 * The empty tree holds no leaf, so `size` 0 is refused whatever the root; hashes that are not 32 bytes are refused.
 */
export function verifyInclusion(input: { readonly leaf: Uint8Array; readonly index: number; readonly size: number; readonly proof: readonly Uint8Array[]; readonly root: Uint8Array }, name: DigestName = 'sha256'): boolean {
  const { leaf, index, size, proof, root } = input;
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash, name);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling, name);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}

export type ConsistencyClaim = { readonly oldSize: number; readonly oldRoot: Uint8Array; readonly size: number; readonly root: Uint8Array; readonly proof: readonly Uint8Array[] };

/**
 * RFC 9162 §2.1.4.2. Equal sizes need equal roots and an empty proof.
 * From the empty tree (`oldSize` 0) nothing can be proved and nothing needs to be: every tree extends it. Such a claim is refused, so that
 * no caller takes "consistent with nothing" for evidence; who starts from nothing (a witness at its first sight of a log) says so himself.
 */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: ConsistencyClaim, name: DigestName = 'sha256'): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize === 0 || oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root);
  if (!areHashes([oldRoot, root, ...proof])) return false;
  const isPowerOfTwo = splitAt(oldSize + 1) === oldSize;
  const path = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let at = oldSize - 1;
  let last = size - 1;
  while (at % 2 === 1) {
    at = (at - 1) / 2;
    last = Math.floor(last / 2);
  }
  let oldHash = present(path[0], 'path');
  let hash = oldHash;
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sibling, oldHash, name);
      hash = nodeHash(sibling, hash, name);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling, name);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(hash, root);
}
