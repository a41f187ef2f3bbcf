/** The review: screening, votes, questions, scores, summary, report (法 40–42, 条例 48–53). */
import { instantText, present, shift, type JsonObject } from '@zhaobiao/basics';
import { committeeId, type CommitteeRoom } from '@zhaobiao/domain';
import type { Party } from '../spine.ts';
import { bidOf, stateOf, type Case } from './desk.ts';

const HOUR = 3_600_000;

export const committeeOf = async ({ desk, lot }: Case): Promise<CommitteeRoom> => (await stateOf<CommitteeRoom>(desk, committeeId(lot))).room;

export const screened = ({ desk, lot }: Case, by: Party = desk.cast.expert(3)): Promise<JsonObject> => desk.must(by, 'screenBids', { lot });

/** Asks, and has the tenderer answer within the hour; gives the number of the question. */
export async function asked({ desk, lot }: Case, firm: Party, kind: 'clarification' | 'correction' | 'lowPrice', text: string, answer: JsonObject): Promise<number> {
  const { question } = await desk.must(desk.cast.expert(1), 'askTenderer', { lot, bid: bidOf(lot, firm), kind, text, answerBy: instantText(shift(desk.now(), HOUR)) });
  await desk.must(firm, 'answerCommittee', { lot, question: Number(question), ...answer });
  return Number(question);
}

/** The arithmetic of a bid corrected, and confirmed by whose bid it is. */
export async function corrected(given: Case, firm: Party): Promise<void> {
  const { desk, lot } = given;
  const { toFen } = await desk.must(desk.cast.expert(1), 'correctArithmetic', { lot, bid: bidOf(lot, firm) });
  await asked(given, firm, 'correction', `请确认修正后的报价 ${Number(toFen) / 100} 元`, { text: '确认', agrees: true });
}

const motion = (bid: string, change: JsonObject): JsonObject => ({ bid, code: 'REJ-03D', clause: '第二章 3.5.3', page: '45', reason: '类似业绩不符合要求', ...change });

/** A motion on each of the bids in one act, and everybody's vote on all of them. */
export async function voted({ desk, lot }: Case, members: readonly Party[], firms: readonly Party[], inFavour: boolean, change: JsonObject = {}): Promise<void> {
  const answer = await desk.must(desk.cast.expert(2), 'moveRejection', { lot, motions: firms.map((firm) => motion(bidOf(lot, firm), change)) });
  const numbers = (answer['motions'] as readonly { readonly no: number }[]).map(({ no }) => no);
  for (const member of members) await desk.must(member, 'voteRejection', { lot, votes: numbers.map((no) => ({ no, inFavour })) });
}

export const concluded = ({ desk, lot }: Case, change: JsonObject = {}): Promise<JsonObject> => desk.must(desk.cast.expert(1), 'concludePreliminary', { lot, lacksCompetition: false, ...change });

/** One member's sheet over the bids that passed. */
export async function scored(given: Case, member: Party, plan = '20'): Promise<void> {
  const { desk, lot } = given;
  const responsive = present((await committeeOf(given)).preliminary, 'preliminary review').responsive;
  await desk.must(member, 'submitScores', { lot, scores: Object.fromEntries(responsive.map((bid) => [bid, { plan, record: '15' }])) });
}

export const summarised = ({ desk, lot }: Case, chair: Party = desk.cast.expert(1)): Promise<JsonObject> => desk.must(chair, 'summariseScores', { lot });

/** Everybody's sheet and their sum. */
export async function scoresIn(given: Case, members: readonly Party[]): Promise<JsonObject> {
  for (const member of members) await scored(given, member);
  return summarised(given);
}

export async function tieVoted({ desk, lot }: Case, votes: readonly (readonly [Party, Party])[]): Promise<void> {
  for (const [member, firm] of votes) await desk.must(member, 'voteTie', { lot, bid: bidOf(lot, firm) });
}

export async function signed(given: Case, member: Party, dissent: string | null = null): Promise<void> {
  const report = present((await committeeOf(given)).report, 'report').digest;
  await given.desk.must(member, 'signReport', { lot: given.lot, report, agrees: dissent === null, dissent });
}

/** Whoever has not signed by then is taken as agreeing (条例 53). */
export async function signingClosed({ desk, lot }: Case): Promise<void> {
  const committee = committeeId(lot);
  const timing = present((await stateOf(desk, committee)).deadlines['signing'], 'signing');
  if ('at' in timing) desk.until(timing.at);
  await desk.must(desk.spine.people.clock, 'closeSigning', { committee });
}

/** From a committee that reviews to a report that everybody signed. */
export async function reportSigned(given: Case, members: readonly Party[]): Promise<void> {
  await screened(given);
  await concluded(given);
  await scoresIn(given, members);
  for (const member of members) await signed(given, member);
}
