import { type Json, type JsonObject, fromHex } from '@zhaobiao/basics';
import { parseCanonical } from '../canonical/canonical.ts';
import type { GuardianKeys } from '../threshold/keys.ts';
import type { DecryptionShare } from '../threshold/share.ts';
import { type ReopenFault, reopen } from './reopen.ts';

/** Guardians of a tender as its notice names them, in hexadecimal. */
export type GuardianshipText = { readonly threshold: number; readonly publicKey: string; readonly guardians: readonly { readonly index: number; readonly verificationKey: string }[] };
export type EnvelopeText = { readonly label: string; readonly capsule: { readonly u: string; readonly uBar: string; readonly e: string; readonly f: string }; readonly ciphertext: string };
export type ReleasedShareText = { readonly index: number; readonly d: string; readonly c: string; readonly z: string };

/** Why a bid could not be opened (未解密): all but `ciphertextMissing` and `ciphertextAltered` are the bidder's doing, those two the platform's. */
export type UnopenedReason = 'capsuleInvalid' | 'ciphertextMissing' | 'ciphertextAltered' | 'notAnEnvelope' | 'commitmentMismatch' | 'chunkForged' | 'truncated' | 'sheetInvalid';

export type Reopened =
  | { readonly outcome: 'opened'; readonly sheet: JsonObject }
  | { readonly outcome: 'unopened'; readonly cause: UnopenedReason }
  /** The shares at hand do not open the capsule: wait for others, nothing is known of the bid. */
  | { readonly outcome: 'sharesInsufficient' };

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

export function guardianKeysOf({ threshold, publicKey, guardians }: GuardianshipText): GuardianKeys {
  const verificationKeys = guardians.toSorted((left, right) => left.index - right.index).map((each) => bytes(each.verificationKey));
  return { k: threshold, n: guardians.length, publicKey: bytes(publicKey), verificationKeys };
}

export const shareOfText = ({ index, d, c, z }: ReleasedShareText): DecryptionShare => ({ index, d: bytes(d), c: bytes(c), z: bytes(z) });

export const capsuleOfText = ({ u, uBar, e, f }: EnvelopeText['capsule']) => ({ u: bytes(u), uBar: bytes(uBar), e: bytes(e), f: bytes(f) });

const isSheet = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function causeOf(fault: ReopenFault): Reopened {
  if (fault.reason === 'objectMismatch') return { outcome: 'unopened', cause: 'ciphertextAltered' };
  if (fault.reason === 'opening') return fault.fault.reason === 'capsule' ? { outcome: 'unopened', cause: 'capsuleInvalid' } : { outcome: 'sharesInsufficient' };
  switch (fault.fault) {
    case 'unknownProfile': return { outcome: 'unopened', cause: 'notAnEnvelope' };
    case 'trailing': return { outcome: 'unopened', cause: 'chunkForged' };
    default: return { outcome: 'unopened', cause: fault.fault };
  }
}

/** One bid from its ciphertext and the released shares, as the opening does it and as anyone can do it again. */
export async function reopenBid(guardianship: GuardianshipText, envelope: EnvelopeText, shares: readonly ReleasedShareText[], ciphertext: Uint8Array | undefined): Promise<Reopened> {
  if (!ciphertext) return { outcome: 'unopened', cause: 'ciphertextMissing' };
  const sealed = { capsule: capsuleOfText(envelope.capsule), label: bytes(envelope.label), ciphertext: envelope.ciphertext };
  const plaintext = await reopen(guardianKeysOf(guardianship), sealed, shares.map(shareOfText), ciphertext);
  if (!plaintext.ok) return causeOf(plaintext.fault);
  const sheet = parseCanonical(plaintext.value);
  return sheet.ok && isSheet(sheet.value) ? { outcome: 'opened', sheet: sheet.value } : { outcome: 'unopened', cause: 'sheetInvalid' };
}
