import { type Result, concat, fail, fromBase64, fromHex, ok, present, toHex, utf8 } from '@zhaobiao/basics';
import { actLeaf, fieldCommitment } from '../act/hash.ts';
import { linesOf } from '../bundle/read.ts';
import { type Checkpoint, openCheckpoint } from '../checkpoint/checkpoint.ts';
import { verifyInclusion } from '../merkle/proof.ts';
import { type NoteKey, noteKeyText, parseNoteKey } from '../note/key.ts';
import { startObject } from '../object/object.ts';
import { type BundleContents, type BundledAct, type BundledDisclosure, readContents } from './contents.ts';
import type { BundleFault } from './fault.ts';
import { checkSignatures } from './keys.ts';

/** A bundle whose acts, disclosures and objects have all been proved: what further checks work on. */
export type VerifiedBundle = {
  readonly origin: string;
  readonly checkpoint: Checkpoint;
  readonly acts: readonly BundledAct[];
  readonly disclosures: readonly BundledDisclosure[];
  /** Bytes of an object of the bundle by its digest. */
  readonly object: (digest: string) => Uint8Array | undefined;
};

/** A recomputation that a room adds, such as opening every envelope again. `detail` is for a person to read. */
export type BundleCheck = {
  readonly name: string;
  readonly run: (bundle: VerifiedBundle) => Promise<Result<{ readonly detail: string }, { readonly detail: string; readonly line: number }>>;
};

export type VerifyOptions = {
  /** Verifier key of the log, from a source the reader trusts; it wins over the header's. */
  readonly key?: string;
  readonly witnesses?: readonly NoteKey[];
  readonly checks?: readonly BundleCheck[];
};

export type BundleReport = {
  readonly origin: string;
  readonly checkpoint: Checkpoint;
  /** Which key the log's signature was checked against. `header`: the file's own word, worth what its source is worth. */
  readonly trust: { readonly logKey: string; readonly from: 'caller' | 'header'; readonly platformKeys: 'foundingAct' | 'header'; readonly witnesses: readonly string[] };
  readonly acts: number;
  readonly signatures: number;
  readonly streams: number;
  readonly partialStreams: readonly string[];
  readonly disclosures: number;
  readonly objects: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly checks: readonly { readonly name: string; readonly detail: string }[];
};

function trustedKey(contents: BundleContents, pinned: string | undefined): Result<NoteKey, BundleFault> {
  const claimed = parseNoteKey(contents.header.logKey);
  if (!claimed.ok) return fail({ reason: 'badLogKey', line: 1, fault: claimed.fault });
  if (pinned === undefined) return ok(claimed.value);
  const key = parseNoteKey(pinned);
  if (!key.ok) return fail({ reason: 'badLogKey', line: 1, fault: key.fault });
  return noteKeyText(key.value) === noteKeyText(claimed.value) ? key : fail({ reason: 'otherLogKey', line: 1 });
}

function checkInclusion({ acts, proofs }: BundleContents, { size, root }: Checkpoint): BundleFault | undefined {
  for (const { index, line, salt, bytes } of acts) {
    const proof = proofs.get(index);
    if (!proof) return { reason: 'noProof', line, index };
    if (!verifyInclusion({ leaf: actLeaf(salt, bytes), index, size, proof, root })) return { reason: 'notIncluded', line, index };
  }
  return undefined;
}

/** Every stream begins at version 1 and has no gap; a partial one only never goes back. */
function checkVersions({ acts, header }: BundleContents, reached: Map<string, number>): BundleFault | undefined {
  const partial = new Set(header.partial);
  for (const { act, index, line } of acts) {
    for (const { stream, version } of act.events) {
      const before = reached.get(stream) ?? 0;
      const fits = partial.has(stream) ? version > before : version === before + 1;
      if (!fits) return { reason: 'versionGap', line, index, stream, expected: before + 1, found: version };
      reached.set(stream, version);
    }
  }
  return undefined;
}

function checkDisclosures({ acts, disclosures }: BundleContents): BundleFault | undefined {
  const byIndex = new Map(acts.map((one) => [one.index, one]));
  const seen = new Set<string>();
  for (const { line, index, event, name, salt, value } of disclosures) {
    const where = { line, index, event, name };
    const act = byIndex.get(index);
    if (!act) return { reason: 'unknownAct', line, index };
    const hidden = act.act.events[event]?.hidden;
    const field = hidden && Object.hasOwn(hidden, name) ? hidden[name] : undefined;
    if (!field) return { reason: 'noSuchField', ...where };
    if (toHex(fieldCommitment(salt, name, value)) !== field.commitment) return { reason: 'commitmentMismatch', ...where };
    const id = `${index} ${event} ${name}`;
    if (seen.has(id)) return { reason: 'secondDisclosure', ...where };
    seen.add(id);
  }
  return undefined;
}

function checkObjects({ objects }: BundleContents, into: Map<string, readonly Uint8Array[]>): BundleFault | undefined {
  for (const { line, digest, length, chunks } of objects) {
    const bytes = chunks.map(fromBase64);
    if (!bytes.every((chunk) => chunk !== undefined) || fromHex(digest)?.length !== 32) return { reason: 'badLine', line };
    const running = startObject();
    for (const chunk of bytes) running.update(chunk);
    const made = running.finish();
    if (made.digest !== digest || made.length !== length) return { reason: 'objectMismatch', line, digest };
    into.set(digest, bytes);
  }
  return undefined;
}

/**
 * Verifies a bundle from itself alone: the log's signature on the checkpoint, the inclusion of every act, every actor's signature with the
 * key his registration declares, streams without gaps, disclosures against commitments, objects against digests, then the given checks.
 * The first fault is returned with its line. What no bundle can show: that the log has no second history (witnesses do) and that acts of
 * other streams are not left out.
 */
export async function verifyBundle(bundle: Uint8Array | Iterable<Uint8Array>, options: VerifyOptions = {}): Promise<Result<BundleReport, BundleFault>> {
  const read = readContents(bundle instanceof Uint8Array ? linesOf(bundle) : bundle);
  if (!read.ok) return read;
  const contents = read.value;
  const key = trustedKey(contents, options.key);
  if (!key.ok) return key;
  const { origin } = contents.header;
  const opened = openCheckpoint(utf8(contents.checkpoint.note), origin, key.value, options.witnesses);
  if (!opened.ok) return fail({ reason: 'badCheckpoint', line: contents.checkpoint.line, fault: opened.fault });
  const { checkpoint, signedBy } = opened.value;
  const reached = new Map<string, number>();
  const chunksOf = new Map<string, readonly Uint8Array[]>();
  const fault = checkInclusion(contents, checkpoint) ?? checkVersions(contents, reached);
  if (fault) return fail(fault);
  const signatures = checkSignatures(contents.header, contents.acts);
  if (!signatures.ok) return signatures;
  const later = checkDisclosures(contents) ?? checkObjects(contents, chunksOf);
  if (later) return fail(later);
  const object = (digest: string): Uint8Array | undefined => {
    const chunks = chunksOf.get(digest);
    return chunks && concat(...chunks);
  };
  const checks = await runChecks(options.checks ?? [], { origin, checkpoint, acts: contents.acts, disclosures: contents.disclosures, object });
  if (!checks.ok) return checks;
  return ok({
    origin,
    checkpoint,
    trust: {
      logKey: noteKeyText(key.value),
      from: options.key === undefined ? 'header' : 'caller',
      platformKeys: signatures.value.foundingAct ? 'foundingAct' : 'header',
      witnesses: signedBy.filter((one) => options.witnesses?.includes(one)).map((one) => one.name),
    },
    acts: contents.acts.length,
    signatures: signatures.value.signatures,
    streams: reached.size,
    partialStreams: contents.header.partial.filter((stream) => reached.has(stream)),
    disclosures: contents.disclosures.length,
    objects: chunksOf.size,
    firstAt: present(contents.acts[0], 'an act').act.at,
    lastAt: present(contents.acts.at(-1), 'an act').act.at,
    checks: checks.value,
  });
}

async function runChecks(checks: readonly BundleCheck[], bundle: VerifiedBundle): Promise<Result<readonly { readonly name: string; readonly detail: string }[], BundleFault>> {
  const done: { name: string; detail: string }[] = [];
  for (const { name, run } of checks) {
    const outcome = await run(bundle);
    if (!outcome.ok) return fail({ reason: 'checkFailed', line: outcome.fault.line, check: name, detail: outcome.fault.detail });
    done.push({ name, detail: outcome.value.detail });
  }
  return ok(done);
}
