/** Two locks, one behind the other: what each key opens alone, and that a bid has one own key only. */
import { fromHex, present, toHex, unwrap } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { canonicalBytes, dealKeys, encapsulate, isOwnKey, objectDigestOf, openBytes, openOwn, ownKeyCommitment, parseCapsuleText, capsuleText, recoverWithNonce, reopenBid, sealBytes, sealLabel, sealOwn, share, shareText, type EnvelopeText, type ProfileId } from '@zhaobiao/evidence';

const SHEET = { period: '180 日历天', priceFen: 1_835_053_400 };
const bytes = (hex: string): Uint8Array => present(fromHex(hex), hex);

async function sealed(profile: ProfileId = 'international', change: { readonly commitTo?: Uint8Array; readonly inner?: (inner: Uint8Array) => Uint8Array } = {}) {
  const entropy = seededEntropy(`own key ${profile}`);
  const { keys, shares } = dealKeys(1, 1, entropy);
  const [label, key] = [sealLabel(['lot:demo/1', 'whole', 'party:1']), entropy(32)];
  const { inner, ownCommitment } = await sealOwn({ profile, key, label, entropy }, canonicalBytes(SHEET));
  const begun = encapsulate(keys.publicKey, label, entropy);
  const ciphertext = await sealBytes({ profile, key: begun.secret, context: label, entropy }, change.inner?.(inner) ?? inner);
  const digest = objectDigestOf(ciphertext);
  const capsule = begun.bind(bytes(digest));
  const committed = change.commitTo ? toHex(ownKeyCommitment(label, change.commitTo)) : ownCommitment;
  const envelope: EnvelopeText = { label: toHex(label), capsule: capsuleText(capsule), ciphertext: digest, ownCommitment: committed };
  const answer = shareText(unwrap(share(present(shares[0], 'share'), capsule, label, bytes(digest), entropy)));
  const guardianship = { threshold: 1, publicKey: toHex(keys.publicKey), guardians: [{ index: 1, verificationKey: toHex(present(keys.verificationKeys[0], 'key')) }] };
  const reopen = (ownKey?: string, shareTexts = [answer], bytesAtHand: Uint8Array | undefined = ciphertext) => reopenBid(guardianship, envelope, shareTexts, bytesAtHand, ownKey);
  return { key, label, inner, envelope, ciphertext, keys, nonce: begun.nonce, reopen };
}

describe('a bid under two keys', () => {
  it.each<ProfileId>(['international', 'national'])('opens with the shares and the own key, and with neither alone (%s)', async (profile) => {
    const { key, reopen } = await sealed(profile);
    expect(await reopen(toHex(key))).toEqual({ outcome: 'opened', sheet: SHEET });
    expect(await reopen()).toEqual({ outcome: 'unopened', cause: 'ownKeyMissing' });
    expect(await reopen(toHex(key), [])).toEqual({ outcome: 'sharesInsufficient' });
  });

  it('shows the guardians nothing but another envelope, which only its own key opens, and only in its own context', async () => {
    const { key, label, ciphertext, envelope, keys, nonce, inner } = await sealed();
    const secret = present(recoverWithNonce(keys.publicKey, present(parseCapsuleText(envelope.capsule), 'capsule'), label, nonce), 'secret');
    expect(unwrap(await openBytes({ key: secret, context: label }, ciphertext))).toEqual(inner);
    expect(await openOwn(secret, label, inner)).toEqual({ ok: false, fault: 'commitmentMismatch' });
    expect(await openBytes({ key, context: label }, inner)).toEqual({ ok: false, fault: 'commitmentMismatch' });
    expect(unwrap(await openOwn(key, label, inner))).toEqual(canonicalBytes(SHEET));
  });

  it('has one own key: another, or one that is none, is no key', async () => {
    const { key, label, envelope, reopen } = await sealed();
    const [text, commitment] = [toHex(key), envelope.ownCommitment ?? ''];
    expect([isOwnKey(envelope.label, commitment, text), isOwnKey(envelope.label, commitment, text.replace(/^../, 'ff')), isOwnKey(envelope.label, commitment, 'zz'), isOwnKey(envelope.label, commitment, text.slice(2)), isOwnKey(envelope.label, 'zz', text)]).toEqual([true, false, false, false, false]);
    for (const wrong of [text.replace(/^../, 'ff'), '', 'no key', text.slice(2)]) expect(await reopen(wrong)).toEqual({ outcome: 'unopened', cause: 'ownKeyMissing' });
    // A rival who copies the commitment has no key that fits it under his own label.
    expect(isOwnKey(toHex(sealLabel(['lot:demo/1', 'whole', 'party:2'])), commitment, text)).toBe(false);
    expect(toHex(ownKeyCommitment(label, key))).toBe(commitment);
  });

  it('says whose doing it was: what the platform lost is said before the key is asked for, what the bidder sealed wrongly after', async () => {
    const lost = await sealed();
    expect(await lost.reopen(undefined, undefined, lost.ciphertext.map((byte, at) => (at === 70 ? byte ^ 1 : byte)))).toEqual({ outcome: 'unopened', cause: 'ciphertextAltered' });
    const other = new Uint8Array(32).fill(9);
    expect(await (await sealed('international', { commitTo: other })).reopen(toHex(other))).toEqual({ outcome: 'unopened', cause: 'commitmentMismatch' });
    const cut = await sealed('international', { inner: (inner) => inner.slice(0, 70) });
    expect(await cut.reopen(toHex(cut.key))).toEqual({ outcome: 'unopened', cause: 'truncated' });
    const none = await sealed('international', { inner: () => canonicalBytes(SHEET) });
    expect(await none.reopen(toHex(none.key))).toEqual({ outcome: 'unopened', cause: 'notAnEnvelope' });
  });

  it('commits as the format says', () => {
    expect(toHex(ownKeyCommitment(new TextEncoder().encode('label'), Uint8Array.from({ length: 32 }, (_, at) => at)))).toBe('f30f8f43813d232032ab301697770e6606ae8a2f593a7beedfb13c41e8b5b19a');
    expect(() => ownKeyCommitment(new Uint8Array(0), new Uint8Array(31))).toThrow('own key');
  });
});
