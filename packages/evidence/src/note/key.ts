import { type Result, concat, fail, fromBase64, fromHex, ok, present, toBase64, toHex, uintBytes, utf8 } from '@zhaobiao/basics';
import { digest } from '../digest/digest.ts';
import { type Signer, isPublicKey, verifySignature } from '../signature/signature.ts';
import type { SignatureScheme } from '../signature/scheme.ts';

/** Kinds of note keys: plain signatures of both schemes, and a witness's timestamped cosignature (C2SP tlog-cosignature, Ed25519). */
export type NoteKeyKind = SignatureScheme | 'cosignature/v1';

/** A key that may sign notes: its name on the signature line, its kind and public key, and the 4-byte id of all three (C2SP signed-note). */
export type NoteKey = { readonly name: string; readonly kind: NoteKeyKind; readonly publicKey: Uint8Array; readonly id: Uint8Array };

export type NoteKeyFault = 'malformed' | 'unknownKind' | 'wrongId' | 'badKey';

/** Signature type bytes of C2SP signed-note; 0xff is followed by our own identifier. SM2 has no byte of its own there. */
const TYPES: Readonly<Record<NoteKeyKind, Uint8Array>> = {
  ed25519: Uint8Array.of(0x01),
  'sm2-sm3': concat(Uint8Array.of(0xff), utf8('sm2-sm3/v1')),
  'cosignature/v1': Uint8Array.of(0x04),
};
const KINDS: readonly NoteKeyKind[] = ['ed25519', 'sm2-sm3', 'cosignature/v1'];

const schemeOf = (kind: NoteKeyKind): SignatureScheme => (kind === 'cosignature/v1' ? 'ed25519' : kind);

/** Non-empty, no Unicode space, no plus, no control character. */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}\p{Cc}+]+$/u.test(name);

export function noteKey(name: string, kind: NoteKeyKind, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new Error(`not a note key name: ${name}`);
  return { name, kind, publicKey, id: digest('sha256', utf8(name), uintBytes(0x0a, 1), TYPES[kind], publicKey).slice(0, 4) };
}

/** `<name>+<hex id>+<base64 type ‖ key>` */
export const noteKeyText = ({ name, kind, publicKey, id }: NoteKey): string => `${name}+${toHex(id)}+${toBase64(concat(TYPES[kind], publicKey))}`;

/** A verifier key (vkey). The id must be the recommended hash: a key with another id is refused as mistyped. */
export function parseNoteKey(text: string): Result<NoteKey, NoteKeyFault> {
  const [name, idText, keyText, ...more] = splitPlus(text);
  const id = fromHex(idText ?? '');
  const typed = fromBase64(keyText ?? '');
  if (name === undefined || more.length > 0 || !isKeyName(name) || id?.length !== 4 || !typed || typed.length === 0) return fail('malformed');
  const kind = KINDS.find((one) => TYPES[one].every((byte, index) => typed[index] === byte));
  if (!kind) return fail('unknownKind');
  const publicKey = typed.slice(TYPES[kind].length);
  if (!isPublicKey(schemeOf(kind), publicKey)) return fail('badKey');
  const key = noteKey(name, kind, publicKey);
  return toHex(key.id) === idText ? ok(key) : fail('wrongId');
}

/** Base64 may itself hold a plus: only the first two separate. */
function splitPlus(text: string): readonly string[] {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  return first < 0 || second < 0 ? [text] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

/** A plain note signer: a name for a signature key. A thief of a log's key can sign a second history, which its witnesses and old receipts would show. */
export type NoteSigner = { readonly key: NoteKey; readonly sign: (text: Uint8Array) => Uint8Array };

export const noteSigner = (name: string, own: Signer): NoteSigner => ({ key: noteKey(name, own.scheme, own.publicKey), sign: own.sign });

const TIMESTAMP = 8;

/** The message of an Ed25519 cosignature: two header lines, then the note text. */
const cosignedMessage = (seconds: number, text: string): Uint8Array => utf8(`cosignature/v1\ntime ${seconds}\n${text}`);

/** A witness's signer for a moment, in whole seconds since 1970. A thief of a witness's key can vouch for a false history as that one witness. */
export function cosigner(name: string, own: Signer, seconds: number): NoteSigner {
  if (own.scheme !== 'ed25519') throw new Error('cosignature/v1 is Ed25519');
  const decoder = new TextDecoder();
  return { key: noteKey(name, 'cosignature/v1', own.publicKey), sign: (text) => concat(uintBytes(seconds, TIMESTAMP), own.sign(cosignedMessage(seconds, decoder.decode(text)))) };
}

/** Seconds since 1970 that a cosignature carries, or `undefined` when it has no room for them. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length <= TIMESTAMP) return undefined;
  const view = new DataView(signature.buffer, signature.byteOffset, TIMESTAMP);
  const seconds = Number(view.getBigUint64(0));
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Whether `signature` (without the key id) is the key's over the note text. */
export function verifyNoteSignature(key: NoteKey, text: string, signature: Uint8Array): boolean {
  if (key.kind !== 'cosignature/v1') return verifySignature(key.kind, key.publicKey, utf8(text), signature);
  const seconds = cosignatureTime(signature);
  return seconds !== undefined && verifySignature('ed25519', key.publicKey, cosignedMessage(seconds, text), present(signature.subarray(TIMESTAMP), 'signature'));
}
