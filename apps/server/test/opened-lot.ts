/** A lot whose opening is done, with bids that are really sealed: what bundles, replays and rebuilt views are tested on. */
import { sealEnvelope } from '@zhaobiao/client';
import { bidSheet } from '@zhaobiao/domain';
import { present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { canonicalBytes, objectDigestOf, parseCanonical, reopenBid, share, type Capsule } from '@zhaobiao/evidence';
import { CLOSING, amendNotice, expectAccepted, found, openLot, register, seeded, type OpenLot, type Party, type Spine } from './spine.ts';

export type OpenedLot = OpenLot & {
  /** Bytes of documents and ciphertexts by digest, in the place of an object store. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly bidders: readonly Party[];
};

type Submitted = { readonly party: Party; readonly bid: string; readonly manifest: Awaited<ReturnType<typeof sealEnvelope>>['manifest'] };

const before = (ms: number): Instant => (CLOSING - ms) as Instant;
const after = (ms: number): Instant => (CLOSING + 5_000 + ms) as Instant;
const capsuleOf = ({ u, uBar, e, f }: Submitted['manifest']['capsule']): Capsule => ({ u: Buffer.from(u, 'hex'), uBar: Buffer.from(uBar, 'hex'), e: Buffer.from(e, 'hex'), f: Buffer.from(f, 'hex') });

async function submit(spine: Spine, { lot, tender }: OpenLot, party: Party, sheet: Json, objects: Map<string, Uint8Array>, at = before(60_000)): Promise<Submitted> {
  const publicKey = toHex(spine.dealt.keys.publicKey);
  const { ciphertext, manifest } = await sealEnvelope({ lot, kind: 'whole', lead: party.party, members: [], publicKey, profile: 'international', sheet, entropy: seeded(`${party.party}/${JSON.stringify(sheet)}`) });
  objects.set(manifest.ciphertext, ciphertext);
  await spine.upload(party.party, manifest.ciphertext);
  await spine.act(party, 'submitBid', { lot, tenderer: { lead: party.party, members: [] }, envelopes: [manifest] }, { at, tender });
  return { party, manifest, bid: `bid:${lot.slice('lot:'.length)}/${party.creditCode}` };
}

async function open(spine: Spine, { lot }: OpenLot, { bid, manifest }: Submitted, objects: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const { clock, guardian } = spine.people;
  const own = present(spine.dealt.shares[0], 'share');
  const given = share(own, capsuleOf(manifest.capsule), Buffer.from(manifest.label, 'hex'), Buffer.from(manifest.ciphertext, 'hex'), seeded(bid));
  if (!given.ok) throw new Error(given.fault);
  const text = { index: 1, d: toHex(given.value.d), c: toHex(given.value.c), z: toHex(given.value.z) };
  await expectAccepted(spine.act(guardian, 'releaseShare', { bid, lot, shares: [{ kind: 'whole', ...text }], refused: null }, { at: after(1_000) }));
  const keys = { threshold: 1, publicKey: toHex(spine.dealt.keys.publicKey), guardians: [{ index: 1, verificationKey: toHex(present(spine.dealt.keys.verificationKeys[0], 'key')) }] };
  const reopened = await reopenBid(keys, manifest, [text], objects.get(manifest.ciphertext));
  const result: JsonObject = reopened.outcome === 'opened' && bidSheet.safeParse(reopened.sheet).success ? { outcome: 'opened', sheet: reopened.sheet } : { outcome: 'unopened', cause: 'sheetInvalid' };
  await expectAccepted(spine.act(clock, 'openBid', { bid, lot, result }, { at: after(2_000) }));
}

const sheetOf = (yuan: number): Json => parsed({ priceFen: yuan * 100, period: '180 日历天', quality: '合格', projectManager: null, security: '保函' });
/** As it comes out of an envelope: canonical. */
const parsed = (value: Json): Json => {
  const again = parseCanonical(canonicalBytes(value));
  return again.ok ? again.value : null;
};

/** Five bidders stand at the close: one replaced his bid, one withdrew and came again, one sent a second bid too late; two more withdrew or were late for good. */
export async function openedLot(spine: Spine): Promise<OpenedLot> {
  await found(spine);
  const lot = await openLot(spine);
  const objects = new Map<string, Uint8Array>();
  const document = new TextEncoder().encode('招标文件');
  const digest = objectDigestOf(document);
  objects.set(digest, document);
  await spine.upload(spine.people.agency.party, digest);
  const amended = await expectAccepted(amendNotice(spine, lot.lot, { documents: [{ name: '招标文件.txt', digest }] }, { reason: '补充招标文件' }));
  const tender = { lot: lot.lot, tender: String(amended.body['tender']) };
  const bidders = Array.from({ length: 7 }, (_, index) => spine.party(200 + index, ['supplier']));
  for (const [index, party] of bidders.entries()) await register(spine, party, `投标单位${index}`);
  const [one, two, three, four, five, gone, late] = bidders as [Party, Party, Party, Party, Party, Party, Party];
  const standing: Submitted[] = [];
  standing.push(await submit(spine, tender, one, sheetOf(18_350_534), objects));
  await submit(spine, tender, two, sheetOf(19_000_000), objects);
  standing.push(await submit(spine, tender, two, sheetOf(18_500_000), objects));
  await submit(spine, tender, three, sheetOf(18_900_000), objects);
  await expectAccepted(spine.act(three, 'withdrawBid', { lot: lot.lot, reason: '改报价' }, { at: before(50_000) }));
  standing.push(await submit(spine, tender, three, sheetOf(18_600_000), objects, before(40_000)));
  standing.push(await submit(spine, tender, four, { priceFen: 0 }, objects));
  standing.push(await submit(spine, tender, five, sheetOf(18_700_000), objects));
  await submit(spine, tender, five, sheetOf(18_000_000), objects, CLOSING);
  await submit(spine, tender, gone, sheetOf(18_800_000), objects);
  await expectAccepted(spine.act(gone, 'withdrawBid', { lot: lot.lot, reason: '' }, { at: before(1) }));
  await submit(spine, tender, late, sheetOf(18_800_000), objects, (CLOSING + 1) as Instant);
  const { clock } = spine.people;
  await expectAccepted(spine.act(clock, 'closeBidding', { lot: lot.lot }, { at: after(0) }));
  await expectAccepted(spine.act(clock, 'announceTenderers', { lot: lot.lot }, { at: after(1) }));
  await expectAccepted(spine.act(clock, 'checkSeals', { lot: lot.lot }, { at: after(2) }));
  for (const each of standing) await open(spine, tender, each, objects);
  await expectAccepted(spine.act(clock, 'recordOpening', { lot: lot.lot }, { at: after(3_000) }));
  return { ...tender, objects, bidders };
}
