/** Sealing on the bidder's own machine: what leaves it can be opened by the guardians together and by nobody else. */
import { fromHex, present, toHex, type Json } from '@zhaobiao/basics';
import { canonicalBytes, chunkDigest, encapsulate, objectDigest, sealBytes, sealLabel, type Entropy, type ProfileId } from '@zhaobiao/evidence';

export type SealInput = {
  readonly lot: string;
  readonly kind: string;
  /** Stream ids of the lead and the members of the tenderer. */
  readonly lead: string;
  readonly members: readonly string[];
  /** The guardians' common key, hex, as the tender notice names it. */
  readonly publicKey: string;
  readonly profile: ProfileId;
  /** What is read out at the opening. */
  readonly sheet: Json;
  readonly entropy: Entropy;
};

/** What goes into `submitBid` for one envelope. */
export type EnvelopeManifest = {
  readonly kind: string;
  readonly label: string;
  readonly capsule: { readonly u: string; readonly uBar: string; readonly e: string; readonly f: string };
  readonly ciphertext: string;
  readonly lengthBytes: number;
};

export type SealedEnvelope = {
  /** At most one chunk of 8 MiB; goes to the platform's object store under `manifest.ciphertext`. */
  readonly ciphertext: Uint8Array;
  readonly manifest: EnvelopeManifest;
  /** The bidder's own way back into his envelope; never leaves his machine. */
  readonly nonce: Uint8Array;
};

export async function sealEnvelope(input: SealInput): Promise<SealedEnvelope> {
  const label = sealLabel([input.lot, input.kind, input.lead, ...input.members]);
  const sealing = encapsulate(present(fromHex(input.publicKey), 'public key of the guardians in hexadecimal'), label, input.entropy);
  const ciphertext = await sealBytes({ profile: input.profile, key: sealing.secret, context: label, entropy: input.entropy }, canonicalBytes(input.sheet));
  const digest = objectDigest(ciphertext.length, [chunkDigest(ciphertext)]);
  const { u, uBar, e, f } = sealing.bind(present(fromHex(digest), 'object digest'));
  return {
    ciphertext,
    nonce: sealing.nonce,
    manifest: { kind: input.kind, label: toHex(label), capsule: { u: toHex(u), uBar: toHex(uBar), e: toHex(e), f: toHex(f) }, ciphertext: digest, lengthBytes: ciphertext.length },
  };
}
