/** A set that changes while it is counted: every act that sums a set, raced a thousand times against every act that feeds it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { leafHash, rootOfLeaves } from '@zhaobiao/evidence';
import type { Answer } from '../../src/perform.ts';
import { CLOSING, bid, expectAccepted, found, openLot, openSpine, register, type OpenLot, type Party, type Spine } from '../spine.ts';

const DRAINED = (CLOSING + 5_000) as Instant;
const AFTER = (CLOSING + 6_000) as Instant;
const IN_TIME = (CLOSING - 500) as Instant;
const RACES = 1_000;
/** Bids that race one summing act; four stand before, so that every lot opens. */
const AT_ONCE = 20;
const STANDING = 4;
const LOTS = RACES / AT_ONCE;

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
const bidOf = (lot: string, firm: Party): string => `bid:${lot.slice('lot:'.length)}/${firm.creditCode}`;

/** Runs work on all, a few at a time, so that the pool's connections are what contends. */
async function each<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<unknown>, width = 8): Promise<void> {
  const queue = [...items.entries()];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next[1], next[0]);
  }));
}

/** Starts so many, the summing act when half of those are answered, and the rest right behind it: some come before it, some after, the others race it. */
async function raced(feeding: readonly (() => Promise<Answer>)[], ahead: number, sum: () => Promise<Answer>): Promise<readonly [Answer, readonly Answer[]]> {
  let left = Math.floor(ahead / 2);
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  if (left === 0) begin();
  const first = feeding.slice(0, ahead).map(async (feed) => {
    const answer = await feed();
    if ((left -= 1) <= 0) begin();
    return answer;
  });
  await begun;
  const [done, ...answers] = await Promise.all([sum(), ...first, ...feeding.slice(ahead).map((feed) => feed())]);
  return [done, answers];
}

describe('a set that changes while it is counted', () => {
  let spine: Spine;
  const firms: Party[] = [];
  let serial = 0;

  beforeAll(async () => {
    spine = await openSpine('race');
    await found(spine);
    firms.push(...Array.from({ length: STANDING + AT_ONCE }, (_, index) => spine.party(100 + index, ['supplier'])));
    await each(firms, (firm, index) => register(spine, firm, `投标单位${index}`));
  });
  afterAll(() => spine.close());

  const standing = (): readonly Party[] => firms.slice(0, STANDING);
  const racing = (): readonly Party[] => firms.slice(STANDING);
  const submit = (open: OpenLot, firm: Party, at: Instant): Promise<Answer> => bid(spine, open, firm, { at, serial: (serial += 1) });
  const close = (lot: string): Promise<Answer> => spine.act(spine.people.clock, 'closeBidding', { lot }, { at: DRAINED });
  const announce = (lot: string): Promise<Answer> => spine.act(spine.people.clock, 'announceTenderers', { lot }, { at: AFTER });

  type Row = { readonly id: string; readonly stage: string; readonly commitment: string | null };
  const bidsOf = async (lot: string): Promise<readonly Row[]> =>
    (await spine.pool.query<Row>("SELECT id, stage, state::json -> 'room' ->> 'commitment' AS commitment FROM stream WHERE owner = $1 AND machine = 'bid' ORDER BY id", [lot])).rows;
  const rootOf = (bids: readonly Row[]): string => toHex(rootOfLeaves(bids.map((row) => leafHash(Uint8Array.from(Buffer.from(present(row.commitment, row.id), 'hex'))))));
  const closed = async (lot: string): Promise<{ readonly count: number; readonly root: string }> => {
    const { rows } = await spine.pool.query<{ count: string; root: string }>(
      "SELECT d.value AS count, s.state::json -> 'room' ->> 'liveRoot' AS root FROM disclosure d JOIN stream s ON s.id = d.stream WHERE d.stream = $1 AND d.name = 'count'", [lot],
    );
    expect(rows).toHaveLength(1);
    return { count: Number(rows[0]?.count), root: rows[0]?.root ?? '' };
  };
  const openLots = async (prefix: string): Promise<readonly OpenLot[]> => {
    const lots: OpenLot[] = [];
    await each(Array.from({ length: LOTS }, (_, index) => `${prefix}${index}`), async (name) => {
      const open = await openLot(spine, name);
      for (const firm of standing()) await expectAccepted(submit(open, firm, IN_TIME));
      lots.push(open);
    });
    return lots;
  };

  it('is counted under the exclusive lock of what owns it, by every act that counts one; those whose set can change meanwhile are raced', () => {
    const sample = {
      lot: 'lot:P/1', bid: 'bid:P/1/X', project: 'project:P', number: '1', creditCode: 'X', party: 'party:X', member: 'X', committee: 'committee:P/1', security: 'security:P/1/X', objection: 'objection:P/1/X', order: 'order:P/1/X',
      kind: 'works', tenderer: { lead: 'party:X', members: [] }, replacement: { party: 'party:Y' }, terms: { billOfQuantities: null }, evidence: null, document: null,
      parties: [], documents: [], envelopes: [], guardians: [], bids: [], enquiries: [], answers: [], members: [], qualifications: [], motions: [], candidates: [],
    };
    const own: Readonly<Record<string, JsonObject>> = { lodgeSecurity: { tenderer: 'party:X' }, lodgePerformanceBond: { tenderer: 'party:X' } };
    const plans = [...ACTS.values()].map((definition) => ({ act: definition.id, plan: definition.plan({ ...sample, ...own[definition.id] }, { party: 'party:X' }) })).filter(({ plan }) => (plan.sums ?? []).length > 0);
    const unlocked = plans.filter(({ plan }) => (plan.sums ?? []).some((set) => ![plan.primary, ...(plan.writes ?? [])].some((ref) => ref.id === set.owner)));
    expect(unlocked.map(({ act }) => act)).toEqual([]);
    const here = ['announceTenderers', 'closeBidding', 'recordOpening'];
    const elsewhere = ['concludeContract', 'concludePreliminary', 'confirmReturns', 'screenBids', 'summariseScores'];
    // What feeds the set is refused at the stages of these acts.
    const atRest = ['archiveTender', 'checkSeals', 'issueAward', 'proposeContract'];
    // Under the same lock as the acts that are raced, and not raced themselves.
    const byLock = ['declareInterest', 'declareOutage', 'defineLot', 'deliverChange', 'passOver', 'terminateProject'];
    expect(plans.map(({ act }) => act).toSorted()).toEqual([...here, ...elsewhere, ...atRest, ...byLock].toSorted());
  });

  it(`closeBidding against ${RACES} submissions: what was acknowledged is counted, what was not taken is not`, async () => {
    let taken = 0;
    for (const [index, open] of (await openLots('A')).entries()) {
      const [done, answers] = await raced(racing().map((firm) => () => submit(open, firm, IN_TIME)), index % (AT_ONCE + 1), () => close(open.lot));
      expect(done.status).toBe(201);
      const accepted = answers.filter((answer) => answer.status === 201).length;
      expect(answers.filter((answer) => answer.status !== 201).every((answer) => codeOf(answer) === 'bidNotTaken')).toBe(true);
      const live = (await bidsOf(open.lot)).filter((row) => row.stage === 'submitted');
      expect(live).toHaveLength(STANDING + accepted);
      expect(await closed(open.lot)).toEqual({ count: live.length, root: rootOf(live) });
      taken += accepted;
    }
    // Both sides of the race were met, else it was none.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(RACES);
  }, 300_000);

  it(`closeBidding against ${RACES} withdrawals`, async () => {
    let withdrawn = 0;
    for (const [index, open] of (await openLots('B')).entries()) {
      await each(racing(), (firm) => expectAccepted(submit(open, firm, IN_TIME)));
      const leave = (firm: Party): Promise<Answer> => spine.act(firm, 'withdrawBid', { lot: open.lot, reason: '' }, { at: IN_TIME });
      const [done, answers] = await raced(racing().map((firm) => () => leave(firm)), index % (AT_ONCE + 1), () => close(open.lot));
      expect(done.status).toBe(201);
      const gone = answers.filter((answer) => answer.status === 201).length;
      const live = (await bidsOf(open.lot)).filter((row) => row.stage === 'submitted');
      expect(live).toHaveLength(STANDING + AT_ONCE - gone);
      expect(await closed(open.lot)).toEqual({ count: live.length, root: rootOf(live) });
      withdrawn += gone;
    }
    expect(withdrawn).toBeGreaterThan(0);
    expect(withdrawn).toBeLessThan(RACES);
  }, 300_000);

  it(`announceTenderers against ${RACES} bids that were paused since before the deadline: none slips in between close and announcement`, async () => {
    for (const open of await openLots('C')) {
      await expectAccepted(close(open.lot));
      const late = racing().map((firm) => submit(open, firm, IN_TIME));
      const [done, ...answers] = await Promise.all([announce(open.lot), ...late]);
      expect(done.status).toBe(201);
      expect(answers.every((answer) => codeOf(answer) === 'bidNotTaken')).toBe(true);
      const { rows } = await spine.pool.query<{ bytes: Buffer }>("SELECT bytes FROM act WHERE stream = $1 AND name = 'announceTenderers'", [open.lot]);
      const act = JSON.parse(present(rows[0], 'the announcement').bytes.toString()) as { readonly events: readonly { readonly public: { readonly tenderers: readonly { readonly bid: string }[] } }[] };
      expect(act.events[0]?.public.tenderers.map((each) => each.bid).toSorted()).toEqual(standing().map((firm) => bidOf(open.lot, firm)).toSorted());
    }
  }, 300_000);

  it(`recordOpening against ${RACES} openings: it is refused until the last bid is dealt with, and then holds them all`, async () => {
    const share = { kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) };
    const release = (lot: string, firm: Party): Promise<Answer> => spine.act(spine.people.guardian, 'releaseShare', { bid: bidOf(lot, firm), lot, shares: [share], refused: null }, { at: AFTER });
    const openBid = (lot: string, firm: Party): Promise<Answer> => spine.act(spine.people.clock, 'openBid', { bid: bidOf(lot, firm), lot, result: { outcome: 'unopened', cause: 'truncated' } }, { at: AFTER });
    const record = (lot: string): Promise<Answer> => spine.act(spine.people.clock, 'recordOpening', { lot }, { at: AFTER });
    let early = 0;
    for (const [index, open] of (await openLots('D')).entries()) {
      await each(racing(), (firm) => expectAccepted(submit(open, firm, IN_TIME)));
      await expectAccepted(close(open.lot));
      await expectAccepted(announce(open.lot));
      await expectAccepted(spine.act(spine.people.clock, 'checkSeals', { lot: open.lot }, { at: AFTER }));
      await each(firms, (firm) => expectAccepted(release(open.lot, firm)));
      for (const firm of standing()) await expectAccepted(openBid(open.lot, firm));
      const [first, answers] = await raced(racing().map((firm) => () => openBid(open.lot, firm)), index % (AT_ONCE + 1), () => record(open.lot));
      expect(answers.every((answer) => answer.status === 201)).toBe(true);
      expect([undefined, 'openingIncomplete']).toContain(codeOf(first));
      if (first.status !== 201) {
        early += 1;
        await expectAccepted(record(open.lot));
      }
      const { rows } = await spine.pool.query<{ bytes: Buffer }>("SELECT bytes FROM act WHERE stream = $1 AND name = 'recordOpening'", [open.lot]);
      expect(rows).toHaveLength(1);
      const act = JSON.parse(present(rows[0], 'the record').bytes.toString()) as { readonly events: readonly { readonly public: { readonly lines: readonly unknown[] } }[] };
      expect(act.events[0]?.public.lines).toHaveLength(firms.length);
    }
    expect(early).toBeGreaterThan(0);
  }, 300_000);
});
