/** After the notice of award: bond, contract, its publication, what goes back, the archive; and what is left of a tender that came to nothing. */
import { present, toHex, type JsonObject } from '@zhaobiao/basics';
import { PIECES, type Award } from '@zhaobiao/domain';
import type { Case } from '../landscape.ts';
import { report, stepsBack } from './award.ts';
import { bonding, returning } from './securities.ts';
import { NONE, choose, entityOf, paper, trait, type Scene, type Wishes } from './wish.ts';

const awardOf = ({ lot }: Case): Award => present(lot.room.award, 'the award of an awarded lot');

const isBonded = (c: Case): boolean => c.securities.some((each) => each.stage === 'lodged' && each.room.purpose === 'performance' && each.room.tenderer === awardOf(c).supplier);
const isBondAsked = ({ lot }: Case): boolean => lot.room.notice?.terms.contract.performanceRequired === true;

/** A tenth of the price and not a fen more. */
function bond(scene: Scene, c: Case): Wishes {
  const { people, chance } = scene.author;
  const award = awardOf(c);
  const winner = people.of(award.supplier);
  const cap = Math.floor(award.priceFen / 10);
  const other = c.bids.find((bid) => bid.stage === 'opened' && bid.room.tenderer.lead !== award.supplier);
  return chance.weighted<Wishes>([
    [8, [{ actor: people.depository, act: 'lodgePerformanceBond', command: bonding(scene, c.lot, winner, cap) }]],
    [1, [{ actor: people.depository, act: 'lodgePerformanceBond', command: bonding(scene, c.lot, winner, cap + 1), hostile: 'a bond above a tenth of the price' }]],
    [1, other ? [{ actor: winner, act: 'lodgePerformanceBond', command: bonding(scene, c.lot, winner, cap), hostile: 'a winner records its own bond' }] : NONE],
  ]);
}

async function proposal(scene: Scene, c: Case): Promise<Wishes> {
  const { chance } = scene.author;
  const { priceFen, period, quality, projectLeader } = awardOf(c);
  const owner = entityOf(scene, c.lot);
  const command: JsonObject = { lot: c.lot.id, priceFen, period, quality, projectLeader: { ...projectLeader }, document: await paper(scene, owner) };
  return chance.weighted<Wishes>([
    [8, [{ actor: owner, act: 'proposeContract', command }]],
    [1, [{ actor: owner, act: 'proposeContract', command: { ...command, quality: '优良' }, hostile: 'a contract of another quality than was awarded' }]],
    [1, [{ actor: scene.author.people.agency, act: 'proposeContract', command, hostile: 'the agency offers the contract' }]],
  ]);
}

function conclusion(scene: Scene, c: Case): Wishes {
  const { people, chance } = scene.author;
  const award = awardOf(c);
  const command = { lot: c.lot.id, document: c.contract?.room.proposal.document ?? '00'.repeat(32) };
  const stranger = c.bids.find((bid) => bid.stage === 'opened' && bid.room.tenderer.lead !== award.supplier);
  if (stranger && chance.percent(10)) return [{ actor: people.of(stranger.room.tenderer.lead), act: 'concludeContract', command: { ...command, document: '00'.repeat(32) }, hostile: 'who did not win signs, and another text' }];
  return [{ actor: people.of(award.supplier), act: 'concludeContract', command }];
}

export async function awarded(scene: Scene, c: Case): Promise<Wishes> {
  const proposed = c.contract?.stage === 'proposed' && c.contract.room.proposal.bid === awardOf(c).bid;
  const bondless = isBondAsked(c) && !isBonded(c);
  const walksAway = trait(scene, c.lot.id, 'the winner gives no bond', 12) && awardOf(c).bid === c.lot.room.report?.candidates[0]?.bid;
  return choose(scene, [
    [bondless && !walksAway ? 12 : isBondAsked(c) ? 0 : 1, () => bond(scene, c)],
    [proposed ? 2 : bondless ? 1 : 12, () => proposal(scene, c)],
    [proposed ? 12 : 1, () => conclusion(scene, c)],
    [walksAway ? 12 : 0, () => stepsBack(scene, c)],
    [trait(scene, c.lot.id, 'securities go back early', 40) ? 2 : 0, () => returning(scene, c).filter(() => scene.author.chance.percent(40))],
    report(scene, c),
  ]);
}

const sound = { passed: true, statement: '检测通过' };

/** The manifest of the case: what it knows itself as it is, everything else by the digest of its entry. */
function archive(scene: Scene, c: Case): Wishes {
  const { people, chance } = scene.author;
  const { lot } = c;
  const known: Readonly<Record<string, string | undefined>> = { tenderDocument: lot.room.notice?.digest, writtenReport: lot.room.writtenReport?.document, contract: lot.room.contract?.document };
  const names = [...Object.keys(PIECES), ...c.objections.map((each) => each.id), ...c.orders.map((each) => each.id)];
  const pieces = names.map((piece): JsonObject => ({ piece, digest: known[piece] ?? toHex(chance.entropy(32)) }));
  const command: JsonObject = { lot: lot.id, lotVersion: lot.version, pieces, checks: { authentic: sound, complete: sound, usable: sound, safe: sound } };
  const who = chance.pick([people.registrar, people.agency, entityOf(scene, lot)]);
  return chance.weighted<Wishes>([
    [8, [{ actor: who, act: 'archiveTender', command }]],
    [1, [{ actor: who, act: 'archiveTender', command: { ...command, checks: { authentic: { passed: false, statement: '签名不符' }, complete: sound, usable: sound, safe: sound } }, hostile: 'a file whose signatures do not verify' }]],
    [1, [{ actor: who, act: 'archiveTender', command: { ...command, pieces: pieces.slice(1) }, hostile: 'a file without the tender document' }]],
  ]);
}

const confirmation = (scene: Scene, c: Case): Wishes => {
  const { people, chance } = scene.author;
  const who = chance.pick([people.depository, people.agency, entityOf(scene, c.lot)]);
  return [{ actor: who, act: 'confirmReturns', command: { lot: c.lot.id } }];
};

async function publication(scene: Scene, c: Case): Promise<Wishes> {
  const owner = entityOf(scene, c.lot);
  const shortened = scene.author.chance.percent(30);
  const document = shortened ? await paper(scene, owner) : (c.contract?.room.concluded?.document ?? '00'.repeat(32));
  return [{ actor: owner, act: 'publishContract', command: { lot: c.lot.id, document, withheld: shortened ? '商业秘密' : null } }];
}

export async function contracted(scene: Scene, c: Case): Promise<Wishes> {
  const held = returning(scene, c);
  const { returnsConfirmedAt, writtenReport } = c.lot.room;
  const published = c.contract?.stage === 'published';
  const ready = published && returnsConfirmedAt !== undefined && Boolean(writtenReport);
  const broken = c.securities.find((each) => each.stage === 'lodged' && each.room.purpose === 'performance');
  return choose(scene, [
    [held.length > 0 ? 10 : 0, () => held],
    [held.length === 0 && returnsConfirmedAt === undefined ? 8 : 1, () => confirmation(scene, c)],
    [published ? 0 : 8, () => publication(scene, c)],
    [ready ? 16 : 1, () => archive(scene, c)],
    [broken && trait(scene, c.lot.id, 'the contract is broken', 15) ? 3 : 0, () => (broken ? [{ actor: entityOf(scene, c.lot), act: 'forfeitSecurity', command: { security: broken.id, lot: c.lot.id, cause: 'contractBroken', reason: '违约', evidence: null } }] : NONE)],
    report(scene, c),
  ]);
}

/** Failed, invalid, terminated: what was lodged goes back. */
export async function ended(scene: Scene, c: Case): Promise<Wishes> {
  const held = returning(scene, c);
  return choose(scene, [[held.length > 0 ? 5 : 0, () => held], [c.lot.room.returnsConfirmedAt === undefined ? 3 : 0, () => confirmation(scene, c)]]);
}
