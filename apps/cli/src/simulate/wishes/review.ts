/** The preliminary review: screening, motions and votes, corrections, questions to tenderers and their answers. */
import { instantOf, instantText, parseInstant, type JsonObject } from '@zhaobiao/basics';
import { correctPrice, type BidSheet, type CommitteeRoom } from '@zhaobiao/domain';
import type { Citizen } from '@zhaobiao/testkit';
import type { BidSeen, Case } from '../landscape.ts';
import { chairOf, intruders, isClear, replacing, type Committee } from './committee.ts';
import { NONE, REASON, choose, paper, type Choice, type Scene, type Wish, type Wishes } from './wish.ts';

type Motion = CommitteeRoom['motions'][number];
type Question = CommitteeRoom['questions'][number];

const HOUR = 3_600_000;
/** A motion that says so is carried by everybody: the document leaves the committee no choice. */
const PLAIN = '超过最高投标限价';

const cast = ({ room }: Pick<Committee, 'room'>, motion: Motion): boolean => room.members.every((each) => motion.votes[each.number] !== undefined);
const carried = ({ room }: Committee, motion: Motion): boolean => cast({ room }, motion) && room.members.filter((each) => motion.votes[each.number] === true).length * 2 > room.members.length;
const isRejected = (committee: Committee, bid: string): boolean => committee.room.motions.findLast((motion) => motion.bid === bid && carried(committee, motion))?.kind === 'reject';
const pending = (committee: Committee): readonly Motion[] => committee.room.motions.filter((motion) => !cast(committee, motion));
const isOpen = (scene: Scene, question: Question): boolean => question.answer === null && scene.now < (parseInstant(question.answerBy) ?? scene.now);

/** Bids of the opening that are still in the evaluation. */
export const reviewed = (c: Case, committee: Committee): readonly BidSeen[] => c.bids.filter((bid) => bid.stage === 'opened' && !isRejected(committee, bid.id));

const moved = (scene: Scene, c: Case, committee: Committee, bid: string, reason: string, change: JsonObject = {}): Wish => {
  const mover = scene.author.chance.pick(committee.room.members.filter((each) => isClear(committee, each)));
  return { actor: scene.author.people.of(mover.party), act: 'moveRejection', command: { lot: c.lot.id, motions: [{ bid, code: 'REJ-03D', clause: '第二章 3.5.3', page: '45', reason, ...change }] } };
};

function votes(scene: Scene, c: Case, committee: Committee): Wishes {
  const { people, chance } = scene.author;
  const open = pending(committee);
  return committee.room.members.flatMap((member): Wishes => {
    const missing = open.filter((motion) => motion.votes[member.number] === undefined);
    if (missing.length === 0) return NONE;
    const given = missing.map((motion): JsonObject => ({ no: motion.no, inFavour: motion.reason === PLAIN || chance.percent(motion.kind === 'restore' ? 60 : 40), reason: null }));
    return [{ actor: people.of(member.party), act: 'voteRejection', command: { lot: c.lot.id, votes: given } }];
  });
}

const asked = (scene: Scene, c: Case, chair: Citizen, bid: string, kind: 'clarification' | 'correction' | 'lowPrice'): Wish => ({
  actor: chair, act: 'askTenderer', command: { lot: c.lot.id, bid, kind, text: '请书面说明。', answerBy: instantText(instantOf(scene.now + scene.author.chance.between(1, 3) * HOUR)) },
});

/** Answered by whose bid it is, or left until its time is over. */
async function answers(scene: Scene, c: Case, questions: readonly Question[]): Promise<Wishes> {
  const { people, chance } = scene.author;
  const wishes = questions.map(async (question): Promise<Wishes> => {
    const bid = c.bids.find((each) => each.id === question.bid);
    if (!bid) return NONE;
    const who = people.of(bid.room.tenderer.lead);
    const command = { lot: c.lot.id, question: question.no, text: '说明如下。', documents: chance.percent(20) ? [await paper(scene, who)] : [], agrees: question.kind === 'correction' ? chance.percent(70) : null };
    const rival = c.bids.find((each) => each.id !== question.bid);
    if (rival && chance.percent(8)) return [{ actor: people.of(rival.room.tenderer.lead), act: 'answerCommittee', command: { ...command, documents: [] }, hostile: 'a rival answers' }];
    return [{ actor: who, act: 'answerCommittee', command }];
  });
  const made: Wish[] = [];
  for (const each of wishes) made.push(...(await each));
  return made;
}

/** What a question has left to decide: whom the answer, or silence, did not clear is voted on. */
function owedMotion(scene: Scene, c: Case, committee: Committee, bid: string, question: number): Wishes {
  return committee.room.motions.some((motion) => motion.question === question) ? NONE : [moved(scene, c, committee, bid, '澄清不被接受', { question })];
}

function suspected(scene: Scene, c: Case, committee: Committee, chair: Citizen): Wishes {
  return (committee.room.screening?.suspicions ?? []).filter((bid) => !isRejected(committee, bid)).flatMap((bid): Wishes => {
    const question = committee.room.questions.find((each) => each.bid === bid && each.kind === 'lowPrice');
    return question ? owedMotion(scene, c, committee, bid, question.no) : [asked(scene, c, chair, bid, 'lowPrice')];
  });
}

function corrected(scene: Scene, c: Case, committee: Committee, chair: Citizen): Wishes {
  return committee.room.corrections.filter((each) => each.confirmed !== true && !isRejected(committee, each.bid)).flatMap((each): Wishes => (each.question === null ? [asked(scene, c, chair, each.bid, 'correction')] : owedMotion(scene, c, committee, each.bid, each.question)));
}

function isMiscounted(sheet: BidSheet | null): boolean {
  if (!sheet?.items) return false;
  const found = correctPrice({ inFiguresFen: sheet.priceFen, items: sheet.items });
  return found.ok && found.value.steps.length > 0;
}

/** The next thing that has to be settled before anything is concluded; none when nothing is open. */
export async function reviewDuties(scene: Scene, c: Case, committee: Committee): Promise<Wishes> {
  const { room, stage } = committee;
  const chair = chairOf(scene, committee);
  if (!chair) return NONE;
  const open = room.questions.filter((question) => isOpen(scene, question));
  if (open.length > 0 && scene.author.chance.percent(65)) return answers(scene, c, open);
  if (pending(committee).length > 0) return votes(scene, c, committee);
  const ceiling = c.lot.room.notice?.ceilingFen;
  const above = reviewed(c, committee).filter((bid) => typeof ceiling === 'number' && (bid.room.sheet?.priceFen ?? 0) > ceiling && !room.motions.some((motion) => motion.bid === bid.id && motion.reason === PLAIN));
  if (above.length > 0) return above.slice(0, 1).map((bid) => moved(scene, c, committee, bid.id, PLAIN));
  if (open.length > 0) return NONE;
  const due = [...suspected(scene, c, committee, chair), ...corrected(scene, c, committee, chair)];
  if (due.length > 0) return due;
  if (stage !== 'reviewing') return NONE;
  const wrong = reviewed(c, committee).filter((bid) => isMiscounted(bid.room.sheet) && !room.corrections.some((each) => each.bid === bid.id));
  return wrong.map((bid) => ({ actor: chair, act: 'correctArithmetic', command: { lot: c.lot.id, bid: bid.id } }));
}

/** What a committee does of its own accord, in either review. */
export function initiatives(scene: Scene, c: Case, committee: Committee): readonly Choice[] {
  const { people, chance } = scene.author;
  const { room } = committee;
  const chair = chairOf(scene, committee);
  const clear = room.members.filter((each) => isClear(committee, each));
  const bids = reviewed(c, committee);
  const rejected = c.bids.filter((bid) => bid.stage === 'opened' && isRejected(committee, bid.id));
  return [
    [bids.length > 3 ? 2 : 0, () => [moved(scene, c, committee, chance.pick(bids).id, '类似业绩不符合要求')]],
    [room.round > 1 && rejected.length > 0 && committee.stage === 'reviewing' ? 6 : 0, () => [moved(scene, c, committee, chance.pick(rejected).id, '复核后认为不应否决', { kind: 'restore' })]],
    [chair && bids.length > 0 && room.questions.length < 3 ? 2 : 0, () => (chair ? [asked(scene, c, chair, chance.pick(bids).id, 'clarification')] : NONE)],
    [room.extensions.length === 0 ? 2 : 0, () => clear.slice(0, chance.between(1, 3)).map((each) => ({ actor: people.of(each.party), act: 'askForTime', command: { lot: c.lot.id, hours: chance.between(1, 24), reason: REASON } }))],
    [room.replaced.length < 2 ? 1 : 0, () => replacing(scene, c, committee, chance.pick(room.members))],
    [2, () => intruders(scene, c, committee)],
  ];
}

async function screening(scene: Scene, c: Case, { room }: Committee): Promise<Wishes> {
  const { people, chance } = scene.author;
  const who = chance.percent(70) ? people.of(chance.pick(room.members).party) : people.registrar;
  const similarityReport = chance.percent(20) ? await paper(scene, who) : null;
  return [{ actor: who, act: 'screenBids', command: { lot: c.lot.id, similarityReport, remark: null } }];
}

export async function reviewing(scene: Scene, c: Case, committee: Committee): Promise<Wishes> {
  const { chance, people } = scene.author;
  const duties = await reviewDuties(scene, c, committee);
  if (duties.length > 0 && chance.percent(92)) return duties;
  const chair = chairOf(scene, committee);
  const common = committee.room.members.find((each) => each.party !== committee.room.chair);
  const few = reviewed(c, committee).length < 3;
  const conclusion: JsonObject = { lot: c.lot.id, lacksCompetition: few && chance.percent(30), reason: few ? '有效投标不足三个' : null };
  return choose(scene, [
    [committee.room.screening === null ? 30 : 1, () => screening(scene, c, committee)],
    [chair && committee.room.screening ? 24 : 1, () => (chair ? [{ actor: chair, act: 'concludePreliminary', command: conclusion }] : NONE)],
    [1, () => (common && chair ? [{ actor: people.depository, act: 'concludePreliminary', command: conclusion, hostile: 'a bank concludes the review' }] : NONE)],
    ...initiatives(scene, c, committee),
  ]);
}
