/** The form every act arrives in, and who signed it. */
import { fail, fromHex, ok, type Json, type Result } from '@zhaobiao/basics';
import { hex, type Refusal } from '@zhaobiao/domain';
import { commandDigest, signedCommandBytes, verifySignature } from '@zhaobiao/evidence';
import { z } from 'zod';
import type { KnownParty } from '../identity/parties.ts';
import { failed, type Failed } from './failure.ts';
import { refusalOfIssues } from './problem.ts';

/** Stream ids and keys: printable ASCII without space, quote or backslash, as the act's format has them. */
const printable = z.string().regex(/^[!#-[\]-~]{1,200}$/);

const signature = z.strictObject({ scheme: z.enum(['ed25519', 'sm2-sm3']), keyId: hex(16), value: z.string().regex(/^(?:[0-9a-f]{2}){8,80}$/) });

const frame = {
  stream: printable.describe('the stream the act writes first, part of what is signed'),
  key: printable.describe('idempotency key: repeat with it as often as the network needs'),
  tender: hex(32).nullable().describe('digest of the tender document version that was read, or null'),
  nonce: z.string().regex(/^(?:[0-9a-f]{2}){16,32}$/).describe('16 to 32 random bytes, so that the command cannot be guessed from its digest'),
  signature: signature.describe("over canonical {act, commandDigest, format: 'zhaobiao/command/v1', key, stream, tender}"),
};

/** The body of a signed request, with its command's own contract: for documents. */
export const signedForm = (command: z.ZodType) => z.strictObject({ ...frame, command });

/** The same with the command left as it came: it is hashed as it came, then parsed by the act's contract. */
const signedFrame = z.strictObject({ ...frame, command: z.unknown() });

export type Signed = {
  readonly stream: string;
  readonly key: string;
  readonly tender: string | null;
  readonly commandDigest: string;
  readonly signature: z.infer<typeof signature>;
};

/** The frame of a storable body; `command` in the answer is what was signed. */
export function parseSigned(body: Json): Result<Omit<Signed, 'commandDigest'> & { readonly nonce: string }, Refusal> {
  const parsed = signedFrame.safeParse(body);
  return parsed.success ? ok(parsed.data) : fail(refusalOfIssues(parsed.error.issues, body));
}

/** What stands under `command`: JSON, because the whole body was found storable. */
export const commandOf = (body: Json): Json => {
  const isObject = (value: Json): value is { readonly [name: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject(body) ? (body['command'] ?? null) : null;
};

/** The signed bytes, when the signature is by a registered key of the party. */
export function checkSignature(party: KnownParty, act: string, frame: Omit<Signed, 'commandDigest'> & { readonly nonce: string }, command: Json): Result<{ readonly signed: Signed; readonly bytes: Uint8Array }, Failed | 'badSignature'> {
  const { stream, key, tender, nonce, signature } = frame;
  const registered = party.keys.get(signature.keyId);
  if (registered === undefined || registered.scheme !== signature.scheme) return fail(failed('unknownKey', { party: party.party }));
  const digest = commandDigest(command, nonce);
  const bytes = signedCommandBytes({ act, stream, key, tender, commandDigest: digest });
  const value = fromHex(signature.value);
  if (value === undefined || !verifySignature(signature.scheme, registered.publicKey, bytes, value)) return fail('badSignature');
  return ok({ signed: { stream, key, tender, commandDigest: digest, signature }, bytes });
}
