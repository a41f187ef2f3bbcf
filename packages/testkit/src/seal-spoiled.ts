import { fromHex, present, toHex } from '@zhaobiao/basics';
import type { SealedEnvelope, SealInput } from '@zhaobiao/client';
import { canonicalBytes, capsuleText, encapsulate, objectDigestOf, sealBytes, sealLabel } from '@zhaobiao/evidence';

/**
 * An envelope in good form whose ciphertext was made with another key than the capsule's: every check before the opening passes, the guardians
 * release their shares, and then the key commitment fails (`commitmentMismatch`). What a broken bidder's program or a lost key makes of a bid.
 */
export async function sealSpoiled(input: SealInput): Promise<SealedEnvelope> {
  const label = sealLabel([input.lot, input.kind, input.lead, ...input.members]);
  const sealing = encapsulate(present(fromHex(input.publicKey), 'public key of the guardians in hexadecimal'), label, input.entropy);
  const ciphertext = await sealBytes({ profile: input.profile, key: input.entropy(32), context: label, entropy: input.entropy }, canonicalBytes(input.sheet));
  const digest = objectDigestOf(ciphertext);
  const capsule = capsuleText(sealing.bind(present(fromHex(digest), 'object digest')));
  return { ciphertext, nonce: sealing.nonce, manifest: { kind: input.kind, label: toHex(label), capsule, ciphertext: digest, lengthBytes: ciphertext.length } };
}
