/** The log: every act in it once, its tree recomputed, its published checkpoints a growing line, its feed without anything sealed and without a gap. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes, toHex } from '@zhaobiao/basics';
import { consistencyProof, leafHash, newTiles, openCheckpoint, readerOfLeaves, rootOfLeaves, bundleBytes, tileBytes, tilePath, verifyConsistency, type NoteKey } from '@zhaobiao/evidence';
import { feedAfter, fillerEntry, readHead, rootOfHead, type DatabaseClient } from '@zhaobiao/server';
import { asPool } from './as-pool.kernel.ts';
import type { StoredAct } from './world.ts';

export type LogGround = { readonly directory: string; readonly origin: string; readonly key: NoteKey };
export type SeenCheckpoint = { readonly size: number; readonly root: Uint8Array };

/** The checkpoint that lies published at this moment. */
export async function readPublished({ directory, origin, key }: LogGround): Promise<SeenCheckpoint | undefined> {
  const bytes = await readFile(join(directory, 'checkpoint')).catch(() => undefined);
  if (!bytes) return undefined;
  const opened = openCheckpoint(bytes, origin, key);
  if (!opened.ok) throw new Error(`the published checkpoint cannot be opened: ${opened.fault}`);
  return opened.value.checkpoint;
}

type Placed = { readonly index: string; readonly act: string; readonly entry: Buffer };

function placeFaults(acts: readonly StoredAct[], placed: readonly Placed[], pending: readonly { readonly act: string; readonly entry: Buffer }[], size: number): readonly string[] {
  const times = new Map<string, number>();
  for (const { act } of [...placed, ...pending]) times.set(act, (times.get(act) ?? 0) + 1);
  const faults = acts.filter((act) => times.get(act.id) !== 1).map((act) => `act ${act.id} stands ${times.get(act.id) ?? 0} times in log_pending and log_entry together`);
  const entries = new Map(acts.map((act) => [act.id, act.entry]));
  for (const each of [...placed, ...pending]) if (!entries.get(each.act)?.equals(each.entry)) faults.push(`the log holds another entry for act ${each.act}`);
  return [...faults, ...placed.filter(({ index }) => Number(index) >= size).map(({ index }) => `index ${index} lies beyond the head of ${size}`)];
}

/** Public acts below the published size, all of them and nothing else. */
async function feedFaults(client: DatabaseClient, acts: readonly StoredAct[], placed: readonly Placed[], published: number): Promise<readonly string[]> {
  const byEntry = new Map(acts.map((act) => [act.entry.toString('hex'), act]));
  const faults: string[] = [];
  const seen = new Set<string>();
  for (let after = -1; ; ) {
    const page = await feedAfter(asPool(client), after, 500);
    for (const item of page.items) {
      const act = byEntry.get(item.entry);
      if (!act || (act.until !== null && act.publishedBy === null)) faults.push(`the feed shows what is sealed or unknown: ${item.entry}`);
      seen.add(item.entry);
      for (const field of item.disclosures) {
        const stored = act?.disclosures.find((each) => each.ordinal === field.event && each.name === field.name);
        if (!stored || stored.published_by === null || !stored.class.startsWith('until:')) faults.push(`the feed shows field ${field.name} of ${item.entry} before its time`);
      }
    }
    if (page.items.length === 0 || page.next <= after) break;
    after = page.next;
  }
  const open = new Map(acts.filter((act) => act.until === null || act.publishedBy !== null).map((act) => [act.id, act]));
  const missing = placed.filter(({ index, act, entry }) => Number(index) < published && open.has(act) && !seen.has(entry.toString('hex')));
  return [...faults, ...missing.map(({ index }) => `the feed passes over the public act at ${index}`)];
}

export type LogFindings = { readonly faults: readonly string[]; readonly entries: readonly Uint8Array[] };

/** `seen` are checkpoints met earlier in the run, growing; each must be a prefix of the next. */
export async function logFaults(client: DatabaseClient, acts: readonly StoredAct[], seen: readonly SeenCheckpoint[]): Promise<LogFindings> {
  const head = await readHead(client);
  if (!head) return { faults: ['there is no log'], entries: [] };
  const { rows: placed } = await client.query<Placed>('SELECT index, act, entry FROM log_entry ORDER BY index');
  const { rows: pending } = await client.query<{ readonly act: string; readonly entry: Buffer }>('SELECT act, entry FROM log_pending ORDER BY act');
  const byIndex = new Map(placed.map((row) => [Number(row.index), row.entry]));
  const entries = Array.from({ length: head.size }, (_, index) => byIndex.get(index) ?? fillerEntry(head.seed, index));
  const leaves = entries.map((entry) => leafHash(entry));
  const faults = [...placeFaults(acts, placed, pending, head.size), ...(await feedFaults(client, acts, placed, head.published))];
  if (!equalBytes(rootOfLeaves(leaves), rootOfHead(head))) faults.push(`the root of log_head at ${head.size} is not the root of its entries`);
  if (head.published > head.size) faults.push(`published ${head.published} of ${head.size}`);
  const reader = readerOfLeaves(leaves);
  for (const [index, checkpoint] of seen.entries()) {
    if (checkpoint.size > head.size) faults.push(`a checkpoint of ${checkpoint.size} was published, the head is ${head.size}`);
    const next = seen[index + 1] ?? { size: head.size, root: rootOfHead(head) };
    if (checkpoint.size === 0 || checkpoint.size > head.size || next.size > head.size) continue;
    const proof = consistencyProof(checkpoint.size, next.size, reader);
    if (!verifyConsistency({ oldSize: checkpoint.size, oldRoot: checkpoint.root, size: next.size, root: next.root, proof })) faults.push(`the checkpoint of ${checkpoint.size} is no prefix of the one of ${next.size}`);
  }
  return { faults, entries };
}

/** Every tile of the published checkpoint as it lies on the disk, against the entries. Asked when nothing is being published. */
export async function tileFaults({ directory }: LogGround, size: number, entries: readonly Uint8Array[]): Promise<readonly string[]> {
  const reader = readerOfLeaves(entries.slice(0, size).map((entry) => leafHash(entry)));
  const faults: string[] = [];
  for (const tile of newTiles(0, size)) {
    const expected = tile.level === 'entries' ? bundleBytes(entries.slice(tile.index * 256, tile.index * 256 + tile.width)) : tileBytes(tile, reader);
    const found = await readFile(join(directory, tilePath(tile))).catch(() => undefined);
    if (!found || toHex(found) !== toHex(expected)) faults.push(`tile ${tilePath(tile)} of the checkpoint of ${size} is ${found ? 'wrong' : 'missing'}`);
  }
  return faults;
}
