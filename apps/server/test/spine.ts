/** A small platform for tests: a fresh database, the real door, a clock the test sets, signed commands. No HTTP. */
import { createHash } from 'node:crypto';
import { creditCodeCheck, ACTS, type Actor } from '@zhaobiao/domain';
import { parseInstant, present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { chunkDigest, commandDigest, dealKeys, sealLabel, signer, type DealtKeys, type Signer } from '@zhaobiao/evidence';
import { signCommand } from '@zhaobiao/client';
import { worksBasis, worksDraft } from '@zhaobiao/testkit';
import type pg from 'pg';
import { loadLaw } from '../src/law.ts';
import { perform, type Answer, type Door } from '../src/perform.ts';
import { viewRows } from '../src/store/rebuild.ts';
import { connectDatabase } from '../src/store/connect.ts';
import { freshDatabase } from './database.ts';

/** Deterministic bytes: SHA-256 in counter mode over a seed. */
export function seeded(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    const parts: Buffer[] = [];
    for (let made = 0; made < length; made += 32) {
      parts.push(createHash('sha256').update(`${seed}/${counter}`).digest());
      counter += 1;
    }
    return Uint8Array.from(Buffer.concat(parts).subarray(0, length));
  };
}

export const moment = (text: string): Instant => present(parseInstant(text), `moment ${text}`);

/** The n-th valid credit code. */
export function creditCode(index: number): string {
  const body = `91350525MA${String(index).padStart(7, '0')}`;
  return body + creditCodeCheck(body);
}

export type Party = Actor & { readonly signer: Signer; readonly creditCode: string };

export type Spine = {
  readonly door: Door;
  readonly pool: pg.Pool;
  readonly dealt: DealtKeys;
  readonly people: { readonly clock: Actor & { readonly signer: Signer }; readonly admin: Party; readonly registrar: Party; readonly entity: Party; readonly agency: Party; readonly guardian: Party };
  readonly party: (index: number, roles: readonly string[]) => Party;
  readonly act: (actor: Actor & { readonly signer: Signer }, act: string, command: JsonObject, options?: { readonly at?: Instant; readonly key?: string; readonly tender?: string | null; readonly door?: Door }) => Promise<Answer>;
  /** Registers an object as uploaded by a party, without bytes. */
  readonly upload: (party: string, digest: string) => Promise<void>;
  readonly prepareBid: (open: OpenLot, bidder: Party, serial: number) => Promise<{ readonly submit: (at: Instant) => Promise<Answer> }>;
  readonly close: () => Promise<void>;
};

export const START = moment('2026-02-10T09:00:00.000+08:00');
export const CLOSING = moment('2026-03-16T09:30:00.000+08:00');

/** A spine on a database of its own. */
export async function openSpine(seed = 'spine'): Promise<Spine> {
  const database = await freshDatabase();
  const pool = connectDatabase({ ...database.connection, max: 16 }, () => undefined);
  return openSpineOn(pool, seed, async () => {
    await pool.end();
    await database.drop();
  });
}

export function openSpineOn(pool: pg.Pool, seed: string, close: () => Promise<void>): Spine {
  const entropy = seeded(seed);
  const { law } = loadLaw();
  const door: Door = { pool, clock: { now: () => START, stop: () => undefined }, law, entropy, views: viewRows };
  const party = (index: number, roles: readonly string[]): Party => {
    const own = signer('ed25519', seeded(`${seed}/party/${index}`)(32));
    const code = creditCode(index);
    return { party: `party:${code}`, creditCode: code, roles, keyId: own.keyId, signer: own };
  };
  const platformKey = signer('ed25519', seeded(`${seed}/platform`)(32));
  const people = {
    clock: { party: 'clock', roles: [], keyId: platformKey.keyId, signer: platformKey },
    admin: party(1, ['systemAdministrator']), registrar: party(2, ['registrar', 'operator']), entity: party(3, ['procuringEntity']), agency: party(4, ['agency']), guardian: party(5, ['guardian']),
  };
  let serial = 0;
  const act: Spine['act'] = async (actor, name, command, options = {}) => {
    const definition = present(ACTS.get(name), `act ${name}`);
    const parsed = definition.contract.parse(command);
    const stream = definition.plan(parsed, actor).primary.id;
    serial += 1;
    const signed = signCommand({ act: name, stream, key: options.key ?? `k${serial}`, tender: options.tender ?? null, command }, actor.signer, seeded(`${options.key ?? serial}`));
    return perform(options.door ?? door, {
      definition, command: parsed, actor, key: signed.key, tender: signed.tender, commandDigest: commandDigest(command as Json, signed.nonce), signature: signed.signature, at: options.at ?? START,
    });
  };
  const upload: Spine['upload'] = async (owner, digest) => {
    await pool.query('INSERT INTO object (digest, length, chunk_count, created_at) VALUES ($1, 1, 0, 0) ON CONFLICT (digest) DO NOTHING', [digest]);
    await pool.query('INSERT INTO upload (id, party, length, chunk_count, created_at, completed_at, digest) VALUES (gen_random_uuid()::text, $2, 1, 0, 0, 0, $1)', [digest, owner]);
  };
  const dealt = dealKeys(1, 1, seeded(`${seed}/guardian`));
  /** Signs and uploads now, so that what is measured later is the door alone. */
  const prepareBid: Spine['prepareBid'] = async ({ lot, tender }, bidder, bidSerial) => {
    const command = bidCommand(lot, bidder.party, bidSerial);
    await upload(bidder.party, ciphertextOf(command));
    const definition = present(ACTS.get('submitBid'), 'act submitBid');
    const stream = definition.plan(definition.contract.parse(command), bidder).primary.id;
    const signed = signCommand({ act: 'submitBid', stream, key: `bid-${bidSerial}`, tender, command }, bidder.signer, seeded(`bid-${bidSerial}`));
    const body = { definition, actor: bidder, key: signed.key, tender, signature: signed.signature };
    return { submit: (at) => perform(door, { ...body, command: definition.contract.parse(command), commandDigest: commandDigest(command as Json, signed.nonce), at }) };
  };
  return { door, pool, dealt, people, party, act, upload, prepareBid, close };
}

const keysOf = ({ signer: own }: { readonly signer: Signer }) => [{ scheme: own.scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) }];

/** Founds the platform, registers who is needed, and stops before any project. */
export async function found(spine: Spine): Promise<void> {
  const { clock, admin, registrar, entity, agency, guardian } = spine.people;
  const founding = [admin, registrar].map((each) => ({ creditCode: each.creditCode, name: `创建方 ${each.creditCode}`, roles: [...each.roles], keys: keysOf(each) }));
  await expectAccepted(spine.act(clock, 'foundPlatform', { origin: 'test.example/log', title: '测试平台', key: keysOf(clock)[0] ?? {}, parties: founding }));
  for (const each of [entity, agency, guardian]) await register(spine, each, `单位 ${each.creditCode}`);
  const guardians = [{ party: guardian.party, index: 1, verificationKey: toHex(present(spine.dealt.keys.verificationKeys[0], 'verification key')) }];
  await expectAccepted(spine.act(admin, 'registerGuardians', { threshold: 1, publicKey: toHex(spine.dealt.keys.publicKey), guardians }));
}

export async function register(spine: Spine, party: Party, name: string): Promise<Answer> {
  return expectAccepted(spine.act(spine.people.registrar, 'registerParty', { creditCode: party.creditCode, name, roles: [...party.roles], keys: keysOf(party), contact: null }));
}

export async function expectAccepted(answer: Promise<Answer>): Promise<Answer> {
  const given = await answer;
  if (given.status >= 400) throw new Error(`expected acceptance, got ${given.status} ${JSON.stringify(given.body)}`);
  return given;
}

export type OpenLot = { readonly lot: string; readonly tender: string };

/** What `registerProject` is told of the test project. */
export function projectCommand({ people: { entity, agency } }: Pick<Spine, 'people'>, project: string, change: JsonObject = {}): JsonObject {
  const pinned = present(loadLaw().procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works');
  const procedure = { id: pinned.procedure.id, version: pinned.procedure.version, digest: pinned.digest };
  return { project, name: '测试道路工程', region: '350525', procuringEntity: entity.party, agency: agency.party, procedure, estimateFen: ESTIMATE, investmentCode: null, basis: worksBasis({ agency: agency.party, estimateFen: ESTIMATE }), ...change };
}

const ESTIMATE = 4_000_000_000;

/** Project, lot and a notice that closes at `CLOSING`. */
export async function openLot(spine: Spine, name = 'P1', terms: JsonObject = {}): Promise<OpenLot> {
  const { entity } = spine.people;
  await expectAccepted(spine.act(entity, 'registerProject', projectCommand(spine, name)));
  await expectAccepted(spine.act(entity, 'defineLot', { project: `project:${name}`, number: '1', name: '施工一标段', estimateFen: ESTIMATE }));
  const lot = `lot:${name}/1`;
  const answer = await expectAccepted(publishNotice(spine, lot, { terms }));
  return { lot, tender: String(answer.body['tender']) };
}

type Drafting = Partial<Omit<Parameters<typeof worksDraft>[0], 'lot'>>;
type Moment = { readonly at?: Instant; readonly door?: Door };

/** The body of `draftDocument`; what is not said is as the test tender has it. */
export const draftCommand = (lot: string, change: Drafting = {}): JsonObject =>
  worksDraft({ lot, title: '测试道路工程施工招标公告', documents: [], ceilingFen: 3_800_000_000, securityFen: 80_000_000, validityDays: 90, ...change });

/** The body of `publishNotice` for a draft. */
export const noticeCommand = (lot: string, draft: string, change: JsonObject = {}): JsonObject =>
  ({ lot, draft, media: ['national'], issueEndsAt: '2026-02-20T17:00:00.000+08:00', closingAt: '2026-03-16T09:30:00.000+08:00', ...change });

/** The body of `amendNotice` for a draft: the deadline stays unless it must move. */
export const amendCommand = (lot: string, draft: string, change: JsonObject = {}): JsonObject => ({ lot, draft, media: ['national'], closingAt: null, reason: '更正', affectsBids: false, ...change });

/** The agency draws the document up; gives the digest that its issuer names. */
export async function draft(spine: Spine, lot: string, change: Drafting = {}, options: Moment = {}): Promise<string> {
  const answer = await expectAccepted(spine.act(spine.people.agency, 'draftDocument', draftCommand(lot, change), options));
  return String(answer.body['draft']);
}

/** Drawn up by the agency, issued by the procuring entity. */
export const publishNotice = async (spine: Spine, lot: string, document: Drafting = {}, change: JsonObject = {}, options: Moment = {}): Promise<Answer> =>
  spine.act(spine.people.entity, 'publishNotice', noticeCommand(lot, await draft(spine, lot, document, options), change), options);

export const amendNotice = async (spine: Spine, lot: string, document: Drafting = {}, change: JsonObject = {}, options: Moment = {}): Promise<Answer> =>
  spine.act(spine.people.entity, 'amendNotice', amendCommand(lot, await draft(spine, lot, document, options), change), options);

/** A bid whose envelope is well formed but not really encrypted: for tests of order and law, not of sealing. */
export function bidCommand(lot: string, party: string, serial = 0): JsonObject {
  const label = toHex(sealLabel([lot, 'whole', party]));
  const digest = toHex(chunkDigest(new TextEncoder().encode(`${lot}/${party}/${serial}`)));
  return { lot, tenderer: { lead: party, members: [] }, envelopes: [{ kind: 'whole', label, capsule: { u: digest, uBar: digest, e: digest, f: digest }, ciphertext: digest, lengthBytes: 1 }] };
}

export const ciphertextOf = (command: JsonObject): string => String((command['envelopes'] as readonly JsonObject[])[0]?.['ciphertext']);

/** Uploads and submits in one go. */
export async function bid(spine: Spine, { lot, tender }: OpenLot, bidder: Party, options: { readonly at?: Instant; readonly key?: string; readonly serial?: number } = {}): Promise<Answer> {
  const command = bidCommand(lot, bidder.party, options.serial ?? 0);
  await spine.upload(bidder.party, ciphertextOf(command));
  return spine.act(bidder, 'submitBid', command, { tender, ...options });
}

