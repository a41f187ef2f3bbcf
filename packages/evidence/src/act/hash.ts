import { type Json, assert, toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes } from '../canonical/canonical.ts';
import { digest, lengthPrefixed } from '../digest/digest.ts';
import { leafHash } from '../merkle/tree.ts';
import { COMMAND_FORMAT, type Hex, type SignedCommand } from './record.ts';

/** Bytes of the salt of a field or an entry. */
export const SALT_LENGTH = 16;

/** Bytes of a log entry; a filler is this many random bytes, indistinguishable from an act's entry without its salt. */
export const ENTRY_LENGTH = 32;

/** sha256 hex of canonical `{command, nonce}`. The nonce (hex, at least 16 bytes) keeps a low-entropy command, such as a price, from being guessed. */
export const commandDigest = (command: Json, nonce: Hex): Hex => toHex(digest('sha256', canonicalBytes({ nonce, command })));

/** What the actor signs: canonical `{act, commandDigest, format: 'zhaobiao/command/v1', key, stream, tender}`. */
export const signedCommandBytes = ({ act, stream, key, tender, commandDigest: command }: SignedCommand): Uint8Array =>
  canonicalBytes({ format: COMMAND_FORMAT, act, stream, key, tender, commandDigest: command });

const FIELD = utf8('field/v1');
const ENTRY = utf8('entry/v1');

/** sha256('field/v1' ‖ LP(salt) ‖ LP(name) ‖ LP(canonical(value))), 32 bytes. Erasing salt and value leaves nothing to guess against. */
export function fieldCommitment(salt: Uint8Array, name: string, value: Json): Uint8Array {
  assert(salt.length === SALT_LENGTH, 'fieldCommitment: salt of 16 bytes');
  return digest('sha256', FIELD, lengthPrefixed(salt), lengthPrefixed(utf8(name)), lengthPrefixed(canonicalBytes(value)));
}

/** sha256('entry/v1' ‖ salt ‖ act bytes): the 32-byte log entry of an act. */
export function entryOf(salt: Uint8Array, actBytes: Uint8Array): Uint8Array {
  assert(salt.length === SALT_LENGTH, 'entryOf: salt of 16 bytes');
  return digest('sha256', ENTRY, salt, actBytes);
}

/** The leaf of an act in the log: RFC 6962 leaf hash of its entry. */
export const actLeaf = (salt: Uint8Array, actBytes: Uint8Array): Uint8Array => leafHash(entryOf(salt, actBytes));
