import { type Json, type Result, fail, fromHex, ok } from '@zhaobiao/basics';
import { signedCommandBytes } from '../act/hash.ts';
import type { ActEvent, ActRecord } from '../act/record.ts';
import { declaredKeys } from '../bundle/read.ts';
import type { BundleHeader, DeclaredKey } from '../bundle/lines.ts';
import { isPublicKey, keyIdOf, verifySignature } from '../signature/signature.ts';
import type { BundledAct } from './contents.ts';
import type { BundleFault } from './fault.ts';

/** Keys in force by the stream of the party that declared them; the platform's under `clock`. */
type Keys = Map<string, Map<string, { readonly scheme: DeclaredKey['scheme']; readonly publicKey: Uint8Array }>>;

/** The platform signs what the clock does. */
const CLOCK = 'clock';

/** Events that change which keys a party signs with; `PlatformFounded` declares the platform's one key under `key`. */
const REGISTERING = ['PartyRegistered', 'PersonRegistered'];
const DECLARING = [...REGISTERING, 'KeyAdded'];
const FOUNDING = 'PlatformFounded';
const REVOKING = 'KeyRevoked';

function declare(keys: Keys, owner: string, declared: readonly DeclaredKey[], line: number): BundleFault | undefined {
  const own = keys.get(owner) ?? new Map();
  keys.set(owner, own);
  for (const { scheme, keyId, publicKey: text } of declared) {
    const publicKey = fromHex(text);
    if (!publicKey || !isPublicKey(scheme, publicKey) || keyIdOf(scheme, publicKey) !== keyId) return { reason: 'badDeclaredKey', line, keyId };
    own.set(keyId, { scheme, publicKey });
  }
  return undefined;
}

const listOf = (value: Json | undefined): Json | undefined => (value === undefined ? undefined : [value]);

function declaredIn(event: ActEvent): readonly DeclaredKey[] | undefined {
  if (event.type === FOUNDING) return declaredKeys(event.public['keys'] ?? listOf(event.public['key']));
  return DECLARING.includes(event.type) ? declaredKeys(event.public['keys']) : [];
}

/** The founding act must name exactly the keys the header claims: a header alone is nobody's word. */
function checkFounding(declared: readonly DeclaredKey[], header: BundleHeader, line: number): BundleFault | undefined {
  const ids = (list: readonly DeclaredKey[]): string => list.map((key) => key.keyId).sort().join(' ');
  return ids(declared) === ids(header.platformKeys) ? undefined : { reason: 'otherPlatformKeys', line };
}

function applyEvent(keys: Keys, event: ActEvent, header: BundleHeader, line: number): BundleFault | undefined {
  const declared = declaredIn(event);
  if (!declared) return { reason: 'badDeclaredKey', line, keyId: '' };
  if (event.type === FOUNDING) return checkFounding(declared, header, line) ?? declare(keys, CLOCK, declared, line);
  return declared.length > 0 ? declare(keys, event.stream, declared, line) : undefined;
}

/** A first declaration may be signed with the key it declares; a further key must not vouch for itself. */
const declaresFirst = (keys: Keys, event: ActEvent): boolean => event.type === FOUNDING || (REGISTERING.includes(event.type) && !keys.has(event.stream));

function revoke(keys: Keys, event: ActEvent): void {
  const keyId = event.public['keyId'];
  if (event.type === REVOKING && typeof keyId === 'string') keys.get(event.stream)?.delete(keyId);
}

/** Each event once: first declarations before the act's signature is checked, everything else after. */
function applyEvents(keys: Keys, events: readonly ActEvent[], header: BundleHeader, line: number): BundleFault | undefined {
  for (const event of events) {
    const fault = applyEvent(keys, event, header, line);
    if (fault) return fault;
    revoke(keys, event);
  }
  return undefined;
}

export type SignatureReport = { readonly signatures: number; readonly foundingAct: boolean };

/**
 * Checks every actor's signature over his command, in the order of the log. A key counts from the act that declares it (a registration may be
 * signed with its own key, a further key may not) until the act that revokes it (which it may still sign).
 */
export function checkSignatures(header: BundleHeader, acts: readonly BundledAct[]): Result<SignatureReport, BundleFault> {
  const keys: Keys = new Map();
  const claimed = declare(keys, CLOCK, header.platformKeys, 1);
  if (claimed) return fail(claimed);
  for (const { act, index, line } of acts) {
    const first = act.events.filter((event) => declaresFirst(keys, event));
    const rest = act.events.filter((event) => !first.includes(event));
    const fault = applyEvents(keys, first, header, line) ?? checkSignature(keys, act, index, line) ?? applyEvents(keys, rest, header, line);
    if (fault) return fail(fault);
  }
  return ok({ signatures: acts.length, foundingAct: acts.some(({ act }) => act.events.some((event) => event.type === FOUNDING)) });
}

function checkSignature(keys: Keys, act: ActRecord, index: number, line: number): BundleFault | undefined {
  const { keyId, scheme, value } = act.signature;
  const where = { line, index, actor: act.actor, keyId };
  const key = keys.get(act.actor)?.get(keyId);
  if (!key || key.scheme !== scheme) return { reason: 'unknownKey', ...where };
  return verifySignature(scheme, key.publicKey, signedCommandBytes(act), fromHex(value) ?? new Uint8Array(0)) ? undefined : { reason: 'badSignature', ...where };
}
