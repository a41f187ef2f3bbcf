import { type Result, fail, fromHex, ok } from '@zhaobiao/basics';
import { openBytes } from '../envelope/envelope.ts';
import type { OpenFault } from '../envelope/header.ts';
import { objectDigestOf } from '../object/object.ts';
import type { Capsule } from '../threshold/capsule.ts';
import type { GuardianKeys } from '../threshold/keys.ts';
import { type DecryptionShare, type OpeningFault, openCapsule } from '../threshold/share.ts';

export type SealedEnvelope = {
  readonly capsule: Capsule;
  readonly label: Uint8Array;
  /** Object digest (hex) of the ciphertext: what the capsule is bound to. */
  readonly ciphertext: string;
};

export type ReopenFault = { readonly reason: 'objectMismatch' } | { readonly reason: 'opening'; readonly fault: OpeningFault } | { readonly reason: 'envelope'; readonly fault: OpenFault };

/**
 * Opens an envelope as the opening did, from what was released: the ciphertext is the one that was bound, the capsule and the shares verify,
 * the combined secret fits the envelope's commitment, every chunk is authentic. The context of the envelope is the label.
 */
export async function reopen(keys: GuardianKeys, sealed: SealedEnvelope, shares: readonly DecryptionShare[], envelope: Uint8Array): Promise<Result<Uint8Array, ReopenFault>> {
  const binding = fromHex(sealed.ciphertext);
  if (!binding || objectDigestOf(envelope) !== sealed.ciphertext) return fail({ reason: 'objectMismatch' });
  const secret = openCapsule(keys, sealed.capsule, sealed.label, binding, shares);
  if (!secret.ok) return fail({ reason: 'opening', fault: secret.fault });
  const plaintext = await openBytes({ key: secret.value, context: sealed.label }, envelope);
  return plaintext.ok ? ok(plaintext.value) : fail({ reason: 'envelope', fault: plaintext.fault });
}
