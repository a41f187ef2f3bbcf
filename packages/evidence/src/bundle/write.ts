import { type Json, fromUtf8, toBase64, toHex, utf8 } from '@zhaobiao/basics';
import { canonicalText } from '../canonical/canonical.ts';
import { OBJECT_CHUNK, objectDigestOf } from '../object/object.ts';
import type { BundleHeader, BundleLine, EndLine } from './lines.ts';

/** What a writer holds; every part becomes one line (an act with its proof two). */
export type BundlePart =
  | { readonly kind: 'checkpoint'; readonly note: Uint8Array }
  | { readonly kind: 'act'; readonly index: number; readonly salt: Uint8Array; readonly bytes: Uint8Array; readonly proof: readonly Uint8Array[] }
  | { readonly kind: 'disclosure'; readonly index: number; readonly event: number; readonly name: string; readonly salt: Uint8Array; readonly value: Json }
  | { readonly kind: 'object'; readonly bytes: Uint8Array };

function linesOfPart(part: BundlePart): readonly BundleLine[] {
  switch (part.kind) {
    case 'checkpoint':
      return [{ kind: 'checkpoint', note: fromUtf8(part.note) }];
    case 'act':
      return [
        { kind: 'act', index: part.index, salt: toHex(part.salt), bytes: toBase64(part.bytes) },
        { kind: 'proof', index: part.index, hashes: part.proof.map(toBase64) },
      ];
    case 'disclosure':
      return [{ ...part, salt: toHex(part.salt) }];
    case 'object': {
      const chunks: string[] = [];
      for (let at = 0; at < part.bytes.length; at += OBJECT_CHUNK) chunks.push(toBase64(part.bytes.subarray(at, at + OBJECT_CHUNK)));
      return [{ kind: 'object', digest: objectDigestOf(part.bytes), length: part.bytes.length, chunks }];
    }
  }
}

/** The text of a bundle, a line at a time, newlines included: header, the parts in the order given (acts in the order of the log), end. */
export function* writeBundle(header: BundleHeader, parts: Iterable<BundlePart>): Generator<Uint8Array, void, void> {
  yield utf8(`${canonicalText(header)}\n`);
  let lines = 1;
  for (const part of parts) {
    for (const line of linesOfPart(part)) {
      yield utf8(`${canonicalText(line)}\n`);
      lines += 1;
    }
  }
  const end: EndLine = { kind: 'end', lines };
  yield utf8(`${canonicalText(end)}\n`);
}
