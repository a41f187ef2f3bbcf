import type { JsonObject } from '@zhaobiao/basics';
import type { SignatureScheme } from '../signature/scheme.ts';

export const ACT_FORMAT = 'zhaobiao/act/v1';
export const COMMAND_FORMAT = 'zhaobiao/command/v1';

/** Lower-case hexadecimal; the parser fixes the length. */
export type Hex = string;

/** Who may see a field of an event, and from when. `public` fields stand in the act itself; all others as a commitment. */
export type HiddenClass = { readonly kind: 'untilAct'; readonly act: string } | { readonly kind: 'personal' } | { readonly kind: 'secret' };

/** A `HiddenClass` as it is written in an act. */
export type HiddenClassText = 'personal' | 'secret' | `until:${string}`;

export type HiddenField = { readonly class: HiddenClassText; readonly commitment: Hex };

export type ActEvent = {
  readonly stream: string;
  /** Of that stream, after this event; the first event of a stream has 1. */
  readonly version: number;
  /** Past tense: `BidSubmitted`. */
  readonly type: string;
  /** Schema version of the type. */
  readonly v: number;
  readonly public: JsonObject;
  readonly hidden: { readonly [name: string]: HiddenField };
};

export type ActSignature = { readonly scheme: SignatureScheme; readonly keyId: Hex; readonly value: Hex };

/** One accepted command: what happened, who signed for it, and the events it wrote. */
export type ActRecord = {
  readonly format: typeof ACT_FORMAT;
  /** The command's name: `submitBid`. */
  readonly act: string;
  readonly stream: string;
  /** Version of the primary stream after the act. */
  readonly version: number;
  /** `instantText` */
  readonly at: string;
  /** Stream id of the party, or `clock`. */
  readonly actor: string;
  /** Idempotency key. */
  readonly key: string;
  /** Digest of the tender document version the actor saw. */
  readonly tender: Hex | null;
  readonly commandDigest: Hex;
  readonly signature: ActSignature;
  readonly events: readonly ActEvent[];
};

/** What an actor signs: everything that makes the act his. */
export type SignedCommand = Pick<ActRecord, 'act' | 'stream' | 'key' | 'tender' | 'commandDigest'>;

export const hiddenClassText = (hidden: HiddenClass): HiddenClassText => (hidden.kind === 'untilAct' ? `until:${hidden.act}` : hidden.kind);
