import { type Result, fail, ok } from '@zhaobiao/basics';
import type { Entropy } from '../digest/entropy.ts';
import { CHUNK_LENGTH, aeadOf } from '../profile/aead.ts';
import { PROFILES, type ProfileId } from '../profile/profile.ts';
import { ENVELOPE_SALT_LENGTH, type EnvelopeKeys, HEADER_LENGTH, type OpenFault, newHeader, openHeader } from './header.ts';
import { type ByteSource, piecesOf } from './pieces.ts';

export type SealOptions = { readonly profile: ProfileId; /** 32 uniform bytes, the secret of a capsule. */ readonly key: Uint8Array; /** Bound into the keys: the label. */ readonly context: Uint8Array; readonly entropy: Entropy };

export type OpenOptions = { readonly key: Uint8Array; readonly context: Uint8Array };

/** Bytes of the envelope of a plaintext of `length` bytes. */
export function sealedLength(profile: ProfileId, length: number): number {
  const chunks = Math.max(1, Math.ceil(length / CHUNK_LENGTH));
  return HEADER_LENGTH + length + chunks * aeadOf(PROFILES[profile].aead).tagLength;
}

/**
 * Seals a plaintext of any length: header, then chunks of 64 KiB of plaintext, each encrypted with its number and the mark of the last one.
 * An empty plaintext is one empty last chunk. Yields the header first, then body and tag of each chunk as two portions.
 */
export async function* sealStream(options: SealOptions, source: ByteSource): AsyncGenerator<Uint8Array, void, void> {
  const { header, keys } = newHeader(PROFILES[options.profile], options.key, options.entropy(ENVELOPE_SALT_LENGTH), options.context);
  yield header;
  let number = 0;
  for await (const piece of piecesOf(source, CHUNK_LENGTH)) {
    const { body, tag } = await keys.chunks.seal(number, piece.last, piece.bytes);
    if (body.length > 0) yield body;
    yield tag;
    number += 1;
  }
}

/** Why a chunk did not open: tried again with the other mark, it may show that the end was cut off or that something was added. */
async function chunkFault(keys: EnvelopeKeys, number: number, last: boolean, sealed: Uint8Array): Promise<OpenFault> {
  if (sealed.length < keys.tagLength) return 'truncated';
  const other = await keys.chunks.open(number, !last, sealed);
  if (other === undefined) return 'chunkForged';
  return last ? 'truncated' : 'trailing';
}

async function* withoutHeader(first: Uint8Array, rest: AsyncIterator<Uint8Array> | Iterator<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  if (first.length > 0) yield first;
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}

/** Reads the header off a source; what was read beyond it is `first`. */
async function takeHeader(rest: AsyncIterator<Uint8Array> | Iterator<Uint8Array>): Promise<{ readonly header: Uint8Array; readonly first: Uint8Array }> {
  const header = new Uint8Array(HEADER_LENGTH);
  let filled = 0;
  for (;;) {
    const next = await rest.next();
    if (next.done) return { header: header.subarray(0, filled), first: new Uint8Array(0) };
    const taken = Math.min(HEADER_LENGTH - filled, next.value.length);
    header.set(next.value.subarray(0, taken), filled);
    filled += taken;
    if (filled === HEADER_LENGTH) return { header, first: next.value.subarray(taken) };
  }
}

const iteratorOf = (source: ByteSource): AsyncIterator<Uint8Array> | Iterator<Uint8Array> => (Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]());

/**
 * Opens an envelope chunk by chunk. Every value is authentic plaintext in order; the envelope is whole only when the generator ends without
 * a failure, which is always its last item. What comes out before a failure must not be used as the document.
 */
export async function* openStream(options: OpenOptions, source: ByteSource): AsyncGenerator<Result<Uint8Array, OpenFault>, void, void> {
  const rest = iteratorOf(source);
  const { header, first } = await takeHeader(rest);
  const opened = openHeader(header, options.key, options.context);
  if (!opened.ok) {
    yield opened;
    return;
  }
  const { chunks, tagLength } = opened.value;
  let number = 0;
  for await (const piece of piecesOf(withoutHeader(first, rest), CHUNK_LENGTH + tagLength)) {
    const plaintext = piece.bytes.length < tagLength ? undefined : await chunks.open(number, piece.last, piece.bytes);
    if (plaintext === undefined) {
      yield fail(await chunkFault(opened.value, number, piece.last, piece.bytes));
      return;
    }
    if (number > 0 && plaintext.length === 0) {
      // Only an empty plaintext has an empty chunk: one plaintext has one chunking.
      yield fail('chunkForged');
      return;
    }
    yield ok(plaintext);
    number += 1;
  }
}

/** Seals bytes in memory; see `sealStream`. */
export async function sealBytes(options: SealOptions, plaintext: Uint8Array): Promise<Uint8Array> {
  const envelope = new Uint8Array(sealedLength(options.profile, plaintext.length));
  let at = 0;
  for await (const portion of sealStream(options, [plaintext])) {
    envelope.set(portion, at);
    at += portion.length;
  }
  return envelope;
}

/** Opens bytes in memory; see `openStream`. */
export async function openBytes(options: OpenOptions, envelope: Uint8Array): Promise<Result<Uint8Array, OpenFault>> {
  const plaintext = new Uint8Array(envelope.length);
  let at = 0;
  for await (const portion of openStream(options, [envelope])) {
    if (!portion.ok) return portion;
    plaintext.set(portion.value, at);
    at += portion.value.length;
  }
  return ok(plaintext.subarray(0, at));
}
