import { type Json, type JsonObject, type Result, fail, ok } from '@zhaobiao/basics';
import { parseCanonical } from '../canonical/canonical.ts';
import { SIGNATURE_SCHEMES } from '../signature/scheme.ts';
import { type ActLine, BUNDLE_FORMAT, type BundleHeader, type BundleLine, type CheckpointLine, type DeclaredKey, type DisclosureLine, type EndLine, type ObjectLine, type ProofLine } from './lines.ts';

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isTexts = (value: Json | undefined): value is readonly string[] => isList(value) && value.every(isText);
const isCount = (value: Json | undefined): value is number => typeof value === 'number' && value >= 0;
const hasOnly = (value: JsonObject, names: readonly string[]): boolean => Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

/** A declared key, or `undefined` for anything else; whether its id fits its bytes is for the verifier. */
export function declaredKey(value: Json): DeclaredKey | undefined {
  if (!isObject(value) || !hasOnly(value, ['scheme', 'keyId', 'publicKey'])) return undefined;
  const { scheme: name, keyId, publicKey } = value;
  const scheme = SIGNATURE_SCHEMES.find((one) => one === name);
  return scheme && isText(keyId) && isText(publicKey) ? { scheme, keyId, publicKey } : undefined;
}

/** A list of declared keys, or `undefined` when one of them is none. */
export function declaredKeys(value: Json | undefined): readonly DeclaredKey[] | undefined {
  const keys = isList(value) ? value.map(declaredKey) : [undefined];
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

export function readHeader(line: Uint8Array): Result<BundleHeader, 'notABundle'> {
  const parsed = parseCanonical(line);
  const value = parsed.ok ? parsed.value : null;
  if (!isObject(value) || !hasOnly(value, ['format', 'origin', 'logKey', 'platformKeys', 'partial'])) return fail('notABundle');
  const { format, origin, logKey, partial } = value;
  const platformKeys = declaredKeys(value['platformKeys']);
  if (format !== BUNDLE_FORMAT || !isText(origin) || !isText(logKey) || !platformKeys || !isTexts(partial)) return fail('notABundle');
  return ok({ format, origin, logKey, platformKeys, partial });
}

type Reader<Line> = (value: JsonObject) => Line | undefined;

const checkpointLine: Reader<CheckpointLine> = ({ note, ...rest }) => (isText(note) && hasOnly(rest, ['kind']) ? { kind: 'checkpoint', note } : undefined);

const actLine: Reader<ActLine> = ({ index, salt, bytes, ...rest }) => (isCount(index) && isText(salt) && isText(bytes) && hasOnly(rest, ['kind']) ? { kind: 'act', index, salt, bytes } : undefined);

const proofLine: Reader<ProofLine> = ({ index, hashes, ...rest }) => (isCount(index) && isTexts(hashes) && hasOnly(rest, ['kind']) ? { kind: 'proof', index, hashes } : undefined);

const disclosureLine: Reader<DisclosureLine> = ({ index, event, name, salt, value, ...rest }) =>
  isCount(index) && isCount(event) && isText(name) && isText(salt) && value !== undefined && hasOnly(rest, ['kind']) ? { kind: 'disclosure', index, event, name, salt, value } : undefined;

const objectLine: Reader<ObjectLine> = ({ digest, length, chunks, ...rest }) => (isText(digest) && isCount(length) && isTexts(chunks) && hasOnly(rest, ['kind']) ? { kind: 'object', digest, length, chunks } : undefined);

const endLine: Reader<EndLine> = ({ lines, ...rest }) => (isCount(lines) && hasOnly(rest, ['kind']) ? { kind: 'end', lines } : undefined);

const READERS: Readonly<Record<BundleLine['kind'], Reader<BundleLine>>> = { checkpoint: checkpointLine, act: actLine, proof: proofLine, disclosure: disclosureLine, object: objectLine, end: endLine };

const isKind = (kind: Json | undefined): kind is BundleLine['kind'] => typeof kind === 'string' && Object.hasOwn(READERS, kind);

/** A line after the first: canonical JSON of a known kind with exactly its fields. */
export function readLine(line: Uint8Array): Result<BundleLine, 'badLine'> {
  const parsed = parseCanonical(line);
  const value = parsed.ok ? parsed.value : null;
  const read = isObject(value) && isKind(value['kind']) ? READERS[value['kind']](value) : undefined;
  return read ? ok(read) : fail('badLine');
}

const NEWLINE = 0x0a;

/** The lines of a bundle file, without copying. */
export function* linesOf(file: Uint8Array): Generator<Uint8Array, void, void> {
  let at = 0;
  while (at < file.length) {
    const end = file.indexOf(NEWLINE, at);
    yield file.subarray(at, end < 0 ? file.length : end);
    at = end < 0 ? file.length : end + 1;
  }
}
