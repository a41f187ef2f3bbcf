/** Bids under two keys, through the door and the clock: opened when both are there, given up when the time is over, and opened again from the bundle. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, present, shift, toHex, unwrap, type Instant, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope } from '@zhaobiao/client';
import { noteKeyText, noteSigner, openingCheck, reopenBid, share, signer, verifyBundle, type BundleCheck, type VerifiedBundle } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capsuleOf, sheetOf, type Submitted } from '../../test/golden/bidding.ts';
import { bidOf, clock, deskAt, stateOf, type Desk } from '../../test/golden/desk.ts';
import { CLOSING, found, openLot, openSpine, register, seeded, type Party, type Spine } from '../../test/spine.ts';
import { dueWorker, type DueWorker } from '../jobs/due.ts';
import { platformSigner } from '../jobs/platform-signer.ts';
import { integrate, startLog } from '../log/integrate.ts';
import { publish } from '../log/publish.ts';
import { writeTenderBundle } from '../store/bundle.ts';
import { clockCommands } from './clock-commands.ts';

const HALF_HOUR = 1_800_000;
const TERMS = { decryption: { mode: 'guardiansAndTenderer', remedy: '平台故障的，延长释放时间。', ownKeyMs: HALF_HOUR } };
const logSigner = noteSigner('test.example/log', signer('ed25519', seeded('log')(32)));
const logKey = noteKeyText(logSigner.key);
const bytes = (hex: string): Uint8Array => present(fromHex(hex), hex);
const ownKeyOf = (lot: string, party: Party): Uint8Array => seeded(`own/${lot}/${party.party}`)(32);

/** A lot whose bids are sealed under two keys, its seals checked and every share released; no key yet. */
async function sealedLot(spine: Spine, name: string, firms: readonly Party[]) {
  const desk = deskAt(spine);
  const { lot, tender } = await openLot(spine, name, TERMS);
  const bids: Submitted[] = [];
  for (const [index, party] of firms.entries()) {
    const input = { lot, kind: 'whole', lead: party.party, members: [], publicKey: toHex(spine.dealt.keys.publicKey), profile: 'international' as const, sheet: sheetOf(1_000_000 + index), entropy: seeded(`${lot}/${party.party}`) };
    const { ciphertext, manifest } = await sealEnvelope({ ...input, ownKey: ownKeyOf(lot, party) });
    desk.objects.set(manifest.ciphertext, ciphertext);
    await spine.upload(party.party, manifest.ciphertext);
    await desk.must(party, 'submitBid', { lot, tenderer: { lead: party.party, members: [] }, envelopes: [{ ...manifest }] }, { tender, at: shift(CLOSING, -60_000) });
    bids.push({ party, manifest, bid: bidOf(lot, party) });
  }
  desk.until(shift(CLOSING, 5_000));
  for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await clock(desk, act, lot);
  const end = shift(desk.now(), HALF_HOUR);
  for (const { bid, manifest } of bids) {
    const { d, c, z } = unwrap(share(present(spine.dealt.shares[0], 'share'), capsuleOf(manifest.capsule), bytes(manifest.label), bytes(manifest.ciphertext), seeded(bid)));
    await desk.must(spine.people.guardian, 'releaseShare', { bid, lot, shares: [{ kind: 'whole', index: 1, d: toHex(d), c: toHex(c), z: toHex(z) }], refused: null });
  }
  const stages = async (): Promise<readonly string[]> => Promise.all(bids.map(async ({ bid }) => (await stateOf(desk, bid)).stage));
  const give = (party: Party): Promise<JsonObject> => desk.must(party, 'releaseOwnKey', { bid: bidOf(lot, party), lot, key: toHex(ownKeyOf(lot, party)) });
  return { desk, lot, bids, end, stages, give };
}

/** The clock of a desk, as the platform runs it. */
function workerOf(spine: Spine, desk: Desk): DueWorker {
  const now = { now: (): Instant => desk.now(), stop: () => undefined };
  const openPool = { open: (task: { readonly guardianship: Parameters<typeof reopenBid>[0]; readonly envelope: Parameters<typeof reopenBid>[1]; readonly shares: Parameters<typeof reopenBid>[2]; readonly ciphertext: Uint8Array | undefined; readonly ownKey: string | undefined }) => reopenBid(task.guardianship, task.envelope, task.shares, task.ciphertext, task.ownKey), stop: async () => undefined };
  const commands = clockCommands({ pool: spine.pool, clock: now, openPool, readWhole: async (digest) => desk.objects.get(digest) });
  return dueWorker({ ...spine.door, clock: now }, platformSigner(spine.people.clock.signer), commands);
}

describe('bids that guardians and tenderer open together', () => {
  let spine: Spine;
  let directory: string;
  let firms: readonly [Party, Party, Party, Party];
  beforeAll(async () => {
    spine = await openSpine('own keys');
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-own-'));
    await startLog(spine.pool, 'test.example/log', seeded('fillers')(32));
    await found(spine);
    firms = [spine.party(200, ['supplier']), spine.party(201, ['supplier']), spine.party(202, ['supplier']), spine.party(203, ['supplier'])];
    for (const [index, firm] of firms.entries()) await register(spine, firm, `投标单位${index}`);
  });
  afterAll(async () => {
    await spine.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function bundleOf(lot: string, desk: Desk): Promise<Buffer> {
    for (let beat = 0; beat < 2; beat += 1) await integrate(spine.pool, 300);
    unwrap(await publish(spine.pool, directory, logSigner));
    const lines = unwrap(await writeTenderBundle({ pool: spine.pool, checkpoint: await readFile(join(directory, 'checkpoint')), logKey, readWhole: async (digest) => desk.objects.get(digest) }, lot));
    const parts: Uint8Array[] = [];
    for await (const part of lines) parts.push(part);
    return Buffer.concat(parts);
  }

  it('are opened as soon as the last key is there', async () => {
    const { desk, lot, stages, give } = await sealedLot(spine, 'P1', firms);
    const worker = workerOf(spine, desk);
    for (const firm of firms.slice(0, 3)) await give(firm);
    while ((await worker.runOnce()) > 0);
    // Who has not given his key yet must not read the others' prices first.
    expect(await stages()).toEqual(['released', 'released', 'released', 'released']);
    await give(firms[3]);
    desk.wait(5_000);
    for (let round = 0; round < 3; round += 1) await worker.runOnce();
    expect(await stages()).toEqual(['opened', 'opened', 'opened', 'opened']);
    desk.wait(1_000);
    await worker.runOnce();
    expect((await stateOf(desk, lot)).stage).toBe('opened');
    const report = unwrap(await verifyBundle(await bundleOf(lot, desk), { key: logKey, checks: [openingCheck] }));
    expect(report.checks).toEqual([{ name: 'opening', detail: '4 of 4 bids opened again and equal' }]);
  });

  it('are given up at the end of the time where the key is missing, the others opened; the bundle shows both, and no false one', async () => {
    const { desk, lot, bids, end, stages, give } = await sealedLot(spine, 'P2', firms);
    const worker = workerOf(spine, desk);
    for (const firm of firms.slice(0, 3)) await give(firm);
    desk.until(shift(end, -1));
    while ((await worker.runOnce()) > 0);
    expect(await stages()).toEqual(['released', 'released', 'released', 'released']);
    desk.until(end);
    for (let round = 0; round < 3; round += 1) await worker.runOnce();
    expect(await stages()).toEqual(['opened', 'opened', 'opened', 'unopened']);
    expect((await stateOf<{ readonly cause: string }>(desk, present(bids[3], 'bid').bid)).room.cause).toBe('ownKeyMissing');
    desk.wait(1_000);
    await worker.runOnce();
    expect((await stateOf(desk, lot)).stage).toBe('opened');

    const kept: VerifiedBundle[] = [];
    const keep: BundleCheck = { name: 'keep', run: async (bundle) => { kept.push(bundle); return { ok: true, value: { detail: '' } }; } };
    const report = unwrap(await verifyBundle(await bundleOf(lot, desk), { key: logKey, checks: [openingCheck, keep] }));
    expect(report.checks[0]?.detail).toBe('3 of 4 bids opened again and equal');
    const bundle = present(kept[0], 'bundle');
    const told = async (type: string, stream: string | undefined, change: (event: { readonly public: JsonObject }) => JsonObject, at?: string) => {
      const acts = bundle.acts.map((each) => ({ ...each, act: { ...each.act, ...(at !== undefined && each.act.events.some((event) => event.type === type) ? { at } : {}), events: each.act.events.map((event) => (event.type === type && (stream === undefined || event.stream === stream) ? { ...event, public: change(event) } : event)) } }));
      const outcome = await openingCheck.run({ ...bundle, acts });
      return outcome.ok ? 'ok' : outcome.fault.detail;
    };
    const [first] = bids;
    expect(await told('none', undefined, (event) => event.public)).toBe('ok');
    expect(await told('OwnKeyReleased', first?.bid, () => ({ key: '00'.repeat(32) }))).toContain('the record says BidOpened, the sealed bid says unopened');
    expect(await told('BidUnopened', undefined, (event) => event.public, '2026-03-16T09:40:00.000+08:00')).toContain('given up before the time to release its own key had passed');
    expect(await told('BidUnopened', undefined, (event) => ({ ...event.public, cause: 'sheetInvalid' }))).toContain('the record says BidUnopened');
  });
});
