import { type Result, fail, fromBase64, ok, toBase64 } from '@zhaobiao/basics';
import { DIGEST_LENGTH } from '../digest/digest.ts';
import type { NoteKey, NoteSigner } from '../note/key.ts';
import { type Note, type NoteFault, noteBytes, parseNote, signNote, verifyNote } from '../note/note.ts';

/** C2SP tlog-checkpoint: how many leaves a log had, and their root. Extension lines are kept for the signature and mean nothing here. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array; readonly extensions: readonly string[] };

export type CheckpointFault = NoteFault | 'notACheckpoint' | 'foreignOrigin';

export const checkpointText = ({ origin, size, root, extensions }: Checkpoint): string => [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');

/** The checkpoint of a note text: at least three lines, none empty, a size without leading zeros that a number can hold, a 32-byte root. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined;
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  const size = /^(?:0|[1-9]\d{0,15})$/.test(sizeText ?? '') ? Number(sizeText) : Number.NaN;
  const root = fromBase64(rootText ?? '');
  if (origin === undefined || origin === '' || !Number.isSafeInteger(size) || root?.length !== DIGEST_LENGTH || extensions.includes('')) return undefined;
  return { origin, size, root, extensions };
}

/** The signed checkpoint as it is published. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): Uint8Array {
  const text = checkpointText(checkpoint);
  if (!parseCheckpointText(text)) throw new Error('not a checkpoint');
  return noteBytes(signNote(text, signers));
}

/** What stands behind a checkpoint: which of the given keys signed it. */
export type OpenedCheckpoint = { readonly checkpoint: Checkpoint; readonly note: Note; readonly signedBy: readonly NoteKey[] };

/**
 * A checkpoint signed by the log's own key. `logKey.name` need not be the origin, but `origin` must be, for one key may sign several logs.
 * `others` (witnesses, a second signature of the log) are verified where they signed; how many are enough is for the caller's policy.
 */
export function openCheckpoint(bytes: Uint8Array, origin: string, logKey: NoteKey, others: readonly NoteKey[] = []): Result<OpenedCheckpoint, CheckpointFault> {
  const note = parseNote(bytes);
  if (!note.ok) return note;
  const own = verifyNote(note.value, [logKey]);
  if (!own.ok) return own;
  const checkpoint = parseCheckpointText(note.value.text);
  if (!checkpoint) return fail('notACheckpoint');
  if (checkpoint.origin !== origin) return fail('foreignOrigin');
  const signed = verifyNote(note.value, [logKey, ...others]);
  return signed.ok ? ok({ checkpoint, note: note.value, signedBy: signed.value }) : signed;
}
