/** Envelopes made to deceive: for another tender, copied from a rival, one ciphertext prepared for two prices. Each is named for what it is and opens to nothing else. */
import { describe, expect, it } from 'vitest';
import { present, toHex, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type EnvelopeManifest } from '@zhaobiao/client';
import { canonicalBytes, capsuleText, checkCapsule, dealKeys, encapsulate, objectDigestOf, parseCapsuleText, reopenBid, sealBytes, sealLabel, share, shareText, type GuardianshipText } from '@zhaobiao/evidence';
import { seeded } from '../spine.ts';

const entropy = seeded('envelopes');
const dealt = dealKeys(1, 1, entropy);
const own = present(dealt.shares[0], 'the share');
const guardianship: GuardianshipText = { threshold: 1, publicKey: toHex(dealt.keys.publicKey), guardians: [{ index: 1, verificationKey: toHex(present(dealt.keys.verificationKeys[0], 'key')) }] };

const sheet = (priceFen: number): JsonObject => ({ priceFen, period: '180 日历天', quality: '合格', projectManager: null, security: null });
const seal = (lot: string, lead: string, priceFen: number) => sealEnvelope({ lot, kind: 'whole', lead, members: [], publicKey: guardianship.publicKey, profile: 'international', sheet: sheet(priceFen), entropy });

/** What the guardian answers and the opening finds, as the platform does it: the label follows from the bid's own stream. */
async function opened(lot: string, lead: string, manifest: Pick<EnvelopeManifest, 'capsule' | 'ciphertext'>, ciphertext: Uint8Array) {
  const label = sealLabel([lot, 'whole', lead]);
  const digest = Uint8Array.from(Buffer.from(manifest.ciphertext, 'hex'));
  const capsule = present(parseCapsuleText(manifest.capsule), 'a capsule in good form');
  if (!checkCapsule(capsule, label, digest).ok) return 'capsuleInvalid';
  const given = share(own, capsule, label, digest, entropy);
  if (!given.ok) return 'capsuleInvalid';
  return reopenBid(guardianship, { label: toHex(label), capsule: manifest.capsule, ciphertext: manifest.ciphertext }, [shareText(given.value)], ciphertext);
}

describe('an envelope', () => {
  it('opens where it belongs', async () => {
    const { manifest, ciphertext } = await seal('lot:P1/1', 'party:A', 100);
    expect(await opened('lot:P1/1', 'party:A', manifest, ciphertext)).toEqual({ outcome: 'opened', sheet: sheet(100) });
  });

  it('for another tender or lot gets no share', async () => {
    const { manifest, ciphertext } = await seal('lot:P2/1', 'party:A', 100);
    expect(await opened('lot:P1/1', 'party:A', manifest, ciphertext)).toBe('capsuleInvalid');
  });

  it('copied from a rival, capsule and ciphertext, gets no share under another name', async () => {
    const { manifest, ciphertext } = await seal('lot:P1/1', 'party:A', 100);
    expect(await opened('lot:P1/1', 'party:B', manifest, ciphertext)).toBe('capsuleInvalid');
  });

  it('with the capsule of one bid and the ciphertext of another gets no share', async () => {
    const [mine, other] = [await seal('lot:P1/1', 'party:A', 100), await seal('lot:P1/1', 'party:A', 90)];
    expect(await opened('lot:P1/1', 'party:A', { capsule: mine.manifest.capsule, ciphertext: other.manifest.ciphertext }, other.ciphertext)).toBe('capsuleInvalid');
  });

  it('prepared for two prices opens to the one its key commits to, and with the second capsule to none', async () => {
    const label = sealLabel(['lot:P1/1', 'whole', 'party:A']);
    const [first, second] = [encapsulate(dealt.keys.publicKey, label, entropy), encapsulate(dealt.keys.publicKey, label, entropy)];
    const low = await sealBytes({ profile: 'international', key: first.secret, context: label, entropy }, canonicalBytes(sheet(90)));
    const high = await sealBytes({ profile: 'international', key: second.secret, context: label, entropy }, canonicalBytes(sheet(110)));
    // The header of the one with the body of the other: what a cipher without key commitment would open under both keys.
    const mixed = Uint8Array.from([...low.slice(0, 64), ...high.slice(64)]);
    for (const [ciphertext, sealing, expected] of [
      [low, first, { outcome: 'opened', sheet: sheet(90) }],
      [low, second, { outcome: 'unopened', cause: 'commitmentMismatch' }],
      [mixed, second, { outcome: 'unopened', cause: 'commitmentMismatch' }],
    ] as const) {
      const digest = objectDigestOf(ciphertext);
      const capsule = capsuleText(sealing.bind(Uint8Array.from(Buffer.from(digest, 'hex'))));
      expect(await opened('lot:P1/1', 'party:A', { capsule, ciphertext: digest }, ciphertext)).toEqual(expected);
    }
    const digest = objectDigestOf(mixed);
    const answer = await opened('lot:P1/1', 'party:A', { capsule: capsuleText(first.bind(Uint8Array.from(Buffer.from(digest, 'hex')))), ciphertext: digest }, mixed);
    expect(answer).toMatchObject({ outcome: 'unopened' });
  });
});
