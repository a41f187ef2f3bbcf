/** One case from the empty register to the opening record, over HTTP, as the parties' own programs would do it. */
import { instant, instantText, parseInstant, present, type Instant, type JsonObject } from '@zhaobiao/basics';
import type { Answer, Command } from '@zhaobiao/client';
import {
  citizen, citizenOf, cityOf, creditCodeOf, publishTender, registerPartyCommand, seeded, submitBidCommand, DEMO_AT, type Citizen, type City, type PublishedTender,
} from '@zhaobiao/testkit';
import { inLanes } from './lanes.ts';
import type { RecordedBid } from './opening-file.ts';
import type { CaseFacts } from './parse-case.ts';
import { ready, type Ready } from './ready.ts';
import type { SealPool } from './seal-pool.ts';
import type { Sequel, Step } from './story/parse-story.ts';
import { registerCast } from './story/people.ts';
import { isObject, type Scope } from './story/resolve.ts';
import { tell, valuesOf, type Checked, type Told } from './story/run.ts';

export type Stage = {
  readonly facts: CaseFacts;
  readonly sequel: Sequel;
  readonly bids: readonly RecordedBid[];
  readonly base: string;
  readonly dataDirectory: string;
  readonly sealing: SealPool;
  readonly say: (line: string) => void;
};

export type Played = { readonly lot: string; readonly lines: readonly JsonObject[]; readonly checks: readonly Checked[]; readonly people: Scope; /** Acts performed on the way, those of the clock and the guardian too. */ readonly acts: number; readonly logKey: string };

const BATCH = 100;
const BATCH_LANES = 4;
const SUBMIT_LANES = 24;
/** The close waits for bids that were stamped in time and are still on their way. */
const DRAINED_MS = 6_000;
const OPENED_WITHIN_MS = 300_000;
const PUBLISHED_WITHIN_MS = 30_000;
const POLL_MS = 250;

const expectStatus = (what: string, { status, body }: Answer): JsonObject => {
  if (status < 300) return body;
  throw new Error(`${what}: ${status} ${JSON.stringify(body).slice(0, 600)}`);
};

async function until<Value>(what: string, withinMs: number, ask: () => Promise<Value | undefined>): Promise<Value> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The platform was started with its clock at the beginning of the case; bids of last March would be late on any other. */
async function standsBefore(city: City, noticeAt: Instant): Promise<void> {
  const { at } = expectStatus('reading the time', await city.read('/api/v1/time'));
  if ((parseInstant(String(at)) ?? noticeAt) >= noticeAt) throw new Error(`the demonstration clock stands at ${String(at)}, which is not before the notice of ${instantText(noticeAt)}`);
}

async function register({ facts, say }: Stage, city: City, centre: Citizen, parties: readonly Citizen[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(parties.length / BATCH) }, (_, index) => parties.slice(index * BATCH, (index + 1) * BATCH));
  const connection = await city.at(centre, instantText(facts.beginsAt));
  await inLanes(batches, BATCH_LANES, async (batch) => {
    const commands: readonly Command[] = batch.map(registerPartyCommand);
    const answers = await connection.acts(commands);
    for (const [index, answer] of answers.entries()) expectStatus(`registering ${batch[index]?.name}`, answer);
  });
  say(`registered ${parties.length} parties`);
}

async function publish({ facts }: Stage, city: City, owner: Citizen, agency: Citizen, procedure: Ready['procedure']): Promise<PublishedTender> {
  const { project, notice } = facts;
  const document = new TextEncoder().encode(`${project.name}\n招标文件（情景）\n最高投标限价 ${(notice.ceilingFen / 100).toFixed(2)} 元\n`);
  const digest = String(expectStatus('uploading the tender document', await (await city.of(agency)).putObject(document))['digest']);
  return publishTender(city, { procuringEntity: owner, agency }, {
    project: { project: project.number, name: project.name, region: project.region, procuringEntity: owner.party, agency: agency.party, procedure, estimateFen: project.estimateFen, investmentCode: null },
    lot: { project: project.number, number: '1', name: project.name, estimateFen: project.estimateFen },
    document: {
      title: `${project.name}招标公告`, documents: [{ name: '招标文件.txt', digest }], ceilingFen: notice.ceilingFen, securityFen: notice.securityFen, validityDays: notice.validityDays,
      terms: facts.terms, words: { answers: facts.answers },
    },
    notice: { issueEndsAt: notice.issueEndsAt, closingAt: notice.closingAt },
  }, { registered: instantText(project.registeredAt), published: instantText(notice.publishedAt) });
}

/** What the bidder seals: an empty cell of the record is nothing said. A bid that will not open needs a sheet too, which nobody will see. */
const sheetOf = (bid: RecordedBid, { notice }: CaseFacts): JsonObject => ({
  priceFen: bid.priceFen ?? notice.ceilingFen, period: bid.period, quality: null, projectManager: null, security: bid.bond === '' ? null : bid.bond,
});

type Bidding = { readonly city: City; readonly tender: PublishedTender; readonly publicKey: string; readonly firms: readonly Citizen[] };

/** Seals, uploads and submits every bid, each with its own token and at its own time of receipt. */
async function submitAll(stage: Stage, { city, tender, publicKey, firms }: Bidding): Promise<void> {
  const { facts, bids, sealing, say } = stage;
  const { lot } = tender;
  // In order of receipt, so that the log tells the days before the deadline as they were.
  const order = bids.map((bid, index) => ({ bid, who: present(firms[index], 'the firm of a bid') })).toSorted((left, right) => left.bid.receivedAt - right.bid.receivedAt);
  const sealed = order.map(({ bid, who }) =>
    sealing.seal({ lot, lead: who.party, publicKey, sheet: sheetOf(bid, facts), spoiled: bid.outcome === 'unopened', seed: `${facts.name} ${bid.creditCode}` }));
  for (const each of sealed) each.catch(() => undefined);
  let done = 0;
  await inLanes(order, SUBMIT_LANES, async ({ bid, who }, index) => {
    const { ciphertext, manifest } = await present(sealed[index], 'a sealed bid');
    const connection = await city.of(who);
    expectStatus(`uploading the bid of ${who.name}`, await connection.putObject(ciphertext));
    const answer = await connection.act(submitBidCommand({ lot, tenderer: who.party, tender: tender.tender, envelopes: [manifest] }), { [DEMO_AT]: instantText(bid.receivedAt) });
    expectStatus(`submitting the bid of ${who.name}`, answer);
    done += 1;
    if (done % 250 === 0) say(`submitted ${done} of ${bids.length}`);
  });
  say(`submitted ${bids.length} sealed bids`);
}

/** Size of the log's published checkpoint: the second line of its text. */
async function publishedSize(base: string): Promise<number> {
  const response = await fetch(`${base}/log/checkpoint`);
  return response.ok ? Number((await response.text()).split('\n')[1] ?? 0) : 0;
}

async function openingRecord({ bids, say }: Stage, city: City, lot: string): Promise<readonly JsonObject[]> {
  const path = `/api/v1/tenders/${lot.slice('lot:'.length)}/opening`;
  let stageName = '';
  const body = await until('the opening is recorded', OPENED_WITHIN_MS, async () => {
    const answer = expectStatus('reading the opening', await city.read(path));
    if (answer['stage'] !== stageName) {
      stageName = String(answer['stage']);
      say(`the lot is at ${stageName}`);
    }
    if (stageName === 'failed') throw new Error('the tender failed: fewer than three bids stood at the deadline');
    // With an index it is in the log; what is not there yet is asked for again.
    return answer['recorded'] === true && typeof answer['index'] === 'number' ? answer : undefined;
  });
  await until('the record is below a published checkpoint', PUBLISHED_WITHIN_MS, async () => ((await publishedSize(city.base)) > Number(body['index']) ? true : undefined));
  const lines = Array.isArray(body['lines']) ? body['lines'].filter(isObject) : [];
  say(`opening recorded: ${String(body['opened'])} opened, ${String(body['unopened'])} not, of ${bids.length}`);
  return lines;
}

/** Acts of one bid: registration, submission, share, opening. Of the rest: two parties, project, lot, notice, close, announcement, record. */
const actsOf = (bids: number): number => bids * 4 + 8;

/** Tells a part of the story around the record, and keeps what was checked and done on the way. */
type Teller = { readonly tell: (steps: readonly Step[], scope: Scope, at: Instant) => Promise<Told>; readonly checks: () => readonly Checked[]; readonly acts: () => number };

function tellerOf({ facts, say }: Stage, ground: Omit<Parameters<typeof tell>[0], 'story' | 'say'>): Teller {
  const told: Told[] = [];
  return {
    tell: async (steps, scope, at) => {
      const part = await tell({ ...ground, say, story: { name: facts.name, steps } }, scope, at);
      told.push(part);
      return part;
    },
    checks: () => told.flatMap((each) => each.checks),
    acts: () => told.reduce((sum, each) => sum + each.acts, 0),
  };
}

/** Plays the case on a platform that has just been started. Throws, with what was being done, when something is refused. */
export async function play(stage: Stage): Promise<Played> {
  const { facts, sequel, bids, base, say } = stage;
  const entropy = seeded(`${facts.name} network`);
  const city = cityOf({ base, entropy });
  const { centre, publicKey, procedure, logKey, moveClock } = await ready(stage.dataDirectory, city, 'open-tender.works');
  await standsBefore(city, facts.notice.publishedAt);
  const party = (role: string, { name, region }: CaseFacts['agency'], kind: '11' | '91'): Citizen => citizen({ creditCode: creditCodeOf(name, kind, region), name, roles: [role] }, seeded(`${facts.name} ${role}`));
  const [owner, agency] = [party('procuringEntity', facts.procuringEntity, '11'), party('agency', facts.agency, '91')];
  const firms = bids.map(({ creditCode, name }) => citizenOf({ creditCode, name, roles: ['supplier'] }, seeded(`${facts.name} key of ${creditCode}`)(32)));
  await register(stage, city, centre, [owner, agency, ...firms]);
  const known = [['owner', owner], ['agency', agency], ...firms.map((each) => [each.creditCode, each] as const)] as const;
  const cast = await registerCast({ name: facts.name, people: sequel.people }, city, centre, facts.beginsAt, new Map(known));
  const tender = await publish(stage, city, owner, agency, procedure);
  say(`published ${tender.lot}, closing ${instantText(facts.notice.closingAt)}`);
  const { ceilingFen, securityFen } = facts.notice;
  const firmsTold = bids.map(({ creditCode, name, bond }) => ({ who: creditCode, party: `party:${creditCode}`, code: creditCode, name, bond }));
  const scope = valuesOf(sequel.values, { ...cast.scope, procedure, lot: tender.lot, lotPath: tender.lot.slice('lot:'.length), ceilingFen, securityFen, firms: firmsTold });
  const teller = tellerOf(stage, { city, cast, publicKey, moveClock });
  const before = await teller.tell(sequel.before, scope, facts.notice.publishedAt);
  await submitAll(stage, { city, tender, publicKey, firms });
  const closed = present(instant(facts.notice.closingAt + DRAINED_MS), 'a moment after the deadline');
  await moveClock(closed);
  say('the clock stands after the deadline');
  const opening = await teller.tell(sequel.opening, before.scope, closed);
  const lines = await openingRecord(stage, city, tender.lot);
  await teller.tell(sequel.after, { ...opening.scope, opening: { lines } }, opening.at);
  return { lot: tender.lot, lines, checks: teller.checks(), people: cast.scope, acts: actsOf(bids.length) + teller.acts(), logKey };
}
