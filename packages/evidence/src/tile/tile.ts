import { type Result, assert, fail, ok } from '@zhaobiao/basics';
import { DIGEST_LENGTH } from '../digest/digest.ts';
import { type HashReader, type Node, nodeHash } from '../merkle/tree.ts';

/** C2SP tlog-tiles: 256 hashes wide, eight tree levels high. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** A tile of hashes, or a bundle of entries (`level: 'entries'`); `width` < 256 is a partial one. */
export type Tile = { readonly level: number | 'entries'; readonly index: number; readonly width: number };

/** Index 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** Path below the log's prefix: `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tile of a path, or `undefined` for anything but the one right spelling. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|[1-9]?\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!match) return undefined;
  const index = Number((match[2] ?? '').replaceAll(/[x/]/g, ''));
  const tile: Tile = { level: match[1] === 'entries' ? 'entries' : Number(match[1]), index, width: match[3] === undefined ? TILE_WIDTH : Number(match[3]) };
  return Number.isSafeInteger(index) && tile.width <= TILE_WIDTH && (tile.level === 'entries' || tile.level <= 63) && tilePath(tile) === path ? tile : undefined;
}

/** How many hashes a level has in a log of `size`: 256^level leaves a hash. */
const countAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/**
 * The tiles and bundles that a log of `size` has and one of `oldSize` has not: every tile whose width grew, lowest level first.
 * From 255 to 257: 0/000 full, 0/001.p/1, 1/000.p/1 and the two entry bundles.
 */
export function newTiles(oldSize: number, size: number): readonly Tile[] {
  assert(oldSize <= size, 'newTiles: a log only grows');
  const tiles: Tile[] = [...growth('entries', oldSize, size)];
  for (let level = 0; countAt(level, size) > 0; level += 1) tiles.push(...growth(level, countAt(level, oldSize), countAt(level, size)));
  return tiles;
}

function* growth(level: number | 'entries', from: number, to: number): Generator<Tile, void, void> {
  if (from === to) return;
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) yield { level, index, width: Math.min(TILE_WIDTH, to - index * TILE_WIDTH) };
}

/** The bytes of a hash tile: each hash is the root of a complete subtree. */
export function tileBytes({ level, index, width }: Tile, read: HashReader): Uint8Array {
  assert(level !== 'entries', 'tileBytes: a hash tile');
  const bytes = new Uint8Array(width * DIGEST_LENGTH);
  for (let at = 0; at < width; at += 1) bytes.set(read({ level: level * TILE_HEIGHT, index: index * TILE_WIDTH + at }), at * DIGEST_LENGTH);
  return bytes;
}

/** The tile of a tree of `size` that holds (or, by hashing up, yields) a complete subtree. */
export function tileOfNode({ level, index }: Node, size: number): Tile {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const first = index * 2 ** (level % TILE_HEIGHT);
  const tileIndex = Math.floor(first / TILE_WIDTH);
  return { level: tileLevel, index: tileIndex, width: Math.min(TILE_WIDTH, countAt(tileLevel, size) - tileIndex * TILE_WIDTH) };
}

/** The hash of a complete subtree from the tile that holds it. */
export function nodeFromTile({ level, index }: Node, bytes: Uint8Array): Uint8Array {
  const height = level % TILE_HEIGHT;
  const first = (index * 2 ** height) % TILE_WIDTH;
  assert(bytes.length >= (first + 2 ** height) * DIGEST_LENGTH, 'nodeFromTile: the tile holds the subtree');
  let row: Uint8Array[] = Array.from({ length: 2 ** height }, (_, at) => bytes.slice((first + at) * DIGEST_LENGTH, (first + at + 1) * DIGEST_LENGTH));
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[at * 2] ?? new Uint8Array(0), row[at * 2 + 1] ?? new Uint8Array(0)));
  return row[0] ?? new Uint8Array(0);
}

/**
 * A hash reader over tiles of a tree of `size`. `fetchTile` may be any store; each tile is asked for once. Tiles are not trusted by this:
 * what is computed from them must be held against a checkpoint's root.
 */
export async function readerOfTiles(nodes: readonly Node[], size: number, fetchTile: (tile: Tile) => Promise<Uint8Array> | Uint8Array): Promise<HashReader> {
  const wanted = new Map<string, Tile>(nodes.map((node) => [tilePath(tileOfNode(node, size)), tileOfNode(node, size)]));
  const fetched = new Map(await Promise.all([...wanted].map(async ([path, tile]) => [path, await fetchTile(tile)] as const)));
  return (node) => nodeFromTile(node, fetched.get(tilePath(tileOfNode(node, size))) ?? new Uint8Array(0));
}

/** An entry bundle: each entry after its big-endian u16 length. */
export function bundleBytes(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    assert(entry.length < 65_536, 'bundleBytes: an entry has at most 65,535 bytes');
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 255;
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** The entries of a bundle, or a fault when a length runs past the end or there are more than 256. */
export function parseBundle(bytes: Uint8Array): Result<readonly Uint8Array[], 'malformed'> {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const high = bytes[at];
    const low = bytes[at + 1];
    if (high === undefined || low === undefined || entries.length === TILE_WIDTH) return fail('malformed');
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return fail('malformed');
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return ok(entries);
}
