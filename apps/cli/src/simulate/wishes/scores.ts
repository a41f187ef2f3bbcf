/** The detailed review: score sheets, ties, the summary, the report and who signs it. */
import { present, type JsonObject } from '@zhaobiao/basics';
import { judgedItems, type EvaluationTerms } from '@zhaobiao/domain';
import type { Case } from '../landscape.ts';
import { chairOf, intruders, replacing, type Committee } from './committee.ts';
import { initiatives, reviewDuties, reviewed } from './review.ts';
import { NONE, REASON, choose, entityOf, trait, type Scene, type Wish, type Wishes } from './wish.ts';

const termsOf = ({ lot }: Case): EvaluationTerms => present(lot.room.notice, 'the notice of a lot in evaluation').terms.evaluation;

/** Bids that have to be scored: what the preliminary review left, what came back since, and nobody rejected. */
const scored = (c: Case, committee: Committee): readonly string[] => {
  const { preliminary, motions } = committee.room;
  const standing = new Set(reviewed(c, committee).map((bid) => bid.id));
  const passed = new Set([...(preliminary?.responsive ?? []), ...motions.map((motion) => motion.bid)]);
  return [...passed].filter((bid) => standing.has(bid) && preliminary?.lapsed?.includes(bid) !== true).toSorted();
};

/** Objective items alike for everybody unless somebody errs; subjective ones about the middle, now and then far off. */
function scoresOf({ author: { chance } }: Scene, terms: EvaluationTerms, bids: readonly string[]): JsonObject {
  const erring = chance.percent(6);
  const one = (item: ReturnType<typeof judgedItems>[number]): string => {
    if (item.kind === 'levels') return (erring ? item.levels.at(-1) : item.levels[0])?.score ?? '0';
    return String(chance.percent(5) ? 2 : chance.between(36, 46) / 2);
  };
  return Object.fromEntries(bids.map((bid) => [bid, Object.fromEntries(judgedItems(terms).map((item) => [item.id, one(item)]))]));
}

function sheets(scene: Scene, c: Case, committee: Committee, again: boolean): Wishes {
  const { people, chance } = scene.author;
  const terms = termsOf(c);
  if (judgedItems(terms).length === 0) return NONE;
  const counting = new Set(c.sheets.filter((sheet) => sheet.room.round === committee.room.round && sheet.room.returned === null).map((sheet) => sheet.room.number));
  const bids = scored(c, committee);
  const missing = committee.room.members.filter((each) => again || !counting.has(each.number));
  return missing.map((each): Wish => {
    const wrong = chance.percent(4);
    const scores = scoresOf(scene, terms, bids);
    const command: JsonObject = { lot: c.lot.id, scores: wrong ? { [bids[0] ?? `bid:${c.lot.id.slice(4)}/X`]: { plan: '99' } } : scores };
    return { actor: people.of(each.party), act: 'submitScores', command, ...(wrong ? { hostile: 'scores that the terms do not know' } : {}) };
  });
}

/** A reason for every expert who might lie far from the others. */
function summary(scene: Scene, c: Case, committee: Committee): JsonObject {
  const { chance } = scene.author;
  const bids = scored(c, committee);
  const reasons = chance.percent(80) ? Object.fromEntries(bids.flatMap((bid) => committee.room.members.map((each) => [`expertDeviates ${bid} ${each.number}`, '评分依据充分']))) : {};
  return { lot: c.lot.id, reasons, lacksCompetition: bids.length < 3 && chance.percent(30) ? '明显缺乏竞争' : null };
}

function tieVotes(scene: Scene, c: Case, { room }: Committee): Wishes {
  const { people, chance } = scene.author;
  const open = room.ties.find((tie) => room.members.some((each) => tie.votes[each.number] === undefined));
  if (!open) return NONE;
  const [first] = open.bids;
  return room.members.filter((each) => open.votes[each.number] === undefined).map((each) => ({ actor: people.of(each.party), act: 'voteTie', command: { lot: c.lot.id, bid: first && chance.percent(70) ? first : chance.pick(open.bids) } }));
}

export async function scoring(scene: Scene, c: Case, committee: Committee): Promise<Wishes> {
  const { chance } = scene.author;
  const duties = await reviewDuties(scene, c, committee);
  if (duties.length > 0 && chance.percent(92)) return duties;
  const chair = chairOf(scene, committee);
  const missing = sheets(scene, c, committee, false);
  const ties = tieVotes(scene, c, committee);
  return choose(scene, [
    [missing.length > 0 ? 40 : 0, () => missing],
    [ties.length > 0 ? 40 : 0, () => ties],
    [chair ? (missing.length > 0 ? 2 : 25) : 0, () => (chair ? [{ actor: chair, act: 'summariseScores', command: summary(scene, c, committee) }] : NONE)],
    [missing.length > 0 ? 0 : 6, () => sheets(scene, c, committee, true)],
    ...initiatives(scene, c, committee),
  ]);
}

/** Signed by all, by most with a dissent in writing, or left until the time is over. */
export async function signing(scene: Scene, c: Case, committee: Committee): Promise<Wishes> {
  const { people, chance } = scene.author;
  const { room } = committee;
  const chair = chairOf(scene, committee);
  const report = room.report?.digest;
  if (report === undefined) return NONE;
  const signed = new Set(room.report?.signed.map((each) => each.member));
  const silent = trait(scene, c.lot.id, 'somebody never signs', 25) ? room.members.at(-1)?.number : undefined;
  const willing = room.members.filter((each) => !signed.has(each.number) && each.number !== silent);
  const signature = (party: string, digest = report): Wish => {
    const agrees = chance.percent(90);
    return { actor: people.of(party), act: 'signReport', command: { lot: c.lot.id, report: digest, agrees, dissent: agrees ? null : '对第二名的评分有不同意见。' } };
  };
  const returned = c.sheets.find((sheet) => sheet.room.round === room.round && sheet.room.returned === null && room.members.some((each) => each.number === sheet.room.number));
  const [first] = room.members;
  return choose(scene, [
    [20, () => willing.map((each) => signature(each.party))],
    [first ? 1 : 0, () => (first ? [{ ...signature(first.party, '00'.repeat(32)), hostile: 'another report than stands is signed' }] : NONE)],
    [chair && returned && !trait(scene, c.lot.id, 'sheets stand', 40) && room.round === 1 ? 2 : 0, () => (chair && returned ? [{ actor: chair, act: 'returnSheet', command: { lot: c.lot.id, member: returned.room.number, reason: REASON } }] : NONE)],
    [room.replaced.length < 1 ? 1 : 0, () => replacing(scene, c, committee, chance.pick(room.members))],
    [chair ? 1 : 0, () => (chair ? [{ actor: chair, act: 'closeSigning', command: { committee: committee.id } }] : NONE)],
    [1, () => intruders(scene, c, committee)],
  ]);
}

export function receiving(scene: Scene, c: Case): Wishes {
  const { people, chance } = scene.author;
  const command = { lot: c.lot.id };
  return chance.weighted<Wishes>([
    [9, [{ actor: chance.percent(50) ? people.agency : entityOf(scene, c.lot), act: 'receiveReport', command }]],
    [1, [{ actor: people.depository, act: 'receiveReport', command, hostile: 'a bank receives the report' }]],
  ]);
}
