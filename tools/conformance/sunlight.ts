import { equalBytes, present, unwrap } from '@zhaobiao/basics';
import { type NoteKey, type Tile, inclusionSpans, hashSpans, newTiles, nodesOfSpans, openCheckpoint, parseCheckpointText, parseNote, parseNoteKey, readerOfTiles, spanHash, tilePath, verifyInclusion, verifyNote } from '@zhaobiao/evidence';
import path from 'node:path';
import { type Suite, type Tally, bytesOf, filesBelow } from './suite.ts';
import { jsonOf } from './vector.kernel.ts';

/** A tree of tiles against the root its checkpoint names; the entry bundles of this data are placeholders. */
async function checkTree(folder: string, name: string, { check }: Tally): Promise<void> {
  const note = unwrap(parseNote(bytesOf(folder, 'checkpoint')));
  const { size, root } = present(parseCheckpointText(note.text), 'checkpoint');
  const tiles = newTiles(0, size).filter((tile) => tile.level !== 'entries');
  const fetchTile = (tile: Tile): Uint8Array => bytesOf(folder, tilePath(tile));
  for (const tile of tiles) check(`${name} ${tilePath(tile)}`, fetchTile(tile).length === tile.width * 32);
  const span = { start: 0, end: size };
  const reader = await readerOfTiles(nodesOfSpans([span]), size, fetchTile);
  check(`${name} root of ${size}`, equalBytes(spanHash(span, reader), root));
  for (let index = 0; index < size; index += 1) {
    const spans = inclusionSpans(index, size);
    const read = await readerOfTiles([...nodesOfSpans(spans), { level: 0, index }], size, fetchTile);
    check(`${name} inclusion ${index}`, verifyInclusion({ leaf: read({ level: 0, index }), index, size, proof: hashSpans(spans, read), root }));
  }
}

const keysOf = (...parts: string[]): NoteKey[] => jsonOf<{ readonly verifier_keys: readonly string[] }>(...parts).verifier_keys.map((text) => unwrap(parseNoteKey(text)));

function checkCosignatures(folder: string, below: string, keys: readonly NoteKey[], { check }: Tally): void {
  for (const name of filesBelow(path.join(folder, below)).filter((one) => /^[0-9a-f]{64}\/checkpoint$/.test(one))) {
    const bytes = bytesOf(folder, below, name);
    const note = parseNote(bytes);
    check(`${below}/${name}`, note.ok && verifyNote(note.value, keys).ok && parseCheckpointText(note.value.text) !== undefined);
    const [key] = keys;
    // The witness is not the log: its cosignature alone opens no checkpoint of a log whose key is another.
    check(`${below}/${name} under another origin`, key !== undefined && !openCheckpoint(bytes, 'other.example', key).ok);
  }
}

export const sunlightTree: Suite = {
  name: 'Sunlight tiles, cosignatures and mirror',
  folder: 'vectors/sunlight/cmd/skylight/testdata',
  needs: 'witness/mirror',
  run: async (folder, tally) => {
    checkCosignatures(folder, 'witness', keysOf(folder, 'witness/witness.v0.json'), tally);
    checkCosignatures(folder, 'witness2', keysOf(folder, 'witness2/witness.v0.json'), tally);
    checkCosignatures(folder, 'witness/mirror', keysOf(folder, 'witness/mirror/mirror.v0.json'), tally);
    const mirrors = filesBelow(path.join(folder, 'witness/mirror')).filter((one) => /^[0-9a-f]{64}\/checkpoint$/.test(one));
    for (const mirror of mirrors) await checkTree(path.join(folder, 'witness/mirror', path.dirname(mirror)), 'mirror', tally);
    tally.note('the tiles of the CT tree itself are placeholders in this data; its mirror has real ones');
    tally.note('the CT log’s own ECDSA line (type 0x05) belongs to no key kind here and is ignored, as the note specification asks');
  },
};
