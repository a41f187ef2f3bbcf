/** A small platform's log without a platform: a founding, a registration, one act of the party, a bundle and a receipt of it. */
import { createHash } from 'node:crypto';
import { fromHex, present, toHex, type Json, type JsonObject } from '@zhaobiao/basics';
import {
  BUNDLE_FORMAT, actBytes, commandDigest, cosigner, fieldCommitment, inclusionProofOfLeaves, actLeaf, makeReceipt, noteKeyText, noteSigner, rootOfLeaves, signCheckpoint, signedCommandBytes, signer, writeBundle,
  type ActRecord, type BundlePart, type Signer,
} from '@zhaobiao/evidence';

const seeded = (name: string): Uint8Array => Uint8Array.from(createHash('sha256').update(name).digest());

export const ORIGIN = 'sample.example/log';
const platform = signer('ed25519', seeded('platform'));
const party = signer('ed25519', seeded('party'));
const log = noteSigner(ORIGIN, signer('ed25519', seeded('log')));
const witness = cosigner('witness.example', signer('ed25519', seeded('witness')), 1_770_000_000);

export const LOG_KEY = noteKeyText(log.key);
export const WITNESS_KEY = noteKeyText(witness.key);
export const OTHER_KEY = noteKeyText(noteSigner(ORIGIN, signer('ed25519', seeded('other'))).key);

const keyOf = (own: Signer): JsonObject => ({ scheme: own.scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) });
const PARTY = 'party:91350525MA0000001X';
const HIDDEN = '只给登记人看的联系人';
const fieldSalt = seeded('field').subarray(0, 16);

function act(own: Signer, actor: string, name: string, events: ActRecord['events'], key: string): Uint8Array {
  const stream = present(events[0], 'event').stream;
  const command = { act: name, stream, key, tender: null, commandDigest: commandDigest({}, '00'.repeat(16)) };
  const signature = { scheme: own.scheme, keyId: own.keyId, value: toHex(own.sign(signedCommandBytes(command))) };
  const version = present(events.findLast((event) => event.stream === stream), 'event').version;
  return actBytes({ format: 'zhaobiao/act/v1', ...command, version, at: '2026-03-16T09:30:00.000+08:00', actor, signature, events });
}

const event = (stream: string, version: number, type: string, fields: JsonObject, hidden: ActRecord['events'][number]['hidden'] = {}) => ({ stream, version, type, v: 1, public: fields, hidden });

const acts = [
  act(platform, 'clock', 'foundPlatform', [event('platform:main', 1, 'PlatformFounded', { origin: ORIGIN, title: '样例', key: keyOf(platform) })], 'found'),
  act(platform, 'clock', 'registerParty', [event(PARTY, 1, 'PartyRegistered', { name: '单位', keys: [keyOf(party)] }, { contact: { class: 'personal', commitment: toHex(fieldCommitment(fieldSalt, 'contact', HIDDEN)) } })], 'register'),
  act(party, PARTY, 'registerProject', [event('project:P1', 1, 'ProjectRegistered', { name: '项目' })], 'project'),
];
const salts = acts.map((_, index) => seeded(`salt ${index}`).subarray(0, 16));
const leaves = acts.map((bytes, index) => actLeaf(present(salts[index], 'salt'), bytes));
const checkpointOf = (root: Uint8Array): Uint8Array => signCheckpoint({ origin: ORIGIN, size: leaves.length, root, extensions: [] }, [log, witness]);
const checkpoint = checkpointOf(rootOfLeaves(leaves));

/** The bundle; `value` is what it discloses as the hidden field. */
export function sampleBundle(value: Json = HIDDEN): Uint8Array {
  const parts: BundlePart[] = [{ kind: 'checkpoint', note: checkpoint }];
  acts.forEach((bytes, index) => parts.push({ kind: 'act', index, salt: present(salts[index], 'salt'), bytes, proof: inclusionProofOfLeaves(index, leaves) }));
  parts.push({ kind: 'disclosure', index: 1, event: 0, name: 'contact', salt: fieldSalt, value }, { kind: 'object', bytes: new TextEncoder().encode('招标文件') });
  const header = { format: BUNDLE_FORMAT, origin: ORIGIN, logKey: LOG_KEY, platformKeys: [{ scheme: platform.scheme, keyId: platform.keyId, publicKey: toHex(platform.publicKey) }], partial: [] } as const;
  return Buffer.concat([...writeBundle(header, parts)]);
}

export const sampleAct = (): Uint8Array => present(acts[2], 'act');

/** A receipt of the party's act, with or without its bytes, or of a log in which it never stood. */
export function sampleReceipt({ withAct = true, forged = false } = {}): Uint8Array {
  const note = forged ? checkpointOf(present(fromHex('ab'.repeat(32)), 'root')) : checkpoint;
  return makeReceipt({ index: 2, salt: present(salts[2], 'salt'), ...(withAct ? { act: sampleAct() } : {}), proof: inclusionProofOfLeaves(2, leaves), checkpoint: note });
}
