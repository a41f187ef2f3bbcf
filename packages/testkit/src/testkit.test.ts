import { equalBytes, toHex } from '@zhaobiao/basics';
import { sealEnvelope } from '@zhaobiao/client';
import { creditCodeFault, ACTS } from '@zhaobiao/domain';
import { dealKeys, openBytes, openCapsule, parseCapsuleText, share } from '@zhaobiao/evidence';
import { fromHex, present, unwrap } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  citizen, connectionLost, creditCodeOf, defineLotCommand, draftDocumentCommand, droppingQuery, failingObjects, loadCalendarYearCommand, numberBelow, publishNoticeCommand, registerGuardiansCommand, registerPartyCommand,
  registerProjectCommand, sealSpoiled, seeded, submitBidCommand, withdrawBidCommand, type ChunkStore,
} from './index.ts';

describe('seeded entropy', () => {
  it('gives the same bytes for the same seed, others for another, however they are asked for', () => {
    const [one, same, other] = [seeded('a'), seeded('a'), seeded('b')];
    const first = one(40);
    expect(same(40)).toEqual(first);
    expect(equalBytes(one(40), first)).toBe(false);
    expect(equalBytes(other(40), first)).toBe(false);
    expect(one(0)).toHaveLength(0);
  });

  it('gives numbers below a bound', () => {
    const entropy = seeded('numbers');
    const seen = new Set(Array.from({ length: 200 }, () => numberBelow(entropy, 7)));
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('credit codes', () => {
  it('are valid for every name, kind and region', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom('91' as const, '11' as const, '12' as const, '53' as const), (name, kind) => {
      expect(creditCodeFault(creditCodeOf(name, kind))).toBeUndefined();
      expect(creditCodeOf(name, kind)).toBe(creditCodeOf(name, kind));
    }));
    expect(new Set(Array.from({ length: 2_000 }, (_, index) => creditCodeOf(`firm ${index}`))).size).toBe(2_000);
  });
});

const HASH = 'ab'.repeat(32);

describe('commands', () => {
  const who = citizen({ creditCode: creditCodeOf('建设公司'), name: '建设公司', roles: ['supplier'] }, seeded('who'));
  const envelope = { kind: 'whole', label: HASH, capsule: { u: HASH, uBar: HASH, e: HASH, f: HASH }, ciphertext: HASH, lengthBytes: 10 };
  const moment = Date.UTC(2026, 2, 16) as never;

  it.each([
    registerPartyCommand(who),
    registerGuardiansCommand({ threshold: 1, publicKey: HASH, guardians: [{ party: who.party, index: 1, verificationKey: HASH }] }),
    loadCalendarYearCommand({ year: '2027', off: ['2027-01-01'], work: [], notice: '国办发明电〔2026〕0号' }),
    registerProjectCommand({ project: 'P1', name: '项目', region: '350525', procuringEntity: who.party, agency: null, procedure: { id: 'open-tender.works', version: '1.0.0', digest: HASH }, estimateFen: 1, investmentCode: null }),
    defineLotCommand({ project: 'P1', number: '1', name: '标段', estimateFen: 1 }),
    draftDocumentCommand({ lot: 'lot:P1/1', title: '公告', documents: [], ceilingFen: null, securityFen: null, validityDays: 90 }),
    publishNoticeCommand({ lot: 'lot:P1/1', draft: HASH, issueEndsAt: moment, closingAt: moment }),
    submitBidCommand({ lot: 'lot:P1/1', tenderer: who.party, tender: HASH, envelopes: [envelope] }),
    withdrawBidCommand('lot:P1/1', who.party, '不参加'),
  ])('$act fits its contract and names the stream it writes', (command) => {
    const definition = present(ACTS.get(command.act), command.act);
    const parsed = definition.contract.parse(command.command);
    expect(definition.plan(parsed, { party: who.party }).primary.id).toBe(command.stream);
    expect(command.key).toMatch(/^[!#-[\]-~]{1,200}$/);
  });
});

describe('a spoiled envelope', () => {
  it('passes every check before the opening and then has the wrong key', async () => {
    const entropy = seeded('spoiled');
    const { keys, shares } = dealKeys(1, 1, entropy);
    const input = { lot: 'lot:P1/1', kind: 'whole', lead: 'party:A', members: [], publicKey: toHex(keys.publicKey), profile: 'international' as const, sheet: { priceFen: 1 }, entropy };
    for (const [seal, opens] of [[sealEnvelope, true], [sealSpoiled, false]] as const) {
      const { ciphertext, manifest } = await seal(input);
      const label = present(fromHex(manifest.label), 'label');
      const binding = present(fromHex(manifest.ciphertext), 'digest');
      const capsule = present(parseCapsuleText(manifest.capsule), 'capsule');
      const answer = unwrap(share(present(shares[0], 'share'), capsule, label, binding, entropy));
      const secret = unwrap(openCapsule(keys, capsule, label, binding, [answer]));
      expect(await openBytes({ key: secret, context: label }, ciphertext)).toMatchObject(opens ? { ok: true } : { ok: false, fault: 'commitmentMismatch' });
    }
  });
});

describe('failing ports', () => {
  it('an object store that is full, away, or done but unanswered', async () => {
    const held = new Map<string, Uint8Array>();
    const store: ChunkStore = {
      putChunk: async (digest, bytes) => {
        held.set(digest, bytes);
        return { ok: true, value: undefined };
      },
      getChunk: async (digest) => held.get(digest), hasChunk: async (digest) => held.has(digest), deleteChunk: async (digest) => void held.delete(digest), free: async () => 0.5,
    };
    const failing = failingObjects(store);
    const bytes = Uint8Array.of(1);
    failing.become('full');
    expect(await failing.putChunk('a', bytes)).toMatchObject({ ok: false, fault: { code: 'full' } });
    expect(await failing.free()).toBe(0);
    failing.become('lost');
    expect(await failing.putChunk('a', bytes)).toMatchObject({ ok: false, fault: { code: 'unreachable' } });
    expect(held.size).toBe(0);
    await expect(failing.getChunk('a')).rejects.toThrow('does not answer');
    failing.become('unanswered');
    expect(await failing.putChunk('a', bytes)).toMatchObject({ ok: false });
    expect(held.size).toBe(1);
    failing.become('none');
    expect(await failing.getChunk('a')).toEqual(bytes);
    expect(await failing.hasChunk('a')).toBe(true);
    await failing.deleteChunk('a');
    expect(await failing.free()).toBe(0.5);
    expect(held.size).toBe(0);
  });

  it('a pool that loses its connection before or after a statement', async () => {
    const done: unknown[] = [];
    const query = droppingQuery(async (...args) => done.push(args[0]), { at: (text, number) => (text === 'COMMIT' ? 'unanswered' : number === 2 ? 'lost' : 'no') }, { statements: 0 });
    expect(await query('BEGIN')).toBe(1);
    await expect(query({ text: 'INSERT' })).rejects.toMatchObject({ code: '08006' });
    await expect(query('COMMIT')).rejects.toThrow(connectionLost().message);
    expect(done).toEqual(['BEGIN', 'COMMIT']);
  });
});
