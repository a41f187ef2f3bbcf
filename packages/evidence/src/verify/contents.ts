import { type Json, type Result, fail, fromBase64, fromHex, ok } from '@zhaobiao/basics';
import { SALT_LENGTH } from '../act/hash.ts';
import { parseAct } from '../act/parse.ts';
import type { ActRecord } from '../act/record.ts';
import { type ActLine, type BundleHeader, type DisclosureLine, type ObjectLine } from '../bundle/lines.ts';
import { readHeader, readLine } from '../bundle/read.ts';
import type { BundleFault } from './fault.ts';

export type BundledAct = { readonly index: number; readonly line: number; readonly salt: Uint8Array; readonly bytes: Uint8Array; readonly act: ActRecord };
export type BundledDisclosure = { readonly line: number; readonly index: number; readonly event: number; readonly name: string; readonly salt: Uint8Array; readonly value: Json };
export type BundledObject = { readonly line: number; readonly digest: string; readonly length: number; readonly chunks: readonly string[] };

/** A bundle taken apart: every line well formed, nothing proved. */
export type BundleContents = {
  readonly header: BundleHeader;
  readonly checkpoint: { readonly line: number; readonly note: string };
  readonly acts: readonly BundledAct[];
  readonly proofs: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly disclosures: readonly BundledDisclosure[];
  readonly objects: readonly BundledObject[];
};

function actOf(line: number, { index, salt, bytes }: ActLine): Result<BundledAct, BundleFault> {
  const saltBytes = fromHex(salt);
  const actBytes = fromBase64(bytes);
  if (saltBytes?.length !== SALT_LENGTH || !actBytes) return fail({ reason: 'badLine', line });
  const act = parseAct(actBytes);
  return act.ok ? ok({ index, line, salt: saltBytes, bytes: actBytes, act: act.value }) : fail({ reason: 'badAct', line, index, fault: act.fault });
}

function disclosureOf(line: number, { index, event, name, salt, value }: DisclosureLine): BundledDisclosure | undefined {
  const saltBytes = fromHex(salt);
  return saltBytes?.length === SALT_LENGTH ? { line, index, event, name, salt: saltBytes, value } : undefined;
}

function proofOf(hashes: readonly string[]): readonly Uint8Array[] | undefined {
  const proof = hashes.map(fromBase64);
  return proof.every((hash) => hash !== undefined) ? proof : undefined;
}

type Collected = { checkpoint?: { line: number; note: string }; acts: BundledAct[]; proofs: Map<number, readonly Uint8Array[]>; disclosures: BundledDisclosure[]; objects: BundledObject[]; ended?: true };

function collect(into: Collected, bytes: Uint8Array, line: number): BundleFault | undefined {
  const bad: BundleFault = { reason: 'badLine', line };
  if (into.ended) return bad;
  const read = readLine(bytes);
  if (!read.ok) return bad;
  switch (read.value.kind) {
    case 'checkpoint':
      if (into.checkpoint) return { reason: 'secondCheckpoint', line };
      into.checkpoint = { line, note: read.value.note };
      return undefined;
    case 'act': {
      const act = actOf(line, read.value);
      if (!act.ok) return act.fault;
      const before = into.acts.at(-1);
      if (before && before.index >= act.value.index) return { reason: 'actsOutOfOrder', line, index: act.value.index };
      into.acts.push(act.value);
      return undefined;
    }
    case 'proof': {
      const proof = proofOf(read.value.hashes);
      if (!proof || into.proofs.has(read.value.index)) return bad;
      into.proofs.set(read.value.index, proof);
      return undefined;
    }
    case 'disclosure': {
      const disclosure = disclosureOf(line, read.value);
      if (!disclosure) return bad;
      into.disclosures.push(disclosure);
      return undefined;
    }
    case 'end':
      if (read.value.lines !== line - 1) return { reason: 'cutOff', line };
      into.ended = true;
      return undefined;
    case 'object':
      into.objects.push(objectOf(line, read.value));
      return undefined;
  }
}

const objectOf = (line: number, { digest, length, chunks }: ObjectLine): BundledObject => ({ line, digest, length, chunks });

/** Reads every line. Acts must stand in the order of the log, the end last; everything else may stand anywhere after the header. */
export function readContents(lines: Iterable<Uint8Array>): Result<BundleContents, BundleFault> {
  const into: Collected = { acts: [], proofs: new Map(), disclosures: [], objects: [] };
  let header: BundleHeader | undefined;
  let line = 0;
  for (const bytes of lines) {
    line += 1;
    if (!header) {
      const read = readHeader(bytes);
      if (!read.ok) return fail({ reason: 'notABundle', line });
      header = read.value;
      continue;
    }
    const fault = collect(into, bytes, line);
    if (fault) return fail(fault);
  }
  if (!header) return fail({ reason: 'notABundle', line: 1 });
  if (!into.ended) return fail({ reason: 'cutOff', line });
  if (!into.checkpoint) return fail({ reason: 'noCheckpoint', line });
  if (into.acts.length === 0) return fail({ reason: 'noActs', line });
  const { checkpoint, acts, proofs, disclosures, objects } = into;
  return ok({ header, checkpoint, acts, proofs, disclosures, objects });
}
