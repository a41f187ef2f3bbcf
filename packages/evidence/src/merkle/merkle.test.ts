import { fromHex, present, toHex } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { consistencyProof, inclusionProof, inclusionProofOfLeaves, nodesOfSpans, inclusionSpans, verifyConsistency, verifyInclusion } from './proof.ts';
import { EMPTY_RANGE, append, appendAll, rootOf } from './range.ts';
import { emptyRoot, leafHash, nodeHash, nodesOf, readerOfLeaves, rootOfLeaves } from './tree.ts';

/** The eight entries and roots of the reference tree of Certificate Transparency. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((text) => present(fromHex(text), 'hex'));
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const entropy = seededEntropy('merkle');
const leavesOf = (count: number): Uint8Array[] => Array.from({ length: count }, () => entropy(32));

/** RFC 6962 §2.1 as it is written there. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) return emptyRoot();
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

describe('trees', () => {
  it('have the roots of the reference tree', () => {
    const leaves = ENTRIES.map((entry) => leafHash(entry));
    ROOTS.forEach((root, index) => {
      expect(toHex(rootOfLeaves(leaves.slice(0, index + 1)))).toBe(root);
      expect(toHex(rootOf(appendAll(EMPTY_RANGE, leaves.slice(0, index + 1))))).toBe(root);
    });
    expect(toHex(rootOfLeaves([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(EMPTY_RANGE)).toEqual(emptyRoot());
  });

  it('agree for every size with the definition', () => {
    const leaves = leavesOf(70);
    let range = EMPTY_RANGE;
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(rootOfLeaves(leaves.slice(0, size))).toEqual(naiveRoot(leaves.slice(0, size)));
      expect(rootOf(range)).toEqual(naiveRoot(leaves.slice(0, size)));
      const next = leaves[size];
      if (next) range = append(range, next);
    }
  });

  it('can be hashed with SM3', () => {
    const leaves = ENTRIES.map((entry) => leafHash(entry, 'sm3'));
    expect(rootOf(appendAll(EMPTY_RANGE, leaves, undefined, 'sm3'), 'sm3')).toEqual(rootOfLeaves(leaves, 'sm3'));
    expect(rootOfLeaves(leaves, 'sm3')).not.toEqual(rootOfLeaves(leaves));
  });

  it('resume from plain data and show each complete subtree once', () => {
    const leaves = leavesOf(37);
    const read = readerOfLeaves(leaves);
    const seen = new Set<string>();
    const visit = (node: { level: number; index: number }, hash: Uint8Array): void => {
      expect(hash).toEqual(read(node));
      expect(seen.has(`${node.level}/${node.index}`)).toBe(false);
      seen.add(`${node.level}/${node.index}`);
    };
    const first = appendAll(EMPTY_RANGE, leaves.slice(0, 13), visit);
    const second = appendAll(first, leaves.slice(13), visit);
    expect(rootOf(second)).toEqual(rootOfLeaves(leaves));
    expect(first.size).toBe(13);
    expect(seen.size).toBe(37 + 18 + 9 + 4 + 2 + 1);
  });

  it('cut spans into complete subtrees, largest first', () => {
    expect(nodesOf({ start: 0, end: 7 })).toEqual([{ level: 2, index: 0 }, { level: 1, index: 2 }, { level: 0, index: 6 }]);
    expect(nodesOf({ start: 4, end: 6 })).toEqual([{ level: 1, index: 2 }]);
  });
});

describe('proofs', () => {
  const leaves = leavesOf(33);
  const read = readerOfLeaves(leaves);

  it('of inclusion verify for every leaf of every size', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = rootOfLeaves(leaves.slice(0, size));
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(index, size, read);
        const leaf = present(leaves[index], 'leaf');
        expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
        expect(verifyInclusion({ leaf, index, size, proof: [...proof, root], root })).toBe(false);
        expect(verifyInclusion({ leaf, index, size, proof: proof.slice(1), root })).toBe(size === 1);
        expect(verifyInclusion({ leaf, index: (index + 1) % size, size, proof, root })).toBe(size === 1);
      }
    }
    expect(inclusionProofOfLeaves(5, leaves)).toEqual(inclusionProof(5, 33, read));
  });

  it('of consistency verify for every pair of sizes', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = rootOfLeaves(leaves.slice(0, size));
      for (let oldSize = 1; oldSize <= size; oldSize += 1) {
        const oldRoot = rootOfLeaves(leaves.slice(0, oldSize));
        const proof = consistencyProof(oldSize, size, read);
        expect(verifyConsistency({ oldSize, oldRoot, size, root, proof })).toBe(true);
        expect(verifyConsistency({ oldSize, oldRoot, size, root, proof: [...proof, root] })).toBe(false);
        expect(verifyConsistency({ oldSize, oldRoot: root, size, root, proof })).toBe(oldSize === size);
        expect(verifyConsistency({ oldSize, oldRoot, size, root: oldRoot, proof })).toBe(oldSize === size);
        expect(verifyConsistency({ oldSize: size, oldRoot: root, size: oldSize, root: oldRoot, proof })).toBe(oldSize === size);
      }
    }
  });

  it('break when any bit of them changes', () => {
    const proof = inclusionProof(11, 33, read);
    const root = rootOfLeaves(leaves);
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.nat(31), fc.nat(7), (at, byte, bit) => {
        const changed = proof.map((hash, index) => (index === at ? hash.map((value, place) => (place === byte ? value ^ (1 << bit) : value)) : hash));
        expect(verifyInclusion({ leaf: present(leaves[11], 'leaf'), index: 11, size: 33, proof: changed, root })).toBe(false);
      }),
    );
  });

  it('say nothing of the empty tree', () => {
    const root = rootOfLeaves(leaves);
    expect(verifyInclusion({ leaf: root, index: 0, size: 0, proof: [], root: emptyRoot() })).toBe(false);
    expect(verifyConsistency({ oldSize: 0, oldRoot: emptyRoot(), size: 33, root, proof: [] })).toBe(false);
    expect(verifyConsistency({ oldSize: 0, oldRoot: emptyRoot(), size: 0, root: emptyRoot(), proof: [] })).toBe(false);
  });

  it('refuse numbers that are no sizes and hashes that are none', () => {
    const [leaf] = leaves;
    const one = present(leaf, 'leaf');
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53]) expect(verifyInclusion({ leaf: one, index: 0, size, proof: [], root: one })).toBe(false);
    expect(verifyInclusion({ leaf: new Uint8Array(0), index: 0, size: 1, proof: [], root: new Uint8Array(0) })).toBe(false);
    expect(verifyInclusion({ leaf: one, index: 0, size: 1, proof: [], root: one })).toBe(true);
  });

  it('of huge trees need few nodes', () => {
    expect(nodesOfSpans(inclusionSpans(2 ** 40, 2 ** 52 + 5)).length).toBeLessThan(60);
  });
});
