import type { ActFault } from '../act/parse.ts';
import type { CheckpointFault } from '../checkpoint/checkpoint.ts';
import type { NoteKeyFault } from '../note/key.ts';

/** Why a bundle does not verify; `line` counts from 1 and is where a reader should look. */
export type BundleFault = { readonly line: number } & (
  | { readonly reason: 'notABundle' | 'badLine' | 'cutOff' | 'noCheckpoint' | 'secondCheckpoint' | 'noActs' }
  | { readonly reason: 'badLogKey'; readonly fault: NoteKeyFault }
  /** The header's log key is not the one the caller trusts. */
  | { readonly reason: 'otherLogKey' }
  | { readonly reason: 'badCheckpoint'; readonly fault: CheckpointFault }
  | { readonly reason: 'actsOutOfOrder' | 'noProof' | 'notIncluded' | 'unknownAct'; readonly index: number }
  | { readonly reason: 'badAct'; readonly index: number; readonly fault: ActFault }
  | { readonly reason: 'badDeclaredKey'; readonly keyId: string }
  /** The platform keys of the header are not those of the founding act. */
  | { readonly reason: 'otherPlatformKeys' }
  | { readonly reason: 'unknownKey' | 'badSignature'; readonly index: number; readonly actor: string; readonly keyId: string }
  | { readonly reason: 'versionGap'; readonly index: number; readonly stream: string; readonly expected: number; readonly found: number }
  | { readonly reason: 'noSuchField' | 'commitmentMismatch' | 'secondDisclosure'; readonly index: number; readonly event: number; readonly name: string }
  | { readonly reason: 'objectMismatch'; readonly digest: string }
  | { readonly reason: 'checkFailed'; readonly check: string; readonly detail: string }
);
