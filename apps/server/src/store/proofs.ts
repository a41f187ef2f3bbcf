/** Inclusion proofs of many acts in one checkpoint's tree: each tile is read and hashed up once, whatever the number of acts in it. */
import { TILE_WIDTH, hashSpans, inclusionSpans, nodesOfSpans, readerOfLeaves, tileOfNode, tilePath, type HashReader, type Node, type Tile } from '@zhaobiao/evidence';
import { present } from '@zhaobiao/basics';
import type pg from 'pg';
import { readTile } from '../log/tree.ts';

const HASH = 32;
const LEVELS_A_TILE = 8;
/** Some 70 kB each. Acts come in the order of the log, so that only the tiles at its right edge are asked for again and again. */
const KEPT_TILES = 128;

/** Hashes of the subtrees within one tile; `node` counts from the tile's own left edge. */
function readerOfTile(bytes: Uint8Array): HashReader {
  return readerOfLeaves(Array.from({ length: bytes.length / HASH }, (_, at) => bytes.subarray(at * HASH, (at + 1) * HASH)));
}

export type Prover = (index: number) => Promise<readonly Uint8Array[]>;

/** Proofs of leaves in the tree of `size`, leaf to root. `seed` is that of the fillers. */
export function prover(pool: pg.Pool, { seed, size }: { readonly seed: Uint8Array; readonly size: number }): Prover {
  const kept = new Map<string, HashReader>();
  const tileReader = async (path: string, tile: Tile): Promise<HashReader> => {
    const reader = kept.get(path) ?? readerOfTile(await readTile(pool, { seed }, tile));
    // A map keeps the order of insertion: the tile last used goes to the end, the one longest unused is dropped.
    kept.delete(path);
    kept.set(path, reader);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_TILES && oldest !== undefined) kept.delete(oldest);
    return reader;
  };
  const readNodes = async (nodes: readonly Node[]): Promise<HashReader> => {
    const tiles = new Map(nodes.map((node) => [tilePath(tileOfNode(node, size)), tileOfNode(node, size)]));
    const readers = new Map<string, HashReader>();
    for (const [path, tile] of tiles) readers.set(path, await tileReader(path, tile));
    return (node) => {
      const tile = tileOfNode(node, size);
      const level = node.level % LEVELS_A_TILE;
      return present(readers.get(tilePath(tile)), 'tile of a node')({ level, index: node.index - (tile.index * TILE_WIDTH) / 2 ** level });
    };
  };
  return async (index) => {
    const spans = inclusionSpans(index, size);
    return hashSpans(spans, await readNodes(nodesOfSpans(spans)));
  };
}
