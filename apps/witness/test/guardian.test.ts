import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, fromHex, instantText, present, toHex, uintBytes, unwrap, utf8, type Instant, type JsonObject } from '@zhaobiao/basics';
import { checkCapsule, digest, drawCommitment, drawSeed, guardianKeysOf, parseCapsuleText, parseShareText, sealLabel, verifyShare, type ActRecord, type Entropy } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOpenings, type GuardianGround } from '../src/guardian/answer-openings.ts';
import { openKeyring, ownVerificationKey, type GuardianKeyring } from '../src/guardian/keys.ts';
import { meet } from '../src/guardian/meet.ts';
import { CLOSING, GUARDIAN, LOT, fakePlatform, type FakePlatform, type Lies } from './fake-platform.ts';

let counter = 0;
/** The same bytes in every run. */
const entropy: Entropy = (length) => {
  counter += 1;
  return concat(...Array.from({ length: Math.ceil(length / 32) }, (_, block) => digest('sha256', utf8('guardian test'), uintBytes(counter, 4), uintBytes(block, 4)))).slice(0, length);
};

let directory = '';
let keyring: GuardianKeyring;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardian-'));
  keyring = unwrap(await openKeyring(join(directory, 'keys'), entropy));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const lines: string[] = [];
const groundFor = (fake: FakePlatform, now: number = CLOSING, change: Partial<GuardianGround['trust']> = {}): GuardianGround => ({
  connection: fake,
  trust: { logKey: fake.logKey, platformKey: fake.platformKey, verificationKey: ownVerificationKey(keyring), publicKey: keyring.publicFile.publicKey, index: 1, party: GUARDIAN, ...change },
  share: keyring.share, entropy, now: async () => now as Instant, say: (line) => void lines.push(line),
});

describe('the keys of a guardian', () => {
  it('are made once, in files that only their owner reads', async () => {
    const again = unwrap(await openKeyring(join(directory, 'keys'), entropy));
    expect(again.share.secret).toEqual(keyring.share.secret);
    expect(again.signer.keyId).toBe(keyring.signer.keyId);
    expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700);
    for (const name of ['share.json', 'party.json', 'public.json']) expect((await stat(join(directory, 'keys', name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, 'keys', 'public.json'), 'utf8')).not.toContain(Buffer.from(keyring.share.secret).toString('hex'));
  });

  it('are not replaced where a file is damaged', async () => {
    const damaged = join(directory, 'damaged');
    unwrap(await openKeyring(damaged, entropy));
    await writeFile(join(damaged, 'share.json'), '{"index":1,"secret":"00"}');
    const opened = await openKeyring(damaged, entropy);
    expect(opened).toMatchObject({ ok: false, fault: { file: 'share.json' } });
  });
});

describe('first contact', () => {
  const platform = (body: JsonObject) => ({ get: async () => ({ status: 200, body }) });
  const named = (): JsonObject => ({
    origin: 'test/log', vkey: 'test/log+00000000+AAAA', key: { scheme: 'ed25519', keyId: '', publicKey: '11'.repeat(32) },
    guardianship: { threshold: 1, publicKey: keyring.publicFile.publicKey, guardians: [{ party: GUARDIAN, index: 1, verificationKey: ownVerificationKey(keyring) }] },
  });

  it('waits until the guardian is named, pins the log, and keeps to it afterwards', async () => {
    const keys = join(directory, 'contact');
    unwrap(await openKeyring(keys, entropy));
    expect(await meet(keys, platform({ ...named(), guardianship: null }), keyring)).toEqual({ ok: false, fault: { why: 'notNamed' } });
    expect(unwrap(await meet(keys, platform(named()), keyring))).toMatchObject({ first: true, pinned: { party: GUARDIAN, logKey: 'test/log+00000000+AAAA' } });
    expect(unwrap(await meet(keys, platform({ ...named(), vkey: 'another' }), keyring))).toMatchObject({ first: false, pinned: { logKey: 'test/log+00000000+AAAA' } });
  });

  it('says so when what was pinned is damaged', async () => {
    const keys = join(directory, 'pinned');
    unwrap(await openKeyring(keys, entropy));
    await writeFile(join(keys, 'pinned.json'), '{}');
    expect(await meet(keys, platform(named()), keyring)).toEqual({ ok: false, fault: { why: 'unreadable', file: 'pinned.json' } });
  });
});

describe('a lawful opening', () => {
  it('is answered with shares that verify, once', async () => {
    const fake = await fakePlatform(keyring, entropy);
    const round = await answerOpenings(groundFor(fake));
    expect(round).toEqual({ released: 4, refused: [], signIn: false });
    expect(fake.taken.size).toBe(4);
    const guardianship = { threshold: 1, publicKey: keyring.publicFile.publicKey, guardians: [{ index: 1, verificationKey: ownVerificationKey(keyring) }] };
    const { body } = await fake.get('/api/v1/guardian/openings/P1/1');
    for (const { bid, sealed } of body['bids'] as unknown as readonly { readonly bid: string; readonly sealed: { readonly tenderer: { readonly lead: string }; readonly envelopes: readonly { readonly capsule: Parameters<typeof parseCapsuleText>[0]; readonly ciphertext: string }[] } }[]) {
      const { command } = present(fake.taken.get(bid), bid);
      const { shares } = command as unknown as { readonly shares: readonly { readonly index: number; readonly d: string; readonly c: string; readonly z: string }[] };
      const envelope = present(sealed.envelopes[0], 'envelope');
      const checked = unwrap(checkCapsule(present(parseCapsuleText(envelope.capsule), 'capsule'), sealLabel([LOT, 'whole', sealed.tenderer.lead]), present(fromHex(envelope.ciphertext), 'digest')));
      expect(verifyShare(present(guardianKeysOf(guardianship), 'keys'), checked, present(parseShareText(present(shares[0], 'share')), 'share'))).toBe(true);
    }
    expect(await answerOpenings(groundFor(fake))).toEqual({ released: 0, refused: [], signIn: false });
  });

  it.each(['lost', 'unanswered'] as const)('goes on after a kill in the middle (%s)', async (how) => {
    const fake = await fakePlatform(keyring, entropy, { bidCount: 230 });
    fake.fail = { batch: 2, how };
    await expect(answerOpenings(groundFor(fake))).rejects.toThrow('killed');
    const before = fake.taken.size;
    expect(before).toBe(how === 'lost' ? 100 : 200);
    expect(await answerOpenings(groundFor(fake))).toEqual({ released: 230 - before, refused: [], signIn: false });
    expect(fake.taken.size).toBe(230);
  });

  it('says that a capsule is not valid instead of touching it with the secret', async () => {
    const forged = (sealed: JsonObject, number: number): JsonObject => {
      if (number !== 1) return sealed;
      const [envelope] = sealed['envelopes'] as unknown as readonly JsonObject[];
      return { ...sealed, envelopes: [{ ...envelope, ciphertext: 'cd'.repeat(32) }] };
    };
    const fake = await fakePlatform(keyring, entropy, { editSealed: forged });
    expect(await answerOpenings(groundFor(fake))).toMatchObject({ released: 4, refused: [] });
    expect(fake.taken.get('bid:P1/1/firm001')?.command).toMatchObject({ shares: [], refused: 'capsuleInvalid' });
    expect(fake.taken.get('bid:P1/1/firm000')?.command).toMatchObject({ refused: null });
  });

  it('takes an envelope copied from a rival for what it is', async () => {
    const copied: JsonObject[] = [];
    const copy = (sealed: JsonObject, number: number): JsonObject => {
      if (number === 0) copied.push(sealed);
      return number === 1 ? { ...sealed, envelopes: present(copied[0], 'the first bid')['envelopes'] ?? [] } : sealed;
    };
    const fake = await fakePlatform(keyring, entropy, { editSealed: copy });
    await answerOpenings(groundFor(fake));
    expect(fake.taken.get('bid:P1/1/firm001')?.command).toMatchObject({ shares: [], refused: 'capsuleInvalid' });
  });
});

const NONCE = '07'.repeat(32);
const bytesOf = (hex: string): Uint8Array => present(fromHex(hex), 'hexadecimal');
const drawing = (nonce = NONCE) => (notice: JsonObject): JsonObject => ({ ...notice, terms: { drawCommitment: toHex(drawCommitment(bytesOf(nonce))), evaluation: { coefficients: [{ name: 'K' }] } } });
const edited = (acts: readonly ActRecord[], at: number, change: JsonObject): readonly ActRecord[] =>
  acts.map((act, index) => (index === at ? { ...act, events: act.events.map((event) => ({ ...event, public: { ...event.public, ...change } })) } : act));
const versioned = (acts: readonly ActRecord[], from: number): readonly ActRecord[] => acts.map((act, at) => ({ ...act, version: from + at, events: act.events.map((event) => ({ ...event, version: from + at })) }));
/** The draw as the log has it: version 6, behind close, announcement and check. */
const drawn = (root: string, nonce: string | null): ActRecord => {
  const seed = toHex(drawSeed(LOT, bytesOf(root), bytesOf(nonce ?? '')));
  return {
    format: 'zhaobiao/act/v1', act: 'drawCoefficients', stream: LOT, version: 6, at: instantText(CLOSING), actor: 'party:owner', key: 'draw', tender: null, commandDigest: 'ab'.repeat(32),
    signature: { scheme: 'ed25519', keyId: 'ab'.repeat(16), value: 'ab'.repeat(64) }, events: [{ stream: LOT, version: 6, type: 'CoefficientsDrawn', v: 1, public: { nonce, seed, coefficients: [] }, hidden: {} }],
  };
};

describe('where something is drawn', () => {
  it.each([['with the number', NONCE], ['without it', null]])('the bids are released after the draw, %s', async (_how, nonce) => {
    const fake = await fakePlatform(keyring, entropy, { editNotice: drawing(), editRelease: (acts, root) => [...acts, drawn(root, nonce)] });
    expect(await answerOpenings(groundFor(fake))).toEqual({ released: 4, refused: [], signIn: false });
  });
});

describe('an opening that is not lawful is not answered', () => {
  const second = (bids: readonly JsonObject[], change: (bid: JsonObject) => JsonObject): readonly JsonObject[] => bids.map((bid, at) => (at === 1 ? change(bid) : bid));
  const cases: readonly [string, string, Lies, number?, Partial<GuardianGround['trust']>?][] = [
    ['1 ms before the deadline of its own clock', 'tooEarly', {}, CLOSING - 1],
    ['two bids', 'fewerThanThree', { bidCount: 2 }],
    ['a log with another key', 'badReceipt', { logSeed: 7 }],
    ['an act that is not in the receipt', 'badReceipt', { editDetail: (detail) => ({ ...detail, closeAct: { ...(detail['closeAct'] as JsonObject), bytes: 'e30=' } }) }],
    ['another act of the log', 'notTheClose', { closeAct: 'amendNotice' }],
    ['the close of another lot', 'notTheClose', { closeStream: 'lot:P1/2' }],
    ['a close that nobody signed', 'notTheClose', { closeSeed: 7 }],
    ['a close by somebody else', 'notTheClose', { closeActor: 'party:operator' }],
    ['a close before its time', 'notTheClose', { closedAt: instantText((CLOSING - 1) as Instant) }],
    ['a bid left out', 'otherBids', { editBids: (bids) => bids.slice(1) }],
    ['a bid shown twice', 'notInOrder', { editBids: (bids) => [...bids, present(bids[3], 'bid')] }],
    ['bids in another order', 'notInOrder', { editBids: (bids) => bids.toReversed() }],
    ['a bid exchanged after the close', 'otherContent', { editBids: (bids) => second(bids, (bid) => ({ ...bid, sealed: { ...(bid['sealed'] as JsonObject), name: '别的公司' } })) }],
    ['a commitment exchanged after the close', 'otherContent', { editBids: (bids) => second(bids, (bid) => ({ ...bid, commitment: '00'.repeat(32) })) }],
    ['a bid under another name', 'foreignBid', { editBids: (bids) => second(bids, (bid) => ({ ...bid, bid: 'bid:P1/1/firm001x' })) }],
    ['a notice with a later deadline', 'tooEarly', { editNotice: (notice) => ({ ...notice, closingAt: instantText((CLOSING + 1) as Instant) }) }],
    ['an amendment that is left out', 'badHistory', { editAct: (act) => ({ ...act, version: 4, events: act.events.map((event) => ({ ...event, version: 4 })) }) }],
    ['an amendment that moved the deadline', 'tooEarly', {
      editAct: (act) => ({ ...act, version: 4, events: act.events.map((event) => ({ ...event, version: 4 })) }),
      editHistory: ([define, publish]) => {
        const [first, second] = [present(define, 'define'), present(publish, 'publish')];
        const event = present(second.events[0], 'event');
        return [first, second, { ...second, act: 'amendNotice', version: 3, events: [{ ...event, version: 3, type: 'NoticeAmended', public: { notice: { closingAt: instantText((CLOSING + 60_000) as Instant) } } }] }];
      },
    }],
    ['a later deadline that the law moved', 'tooEarly', {
      editHistory: ([define, publish]) => {
        const [first, second] = [present(define, 'define'), present(publish, 'publish')];
        const deadlines = { closing: { at: instantText((CLOSING + 60_000) as Instant), since: '', amberAt: '' } };
        return [first, { ...second, events: second.events.map((event) => ({ ...event, public: { ...event.public, deadlines } })) }];
      },
    }],
    ['seals that nobody checked', 'sealsUnchecked', { editRelease: (acts) => acts.slice(0, 1) }],
    ['seals found broken', 'sealsUnchecked', { editRelease: (acts) => edited(acts, 1, { intact: false }) }],
    ['a check of other bids', 'sealsUnchecked', { editRelease: (acts) => edited(acts, 1, { root: '00'.repeat(32) }) }],
    ['an act left out between close and check', 'sealsUnchecked', { editRelease: (acts) => acts.slice(1) }],
    ['a draw that is still to come', 'notDrawn', { editNotice: drawing() }],
    ['a draw with another number', 'notDrawn', { editNotice: drawing(), editRelease: (acts, root) => [...acts, drawn(root, '08'.repeat(32))] }],
    ['a draw with another seed', 'notDrawn', { editNotice: drawing(), editRelease: (acts) => [...acts, drawn('00'.repeat(32), NONCE)] }],
    ['a draw before the seals were checked', 'notDrawn', { editNotice: drawing(), editRelease: ([announce, check], root) => [present(announce, 'announce'), ...versioned([drawn(root, NONCE), present(check, 'check')], 5)] }],
    ['coefficients without a commitment, not drawn', 'notDrawn', { editNotice: (notice) => ({ ...notice, terms: { drawCommitment: null, evaluation: { coefficients: [{ name: 'K' }] } } }) }],
    ['a notice that is not there', 'badHistory', { editHistory: (acts) => acts.slice(0, 1) }],
    ['a second notice', 'badHistory', { editHistory: (acts) => [...acts, ...acts.slice(1)] }],
    ['a notice without a deadline', 'badHistory', { editNotice: () => ({ title: 'notice' }) }],
    ['other guardians', 'notOurs', {}, CLOSING, { publicKey: '22'.repeat(32) }],
    ['another guardian in our place', 'notOurs', {}, CLOSING, { party: 'party:other' }],
    ['a detail with a part missing', 'unreadable', { editDetail: ({ receipt: _receipt, ...detail }) => detail }],
    ['the detail of another lot', 'unreadable', { editDetail: (detail) => ({ ...detail, lot: 'lot:P1/2' }) }],
  ];
  it.each(cases)('%s', async (_what, why, lies, now, change) => {
    const fake = await fakePlatform(keyring, entropy, lies);
    const round = await answerOpenings(groundFor(fake, now, change));
    expect(round.refused.map((each) => each.fault.why)).toEqual([why]);
    expect(round.released).toBe(0);
    expect(fake.taken.size).toBe(0);
    // What cannot be read has nothing to say yet: it is asked for again.
    expect(why === 'unreadable' || lines.at(-1)?.includes(why)).toBe(true);
  });

  it('a clock that cannot be read', async () => {
    const fake = await fakePlatform(keyring, entropy);
    const round = await answerOpenings({ ...groundFor(fake), now: async () => undefined });
    expect(round).toMatchObject({ released: 0, refused: [{ lot: LOT }] });
    expect(fake.taken.size).toBe(0);
  });

  it('a token that is no longer taken asks for a new one', async () => {
    const fake = await fakePlatform(keyring, entropy);
    const round = await answerOpenings({ ...groundFor(fake), connection: { ...fake, get: async () => ({ status: 401, body: {} }) } });
    expect(round).toEqual({ released: 0, refused: [], signIn: true });
  });
});
