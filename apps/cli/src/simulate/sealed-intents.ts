/** Bids and the guardian's shares: real envelopes, some of them spoiled, sent by the right people and by the wrong ones. */
import { dayOf, fromHex, instantOf, present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type EnvelopeManifest, type SealInput } from '@zhaobiao/client';
import { securityId } from '@zhaobiao/domain';
import { checkCapsule, parseCapsuleText, shareChecked, shareText } from '@zhaobiao/evidence';
import { sealSpoiled, type Citizen } from '@zhaobiao/testkit';
import { anySupplier, entityOf, type Scene, type Wish } from './intents.ts';
import type { BidSeen, LotSeen } from './landscape.ts';

type Envelope = Omit<EnvelopeManifest, 'capsule'> & { readonly capsule: JsonObject };

async function envelope(scene: Scene, lot: LotSeen, who: Citizen): Promise<Envelope> {
  const { chance, people, upload } = scene.author;
  const sheet = { priceFen: 1_800_000_000 + chance.below(100_000_000), period: `${chance.between(90, 400)} 日历天`, quality: '合格', projectManager: null, security: null };
  const guardians = lot.room.guardianship?.publicKey ?? toHex(people.dealt.keys.publicKey);
  const input: SealInput = { lot: lot.id, kind: 'whole', lead: who.party, members: [], publicKey: guardians, profile: 'international', sheet, entropy: chance.entropy };
  const sealed = chance.percent(8) ? await sealSpoiled(input) : await sealEnvelope(input);
  await upload(who.party, sealed.manifest.ciphertext, sealed.ciphertext);
  const forged = chance.percent(4) ? { e: toHex(chance.entropy(32)) } : {};
  return { ...sealed.manifest, capsule: { ...sealed.manifest.capsule, ...forged } };
}

const submission = (lot: LotSeen, who: Citizen, envelopes: readonly Envelope[]): JsonObject => ({ lot: lot.id, tenderer: { lead: who.party, members: [] }, envelopes: envelopes.map((each) => ({ ...each })) });

/** When it is stamped: now, or some seconds ago by a process that was paused between stamp and lock. */
const stamped = ({ author, now }: Scene): Instant => (author.chance.percent(12) ? instantOf(now - author.chance.between(1, 12_000)) : now);

async function lawfulBid(scene: Scene, lot: LotSeen): Promise<readonly Wish[]> {
  const who = anySupplier(scene);
  return [{ actor: who, act: 'submitBid', command: submission(lot, who, [await envelope(scene, lot, who)]), tender: lot.room.notice?.digest ?? null, at: stamped(scene) }];
}

async function unlawfulBid(scene: Scene, lot: LotSeen): Promise<readonly Wish[]> {
  const { author, now } = scene;
  const who = anySupplier(scene);
  const rival = author.people.supplier(author.chance.below(6));
  const mine = await envelope(scene, lot, who);
  const tender = lot.room.notice?.digest ?? null;
  const bid = (change: Partial<Wish>, hostile: string): readonly Wish[] => [{ actor: who, act: 'submitBid', command: submission(lot, who, [mine]), tender, hostile, ...change }];
  const late = lot.closing === undefined ? now : instantOf(Math.max(now, lot.closing));
  return author.chance.weighted<readonly Wish[]>([
    [2, bid({ tender: '00'.repeat(32) }, 'another version of the document')],
    [2, bid({ command: submission(lot, who, [{ ...mine, label: '11'.repeat(32) }]) }, 'an envelope bound to something else')],
    [2, bid({ command: submission(lot, who, [{ ...mine, ciphertext: toHex(author.chance.entropy(32)) }]) }, 'a ciphertext that was never uploaded')],
    [1, bid({ actor: entityOf(author, lot) ?? author.people.agency }, 'the procuring entity bids')],
    [1, who.party === rival.party ? [] : bid({ command: submission(lot, rival, [mine]) }, 'in the name of a rival')],
    // While it is bidding an amendment may be moving the deadline this very moment.
    [3, lot.stage === 'bidding' ? [{ actor: who, act: 'submitBid', command: submission(lot, who, [mine]), tender, at: late }] : bid({ at: late }, 'at the deadline or later')],
    [1, [{ actor: author.people.guardian, act: 'withdrawBid', command: { lot: lot.id, reason: '' }, hostile: 'a guardian withdraws' }]],
  ]);
}

/** Money that comes in, goes back after a withdrawal or when nothing was opened, and what may not be done with it. */
function securityWishes(scene: Scene, lot: LotSeen): readonly Wish[] {
  const { author: { people, chance }, now } = scene;
  const who = anySupplier(scene);
  const today = dayOf(now);
  const lodging = (change: JsonObject = {}): JsonObject => ({
    lot: lot.id, tenderer: who.party, kind: 'transfer', amountFen: lot.room.notice?.securityFen ?? 1, receivedOn: today, validUntilOn: null, number: null, issuer: null, payer: who.name, accountTail: '1234', domestic: true, fromBasicAccount: true, document: null, ...change,
  });
  const back: JsonObject = { security: securityId(lot.id, who.party), lot: lot.id, paidOn: today, ratePermille: '3.5' };
  return chance.weighted<readonly Wish[]>([
    [8, [{ actor: people.depository, act: 'lodgeSecurity', command: lodging() }]],
    [3, [{ actor: people.depository, act: 'returnWithdrawn', command: back }]],
    [2, [{ actor: people.depository, act: 'returnSecurity', command: back }]],
    [1, [{ actor: who, act: 'lodgeSecurity', command: lodging(), hostile: 'a tenderer records its own security' }]],
    [1, [{ actor: people.depository, act: 'lodgeSecurity', command: lodging({ amountFen: (lot.room.notice?.securityFen ?? 1) + 1 }), hostile: 'more than the document asks' }]],
    [1, [{ actor: people.depository, act: 'lodgeSecurity', command: lodging({ fromBasicAccount: false }), hostile: 'money that does not come from the basic account' }]],
    [1, [{ actor: who, act: 'returnWithdrawn', command: back, hostile: 'a tenderer pays itself back' }]],
  ]);
}

/** Bids of all kinds on a lot; close to the deadline several at once, so that they race the close. */
export async function bidWishes(scene: Scene, lot: LotSeen): Promise<readonly Wish[]> {
  const { chance } = scene.author;
  if (chance.percent(12)) return unlawfulBid(scene, lot);
  if (chance.percent(10)) return [{ actor: anySupplier(scene), act: 'withdrawBid', command: { lot: lot.id, reason: '' }, at: stamped(scene) }];
  if (chance.percent(15)) return securityWishes(scene, lot);
  if (chance.percent(8)) return [{ actor: anySupplier(scene), act: 'beginTransfer', command: { lot: lot.id, lengthBytes: chance.between(1, 1_000_000), ciphertext: null }, at: stamped(scene) }];
  return lawfulBid(scene, lot);
}

const forgedShare = (kind: string): JsonObject => ({ kind, index: 1, d: '22'.repeat(32), c: '33'.repeat(32), z: '44'.repeat(32) });

/** The guardian's answer to one bid: his share, or his refusal of a capsule that does not verify. */
export function shareWish(scene: Scene, bid: BidSeen): Wish {
  const { people, chance } = scene.author;
  const sealed = present(bid.room.sealed?.envelopes[0], `the envelope of ${bid.id}`);
  const command = (shares: readonly JsonObject[], refused: string | null): JsonObject => ({ bid: bid.id, lot: bid.lot, shares: shares.map((each) => ({ ...each })), refused });
  if (chance.percent(6)) return { actor: anySupplier(scene), act: 'releaseShare', command: command([forgedShare(sealed.kind)], null), hostile: 'a supplier releases a share' };
  const capsule = parseCapsuleText(sealed.capsule);
  const checked = capsule && checkCapsule(capsule, present(fromHex(sealed.label), 'label'), present(fromHex(sealed.ciphertext), 'digest'));
  if (!checked?.ok) return { actor: people.guardian, act: 'releaseShare', command: command([], 'capsuleInvalid') };
  const share = shareText(shareChecked(present(people.dealt.shares[0], 'the share'), checked.value, chance.entropy));
  return { actor: people.guardian, act: 'releaseShare', command: command([{ kind: sealed.kind, ...share }], null) };
}
