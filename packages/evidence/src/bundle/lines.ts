import type { Json } from '@zhaobiao/basics';
import type { SignatureScheme } from '../signature/scheme.ts';

export const BUNDLE_FORMAT = 'zhaobiao/bundle/v1';

/** A key as acts and bundles write it: the public key in lower-case hexadecimal. */
export type DeclaredKey = { readonly scheme: SignatureScheme; readonly keyId: string; readonly publicKey: string };

/**
 * First line. Everything in it is only a claim: `logKey` and `platformKeys` say against what the rest verifies, and a reader who knows better
 * pins the log key himself. Streams in `partial` (a party's, a rule's) come with those of their acts that concern the case; every other
 * stream must be whole.
 */
export type BundleHeader = {
  readonly format: typeof BUNDLE_FORMAT;
  /** Origin of the log, which is also its key's name. */
  readonly origin: string;
  /** Verifier key (vkey) of the log. */
  readonly logKey: string;
  readonly platformKeys: readonly DeclaredKey[];
  readonly partial: readonly string[];
};

/** The one signed checkpoint that all proofs lead to, verbatim. */
export type CheckpointLine = { readonly kind: 'checkpoint'; readonly note: string };
/** An act in the order of the log: its index there, the salt of its entry (hex) and its bytes (base64). */
export type ActLine = { readonly kind: 'act'; readonly index: number; readonly salt: string; readonly bytes: string };
/** Inclusion proof of the act at `index` in the checkpoint's tree (base64 hashes, leaf to root). */
export type ProofLine = { readonly kind: 'proof'; readonly index: number; readonly hashes: readonly string[] };
/** A hidden field made known: event number in the act at `index`, name, salt (hex), value. */
export type DisclosureLine = { readonly kind: 'disclosure'; readonly index: number; readonly event: number; readonly name: string; readonly salt: string; readonly value: Json };
/** An object by its digest: its length and its 8 MiB chunks (base64). */
export type ObjectLine = { readonly kind: 'object'; readonly digest: string; readonly length: number; readonly chunks: readonly string[] };

/** Last line: how many lines stand before it, so that a file cut off between two lines is noticed. */
export type EndLine = { readonly kind: 'end'; readonly lines: number };

export type BundleLine = CheckpointLine | ActLine | ProofLine | DisclosureLine | ObjectLine | EndLine;
