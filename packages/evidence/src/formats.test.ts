import { fromUtf8, toHex, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, capsuleBytes, checkCapsule, dealKeys, encapsulate, entryOf, leafHash, noteKeyText, noteSigner, objectDigestOf, sealBytes, share, shareBytes, signCheckpoint, signer } from '@zhaobiao/evidence';
import { digest } from './digest/digest.ts';
import { seededEntropy } from '../test/seeded-entropy.ts';

const count = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

/** Every released byte format, frozen: a change here breaks every receipt and bundle already handed out. The values stand in docs/rooms/evidence.md. */
describe('formats do not drift', () => {
  it('canonical bytes, entries, objects', () => {
    expect(fromUtf8(canonicalBytes({ b: [1, '投标'], a: null }))).toBe('{"a":null,"b":[1,"投标"]}');
    expect(toHex(leafHash(entryOf(count(16), utf8('{}'))))).toBe('68b2c88f974a645e9f7cd9635aae1979281f98a77564838954a51c117b5f818f');
    expect(objectDigestOf(utf8('abc'))).toBe('e4ff59b967ac98067951423fcaf82f56e7d178e003b3cc6055b883cd9a4d5b2f');
  });

  it('keys and checkpoints', () => {
    const own = signer('ed25519', count(32));
    expect(own.keyId).toBe('4b45fd87280f5a2d3d00a8721dfea2dc');
    const log = noteSigner('ggzy.example/log2026', own);
    expect(noteKeyText(log.key)).toBe('ggzy.example/log2026+6c09d405+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4');
    expect(fromUtf8(signCheckpoint({ origin: 'ggzy.example/log2026', size: 1, root: leafHash(entryOf(count(16), utf8('{}'))), extensions: [] }, [log]))).toBe(
      'ggzy.example/log2026\n1\naLLIj5dKZF6ffNljWq4ZeSgfmKd1ZIOJVKUcEXtfgY8=\n\n— ggzy.example/log2026 bAnUBSZVQIKfAMXvnhFAFnT/ds30EDV1etgc9tWY1eC5/wOvgqcPmOGBh2rX/75KHBNyu0U/ACNDemT8K+7j3BvDYgc=\n',
    );
  });

  it.each([
    ['international', '5a424556010100000909090909090909090909090909090909090909090909096a8965e387a8ffe279857e205267fe22cf208d9a29394bf2d6fdc1935a57b4bbd6591f5f0300d244f7dcd029c4f743dfa82fa1e422'],
    ['national', '5a424556010200000909090909090909090909090909090909090909090909091600ec23b3d32a857f82dd8d0992fea3f137a529d8ac1c84b61ef2973c287d1980a903922ad2c52602c2fa68af491ffd819eb57e5f2cf0b1ad789592b9f5e6d4f913ea25e1'],
  ] as const)('%s envelopes', async (profile, bytes) => {
    const sealed = await sealBytes({ profile, key: count(32), context: utf8('label'), entropy: (length) => new Uint8Array(length).fill(9) }, utf8('price'));
    expect(toHex(sealed)).toBe(bytes);
  });

  it('capsules and shares', () => {
    const entropy = seededEntropy('frozen');
    const { keys, shares } = dealKeys(2, 3, entropy);
    const begun = encapsulate(keys.publicKey, utf8('label'), entropy);
    const capsule = begun.bind(count(32));
    const answers = shares.map((own) => share(own, capsule, utf8('label'), count(32), entropy));
    expect(checkCapsule(capsule, utf8('label'), count(32)).ok).toBe(true);
    const all = [keys.publicKey, begun.secret, begun.nonce, capsuleBytes(capsule), ...answers.map((one) => (one.ok ? shareBytes(one.value) : new Uint8Array(0)))];
    expect(toHex(digest('sha256', ...all))).toBe('705970f6e35064f4a3c08a98ab29fcbbd0b045cb7a2de46d9d1eeb9394be7c7f');
  });
});
