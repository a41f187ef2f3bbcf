/** A platform of one announced lot, honest unless told to lie, with a real log, real commitments and really sealed bids. */
import { fromHex, fromUtf8, instantText, parseInstant, present, toBase64, toHex, type Json, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type Answer, type Command } from '@zhaobiao/client';
import {
  ACT_FORMAT, actBytes, actLeaf, fieldCommitment, inclusionProofOfLeaves, leafHash, makeReceipt, noteSigner, rootOfLeaves, signCheckpoint, signedCommandBytes, signer, type ActRecord, type Entropy, type NoteKey,
} from '@zhaobiao/evidence';
import { ownVerificationKey, type GuardianKeyring } from '../src/guardian/keys.ts';

export const LOT = 'lot:P1/1';
export const CLOSING = present(parseInstant('2026-03-16T09:30:00.000+08:00'), 'closing');
export const GUARDIAN = 'party:guardian';

/** Everything the platform could get wrong on purpose. Each is applied to an otherwise honest answer. */
export type Lies = {
  readonly bidCount?: number;
  readonly closeActor?: string;
  readonly closeAct?: string;
  readonly closeStream?: string;
  readonly closedAt?: string;
  readonly closeSeed?: number;
  readonly logSeed?: number;
  readonly editNotice?: (notice: JsonObject) => JsonObject;
  readonly editHistory?: (acts: readonly ActRecord[]) => readonly ActRecord[];
  /** The acts between close and release. */
  readonly editRelease?: (acts: readonly ActRecord[], root: string) => readonly ActRecord[];
  readonly editAct?: (act: ActRecord) => ActRecord;
  readonly editBids?: (bids: readonly JsonObject[]) => readonly JsonObject[];
  readonly editDetail?: (detail: JsonObject) => JsonObject;
  /** Replaces an envelope before it is committed to: the bidder's doing, not the platform's. */
  readonly editSealed?: (sealed: JsonObject, number: number) => JsonObject;
};

export type FakePlatform = {
  readonly get: (path: string) => Promise<Answer>;
  readonly acts: (commands: readonly Command[]) => Promise<readonly Answer[]>;
  /** What was taken, by bid. */
  readonly taken: Map<string, Command>;
  readonly logKey: NoteKey;
  readonly platformKey: string;
  /** Fails the batch with this number, after doing it or before. */
  fail: { readonly batch: number; readonly how: 'lost' | 'unanswered' } | undefined;
};

const seedOf = (number: number): Uint8Array => new Uint8Array(32).fill(number);

async function bidOf(number: number, keyring: GuardianKeyring, entropy: Entropy, lies: Lies) {
  const lead = `party:firm${String(number).padStart(3, '0')}`;
  const { manifest } = await sealEnvelope({ lot: LOT, kind: 'whole', lead, members: [], publicKey: keyring.publicFile.publicKey, profile: 'international', sheet: { priceFen: 100 + number }, entropy });
  const honest: JsonObject = { tenderer: { lead, members: [] }, name: `公司${number}`, creditCode: `firm${number}`, envelopes: [{ ...manifest, capsule: { ...manifest.capsule } }] };
  const sealed = lies.editSealed?.(honest, number) ?? honest;
  const salt = entropy(16);
  return { bid: `bid:P1/1/${lead.slice('party:'.length)}`, stage: 'submitted', sealed, salt: toHex(salt), commitment: toHex(fieldCommitment(salt, 'sealed', sealed)), awaiting: true };
}

function closeAct(root: string, lies: Lies): ActRecord {
  const platform = signer('ed25519', seedOf(lies.closeSeed ?? 1));
  const unsigned = { act: lies.closeAct ?? 'closeBidding', stream: lies.closeStream ?? LOT, key: 'due:1', tender: null, commandDigest: 'ab'.repeat(32) };
  const signature = { scheme: 'ed25519' as const, keyId: platform.keyId, value: toHex(platform.sign(signedCommandBytes(unsigned))) };
  const honest: ActRecord = {
    format: ACT_FORMAT, ...unsigned, version: 3, at: lies.closedAt ?? instantText(CLOSING), actor: lies.closeActor ?? 'clock', signature,
    events: [{ stream: unsigned.stream, version: 3, type: 'BiddingClosed', v: 1, public: { liveRoot: root, stage: 'closed' }, hidden: {} }],
  };
  return lies.editAct?.(honest) ?? honest;
}

function receiptFor(bytes: Uint8Array, salt: Uint8Array, lies: Lies): Uint8Array {
  const log = noteSigner('test/log', signer('ed25519', seedOf(lies.logSeed ?? 2)));
  const leaves = [leafHash(seedOf(9)), actLeaf(salt, bytes), leafHash(seedOf(8))];
  const checkpoint = signCheckpoint({ origin: 'test/log', size: 3, root: rootOfLeaves(leaves), extensions: [] }, [log]);
  return makeReceipt({ index: 1, salt, act: bytes, proof: inclusionProofOfLeaves(1, leaves), checkpoint });
}

type Logged = { readonly entry: string; readonly stream: string; readonly index: number; readonly receipt: string };

/** Definition, notice, whatever else the lies put before the close, the close, the announcement and the check of the seals. */
function historyOf(keyring: GuardianKeyring, entropy: Entropy, lies: Lies, close: ActRecord, root: string): readonly Logged[] {
  const owner = signer('ed25519', seedOf(3));
  const { threshold, publicKey } = keyring.publicFile;
  const guardianship = { threshold, publicKey, guardians: [{ party: GUARDIAN, index: 1, verificationKey: ownVerificationKey(keyring) }] };
  const act = (name: string, version: number, type: string, fields: JsonObject): ActRecord => ({
    format: ACT_FORMAT, act: name, stream: LOT, version, at: '2026-02-11T10:00:00.000+08:00', actor: 'party:owner', key: name, tender: null, commandDigest: 'ab'.repeat(32),
    signature: { scheme: 'ed25519', keyId: owner.keyId, value: 'ab'.repeat(64) }, events: [{ stream: LOT, version, type, v: 1, public: fields, hidden: {} }],
  });
  const notice = { closingAt: instantText(CLOSING), title: 'notice', terms: { drawCommitment: null, evaluation: { method: 'lowestEvaluated', coefficients: [] } } };
  const honest = [act('defineLot', 1, 'LotDefined', { name: 'lot' }), act('publishNotice', 2, 'NoticePublished', { notice: lies.editNotice?.(notice) ?? notice, guardianship })];
  const before = lies.editHistory?.(honest) ?? honest;
  const after = [act('announceTenderers', close.version + 1, 'TenderersAnnounced', {}), act('checkSeals', close.version + 2, 'SealsChecked', { root, bound: root, count: 4, intact: true })];
  return [...before, ...(close.stream === LOT ? [close] : []), ...(lies.editRelease?.(after, root) ?? after)].map((record, at) => {
    const bytes = actBytes(record);
    return { entry: String(at).padStart(64, '0'), stream: record.stream, index: 0, receipt: fromUtf8(receiptFor(bytes, entropy(16), lies)) };
  });
}

export async function fakePlatform(keyring: GuardianKeyring, entropy: Entropy, lies: Lies = {}): Promise<FakePlatform> {
  const honest = await Promise.all(Array.from({ length: lies.bidCount ?? 4 }, (_, number) => bidOf(number, keyring, entropy, lies)));
  const root = toHex(rootOfLeaves(honest.map((each) => leafHash(present(fromHex(each.commitment), 'commitment')))));
  const close = closeAct(root, lies);
  const bytes = actBytes(close);
  const salt = entropy(16);
  const history = historyOf(keyring, entropy, lies, close, root);
  const taken = new Map<string, Command>();
  const bids = (): readonly JsonObject[] => honest.map((each) => ({ ...each, awaiting: !taken.has(each.bid) }));
  const detail = (): JsonObject => {
    const body: JsonObject = {
      lot: LOT,
      closeAct: { index: 1, entry: '', salt: toHex(salt), bytes: toBase64(bytes) }, receipt: fromUtf8(receiptFor(bytes, salt, lies)), bids: lies.editBids?.(bids()) ?? bids(),
    };
    return lies.editDetail?.(body) ?? body;
  };
  let batches = 0;
  const take = (command: Command): Answer => {
    if (taken.has(command.stream)) return { status: 409, body: { refused: { code: 'wrongStage' } } };
    taken.set(command.stream, command);
    return { status: 201, body: {} };
  };
  const fake: FakePlatform = {
    taken, logKey: noteSigner('test/log', signer('ed25519', seedOf(2))).key, platformKey: toHex(signer('ed25519', seedOf(1)).publicKey), fail: undefined,
    get: async (path) => {
      const waiting = honest.filter((each) => !taken.has(each.bid)).length;
      if (path === '/api/v1/guardian/openings') return { status: 200, body: { openings: waiting === 0 ? [] : [{ lot: LOT, awaiting: waiting }] } };
      if (path === '/api/v1/guardian/openings/P1/1') return { status: 200, body: JSON.parse(JSON.stringify(detail())) as Json as JsonObject };
      if (path.startsWith('/api/v1/tenders/P1/1/acts?after=-1')) return { status: 200, body: { acts: history.map(({ entry, stream, index }) => ({ entry, stream, index })), next: null } };
      const asked = history.find((each) => path === `/api/v1/acts/${each.entry}/receipt`);
      return asked ? { status: 200, body: { receipt: asked.receipt } } : { status: 404, body: {} };
    },
    acts: async (commands) => {
      batches += 1;
      const failing = fake.fail?.batch === batches ? fake.fail.how : undefined;
      if (failing === 'lost') throw new Error('killed before the batch arrived');
      const answers = commands.map(take);
      if (failing === 'unanswered') throw new Error('killed before the answer arrived');
      return answers;
    },
  };
  return fake;
}
