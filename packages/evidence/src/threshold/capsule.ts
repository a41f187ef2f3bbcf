import { type Result, assert, concat, equalBytes, fail, fromHex, ok, present, toHex, utf8 } from '@zhaobiao/basics';
import { digest, hkdf, lengthPrefixed } from '../digest/digest.ts';
import type { Entropy } from '../digest/entropy.ts';
import { BASE, ELEMENT_LENGTH, type Point, SECOND_BASE, combination, decodeChallenge, decodePoint, decodeScalar, encodeScalar, hashToChallenge, hashToScalar, modulo, reduceWide } from './group.ts';

/**
 * TDH2 (Shoup and Gennaro, "Securing threshold cryptosystems against chosen ciphertext attack", 2002, §5.1) as a key encapsulation.
 *
 * u = r·G and uBar = r·G₂ carry the secret r·Y; (e, f) proves that both have the same r and binds label and ciphertext. Anyone can check a
 * capsule without a key, so a guardian answers only for a valid one; who copies a rival's envelope cannot give it his own label.
 */
export type Capsule = { readonly u: Uint8Array; readonly uBar: Uint8Array; readonly e: Uint8Array; readonly f: Uint8Array };

/** `malformed`: not four canonical elements. `forged`: the proof does not hold for this label and binding. */
export type CapsuleFault = 'malformed' | 'forged';

export const CAPSULE_LENGTH = 4 * ELEMENT_LENGTH;
export const SECRET_LENGTH = 32;

export const capsuleBytes = ({ u, uBar, e, f }: Capsule): Uint8Array => concat(u, uBar, e, f);

/** The four parts; whether they are valid elements is for `checkCapsule`. */
export function parseCapsule(bytes: Uint8Array): Capsule | undefined {
  if (bytes.length !== CAPSULE_LENGTH) return undefined;
  const part = (index: number): Uint8Array => bytes.slice(index * ELEMENT_LENGTH, (index + 1) * ELEMENT_LENGTH);
  return { u: part(0), uBar: part(1), e: part(2), f: part(3) };
}

/** The 32-byte secret of an encoded shared point: HKDF-SHA-256 with the label, so one point gives unrelated secrets under other labels. */
export const secretOf = (shared: Uint8Array, u: Uint8Array, label: Uint8Array): Uint8Array =>
  hkdf('sha256', shared, utf8('zhaobiao/tdh2/v1 secret'), concat(lengthPrefixed(u), lengthPrefixed(label)), SECRET_LENGTH);

const challenge = (label: Uint8Array, binding: Uint8Array, u: Uint8Array, uBar: Uint8Array, w: Point, wBar: Point): bigint =>
  hashToChallenge('zhaobiao/tdh2/v1 capsule', [label, binding, u, uBar, w.toBytes(), wBar.toBytes()]);

export type Encapsulation = {
  /** 32 bytes: the key of the envelope to be sealed. */
  readonly secret: Uint8Array;
  /** r: lets the bidder open his own envelope with `recoverWithNonce`. Whoever holds it can read this envelope, and nothing else. */
  readonly nonce: Uint8Array;
  /** Completes the capsule once the ciphertext exists; `binding` is its digest. Each call needs the same entropy source, each binding its own proof. */
  readonly bind: (binding: Uint8Array) => Capsule;
};

/**
 * Begins sealing to `publicKey` (32 bytes) under `label`: the secret is needed to make the ciphertext whose digest the capsule binds, hence two
 * steps. Throws when the public key is not a valid element: it comes from the tender document, which was checked when it was published.
 */
export function encapsulate(publicKey: Uint8Array, label: Uint8Array, entropy: Entropy): Encapsulation {
  const key = present(decodePoint(publicKey), 'encapsulate: a valid public key');
  const r = reduceWide(entropy(64));
  assert(r !== 0n, 'encapsulate: entropy gave nothing but zeros');
  const u = BASE.multiply(r).toBytes();
  const uBar = SECOND_BASE.multiply(r).toBytes();
  return {
    secret: secretOf(key.multiply(r).toBytes(), u, label),
    nonce: encodeScalar(r),
    bind: (binding) => {
      // Hedged: even with a broken entropy source two different statements never share s, which would reveal r.
      const s = hashToScalar('zhaobiao/tdh2/v1 capsule nonce', [encodeScalar(r), entropy(32), label, binding]);
      const e = challenge(label, binding, u, uBar, BASE.multiply(s), SECOND_BASE.multiply(s));
      return { u, uBar, e: encodeScalar(e), f: encodeScalar(modulo(s + r * e)) };
    },
  };
}

/** A capsule whose proof has been checked, with its first element decoded; only `checkCapsule` makes one. */
export type CheckedCapsule = { readonly capsule: Capsule; readonly label: Uint8Array; readonly point: Point; readonly id: Uint8Array };

/** Checks the proof for this label and binding. No key is needed; the whole world can do it. */
export function checkCapsule(capsule: Capsule, label: Uint8Array, binding: Uint8Array): Result<CheckedCapsule, CapsuleFault> {
  const point = decodePoint(capsule.u);
  const second = decodePoint(capsule.uBar);
  const e = decodeChallenge(capsule.e);
  const f = decodeScalar(capsule.f);
  if (!point || !second || e === undefined || f === undefined) return fail('malformed');
  const w = BASE.multiplyUnsafe(f).subtract(combination([point], [e]));
  const wBar = SECOND_BASE.multiplyUnsafe(f).subtract(combination([second], [e]));
  if (challenge(label, binding, capsule.u, capsule.uBar, w, wBar) !== e) return fail('forged');
  return ok({ capsule, label, point, id: digest('sha256', capsuleBytes(capsule)) });
}

/** Whether the capsule is valid for this label and binding. */
export const verifyCapsule = (capsule: Capsule, label: Uint8Array, binding: Uint8Array): boolean => checkCapsule(capsule, label, binding).ok;

/** The secret from the bidder's own nonce r, or `undefined` when r is not the one in the capsule. There is only one secret, so he has no choice to make. */
export function recoverWithNonce(publicKey: Uint8Array, capsule: Capsule, label: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  const key = decodePoint(publicKey);
  const r = decodeScalar(nonce);
  if (!key || r === undefined || !equalBytes(BASE.multiply(r).toBytes(), capsule.u)) return undefined;
  return secretOf(key.multiply(r).toBytes(), capsule.u, label);
}

/** A capsule as acts hold it: four elements of 32 bytes in lower-case hexadecimal. */
export type CapsuleText = { readonly u: string; readonly uBar: string; readonly e: string; readonly f: string };

export const capsuleText = ({ u, uBar, e, f }: Capsule): CapsuleText => ({ u: toHex(u), uBar: toHex(uBar), e: toHex(e), f: toHex(f) });

/** The capsule of its text form, or `undefined` for text that is not 32 bytes of hexadecimal each. */
export function parseCapsuleText(text: CapsuleText): Capsule | undefined {
  const bytes = [text.u, text.uBar, text.e, text.f].map(fromHex);
  return bytes.every((part) => part?.length === ELEMENT_LENGTH) ? parseCapsule(concat(...bytes.filter((part) => part !== undefined))) : undefined;
}
