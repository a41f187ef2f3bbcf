import { fromBase64, present } from '@zhaobiao/basics';
import { verifyConsistency, verifyInclusion } from '@zhaobiao/evidence';
import { type Suite, filesBelow } from './suite.ts';
import { jsonOf } from './vector.kernel.ts';
import path from 'node:path';

type Inclusion = { readonly leafIdx: number; readonly treeSize: number; readonly root: string; readonly leafHash: string; readonly proof: readonly string[] | null; readonly wantErr: boolean };
type Consistency = { readonly size1: number; readonly size2: number; readonly root1: string; readonly root2: string; readonly proof: readonly string[] | null; readonly wantErr: boolean };

const bytes = (text: string): Uint8Array => present(fromBase64(text), 'base64');
const proofOf = (proof: readonly string[] | null): Uint8Array[] => (proof ?? []).map(bytes);

export const merkleProofs: Suite = {
  name: 'transparency-dev merkle inclusion and consistency',
  folder: 'vectors/merkle/testdata',
  needs: 'inclusion',
  run: (folder, { check, note }) => {
    let [inclusion, consistency] = [0, 0];
    for (const name of filesBelow(path.join(folder, 'inclusion'))) {
      const { leafIdx, treeSize, root, leafHash, proof, wantErr } = jsonOf<Inclusion>(folder, 'inclusion', name);
      check(`inclusion/${name}`, verifyInclusion({ leaf: bytes(leafHash), index: leafIdx, size: treeSize, proof: proofOf(proof), root: bytes(root) }) !== wantErr);
      inclusion += 1;
    }
    for (const name of filesBelow(path.join(folder, 'consistency'))) {
      const { size1, size2, root1, root2, proof, wantErr } = jsonOf<Consistency>(folder, 'consistency', name);
      check(`consistency/${name}`, verifyConsistency({ oldSize: size1, oldRoot: bytes(root1), size: size2, root: bytes(root2), proof: proofOf(proof) }) !== wantErr);
      consistency += 1;
    }
    note(`${inclusion} inclusion, ${consistency} consistency`);
    note('decided for the empty tree: it has no leaf to include, and consistency from size 0 proves nothing and is always refused; its root is the digest of nothing');
  },
};
