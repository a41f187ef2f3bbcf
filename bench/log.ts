/**
 * `log`: leaves a second through hashing, appending, tiling and one signed checkpoint a batch, in memory, against two bare SHA-256 a leaf
 * (what a tree cannot do without) in the same run; and the time to verify a receipt offline.
 */
import { hash, randomBytes } from 'node:crypto';
import { present, unwrap, utf8 } from '@zhaobiao/basics';
import { type CompactRange, type HashReader, EMPTY_RANGE, appendAll, bundleBytes, inclusionProof, leafHash, makeReceipt, newTiles, noteSigner, readerOfLeaves, rootOf, rootOfLeaves, signCheckpoint, signer, tileBytes, verifyReceipt, actLeaf } from '@zhaobiao/evidence';
import { smallCase } from '../packages/evidence/test/small-case.ts';
import { type Figure, figure } from './figure.ts';

const LEAVES = 65_536;
const BATCH = 256;
const LEAVES_TARGET = 50_000;
const RECEIPT_MS = 5;
const RECEIPTS = 500;

const log = noteSigner('bench.example/log', signer('ed25519', new Uint8Array(randomBytes(32))));

/** The work of the integrator and publisher but for their disks: gives the bytes written, so that nothing is optimised away. */
function integrate(entries: readonly Uint8Array[]): number {
  const nodes = new Map<string, Uint8Array>();
  const read: HashReader = ({ level, index }) => present(nodes.get(`${level}/${index}`), 'node');
  let range: CompactRange = EMPTY_RANGE;
  let written = 0;
  for (let at = 0; at < entries.length; at += BATCH) {
    const batch = entries.slice(at, at + BATCH);
    const next = appendAll(range, batch.map((entry) => leafHash(entry)), ({ level, index }, node) => nodes.set(`${level}/${index}`, node));
    for (const tile of newTiles(range.size, next.size)) {
      const bytes = tile.level === 'entries' ? bundleBytes(entries.slice(tile.index * 256, tile.index * 256 + tile.width)) : tileBytes(tile, read);
      written += bytes.length;
    }
    written += signCheckpoint({ origin: log.key.name, size: next.size, root: rootOf(next), extensions: [] }, [log]).length;
    range = next;
  }
  return written;
}

function leavesPerSecond(): Figure {
  const entries = Array.from({ length: LEAVES }, () => new Uint8Array(randomBytes(32)));
  integrate(entries.slice(0, 4096));
  const node = new Uint8Array(65);
  let started = performance.now();
  for (let count = 0; count < 2 * LEAVES; count += 1) hash('sha256', node, 'buffer');
  const reference = (LEAVES * 1_000) / (performance.now() - started);
  started = performance.now();
  integrate(entries);
  const value = (LEAVES * 1_000) / (performance.now() - started);
  return figure({ bench: 'log', name: `hash, append, tile and sign, batches of ${BATCH}`, value, unit: 'leaves/s', reference, target: LEAVES_TARGET, met: value >= LEAVES_TARGET });
}

async function receiptTime(): Promise<Figure> {
  const { log: written } = await smallCase('bench-receipt', 2, ['ed25519']);
  const { salt, bytes } = present(written.written[4], 'act');
  const leaves = Array.from({ length: 100_000 }, (_, index) => (index === 77_777 ? actLeaf(salt, bytes) : leafHash(utf8(`filler ${index}`))));
  const root = rootOfLeaves(leaves);
  const checkpoint = signCheckpoint({ origin: written.log.key.name, size: leaves.length, root, extensions: [] }, [written.log]);
  const receipt = makeReceipt({ index: 77_777, salt, act: bytes, proof: inclusionProof(77_777, leaves.length, readerOfLeaves(leaves)), checkpoint });
  const started = performance.now();
  for (let round = 0; round < RECEIPTS; round += 1) unwrap(verifyReceipt(receipt, undefined, { logKey: written.log.key }));
  const value = (performance.now() - started) / RECEIPTS;
  return figure({ bench: 'log', name: 'verify a receipt in a log of 100,000', value, unit: 'ms', reference: RECEIPT_MS, target: RECEIPT_MS, met: value <= RECEIPT_MS });
}

export async function run(): Promise<readonly Figure[]> {
  return [leavesPerSecond(), await receiptTime()];
}
