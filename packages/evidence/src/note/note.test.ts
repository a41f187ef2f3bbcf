import { fromBase64, present, toBase64, toHex, unwrap, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { openCheckpoint, parseCheckpointText, signCheckpoint } from '../checkpoint/checkpoint.ts';
import { signer } from '../signature/signature.ts';
import { cosignatureTime, cosigner, noteKey, noteKeyText, noteSigner, parseNoteKey } from './key.ts';
import { MAX_SIGNATURES, noteBytes, parseNote, signNote, verifyNote } from './note.ts';

const entropy = seededEntropy('note');

/** The example of C2SP signed-note. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE = 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

describe('notes', () => {
  it('verify the example of the specification', () => {
    const key = unwrap(parseNoteKey(EXAMPLE_KEY));
    expect(noteKeyText(key)).toBe(EXAMPLE_KEY);
    const note = unwrap(parseNote(utf8(EXAMPLE)));
    expect(verifyNote(note, [key])).toEqual({ ok: true, value: [key] });
    expect(noteBytes(note)).toEqual(utf8(EXAMPLE));
    expect(verifyNote({ ...note, text: `${note.text}x\n` }, [key])).toEqual({ ok: false, fault: 'badSignature' });
    expect(verifyNote(note, [noteKey('example.com/bar', 'ed25519', key.publicKey)])).toEqual({ ok: false, fault: 'noKnownSignature' });
  });

  it.each(['ed25519', 'sm2-sm3'] as const)('are signed with %s', (scheme) => {
    const own = noteSigner('log.example/2026', signer(scheme, entropy(32)));
    const note = signNote('one\n\ntwo\n', [own]);
    const read = unwrap(parseNote(noteBytes(note)));
    expect(read.text).toBe('one\n\ntwo\n');
    expect(verifyNote(read, [own.key]).ok).toBe(true);
    expect(parseNoteKey(noteKeyText(own.key))).toEqual({ ok: true, value: own.key });
    expect(toHex(own.key.publicKey)).toHaveLength(scheme === 'ed25519' ? 64 : 130);
  });

  it('are refused whole when a known key signed wrongly, while unknown keys are ignored', () => {
    const [first, second] = [noteSigner('a', signer('ed25519', entropy(32))), noteSigner('b', signer('ed25519', entropy(32)))];
    const note = signNote('text\n', [first, second]);
    expect(unwrap(verifyNote(note, [second.key])).map((key) => key.name)).toEqual(['b']);
    const spoiled = { ...note, signatures: note.signatures.map((one) => (one.name === 'b' ? { ...one, signature: one.signature.map((byte) => byte ^ 1) } : one)) };
    expect(verifyNote(spoiled, [first.key, second.key])).toEqual({ ok: false, fault: 'badSignature' });
    expect(verifyNote(spoiled, [first.key]).ok).toBe(true);
  });

  it.each([
    ['no signature', 'text\n\n'],
    ['no empty line', 'text\n— a AAAAAAA=\n'],
    ['no last newline', EXAMPLE.slice(0, -1)],
    ['a control character', EXAMPLE.replace('example', 'exa\tmple')],
    ['a hyphen for the dash', EXAMPLE.replace('—', '-')],
    ['a name with a plus', EXAMPLE.replace('com/foo', 'com+foo')],
    ['two spaces', EXAMPLE.replace('/foo ', '/foo  ')],
    ['base64 without padding', EXAMPLE.replace('aQM=', 'aQM')],
    ['base64 with stray bits', EXAMPLE.replace('aQM=', 'aQN=')],
    ['a key id without signature', 'text\n\n— a AAAAAA==\n'],
    ['too many signatures', `text\n\n${'— a AAAAAAA=\n'.repeat(MAX_SIGNATURES + 1)}`],
  ])('are malformed with %s', (_what, text) => {
    expect(parseNote(utf8(text))).toEqual({ ok: false, fault: 'malformed' });
  });

  it('are UTF-8', () => {
    expect(parseNote(Uint8Array.of(0xff, 0x0a, 0x0a))).toEqual({ ok: false, fault: 'malformed' });
    expect(() => signNote('no newline', [])).toThrow('note text');
  });
});

describe('note keys', () => {
  it.each([
    ['a wrong id', EXAMPLE_KEY.replace('530d903a', '530d903b'), 'wrongId'],
    ['another name', EXAMPLE_KEY.replace('foo', 'bar'), 'wrongId'],
    ['an unknown type', 'a+00000000+CAAA', 'unknownKind'],
    ['a short key', 'a+00000000+AQAA', 'badKey'],
    ['one plus', 'a+00000000', 'malformed'],
    ['an empty name', EXAMPLE_KEY.slice('example.com/foo'.length), 'malformed'],
    ['an id in capitals', EXAMPLE_KEY.replace('530d903a', '530D903A'), 'malformed'],
  ])('are refused with %s', (_what, text, fault) => {
    expect(parseNoteKey(text)).toEqual({ ok: false, fault });
  });

  it('may hold a plus in their base64', () => {
    for (let round = 0; round < 60; round += 1) {
      const { key } = noteSigner('log', signer('ed25519', entropy(32)));
      expect(parseNoteKey(noteKeyText(key))).toEqual({ ok: true, value: key });
    }
  });
});

/** The examples of C2SP tlog-checkpoint and tlog-cosignature. */
const CHECKPOINT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

describe('checkpoints', () => {
  const origin = 'log.example/2026';
  const log = noteSigner(origin, signer('ed25519', entropy(32)));
  const national = noteSigner(origin, signer('sm2-sm3', entropy(32)));
  const witness = cosigner('witness.example/w1', signer('ed25519', entropy(32)), 1_679_315_147);
  const checkpoint = { origin, size: 4096, root: entropy(32), extensions: [] };

  it('open with the log key, and tell who else signed', () => {
    const bytes = signCheckpoint(checkpoint, [log, national, witness]);
    const opened = unwrap(openCheckpoint(bytes, origin, log.key, [national.key, witness.key]));
    expect(opened.checkpoint).toEqual(checkpoint);
    expect(opened.signedBy.map((key) => key.kind)).toEqual(['ed25519', 'sm2-sm3', 'cosignature/v1']);
    expect(unwrap(openCheckpoint(bytes, origin, national.key)).signedBy).toEqual([national.key]);
    const line = present(opened.note.signatures[2], 'witness line');
    expect(cosignatureTime(line.signature)).toBe(1_679_315_147);
  });

  it('do not open without it', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, [witness]), origin, log.key, [witness.key])).toEqual({ ok: false, fault: 'noKnownSignature' });
    expect(openCheckpoint(signCheckpoint({ ...checkpoint, origin: 'log.example/2025' }, [log]), origin, log.key)).toEqual({ ok: false, fault: 'foreignOrigin' });
    expect(openCheckpoint(noteBytes(signNote('three\nfree\nlines\n', [log])), origin, log.key)).toEqual({ ok: false, fault: 'notACheckpoint' });
  });

  it('are cosigned for a time that cannot be moved', () => {
    const bytes = signCheckpoint(checkpoint, [log, witness]);
    const note = unwrap(parseNote(bytes));
    const moved = note.signatures.map((one) => (one.name === witness.key.name ? { ...one, signature: one.signature.map((byte, at) => (at === 7 ? byte ^ 1 : byte)) } : one));
    expect(openCheckpoint(noteBytes({ ...note, signatures: moved }), origin, log.key, [witness.key])).toEqual({ ok: false, fault: 'badSignature' });
    // The same key as a plain note key has another id: a cosignature is no note signature.
    expect(toHex(noteKey('witness.example/w1', 'ed25519', witness.key.publicKey).id)).not.toBe(toHex(witness.key.id));
  });

  it('have one text', () => {
    const parsed = present(parseCheckpointText(CHECKPOINT), 'checkpoint');
    expect(parsed.size).toBe(20_852_163);
    expect(toBase64(parsed.root)).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
    expect(parseCheckpointText(`${CHECKPOINT}more\n`)?.extensions).toEqual(['more']);
    const bad = [CHECKPOINT.slice(0, -1), CHECKPOINT.replace('20852163', '020852163'), CHECKPOINT.replace('20852163', '-1'), CHECKPOINT.replace('20852163', '99999999999999999'), `\n${CHECKPOINT}`, CHECKPOINT.replace('I=\n', '=\n'), `${CHECKPOINT}\nx\n`, 'a\n0\n'];
    expect(bad.filter((text) => parseCheckpointText(text) !== undefined)).toEqual([]);
    expect(fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=')).toHaveLength(32);
  });
});
