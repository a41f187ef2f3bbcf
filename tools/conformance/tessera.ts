import { equalBytes, present, unwrap } from '@zhaobiao/basics';
import { type Checkpoint, type Tile, EMPTY_RANGE, appendAll, consistencySpans, emptyRoot, hashSpans, inclusionSpans, leafHash, newTiles, nodesOfSpans, openCheckpoint, parseBundle, parseNoteKey, parseTilePath, readerOfTiles, rootOf, tileBytes, tilePath, verifyConsistency, verifyInclusion } from '@zhaobiao/evidence';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Suite, type Tally, bytesOf, filesBelow } from './suite.ts';

const ORIGIN = 'example.com/log/testdata';
/** Verifier key of the test log, published in transparency-dev/tessera; its id is on every checkpoint. */
const KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';

function checkCheckpoints(folder: string, { check }: Tally): Map<number, Checkpoint> {
  const key = unwrap(parseNoteKey(KEY));
  const found = new Map<number, Checkpoint>();
  for (const name of filesBelow(folder).filter((one) => one.startsWith('checkpoint'))) {
    const opened = openCheckpoint(bytesOf(folder, name), ORIGIN, key);
    const size = name === 'checkpoint' ? 15 : Number(name.slice('checkpoint.'.length));
    check(name, opened.ok && opened.value.checkpoint.size === size);
    if (opened.ok) found.set(size, opened.value.checkpoint);
  }
  return found;
}

/** Each partial bundle holds the entries of that size; each tile the hashes of its entries. */
function checkBundles(folder: string, { check }: Tally, checkpoints: ReadonlyMap<number, Checkpoint>): void {
  for (const name of filesBelow(folder).filter((one) => one.startsWith('tile/entries'))) {
    const tile = present(parseTilePath(name), name);
    const entries = parseBundle(bytesOf(folder, name));
    const range = entries.ok ? appendAll(EMPTY_RANGE, entries.value.map((entry) => leafHash(entry))) : EMPTY_RANGE;
    const checkpoint = checkpoints.get(tile.width);
    check(name, range.size === tile.width && checkpoint !== undefined && equalBytes(rootOf(range), checkpoint.root));
    const hashes = entries.ok ? entries.value.map((entry) => leafHash(entry)) : [];
    const level0: Tile = { ...tile, level: 0 };
    const made = tileBytes(level0, ({ index }) => present(hashes[index], 'leaf'));
    check(tilePath(level0), equalBytes(made, bytesOf(folder, tilePath(level0))));
    check(`new tiles of ${tile.width}`, newTiles(tile.width - 1, tile.width).every((one) => existsSync(path.join(folder, tilePath(one)))));
  }
}

async function checkProofs(folder: string, { check }: Tally, checkpoints: ReadonlyMap<number, Checkpoint>): Promise<void> {
  const fetchTile = (tile: Tile): Uint8Array => bytesOf(folder, tilePath(tile));
  for (const [size, { root }] of checkpoints) {
    for (let index = 0; index < size; index += 1) {
      const spans = inclusionSpans(index, size);
      const read = await readerOfTiles([...nodesOfSpans(spans), { level: 0, index }], size, fetchTile);
      check(`inclusion ${index} of ${size}`, verifyInclusion({ leaf: read({ level: 0, index }), index, size, proof: hashSpans(spans, read), root }));
    }
    for (const [oldSize, { root: oldRoot }] of checkpoints) {
      if (oldSize === 0 || oldSize > size) continue;
      const spans = consistencySpans(oldSize, size);
      const read = await readerOfTiles(nodesOfSpans(spans), size, fetchTile);
      check(`consistency ${oldSize} to ${size}`, verifyConsistency({ oldSize, oldRoot, size, root, proof: hashSpans(spans, read) }));
    }
  }
}

export const tesseraCheckpoints: Suite = {
  name: 'Tessera log checkpoints (sizes 0 to 15)',
  folder: 'vectors/tessera/testdata/log',
  needs: 'checkpoint.15',
  run: (folder, tally) => {
    const key = unwrap(parseNoteKey(KEY));
    for (let size = 0; size <= 15; size += 1) {
      const opened = openCheckpoint(bytesOf(folder, `checkpoint.${size}`), ORIGIN, key);
      const root = opened.ok ? opened.value.checkpoint.root : undefined;
      const range = size === 0 ? EMPTY_RANGE : appendAll(EMPTY_RANGE, unwrap(parseBundle(bytesOf(folder, `tile/entries/000.p/${size}`))).map((entry) => leafHash(entry)));
      tally.check(`checkpoint.${size}`, opened.ok && opened.value.checkpoint.size === size && root !== undefined && equalBytes(root, size === 0 ? emptyRoot() : rootOf(range)));
    }
  },
};

export const tesseraTiles: Suite = {
  name: 'Tessera log tiles, bundles and proofs',
  folder: 'vectors/tessera/testdata/log',
  needs: 'tile',
  run: async (folder, tally) => {
    const checkpoints = checkCheckpoints(folder, tally);
    checkBundles(folder, tally, checkpoints);
    await checkProofs(folder, tally, checkpoints);
  },
};
