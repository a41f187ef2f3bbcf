/** Which keys are whose, as the acts themselves declare it: the rule of `zhaobiao verify`, an act at a time so that memory stays small. */
import { isPublicKey, keyIdOf, signedCommandBytes, verifySignature, type ActRecord, type SignatureScheme } from '@zhaobiao/evidence';
import { fromHex, type Json } from '@zhaobiao/basics';
import { declaredIn, isRegistration } from './parse-declared.ts';
import type { DifferenceKind } from './tally.ts';

type ActEvent = ActRecord['events'][number];
type Key = { readonly scheme: SignatureScheme; readonly publicKey: Uint8Array };
type Fault = { readonly kind: DifferenceKind; readonly detail: string };

const ownerOf = ({ type, stream }: ActEvent): string => (type === 'PlatformFounded' ? 'clock' : stream);

const revoked = ({ type, public: fields }: ActEvent): Json | undefined => (type === 'KeyRevoked' ? fields['keyId'] : undefined);

/** `check` takes acts in the order they were accepted; it gives what is wrong with the signature or the keys of this one. */
export type KeysInForce = { readonly check: (record: ActRecord) => Fault | undefined };

export function keysInForce(): KeysInForce {
  const keys = new Map<string, Map<string, Key>>();
  const declare = (event: ActEvent): Fault | undefined => {
    const own = keys.get(ownerOf(event)) ?? new Map<string, Key>();
    for (const { scheme, keyId, publicKey: text } of declaredIn(event)) {
      const publicKey = fromHex(text);
      if (!publicKey || !isPublicKey(scheme, publicKey) || keyIdOf(scheme, publicKey) !== keyId) return { kind: 'badDeclaredKey', detail: `key ${keyId} is not what its id says` };
      own.set(keyId, { scheme, publicKey });
      keys.set(ownerOf(event), own);
    }
    const gone = revoked(event);
    if (typeof gone === 'string') keys.get(event.stream)?.delete(gone);
    return undefined;
  };
  /** A first registration may be signed with the key it declares; a further key may not vouch for itself. */
  const isFirst = (event: ActEvent): boolean => event.type === 'PlatformFounded' || (isRegistration(event) && !keys.has(event.stream));
  const signature = (record: ActRecord): Fault | undefined => {
    const { scheme, keyId, value } = record.signature;
    const key = keys.get(record.actor)?.get(keyId);
    if (!key || key.scheme !== scheme) return { kind: 'unknownKey', detail: `${record.actor} had no key ${keyId}` };
    const valid = verifySignature(scheme, key.publicKey, signedCommandBytes(record), fromHex(value) ?? new Uint8Array(0));
    return valid ? undefined : { kind: 'badSignature', detail: `not signed by key ${keyId} of ${record.actor}` };
  };
  return {
    check: (record) => {
      const first = record.events.filter(isFirst);
      const rest = record.events.filter((event) => !first.includes(event));
      const faults = [...first.map(declare), signature(record), ...rest.map(declare)];
      return faults.find((fault) => fault !== undefined);
    },
  };
}
