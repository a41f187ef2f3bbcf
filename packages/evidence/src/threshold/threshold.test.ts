import { present, toHex, unwrap, utf8 } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { type Capsule, capsuleBytes, capsuleText, checkCapsule, encapsulate, parseCapsule, parseCapsuleText, recoverWithNonce, verifyCapsule } from './capsule.ts';
import { ORDER, decodePoint, decodeScalar, encodeScalar, modulo } from './group.ts';
import { dealKeys } from './keys.ts';
import { type DecryptionShare, checkShare, combine, openCapsule, parseShare, parseShareText, share, shareBytes, shareText, verifyShare } from './share.ts';

const entropy = seededEntropy('threshold');
const label = utf8('lot 1, tenderer A, price');
const binding = entropy(32);

const sealTo = (publicKey: Uint8Array) => {
  const begun = encapsulate(publicKey, label, entropy);
  return { ...begun, capsule: begun.bind(binding) };
};

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe.each([[1, 1], [1, 3], [2, 3], [3, 5]])('%i of %i guardians', (k, n) => {
  const { keys, shares } = dealKeys(k, n, entropy);
  const sealed = sealTo(keys.publicKey);
  const answers = shares.map((own) => unwrap(share(own, sealed.capsule, label, binding, entropy)));

  it('open together: any k give the one secret', () => {
    for (let first = 0; first + k <= n; first += 1) expect(openCapsule(keys, sealed.capsule, label, binding, answers.slice(first, first + k))).toEqual({ ok: true, value: sealed.secret });
    expect(openCapsule(keys, sealed.capsule, label, binding, [...answers].reverse())).toEqual({ ok: true, value: sealed.secret });
  });

  it('do not open with fewer, nor with one counted twice', () => {
    const few = answers.slice(0, k - 1);
    const again = few.length > 0 ? [...few, present(few[0], 'share')] : [];
    for (const given of [few, again]) expect(openCapsule(keys, sealed.capsule, label, binding, given)).toEqual({ ok: false, fault: { reason: 'tooFewShares', have: k - 1, need: k } });
  });

  it('are named when they answer wrongly', () => {
    const checked = unwrap(checkCapsule(sealed.capsule, label, binding));
    for (const [index, answer] of answers.entries()) {
      expect(verifyShare(keys, checked, answer)).toBe(true);
      for (const part of ['d', 'c', 'z'] as const) expect(verifyShare(keys, checked, { ...answer, [part]: flipped(answer[part], 0) })).toBe(false);
      expect(verifyShare(keys, checked, { ...answer, index: n + 1 })).toBe(false);
      expect(checkShare(keys, checked, { ...answer, index: index + 2 })).toEqual({ ok: false, fault: index + 2 > n ? 'unknownGuardian' : 'forged' });
    }
    const wrong: DecryptionShare = { ...present(answers[0], 'share'), z: encodeScalar(5n) };
    expect(openCapsule(keys, sealed.capsule, label, binding, [wrong])).toEqual({ ok: false, fault: { reason: 'share', index: 1, fault: 'forged' } });
  });
});

describe('capsules', () => {
  const { keys, shares } = dealKeys(1, 1, entropy);
  const own = present(shares[0], 'share');
  const sealed = sealTo(keys.publicKey);

  it('hold under their own label and binding only', () => {
    expect(verifyCapsule(sealed.capsule, label, binding)).toBe(true);
    // Copying a rival's envelope under one's own name.
    expect(verifyCapsule(sealed.capsule, utf8('lot 1, tenderer B, price'), binding)).toBe(false);
    // Two ciphertexts for one capsule.
    expect(verifyCapsule(sealed.capsule, label, entropy(32))).toBe(false);
    for (const foreign of [utf8('x'), label]) expect(share(own, sealed.capsule, foreign, entropy(32), entropy)).toEqual({ ok: false, fault: 'forged' });
  });

  it('break when any byte changes, and are answered for no more', () => {
    for (let at = 0; at < 128; at += 1) {
      const changed = present(parseCapsule(flipped(capsuleBytes(sealed.capsule), at)), 'capsule');
      expect(share(own, changed, label, binding, entropy).ok, `byte ${at}`).toBe(false);
    }
  });

  it('cannot be re-randomised', () => {
    const double = (bytes: Uint8Array): Uint8Array => present(decodePoint(bytes), 'point').double().toBytes();
    expect(verifyCapsule({ ...sealed.capsule, u: double(sealed.capsule.u), uBar: double(sealed.capsule.uBar) }, label, binding)).toBe(false);
  });

  it('refuse encodings that are not canonical or the identity', () => {
    const malformed: Partial<Capsule>[] = [
      { u: new Uint8Array(32) },
      { u: new Uint8Array(32).fill(0xff) },
      { uBar: Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0)) },
      { e: new Uint8Array(32) },
      { e: new Uint8Array(32).fill(0xff) },
      { f: sealed.capsule.f.slice(1) },
    ];
    for (const part of malformed) expect(checkCapsule({ ...sealed.capsule, ...part }, label, binding)).toEqual({ ok: false, fault: 'malformed' });
  });

  it('open to the bidder who kept his nonce, and to no other', () => {
    expect(recoverWithNonce(keys.publicKey, sealed.capsule, label, sealed.nonce)).toEqual(sealed.secret);
    expect(recoverWithNonce(keys.publicKey, sealed.capsule, label, sealTo(keys.publicKey).nonce)).toBeUndefined();
    expect(recoverWithNonce(keys.publicKey, sealed.capsule, label, new Uint8Array(32))).toBeUndefined();
    expect(recoverWithNonce(keys.publicKey, sealed.capsule, utf8('other'), sealed.nonce)).not.toEqual(sealed.secret);
  });

  it('differ each time, also with an entropy source that is stuck', () => {
    expect(toHex(sealTo(keys.publicKey).secret)).not.toBe(toHex(sealed.secret));
    const stuck = encapsulate(keys.publicKey, label, (length) => new Uint8Array(length).fill(7));
    const [first, second] = [stuck.bind(binding), stuck.bind(entropy(32))];
    // f1 - r·e1 and f2 - r·e2 are the proof nonces; equal ones would give r away.
    const r = present(decodeScalar(stuck.nonce), 'r');
    const nonceOf = (capsule: Capsule): bigint => modulo(present(decodeScalar(capsule.f), 'f') - r * present(decodeScalar(capsule.e), 'e'));
    expect(nonceOf(first)).not.toBe(nonceOf(second));
  });

  it('have one text and one byte form', () => {
    expect(parseCapsule(capsuleBytes(sealed.capsule))).toEqual(sealed.capsule);
    expect(parseCapsuleText(capsuleText(sealed.capsule))).toEqual(sealed.capsule);
    expect(parseCapsule(new Uint8Array(127))).toBeUndefined();
    expect(parseCapsuleText({ ...capsuleText(sealed.capsule), u: capsuleText(sealed.capsule).u.toUpperCase() })).toBeUndefined();
    const answer = unwrap(share(own, sealed.capsule, label, binding, entropy));
    expect(parseShare(shareBytes(answer))).toEqual(answer);
    expect(parseShareText(shareText(answer))).toEqual(answer);
    expect(parseShareText({ ...shareText(answer), index: 0 })).toBeUndefined();
    expect(parseShare(new Uint8Array(97))).toBeUndefined();
  });

  it('are not combined from shares of another capsule', () => {
    const other = sealTo(keys.publicKey);
    const checked = unwrap(checkCapsule(sealed.capsule, label, binding));
    const foreign = unwrap(checkShare(keys, unwrap(checkCapsule(other.capsule, label, binding)), unwrap(share(own, other.capsule, label, binding, entropy))));
    expect(combine(keys, checked, [foreign])).toBeUndefined();
  });
});

describe('the group', () => {
  it('has strict scalars', () => {
    expect(decodeScalar(encodeScalar(ORDER - 1n))).toBe(ORDER - 1n);
    const order = Uint8Array.from(encodeScalar(ORDER - 1n));
    order[0] = (order[0] ?? 0) + 1;
    for (const bytes of [order, new Uint8Array(32), new Uint8Array(31), new Uint8Array(32).fill(0xff)]) expect(decodeScalar(bytes)).toBeUndefined();
  });

  it('needs lawful numbers of guardians', () => {
    for (const [k, n] of [[0, 1], [2, 1], [1, 256], [1.5, 2]] as const) expect(() => dealKeys(k, n, entropy)).toThrow('dealKeys');
    expect(() => encapsulate(new Uint8Array(32), label, entropy)).toThrow('public key');
  });
});
