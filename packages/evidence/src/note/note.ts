import { type Result, concat, equalBytes, fail, fromBase64, fromUtf8, ok, toBase64, utf8 } from '@zhaobiao/basics';
import { type NoteKey, type NoteSigner, isKeyName, verifyNoteSignature } from './key.ts';

/** One line below the text: `— <name> <base64 of 4-byte key id ‖ signature>`. */
export type NoteSignature = { readonly name: string; readonly id: Uint8Array; readonly signature: Uint8Array };

/** C2SP signed-note: a text that ends in a newline, and its signatures. Nothing of it may be believed before `verifyNote`. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

export type NoteFault = 'malformed' | 'noKnownSignature' | 'badSignature';

/** More lines than any witness policy needs; the specification asks verifiers for at least 16. */
export const MAX_SIGNATURES = 100;

const MARK = '— ';

function parseLine(line: string): NoteSignature | undefined {
  const [name, encoded, ...more] = line.slice(MARK.length).split(' ');
  const bytes = fromBase64(encoded ?? '');
  if (!line.startsWith(MARK) || name === undefined || more.length > 0 || !isKeyName(name) || !bytes || bytes.length < 5) return undefined;
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** The parts of a note: UTF-8, no control characters but newlines, the last empty line before the signatures, at least one of them. */
export function parseNote(bytes: Uint8Array): Result<Note, 'malformed'> {
  let whole: string;
  try {
    whole = fromUtf8(bytes);
  } catch {
    return fail('malformed');
  }
  const gap = whole.lastIndexOf('\n\n');
  if (gap < 0 || !whole.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(whole)) return fail('malformed');
  const lines = whole.slice(gap + 2, -1).split('\n');
  const signatures = lines.map(parseLine);
  if (lines.length > MAX_SIGNATURES || !signatures.every((one) => one !== undefined)) return fail('malformed');
  return ok({ text: whole.slice(0, gap + 1), signatures });
}

export function noteBytes({ text, signatures }: Note): Uint8Array {
  return utf8(`${text}\n${signatures.map((one) => `${MARK}${one.name} ${toBase64(concat(one.id, one.signature))}\n`).join('')}`);
}

/** The text with one signature a signer. */
export function signNote(text: string, signers: readonly NoteSigner[]): Note {
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(text) || !text.isWellFormed()) throw new Error('not a note text');
  return { text, signatures: signers.map(({ key, sign }) => ({ name: key.name, id: key.id, signature: sign(utf8(text)) })) };
}

const isBy = (key: NoteKey, one: NoteSignature): boolean => one.name === key.name && equalBytes(one.id, key.id);

/**
 * The keys of `keys` that signed the note. Signatures of unknown keys are ignored; a wrong signature of a known key refuses the whole
 * note, as does the lack of any known one (C2SP signed-note, "Signatures").
 */
export function verifyNote(note: Note, keys: readonly NoteKey[]): Result<readonly NoteKey[], NoteFault> {
  const signed: NoteKey[] = [];
  for (const one of note.signatures) {
    const key = keys.find((known) => isBy(known, one));
    if (!key) continue;
    if (!verifyNoteSignature(key, note.text, one.signature)) return fail('badSignature');
    if (!signed.includes(key)) signed.push(key);
  }
  return signed.length > 0 ? ok(signed) : fail('noKnownSignature');
}
