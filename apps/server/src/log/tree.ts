/** Tiles of the log from the database: entries and fillers at the bottom, `log_node` above. The one source of published tiles, proofs and bundles. */
import { TILE_WIDTH, bundleBytes, leafHash, nodesOf, readerOfTiles, spanHash, type HashReader, type Node, type Tile } from '@zhaobiao/evidence';
import { concat } from '@zhaobiao/basics';
import type pg from 'pg';
import { fillerEntry } from './filler.ts';
import type { Head } from './integrate.ts';

type Source = pg.Pool | pg.ClientBase;

/** Entries `[start, end)`, 32 bytes each. */
export async function readEntries(source: Source, seed: Uint8Array, start: number, end: number): Promise<readonly Uint8Array[]> {
  const { rows } = await source.query<{ index: string; entry: Buffer }>({ name: 'log-entries', text: 'SELECT index, entry FROM log_entry WHERE index >= $1 AND index < $2', values: [start, end] });
  const acts = new Map(rows.map((row) => [Number(row.index), row.entry]));
  return Array.from({ length: end - start }, (_, offset) => acts.get(start + offset) ?? fillerEntry(seed, start + offset));
}

/** The bytes of a tile or entry bundle, the same whenever they are made. */
export async function readTile(source: Source, { seed }: Pick<Head, 'seed'>, { level, index, width }: Tile): Promise<Uint8Array> {
  const start = index * TILE_WIDTH;
  if (level === 'entries') return bundleBytes(await readEntries(source, seed, start, start + width));
  if (level === 0) return concat(...(await readEntries(source, seed, start, start + width)).map((entry) => leafHash(entry)));
  const { rows } = await source.query<{ hash: Buffer }>({ name: 'log-nodes', text: 'SELECT hash FROM log_node WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index', values: [level * 8, start, start + width] });
  if (rows.length !== width) throw new Error(`the log tree is incomplete at tile ${level}/${index}: ${rows.length} of ${width}`);
  return concat(...rows.map((row) => row.hash));
}

/** A reader for these nodes of the tree of `head.size`; each tile is read once. */
export const readerFor = (source: Source, head: Pick<Head, 'seed' | 'size'>, nodes: readonly Node[]): Promise<HashReader> => readerOfTiles(nodes, head.size, (tile) => readTile(source, head, tile));

/** Root of the tree as it was at an earlier size (0 < size ≤ the head's). */
export async function rootAt(source: Source, head: Pick<Head, 'seed'>, size: number): Promise<Uint8Array> {
  const span = { start: 0, end: size };
  return spanHash(span, await readerFor(source, { seed: head.seed, size }, nodesOf(span)));
}
