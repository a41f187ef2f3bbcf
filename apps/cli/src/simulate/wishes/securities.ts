/** Money and guarantees that come in, go back or are kept, and what may not be done with them. */
import { addDays, dayOf, type JsonObject } from '@zhaobiao/basics';
import { faultOf, securityId, type SecurityRoom } from '@zhaobiao/domain';
import type { Citizen } from '@zhaobiao/testkit';
import type { Case, LotSeen, Seen } from '../landscape.ts';
import { REASON, anySupplier, choose, entityOf, type Scene, type Wishes } from './wish.ts';

type Kind = 'transfer' | 'electronic';

const recorded = ({ now }: Scene, lot: string, who: Citizen, kind: Kind, amountFen: number): JsonObject => {
  const promised = kind === 'electronic';
  return {
    lot, tenderer: who.party, kind, amountFen, receivedOn: dayOf(now), validUntilOn: promised ? addDays(dayOf(now), 400) : null, number: promised ? `EG${who.creditCode}` : null, issuer: promised ? '担保公司' : null,
    payer: who.name, accountTail: promised ? null : '1234', domestic: true, fromBasicAccount: true, document: null,
  };
};

/** A bid security as the document asks, in money or as an electronic guarantee. */
export const lodging = (scene: Scene, { id, room }: LotSeen, who: Citizen): JsonObject => recorded(scene, id, who, scene.author.chance.percent(70) ? 'transfer' : 'electronic', room.notice?.securityFen ?? 1);

/** A performance bond of so many per thousand of the contract. */
export const bonding = (scene: Scene, lot: LotSeen, who: Citizen, amountFen: number): JsonObject => recorded(scene, lot.id, who, 'electronic', amountFen);

const held = (securities: readonly Seen<SecurityRoom>[]): readonly Seen<SecurityRoom>[] => securities.filter((each) => each.stage === 'lodged' && each.room.purpose === 'bid');
const back = ({ now }: Scene, lot: string, { id, room }: Seen<SecurityRoom>): JsonObject => ({ security: id, lot, paidOn: dayOf(now), ratePermille: room.kind === 'transfer' ? '3.5' : null });

/** What goes back, everything at once; some are kept where the law has a reason. */
export function returning(scene: Scene, c: Case): Wishes {
  const { author: { people, chance } } = scene;
  const owner = entityOf(scene, c.lot);
  return held(c.securities).map((each) => {
    const command = back(scene, c.lot.id, each);
    const bid = c.bids.find((one) => one.room.tenderer.lead === each.room.tenderer);
    const lost = bid?.stage === 'unopened' && bid.room.cause !== null && faultOf(bid.room.cause) === 'tenderer';
    const renounced = c.lot.room.candidates?.some((candidate) => candidate.party === each.room.tenderer && candidate.standing === 'passedOver') === true;
    if ((lost || renounced) && chance.percent(40)) return { actor: owner, act: 'forfeitSecurity', command: { security: each.id, lot: c.lot.id, cause: lost ? 'undecrypted' : 'noContract', reason: REASON, evidence: null } };
    return { actor: chance.percent(70) ? people.depository : owner, act: 'returnSecurity', command };
  });
}

/** While others still bid or are evaluated. */
export async function securityWishes(scene: Scene, c: Case): Promise<Wishes> {
  const { author: { people, chance } } = scene;
  const who = anySupplier(scene);
  const { lot } = c;
  const money = lodging(scene, lot, who);
  const withdrawn = held(c.securities).filter((each) => c.bids.some((bid) => bid.stage === 'withdrawn' && bid.room.tenderer.lead === each.room.tenderer));
  const kept = held(c.securities)[0];
  const own = kept ? back(scene, lot.id, kept) : { security: securityId(lot.id, who.party), lot: lot.id, paidOn: money['receivedOn'] ?? null, ratePermille: '3.5' };
  return choose(scene, [
    [6, () => [{ actor: people.depository, act: 'lodgeSecurity', command: money }]],
    [withdrawn.length > 0 ? 12 : 1, () => [{ actor: people.depository, act: 'returnWithdrawn', command: withdrawn.length > 0 ? back(scene, lot.id, chance.pick(withdrawn)) : own }]],
    [2, () => [{ actor: people.depository, act: 'returnSecurity', command: own }]],
    [1, () => [{ actor: who, act: 'lodgeSecurity', command: money, hostile: 'a tenderer records its own security' }]],
    [1, () => [{ actor: people.depository, act: 'lodgeSecurity', command: { ...money, amountFen: (lot.room.notice?.securityFen ?? 1) + 1 }, hostile: 'more than the document asks' }]],
    [1, () => [{ actor: people.depository, act: 'lodgeSecurity', command: { ...money, kind: 'transfer', fromBasicAccount: false }, hostile: 'money that does not come from the basic account' }]],
    [1, () => [{ actor: who, act: 'returnWithdrawn', command: own, hostile: 'a tenderer pays itself back' }]],
  ]);
}
