/** The thread in which a bidder's machine seals: some ten milliseconds of arithmetic a bid, kept away from the thread that talks to the platform. */
import { parentPort } from 'node:worker_threads';
import { sealEnvelope, type EnvelopeManifest } from '@zhaobiao/client';
import type { JsonObject } from '@zhaobiao/basics';
import { sealSpoiled, seeded } from '@zhaobiao/testkit';

export type SealTask = {
  readonly id: number;
  readonly lot: string;
  readonly lead: string;
  readonly publicKey: string;
  readonly sheet: JsonObject;
  /** Sealed with another key than the capsule's: it will not open. */
  readonly spoiled: boolean;
  readonly seed: string;
};
export type SealedTask = { readonly id: number; readonly ciphertext: Uint8Array; readonly manifest: EnvelopeManifest };

parentPort?.on('message', ({ id, lot, lead, publicKey, sheet, spoiled, seed }: SealTask) => {
  const seal = spoiled ? sealSpoiled : sealEnvelope;
  void seal({ lot, kind: 'whole', lead, members: [], publicKey, profile: 'international', sheet, entropy: seeded(seed) })
    .then(({ ciphertext, manifest }) => parentPort?.postMessage({ id, ciphertext, manifest } satisfies SealedTask));
});
