import { present, toHex, utf8 } from '@zhaobiao/basics';
import { cosignatureTime, newTiles, openCheckpoint, parseCheckpointText, parseNote, parseNoteKey, parseTilePath, noteKeyText, tilePath, verifyNote } from '@zhaobiao/evidence';
import { type Suite, textOf } from './suite.ts';

/** The fenced examples of a specification that are signed notes. */
const notesIn = (text: string): string[] => [...text.matchAll(/```\n([\s\S]*?)```/g)].map((match) => match[1] ?? '').filter((block) => block.includes('\n\n— ') && !block.includes('[...]'));

export const signedNoteExamples: Suite = {
  name: 'C2SP signed-note examples',
  folder: 'vectors/c2sp-specs',
  needs: 'signed-note.md',
  run: (folder, { check }) => {
    const text = textOf(folder, 'signed-note.md');
    const keyText = /^ {0,4}(example\.com\/foo\+[0-9a-f]{8}\+\S+)$/m.exec(text)?.[1] ?? '';
    const key = parseNoteKey(keyText);
    check('verifier key', key.ok && noteKeyText(key.value) === keyText && toHex(key.value.id) === '530d903a');
    const examples = notesIn(text);
    for (const example of examples) check(`note: ${example.slice(0, 30)}`, parseNote(utf8(example)).ok);
    const signed = parseNote(utf8(examples.find((one) => one.includes('— example.com/foo ')) ?? ''));
    check('the example verifies', key.ok && signed.ok && verifyNote(signed.value, [key.value]).ok);
    check('a changed one does not', key.ok && signed.ok && !verifyNote({ ...signed.value, text: signed.value.text.replace('an', 'no') }, [key.value]).ok);
  },
};

export const checkpointExamples: Suite = {
  name: 'C2SP tlog-checkpoint and tlog-cosignature examples',
  folder: 'vectors/c2sp-specs',
  needs: 'tlog-checkpoint.md',
  run: (folder, { check }) => {
    for (const file of ['tlog-checkpoint.md', 'tlog-cosignature.md']) {
      for (const example of notesIn(textOf(folder, file))) {
        const note = parseNote(utf8(example));
        const checkpoint = note.ok ? parseCheckpointText(note.value.text) : undefined;
        check(`${file}: text`, checkpoint?.origin === 'example.com/behind-the-sofa' && checkpoint.size === 20_852_163 && checkpoint.root.length === 32);
        const stranger = present(parseNoteKeyOf('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'), 'key');
        check(`${file}: no known key, no belief`, !openCheckpoint(utf8(example), 'example.com/behind-the-sofa', stranger).ok);
        const witness = note.ok ? note.value.signatures.find((one) => one.name === 'witness.example.com/w1') : undefined;
        if (witness) check(`${file}: cosignature time`, cosignatureTime(witness.signature) === 1_679_315_147 && witness.signature.length === 72);
      }
    }
  },
};

const parseNoteKeyOf = (text: string) => {
  const key = parseNoteKey(text);
  return key.ok ? key.value : undefined;
};

export const tileExamples: Suite = {
  name: 'C2SP tlog-tiles examples',
  folder: 'vectors/c2sp-specs',
  needs: 'tlog-tiles.md',
  run: (folder, { check }) => {
    const text = textOf(folder, 'tlog-tiles.md');
    const path = /`(x001\/x234\/067)`/.exec(text)?.[1] ?? '';
    check('index 1234067', tilePath({ level: 0, index: 1_234_067, width: 256 }) === `tile/0/${path}` && parseTilePath(`tile/0/${path}`)?.index === 1_234_067);
    const tiles = newTiles(0, 70_000);
    const widths = (level: number, full: boolean): number[] => tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).map((tile) => tile.width);
    check('273 full level 0 tiles', widths(0, true).length === 273);
    check('one partial level 0 tile of width 112', widths(0, false).join(' ') === '112');
    check('one full level 1 tile', widths(1, true).length === 1);
    check('one partial level 1 tile of width 17', widths(1, false).join(' ') === '17');
    check('one partial level 2 tile of width 1', widths(2, true).length === 0 && widths(2, false).join(' ') === '1');
    check('size 256', newTiles(0, 256).filter((tile) => tile.level !== 'entries').map(tilePath).join(' ') === 'tile/0/000 tile/1/000.p/1');
  },
};
