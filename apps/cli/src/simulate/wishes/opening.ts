/** From the close to the opening record: who announces, checks, draws and releases, and who must not. */
import { fromHex, instantOf, instantText, present, toHex, type JsonObject } from '@zhaobiao/basics';
import { OWN_KEY_LENGTH, checkCapsule, parseCapsuleText, shareChecked, shareText } from '@zhaobiao/evidence';
import { momentOf, type BidSeen, type Case, type LotSeen } from '../landscape.ts';
import { ownKeyOf } from './bids.ts';
import { nonceOf, ownKeys } from './document.ts';
import { outage } from './preparation.ts';
import { anySupplier, choose, entityOf, trait, type Scene, type Wish, type Wishes } from './wish.ts';

const forgedShare = (kind: string): JsonObject => ({ kind, index: 1, d: '22'.repeat(32), c: '33'.repeat(32), z: '44'.repeat(32) });

/** The guardian's answer to one bid: his share, or his refusal of a capsule that does not verify. */
function shareWish(scene: Scene, bid: BidSeen): Wish {
  const { people, chance } = scene.author;
  const sealed = present(bid.room.sealed?.envelopes[0], `the envelope of ${bid.id}`);
  const command = (shares: readonly JsonObject[], refused: string | null): JsonObject => ({ bid: bid.id, lot: bid.room.lot, shares: shares.map((each) => ({ ...each })), refused });
  if (chance.percent(6)) return { actor: anySupplier(scene), act: 'releaseShare', command: command([forgedShare(sealed.kind)], null), hostile: 'a supplier releases a share' };
  const capsule = parseCapsuleText(sealed.capsule);
  const checked = capsule && checkCapsule(capsule, present(fromHex(sealed.label), 'label'), present(fromHex(sealed.ciphertext), 'digest'));
  if (!checked?.ok) return { actor: people.guardian, act: 'releaseShare', command: command([], 'capsuleInvalid') };
  const share = shareText(shareChecked(present(people.dealt.shares[0], 'the share'), checked.value, chance.entropy));
  return { actor: people.guardian, act: 'releaseShare', command: command([{ kind: sealed.kind, ...share }], null) };
}

export const shares = (scene: Scene, { lot, bids }: Case, limit: number): Wishes => (lot.stage === 'opening' ? bids.filter((bid) => bid.stage === 'submitted').slice(0, limit).map((bid) => shareWish(scene, bid)) : []);

/** Each tenderer's own key, where the document asks for one; some keep theirs until it is too late. */
function keys(scene: Scene, { lot, bids }: Case): Wishes {
  const { author: { people, chance }, now } = scene;
  const waiting = bids.filter((bid) => ['submitted', 'released'].includes(bid.stage) && bid.room.ownKey === undefined && bid.room.sealed?.envelopes[0]?.ownCommitment !== undefined);
  const released = waiting.filter((bid) => !trait(scene, bid.id, 'keeps his key', 12)).map((bid): Wish => {
    const who = people.of(bid.room.tenderer.lead);
    const wrong = chance.percent(6);
    const key = toHex(wrong ? chance.entropy(OWN_KEY_LENGTH) : ownKeyOf(scene, lot.id, who.party));
    return { actor: who, act: 'releaseOwnKey', command: { bid: bid.id, lot: lot.id, key }, ...(wrong ? { hostile: 'another key than was committed to' } : {}) };
  });
  const end = momentOf(lot, 'ownKeys');
  if (end === undefined || !chance.percent(now < end ? 14 : 3)) return released;
  return [{ actor: people.registrar, act: 'extendOwnKeys', command: { lot: lot.id, until: instantText(instantOf(Math.max(end, now) + 1_800_000)), reason: '平台网络中断' } }];
}

/** The number behind the commitment: revealed, or withheld until the clock draws without it. */
function drawing(scene: Scene, { lot }: Case): Wishes {
  const { author: { people, chance } } = scene;
  if (trait(scene, lot.id, 'withholds the number', 30)) return [];
  const nonce = toHex(nonceOf(scene, lot.id));
  const reveal = (actor: Wish['actor'], given = nonce): Wish => ({ actor, act: 'drawCoefficients', command: { lot: lot.id, nonce: given } });
  return chance.weighted<Wishes>([
    [6, [reveal(entityOf(scene, lot))]],
    [2, [reveal(people.agency)]],
    [1, [{ ...reveal(entityOf(scene, lot), '11'.repeat(32)), hostile: 'another number than was committed to' }]],
    [1, [{ ...reveal(anySupplier(scene)), hostile: 'a supplier draws' }]],
  ]);
}

/** Acts of the clock in a stranger's mouth, or in the clock's own before their time. */
export function impostors(scene: Scene, lot: LotSeen): Wishes {
  const { author: { people, chance }, now } = scene;
  const early = lot.stage === 'bidding' && lot.closing !== undefined && now < lot.closing + 5_000;
  return chance.weighted<Wishes>([
    [2, [{ actor: anySupplier(scene), act: 'closeBidding', command: { lot: lot.id }, hostile: 'a supplier closes' }]],
    [2, [{ actor: entityOf(scene, lot), act: 'recordOpening', command: { lot: lot.id }, hostile: 'the procuring entity writes the record' }]],
    [3, early ? [{ actor: people.clock, act: 'closeBidding', command: { lot: lot.id }, hostile: 'the clock closes before the deadline has drained' }] : []],
    [1, [{ actor: people.guardian, act: 'announceTenderers', command: { lot: lot.id }, hostile: 'a guardian announces' }]],
    [1, [{ actor: people.guardian, act: 'checkSeals', command: { lot: lot.id }, hostile: 'a guardian checks the seals' }]],
    [1, [{ actor: people.agency, act: 'deliverChange', command: { lot: lot.id }, hostile: 'an agency delivers in place of the clock' }]],
    [1, [{ actor: people.agency, act: 'drawWithoutNonce', command: { lot: lot.id }, hostile: 'the agency draws before its time' }]],
    [1, [{ actor: people.admin, act: 'fixDeadlines', command: { lot: lot.id }, hostile: 'an administrator fixes deadlines' }]],
    [1, [{ actor: people.guardian, act: 'closeSigning', command: { committee: `committee:${lot.id.slice(4)}` }, hostile: 'a guardian closes the signing' }]],
  ]);
}

export async function openingWishes(scene: Scene, c: Case): Promise<Wishes> {
  const { people, chance } = scene.author;
  const { lot } = c;
  const centre = (act: string): Wishes => (chance.percent(40) ? [{ actor: people.registrar, act, command: { lot: lot.id } }] : impostors(scene, lot));
  switch (lot.stage) {
    case 'closed': return choose(scene, [[3, () => centre('announceTenderers')], [1, () => outage(scene, c)]]);
    case 'announced': return centre('checkSeals');
    case 'checked': return drawing(scene, c);
    default: return choose(scene, [[5, () => shares(scene, c, 4)], [ownKeys(scene, lot.id) ? 6 : 0, () => keys(scene, c)], [1, () => centre('recordOpening')]]);
  }
}
