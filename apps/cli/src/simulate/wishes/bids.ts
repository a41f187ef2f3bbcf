/** Bids: real envelopes, some of them spoiled, sent by the right people and by the wrong ones, in time and too late. */
import { instantOf, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type EnvelopeManifest, type SealInput } from '@zhaobiao/client';
import { OWN_KEY_LENGTH } from '@zhaobiao/evidence';
import { sealSpoiled, seeded, type Citizen } from '@zhaobiao/testkit';
import type { LotSeen } from '../landscape.ts';
import { CEILING } from './document.ts';
import { lodging } from './securities.ts';
import { anySupplier, entityOf, type Scene, type Wish, type Wishes } from './wish.ts';

/** The key of a tenderer's inner envelope; he has one a lot. */
export const ownKeyOf = ({ author: { seed } }: Pick<Scene, 'author'>, lot: string, party: string): Uint8Array => seeded(`${seed}/${lot}/${party}/own key`)(OWN_KEY_LENGTH);

type Envelope = Omit<EnvelopeManifest, 'capsule'> & { readonly capsule: JsonObject };
type Sealing = { readonly members: readonly string[]; readonly envelope: Envelope };

/** Mostly a sound price on a coarse grid, so that some are equal; now and then too low, above the ceiling, or wrong in its arithmetic. */
function sheetOf({ author: { chance } }: Scene): JsonObject {
  const unit = 1_800_000 + chance.below(12) * 10_000;
  const total = unit * 1_000;
  const kind = chance.weighted<'plain' | 'low' | 'high' | 'priced' | 'miscounted'>([[12, 'plain'], [1, 'low'], [1, 'high'], [2, 'priced'], [3, 'miscounted']]);
  const priceFen = kind === 'low' ? 1_100_000_000 : kind === 'high' ? CEILING + 10_000_000 : total;
  const lines = [{ code: '040101001', quantity: '600', unitPriceFen: unit, totalFen: unit * 600 }, { code: '040203006', quantity: '400', unitPriceFen: unit, totalFen: unit * 400 + (kind === 'miscounted' ? 30_000_000 : 0) }];
  const leader = chance.percent(70) ? '张工' : null;
  return { priceFen, period: `${chance.between(90, 400)} 日历天`, quality: '合格', projectManager: leader, security: null, validityDays: 90, ...(kind === 'priced' || kind === 'miscounted' ? { items: lines } : {}) };
}

async function sealing(scene: Scene, lot: LotSeen, who: Citizen): Promise<Sealing> {
  const { chance, people, upload } = scene.author;
  const guardians = lot.room.guardianship?.publicKey ?? toHex(people.dealt.keys.publicKey);
  const partner = chance.percent(6) ? anySupplier(scene) : undefined;
  const members = partner && partner.party !== who.party ? [partner.party] : [];
  const input: SealInput = { lot: lot.id, kind: 'whole', lead: who.party, members, publicKey: guardians, profile: 'international', sheet: sheetOf(scene), entropy: chance.entropy, ...(lot.room.notice?.terms.decryption.mode === 'guardiansAndTenderer' ? { ownKey: ownKeyOf(scene, lot.id, who.party) } : {}) };
  const sealed = input.ownKey === undefined && chance.percent(5) ? await sealSpoiled(input) : await sealEnvelope(input);
  await upload(who.party, sealed.manifest.ciphertext, sealed.ciphertext);
  const forged = chance.percent(3) ? { e: toHex(chance.entropy(32)) } : {};
  return { members, envelope: { ...sealed.manifest, capsule: { ...sealed.manifest.capsule, ...forged } } };
}

const submission = (lot: LotSeen, who: Citizen, { members, envelope }: Sealing, change: Partial<Envelope> = {}): JsonObject => ({ lot: lot.id, tenderer: { lead: who.party, members: [...members] }, envelopes: [{ ...envelope, ...change }] });

/** When it is stamped: now, or some seconds ago by a process that was paused between stamp and lock. */
const stamped = ({ author, now }: Scene): Instant => (author.chance.percent(12) ? instantOf(now - author.chance.between(1, 12_000)) : now);

async function lawfulBid(scene: Scene, lot: LotSeen): Promise<Wishes> {
  const who = anySupplier(scene);
  const { people, chance } = scene.author;
  const bid: Wish = { actor: who, act: 'submitBid', command: submission(lot, who, await sealing(scene, lot, who)), tender: lot.room.notice?.digest ?? null, at: stamped(scene) };
  return chance.percent(45) ? [{ actor: people.depository, act: 'lodgeSecurity', command: lodging(scene, lot, who) }, bid] : [bid];
}

async function unlawfulBid(scene: Scene, lot: LotSeen): Promise<Wishes> {
  const { author, now } = scene;
  const who = anySupplier(scene);
  const rival = author.people.supplier(author.chance.below(6));
  const mine = await sealing(scene, lot, who);
  const tender = lot.room.notice?.digest ?? null;
  const bid = (change: Partial<Wish>, hostile: string): Wishes => [{ actor: who, act: 'submitBid', command: submission(lot, who, mine), tender, hostile, ...change }];
  const late = lot.closing === undefined ? now : instantOf(Math.max(now, lot.closing));
  return author.chance.weighted<Wishes>([
    [2, bid({ tender: '00'.repeat(32) }, 'another version of the document')],
    [2, bid({ command: submission(lot, who, mine, { label: '11'.repeat(32) }) }, 'an envelope bound to something else')],
    [2, bid({ command: submission(lot, who, mine, { ciphertext: toHex(author.chance.entropy(32)) }) }, 'a ciphertext that was never uploaded')],
    [1, bid({ actor: entityOf(scene, lot) }, 'the procuring entity bids')],
    [1, who.party === rival.party ? [] : bid({ command: submission(lot, rival, mine) }, 'in the name of a rival')],
    // While it is bidding an amendment may be moving the deadline this very moment; what has closed may have been reopened after an outage.
    [3, lot.stage === 'bidding' || lot.stage === 'closed' ? [{ actor: who, act: 'submitBid', command: submission(lot, who, mine), tender, at: late }] : bid({ at: late }, 'at the deadline or later')],
    [1, [{ actor: author.people.guardian, act: 'withdrawBid', command: { lot: lot.id, reason: '' }, hostile: 'a guardian withdraws' }]],
  ]);
}

/** Bids of all kinds on a lot; close to the deadline several at once, so that they race the close. */
export async function bidWishes(scene: Scene, lot: LotSeen): Promise<Wishes> {
  const { chance } = scene.author;
  if (chance.percent(12)) return unlawfulBid(scene, lot);
  if (chance.percent(8)) return [{ actor: anySupplier(scene), act: 'withdrawBid', command: { lot: lot.id, reason: '' }, at: stamped(scene) }];
  if (chance.percent(8)) return [{ actor: anySupplier(scene), act: 'beginTransfer', command: { lot: lot.id, lengthBytes: chance.between(1, 1_000_000), ciphertext: null }, at: stamped(scene) }];
  return lawfulBid(scene, lot);
}
