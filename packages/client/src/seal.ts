/** Sealing on the bidder's own machine: what leaves it can be opened by the guardians together and by nobody else; with a key of the bidder's own, by both together only. */
import { fromHex, present, toHex, type Json } from '@zhaobiao/basics';
import { canonicalBytes, chunkDigest, encapsulate, objectDigest, sealBytes, sealLabel, sealOwn, type Entropy, type ProfileId } from '@zhaobiao/evidence';

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
  /** 32 random bytes of the bidder's own, where the document opens by guardians and tenderer: he keeps them and gives them up in `releaseOwnKey`. */
  readonly ownKey?: Uint8Array;
};

/** What goes into `submitBid` for one envelope. */
export type EnvelopeManifest = {
  readonly kind: string;
  readonly label: string;
  readonly capsule: { readonly u: string; readonly uBar: string; readonly e: string; readonly f: string };
  readonly ciphertext: string;
  readonly lengthBytes: number;
  /** Commitment to the bidder's own key, where there is one. */
  readonly ownCommitment?: string;
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
  const sheet = canonicalBytes(input.sheet);
  const own = input.ownKey && (await sealOwn({ profile: input.profile, key: input.ownKey, label, entropy: input.entropy }, sheet));
  const ciphertext = await sealBytes({ profile: input.profile, key: sealing.secret, context: label, entropy: input.entropy }, own?.inner ?? sheet);
  const digest = objectDigest(ciphertext.length, [chunkDigest(ciphertext)]);
  const { u, uBar, e, f } = sealing.bind(present(fromHex(digest), 'object digest'));
  return {
    ciphertext,
    nonce: sealing.nonce,
    manifest: { kind: input.kind, label: toHex(label), capsule: { u: toHex(u), uBar: toHex(uBar), e: toHex(e), f: toHex(f) }, ciphertext: digest, lengthBytes: ciphertext.length, ...(own && { ownCommitment: own.ownCommitment }) },
  };
}
