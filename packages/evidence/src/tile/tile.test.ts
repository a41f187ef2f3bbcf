import { concat, present } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { consistencySpans, hashSpans, inclusionSpans, nodesOfSpans, verifyConsistency, verifyInclusion } from '../merkle/proof.ts';
import { readerOfLeaves, rootOfLeaves } from '../merkle/tree.ts';
import { TILE_WIDTH, type Tile, bundleBytes, newTiles, nodeFromTile, parseBundle, parseTilePath, readerOfTiles, tileBytes, tileOfNode, tilePath } from './tile.ts';

const entropy = seededEntropy('tile');

describe('tile paths', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 2, index: 273, width: 17 }, 'tile/2/273.p/17'],
    [{ level: 'entries', index: 1000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ] as const)('%j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each(['tile/0/0', 'tile/00/000', 'tile/64/000', 'tile/0/x000/000', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/01', 'tile/0/001/000', 'tile/0/../0', 'tile/data/000', '/tile/0/000', 'tile/0/x999/x999/x999/x999/x999/x999/999'])('%s is none', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});

describe('growth', () => {
  it('of a log of 70,000 leaves makes the tiles of the specification', () => {
    const tiles = newTiles(0, 70_000);
    const count = (level: Tile['level'], full: boolean): number => tiles.filter((tile) => tile.level === level && (tile.width === TILE_WIDTH) === full).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false), count(2, true), count(2, false)]).toEqual([273, 1, 1, 1, 0, 1]);
    expect(tiles.filter((tile) => tile.width !== TILE_WIDTH).map(tilePath)).toEqual(['tile/entries/273.p/112', 'tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
    expect(newTiles(0, 256).map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect(newTiles(255, 257).map(tilePath)).toEqual(['tile/entries/000', 'tile/entries/001.p/1', 'tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']);
    expect(newTiles(300, 300)).toEqual([]);
    expect(newTiles(0, 0)).toEqual([]);
  });
});

describe('tiles', () => {
  const leaves = Array.from({ length: 1000 }, () => entropy(32));
  const read = readerOfLeaves(leaves);
  const store = new Map(newTiles(0, 1000).filter((tile) => tile.level !== 'entries').map((tile) => [tilePath(tile), tileBytes(tile, read)]));
  const fetchTile = (tile: Tile): Uint8Array => present(store.get(tilePath(tile)), tilePath(tile));

  it('prove inclusion and consistency', async () => {
    const root = rootOfLeaves(leaves);
    for (const index of [0, 1, 255, 256, 511, 767, 768, 998, 999]) {
      const spans = inclusionSpans(index, 1000);
      const reader = await readerOfTiles(nodesOfSpans(spans), 1000, fetchTile);
      expect(verifyInclusion({ leaf: present(leaves[index], 'leaf'), index, size: 1000, proof: hashSpans(spans, reader), root })).toBe(true);
    }
    for (const oldSize of [1, 255, 256, 257, 512, 999]) {
      const spans = consistencySpans(oldSize, 1000);
      const reader = await readerOfTiles(nodesOfSpans(spans), 1000, fetchTile);
      expect(verifyConsistency({ oldSize, oldRoot: rootOfLeaves(leaves.slice(0, oldSize)), size: 1000, root, proof: hashSpans(spans, reader) })).toBe(true);
    }
  });

  it('hold every complete subtree', () => {
    for (const node of [{ level: 0, index: 999 }, { level: 3, index: 124 }, { level: 7, index: 6 }, { level: 8, index: 2 }, { level: 9, index: 0 }]) {
      const tile = tileOfNode(node, 1000);
      expect(nodeFromTile(node, fetchTile(tile))).toEqual(read(node));
    }
    expect(tileOfNode({ level: 8, index: 2 }, 1000)).toEqual({ level: 1, index: 0, width: 3 });
  });
});

describe('entry bundles', () => {
  it('keep entries with their lengths', () => {
    const entries = [entropy(32), new Uint8Array(0), entropy(65_535)];
    expect(parseBundle(bundleBytes(entries))).toEqual({ ok: true, value: entries });
    expect(bundleBytes([entropy(32)])).toHaveLength(34);
    expect(() => bundleBytes([new Uint8Array(65_536)])).toThrow('bundleBytes');
  });

  it('are malformed when cut, lengthened or too many', () => {
    const bytes = bundleBytes([entropy(32), entropy(32)]);
    for (const bad of [bytes.slice(0, -1), concat(bytes, Uint8Array.of(0)), bundleBytes(Array.from({ length: 257 }, () => entropy(1)))]) expect(parseBundle(bad)).toEqual({ ok: false, fault: 'malformed' });
    expect(parseBundle(new Uint8Array(0))).toEqual({ ok: true, value: [] });
  });
});
