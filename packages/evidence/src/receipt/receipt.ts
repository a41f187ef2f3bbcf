import { type Json, type JsonObject, type Result, equalBytes, fail, fromBase64, fromHex, fromUtf8, ok, toBase64, toHex, utf8 } from '@zhaobiao/basics';
import { actLeaf, SALT_LENGTH } from '../act/hash.ts';
import { type ActFault, parseAct } from '../act/parse.ts';
import type { ActRecord } from '../act/record.ts';
import { canonicalBytes, parseCanonical } from '../canonical/canonical.ts';
import { type Checkpoint, type CheckpointFault, openCheckpoint } from '../checkpoint/checkpoint.ts';
import { DIGEST_LENGTH } from '../digest/digest.ts';
import { verifyInclusion } from '../merkle/proof.ts';
import type { NoteKey } from '../note/key.ts';

/**
 * Offline proof that an act is in the log, as a C2SP tlog-proof file: its `extra` line holds canonical
 * `{act?, format: 'zhaobiao/receipt/v1', salt}`. Who holds a receipt can show, without the platform, that the act was taken, and when.
 */
export type Receipt = {
  readonly index: number;
  readonly salt: Uint8Array;
  /** The act itself, or absent where the holder has it. */
  readonly act?: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: Uint8Array;
};

export type ReceiptFault =
  | { readonly reason: 'malformed' }
  | { readonly reason: 'noAct' }
  | { readonly reason: 'otherAct' }
  | { readonly reason: 'badAct'; readonly fault: ActFault }
  | { readonly reason: 'badCheckpoint'; readonly fault: CheckpointFault }
  | { readonly reason: 'tooFewWitnesses'; readonly have: number; readonly need: number }
  | { readonly reason: 'notIncluded' };

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
const RECEIPT_FORMAT = 'zhaobiao/receipt/v1';

/** A tree of 2^53 leaves has proofs of 53 hashes. */
const MAX_PROOF = 53;

export function makeReceipt(receipt: Receipt): Uint8Array {
  const extra: JsonObject = { format: RECEIPT_FORMAT, salt: toHex(receipt.salt), ...(receipt.act ? { act: toBase64(receipt.act) } : {}) };
  const head = [FIRST_LINE, `extra ${toBase64(canonicalBytes(extra))}`, `index ${receipt.index}`, ...receipt.proof.map(toBase64)];
  return utf8(`${head.join('\n')}\n\n${fromUtf8(receipt.checkpoint)}`);
}

function parseExtra(line: string): { readonly salt: Uint8Array; readonly act?: Uint8Array } | undefined {
  const bytes = line.startsWith('extra ') ? fromBase64(line.slice('extra '.length)) : undefined;
  const value = bytes && parseCanonical(bytes);
  if (!value?.ok || !isObject(value.value) || value.value['format'] !== RECEIPT_FORMAT) return undefined;
  const { salt, act, format: _format, ...rest } = value.value;
  const saltBytes = typeof salt === 'string' ? fromHex(salt) : undefined;
  const actBytes = typeof act === 'string' ? fromBase64(act) : undefined;
  if (saltBytes?.length !== SALT_LENGTH || Object.keys(rest).length > 0 || (act !== undefined && !actBytes)) return undefined;
  return { salt: saltBytes, ...(actBytes ? { act: actBytes } : {}) };
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parts of a receipt; nothing of it is proved yet. */
export function parseReceipt(bytes: Uint8Array): Result<Receipt, { readonly reason: 'malformed' }> {
  const malformed = fail({ reason: 'malformed' } as const);
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    return malformed;
  }
  const gap = text.indexOf('\n\n');
  if (gap < 0) return malformed;
  const [first, extraLine = '', indexLine = '', ...hashLines] = text.slice(0, gap).split('\n');
  const extra = parseExtra(extraLine);
  const indexText = /^index (0|[1-9]\d{0,15})$/.exec(indexLine)?.[1];
  const proof = hashLines.map(fromBase64).filter((hash) => hash?.length === DIGEST_LENGTH);
  const whole = proof.every((hash) => hash !== undefined) && proof.length === hashLines.length && proof.length <= MAX_PROOF;
  if (first !== FIRST_LINE || !extra || indexText === undefined || !Number.isSafeInteger(Number(indexText)) || !whole) return malformed;
  return ok({ index: Number(indexText), proof, checkpoint: utf8(text.slice(gap + 2)), ...extra });
}

/** Which log is believed, and how many of which witnesses must have seen the checkpoint. The log's origin is its key's name. */
export type LogTrust = { readonly logKey: NoteKey; readonly witnesses?: readonly NoteKey[]; readonly quorum?: number };

export type ProvedAct = { readonly act: ActRecord; readonly bytes: Uint8Array; readonly index: number; readonly checkpoint: Checkpoint; readonly witnesses: readonly NoteKey[] };

/**
 * Checks a receipt offline: the log's signature, the witnesses' quorum, the inclusion of exactly this act. `actBytes` may be left out when
 * the receipt carries them; when both are there they must agree. The actor's own signature is not part of this (see `verifyBundle`).
 */
export function verifyReceipt(receipt: Uint8Array, actBytes: Uint8Array | undefined, { logKey, witnesses = [], quorum = 0 }: LogTrust): Result<ProvedAct, ReceiptFault> {
  const parsed = parseReceipt(receipt);
  if (!parsed.ok) return parsed;
  const { index, salt, act: carried, proof, checkpoint: note } = parsed.value;
  const bytes = actBytes ?? carried;
  if (!bytes) return fail({ reason: 'noAct' });
  if (actBytes && carried && !equalBytes(actBytes, carried)) return fail({ reason: 'otherAct' });
  const act = parseAct(bytes);
  if (!act.ok) return fail({ reason: 'badAct', fault: act.fault });
  const opened = openCheckpoint(note, logKey.name, logKey, witnesses);
  if (!opened.ok) return fail({ reason: 'badCheckpoint', fault: opened.fault });
  const { checkpoint, signedBy } = opened.value;
  const seenBy = signedBy.filter((key) => witnesses.includes(key));
  if (seenBy.length < quorum) return fail({ reason: 'tooFewWitnesses', have: seenBy.length, need: quorum });
  const included = verifyInclusion({ leaf: actLeaf(salt, bytes), index, size: checkpoint.size, proof, root: checkpoint.root });
  return included ? ok({ act: act.value, bytes, index, checkpoint, witnesses: seenBy }) : fail({ reason: 'notIncluded' });
}
