/** `committee`: 1,528 bids from the screening to the report, with five members and by both methods, in memory: the processor time of each decision, without database or log. */
import { present, type JsonObject } from '@zhaobiao/basics';
import { LOWEST, SCORED, SEATS, deskAt, openedLot, review, scoresOf, type Desk } from '../packages/domain/test/expert/committee-lot.ts';
import { figure, type Figure } from './figure.ts';

const BIDS = 1_528;
/** A second of one core: the lot is locked as long as the summary is made. */
const TARGET = 1_000;

/** Prices on a grid of discount rates, as the real opening of this size had them. */
const prices = Object.fromEntries(Array.from({ length: BIDS }, (_, index) => [`T${index}`, 350_000_000 + (index % 503) * 101_950]));
const plan = (code: string): string => String(15 + (Number(code.slice(1)) % 11) / 2);

type Timed = { readonly name: string; readonly value: number };

function timed(name: string, done: Timed[], run: () => void): void {
  const begun = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begun);
  done.push({ name, value: (user + system) / 1000 });
}

function evaluated(desk: Desk, method: string, done: Timed[]): JsonObject {
  const answer: JsonObject[] = [];
  timed(`${method}: summarise`, done, () => answer.push(desk.must('E1', 'summariseScores')));
  return present(answer[0], 'an answer');
}

export async function run(): Promise<readonly Figure[]> {
  await Promise.resolve();
  const done: Timed[] = [];
  const desk = deskAt(openedLot({ prices, terms: SCORED }));
  review(desk);
  timed('screen', done, () => void desk.must('E3', 'screenBids'));
  timed('conclude the preliminary review', done, () => void desk.must('E1', 'concludePreliminary', { lacksCompetition: false }));
  const scores = scoresOf(desk, plan);
  for (const number of SEATS) timed(`sheet of ${number}`, done, () => void desk.must(number, 'submitScores', { scores }));
  evaluated(desk, 'comprehensive', done);
  const room = JSON.stringify(desk.ground.committee()).length;
  const lowest = deskAt(openedLot({ prices, terms: LOWEST }));
  review(lowest);
  lowest.must('E3', 'screenBids');
  lowest.must('E1', 'concludePreliminary', { lacksCompetition: false });
  evaluated(lowest, 'lowest evaluated price', done);
  return [
    ...done.map(({ name, value }) => figure({ bench: 'committee', name: `${BIDS} bids: ${name}`, value, unit: 'ms', reference: TARGET, target: TARGET, met: value <= TARGET })),
    figure({ bench: 'committee', name: `${BIDS} bids: the committee as it is kept`, value: room / 1024, unit: 'KiB', reference: 128, target: 128, met: room <= 128 * 1024 }),
  ];
}
