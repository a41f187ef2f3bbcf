import { type Result, concat, fail, fromHex, ok, present, toHex, uintBytes } from '@zhaobiao/basics';
import type { Entropy } from '../digest/entropy.ts';
import { type Capsule, type CapsuleFault, type CheckedCapsule, checkCapsule, secretOf } from './capsule.ts';
import { BASE, ELEMENT_LENGTH, ORDER, type Point, comb, combination, decodeChallenge, decodePoint, decodeScalar, encodeScalar, fixed, hashToChallenge, hashToScalar, inverse, modulo } from './group.ts';
import { type GuardianKeys, MAX_GUARDIANS, type SecretShare } from './keys.ts';

/** A guardian's answer for one capsule: d = x·U, and a proof (c, z) that x is the guardian's own. */
export type DecryptionShare = { readonly index: number; readonly d: Uint8Array; readonly c: Uint8Array; readonly z: Uint8Array };

export const SHARE_LENGTH = 1 + 3 * ELEMENT_LENGTH;

export const shareBytes = ({ index, d, c, z }: DecryptionShare): Uint8Array => concat(uintBytes(index, 1), d, c, z);

export function parseShare(bytes: Uint8Array): DecryptionShare | undefined {
  const index = bytes[0];
  if (bytes.length !== SHARE_LENGTH || index === undefined || index === 0) return undefined;
  const part = (at: number): Uint8Array => bytes.slice(1 + at * ELEMENT_LENGTH, 1 + (at + 1) * ELEMENT_LENGTH);
  return { index, d: part(0), c: part(1), z: part(2) };
}

/** A share as acts hold it: its elements in lower-case hexadecimal. */
export type ShareText = { readonly index: number; readonly d: string; readonly c: string; readonly z: string };

export const shareText = ({ index, d, c, z }: DecryptionShare): ShareText => ({ index, d: toHex(d), c: toHex(c), z: toHex(z) });

/** The share of its text form, or `undefined` for an index outside 1 … 255 or text that is not 32 bytes of hexadecimal each. */
export function parseShareText({ index, ...text }: ShareText): DecryptionShare | undefined {
  const [d, c, z] = [text.d, text.c, text.z].map(fromHex);
  const whole = Number.isInteger(index) && index >= 1 && index <= MAX_GUARDIANS;
  return whole && d?.length === ELEMENT_LENGTH && c?.length === ELEMENT_LENGTH && z?.length === ELEMENT_LENGTH ? { index, d, c, z } : undefined;
}

const challenge = (capsuleId: Uint8Array, index: number, verificationKey: Uint8Array, d: Uint8Array, first: Point, second: Point): bigint =>
  hashToChallenge('zhaobiao/tdh2/v1 share', [capsuleId, uintBytes(index, 1), verificationKey, d, first.toBytes(), second.toBytes()]);

/** Decoded keys with their multiples: one opening asks for the same guardian's key 1,528 times. Keyed by value, bounded, never a source of truth. */
const knownKeys = new Map<string, Point>();
const KNOWN_KEYS = 64;

function decodeKey(bytes: Uint8Array): Point | undefined {
  const id = toHex(bytes);
  const known = knownKeys.get(id);
  if (known) return known;
  const point = decodePoint(bytes);
  if (!point) return undefined;
  if (knownKeys.size >= KNOWN_KEYS) knownKeys.clear();
  knownKeys.set(id, fixed(point));
  return point;
}

/** The guardian's answer for a capsule already checked. */
export function shareChecked(own: SecretShare, checked: CheckedCapsule, entropy: Entropy): DecryptionShare {
  const x = present(decodeScalar(own.secret), 'share: a valid secret share');
  const verificationKey = BASE.multiply(x).toBytes();
  const times = comb(checked.point);
  const d = times(x).toBytes();
  // Hedged as in `encapsulate`: a repeated s over two challenges would reveal x.
  const s = hashToScalar('zhaobiao/tdh2/v1 share nonce', [own.secret, entropy(32), checked.id]);
  const c = challenge(checked.id, own.index, verificationKey, d, BASE.multiply(s), times(s));
  return { index: own.index, d, c: encodeScalar(c), z: encodeScalar(modulo(s + x * c)) };
}

/** Answers only for a capsule that is valid under this label and binding: an invalid one is not touched with the secret. */
export function share(own: SecretShare, capsule: Capsule, label: Uint8Array, binding: Uint8Array, entropy: Entropy): Result<DecryptionShare, CapsuleFault> {
  const checked = checkCapsule(capsule, label, binding);
  return checked.ok ? ok(shareChecked(own, checked.value, entropy)) : checked;
}

/** A share whose proof has been checked; only `checkShare` makes one. */
export type CheckedShare = { readonly index: number; readonly point: Point; readonly encoded: Uint8Array; readonly capsuleId: Uint8Array };

export type ShareFault = 'unknownGuardian' | 'malformed' | 'forged';

/** Checks that a share was made with the guardian's own key. A wrong share names its maker. */
export function checkShare(keys: GuardianKeys, checked: CheckedCapsule, answer: DecryptionShare): Result<CheckedShare, ShareFault> {
  const verificationKey = keys.verificationKeys[answer.index - 1];
  const key = verificationKey && decodeKey(verificationKey);
  if (!verificationKey || !key) return fail('unknownGuardian');
  const point = decodePoint(answer.d);
  const c = decodeChallenge(answer.c);
  const z = decodeScalar(answer.z);
  if (!point || c === undefined || z === undefined) return fail('malformed');
  const first = BASE.multiplyUnsafe(z).subtract(key.multiplyUnsafe(c));
  const second = combination([checked.point, point.negate()], [z, c]);
  if (challenge(checked.id, answer.index, verificationKey, answer.d, first, second) !== c) return fail('forged');
  return ok({ index: answer.index, point, encoded: answer.d, capsuleId: checked.id });
}

/** Whether a share is right for a capsule. */
export const verifyShare = (keys: GuardianKeys, checked: CheckedCapsule, answer: DecryptionShare): boolean => checkShare(keys, checked, answer).ok;

/** λ of `index` among `indices`, to interpolate at zero. */
function lagrange(index: number, indices: readonly number[]): bigint {
  let numerator = 1n;
  let denominator = 1n;
  for (const other of indices) {
    if (other === index) continue;
    numerator = (numerator * BigInt(other)) % ORDER;
    denominator = modulo(denominator * BigInt(other - index));
  }
  return modulo(numerator * inverse(denominator));
}

/** The secret from the first k different shares, or `undefined` when there are fewer. Any k valid shares give the same secret. */
export function combine(keys: GuardianKeys, checked: CheckedCapsule, shares: readonly CheckedShare[]): Uint8Array | undefined {
  const chosen = new Map<number, CheckedShare>();
  for (const one of shares) if (toHex(one.capsuleId) === toHex(checked.id) && chosen.size < keys.k) chosen.set(one.index, chosen.get(one.index) ?? one);
  if (chosen.size < keys.k) return undefined;
  const indices = [...chosen.keys()];
  const [only, ...more] = chosen.values();
  // With a single guardian λ is 1 and his answer is the shared point itself.
  const points = [...chosen.values()].map((one) => one.point);
  const shared = only && more.length === 0 ? only.encoded : combination(points, indices.map((index) => lagrange(index, indices))).toBytes();
  return secretOf(shared, checked.capsule.u, checked.label);
}

export type OpeningFault = { readonly reason: 'capsule'; readonly fault: CapsuleFault } | { readonly reason: 'share'; readonly index: number; readonly fault: ShareFault } | { readonly reason: 'tooFewShares'; readonly have: number; readonly need: number };

/** Everything at once, as an opening or a verifier needs it: check the capsule, check each share, combine. The first wrong share is named. */
export function openCapsule(keys: GuardianKeys, capsule: Capsule, label: Uint8Array, binding: Uint8Array, answers: readonly DecryptionShare[]): Result<Uint8Array, OpeningFault> {
  const checked = checkCapsule(capsule, label, binding);
  if (!checked.ok) return fail({ reason: 'capsule', fault: checked.fault });
  const shares: CheckedShare[] = [];
  for (const answer of answers) {
    const one = checkShare(keys, checked.value, answer);
    if (!one.ok) return fail({ reason: 'share', index: answer.index, fault: one.fault });
    shares.push(one.value);
  }
  const secret = combine(keys, checked.value, shares);
  return secret ? ok(secret) : fail({ reason: 'tooFewShares', have: new Set(shares.map((one) => one.index)).size, need: keys.k });
}
