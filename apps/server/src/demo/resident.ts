/** Residents act like everybody: a signed command through the one door. Everything follows from the key of the act, so that a repeat at the next start is the same request. */
import { fromHex, present, toHex, utf8, uintBytes, concat, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { commandDigest, digest, objectDigestOf, signedCommandBytes, signer, type Entropy, type Signer } from '@zhaobiao/evidence';
import { beginUpload, completeUpload, putUploadChunk, type ObjectGround } from '../objects/upload.ts';
import { perform, type Door } from '../perform.ts';
import type { DemoParty } from './parse-keys.ts';

export type Resident = { readonly party: string; readonly creditCode: string; readonly name: string; readonly roles: readonly string[]; readonly signer: Signer };

export const residentOf = ({ party, creditCode, name, roles, seed }: DemoParty): Resident => ({ party, creditCode, name, roles, signer: signer('ed25519', present(fromHex(seed), 'seed')) });

export const keyOf = ({ signer: own }: Resident): { readonly scheme: 'ed25519' | 'sm2-sm3'; readonly keyId: string; readonly publicKey: string } => ({ scheme: own.scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) });

/** Bytes that are the same whenever they are asked for under this name. The seed in it is a secret of the demonstration's key file. */
export function entropyOf(resident: Resident, name: string): Entropy {
  const secret = resident.signer.sign(utf8(`demo entropy ${name}`));
  let counter = 0;
  return (length) => {
    const blocks: Uint8Array[] = [];
    for (let made = 0; made < length; made += 32) blocks.push(digest('sha256', secret, uintBytes((counter += 1), 4)));
    return concat(...blocks).slice(0, length);
  };
}

export type Deed = { readonly act: string; readonly command: JsonObject; readonly key: string; readonly at: Instant; readonly tender?: string };

export type Outcome = { readonly status: number; readonly body: JsonObject };

/** Performs one act as a resident and gives the answer, whatever it is. */
export async function attempt(door: Door, who: Resident, { act, command, key, at, tender = null }: Omit<Deed, 'tender'> & { readonly tender?: string | null }): Promise<Outcome> {
  const definition = present(ACTS.get(act), `act ${act}`);
  const parsed = definition.contract.parse(command);
  const stream = definition.plan(parsed, { party: who.party }).primary.id;
  const wanted = commandDigest(command, toHex(digest('sha256', utf8(key)).subarray(0, 16)));
  const value = toHex(who.signer.sign(signedCommandBytes({ act, stream, key, tender, commandDigest: wanted })));
  const { keyId, scheme } = who.signer;
  return perform(door, { definition, command: parsed, actor: { party: who.party, roles: who.roles, keyId }, key, tender, commandDigest: wanted, signature: { scheme, keyId, value }, at });
}

/** Whether anything has happened in a stream. */
export async function hasBegun({ pool }: Pick<Door, 'pool'>, stream: string): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'demo-begun', text: 'SELECT 1 FROM stream WHERE id = $1', values: [stream] });
  return rowCount === 1;
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const refusedWith = ({ body }: Outcome, ...codes: readonly string[]): boolean => {
  const refused = body['refused'];
  return isObject(refused) && codes.includes(String(refused['code']));
};

/** The same, for acts that must succeed; throws with the refusal otherwise. */
export async function perfect(door: Door, who: Resident, deed: Deed): Promise<JsonObject> {
  const outcome = await attempt(door, who, deed);
  if (outcome.status < 300) return outcome.body;
  throw new Error(`the demonstration city: ${deed.act} by ${who.name} was answered ${outcome.status} ${JSON.stringify(outcome.body)}`);
}

/** Uploads an object of one chunk; gives its digest. */
export async function upload(objects: ObjectGround, who: Resident, bytes: Uint8Array): Promise<string> {
  const begun = await beginUpload(objects, { party: who.party, length: bytes.length });
  if (!begun.ok) throw new Error(`the demonstration city: an upload was refused: ${JSON.stringify(begun.fault)}`);
  const piece = { upload: begun.value.id, party: who.party };
  const put = await putUploadChunk(objects, { ...piece, index: 0, bytes });
  const done = put.ok ? await completeUpload(objects, piece) : put;
  if (!done.ok) throw new Error(`the demonstration city: an upload was refused: ${JSON.stringify(done.fault)}`);
  return objectDigestOf(bytes);
}
