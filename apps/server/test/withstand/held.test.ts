/** A closing that an objection holds up: it waits without an alarm, is done at once when the objection is answered, and other cases keep their clocks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shift, type Instant } from '@zhaobiao/basics';
import { dueWorker, type DueWorker } from '../../src/jobs/due.ts';
import { platformSigner } from '../../src/jobs/platform-signer.ts';
import { CLOSING, START, bid, expectAccepted, found, openLot, openSpine, register, type OpenLot, type Party, type Spine } from '../spine.ts';

const ID = 'objection:P1/1/k7f3';
const DUE = shift(CLOSING, 5_000);

describe('a closing held up', () => {
  let spine: Spine;
  let held: OpenLot;
  let later: OpenLot;
  let worker: DueWorker;
  const clock = { at: START };
  const firms: Party[] = [];
  const stageOf = async (lot: string): Promise<unknown> => (await spine.pool.query<{ stage: string }>('SELECT stage FROM stream WHERE id = $1', [lot])).rows[0]?.stage;
  const dueOf = async (lot: string) => (await spine.pool.query<{ at: string; next_try_at: string; attempts: number }>("SELECT at, next_try_at, attempts FROM due WHERE stream = $1 AND act = 'closeBidding'", [lot])).rows[0];

  beforeAll(async () => {
    spine = await openSpine('held');
    await found(spine);
    held = await openLot(spine, 'P1');
    later = await openLot(spine, 'P2');
    for (let index = 0; index < 3; index += 1) {
      const firm = spine.party(100 + index, ['supplier']);
      await register(spine, firm, `投标单位${index}`);
      await expectAccepted(bid(spine, held, firm, { serial: index }));
      firms.push(firm);
    }
    // The other case closes an hour later.
    await spine.pool.query('UPDATE due SET at = at + 3600000, next_try_at = next_try_at + 3600000 WHERE stream = $1', [later.lot]);
    worker = dueWorker({ ...spine.door, clock: { now: () => clock.at, stop: () => undefined } }, platformSigner(spine.people.clock.signer), async (_act, stream) => ({ lot: stream }));
    await expectAccepted(spine.act(firms[0]!, 'objectToDocument', { objection: ID, lot: held.lot, grounds: '理由', request: '请求', concerns: '第二章', documents: [] }));
  });
  afterAll(() => spine.close());

  it('waits, is no failure, and tries again only now and then', async () => {
    clock.at = DUE;
    expect(await worker.runOnce()).toBe(1);
    expect([await stageOf(held.lot), await worker.alarms()]).toEqual(['bidding', 0]);
    expect(await dueOf(held.lot)).toMatchObject({ attempts: 0, next_try_at: String(DUE + 60_000) });
    clock.at = shift(DUE, 1_000);
    expect(await worker.runOnce()).toBe(0);
  });

  it('is done at once after the answer; the other case is not touched', async () => {
    const before = await dueOf(later.lot);
    clock.at = shift(DUE, 10_000);
    await expectAccepted(spine.act(spine.people.entity, 'answerObjection', { objection: ID, lot: held.lot, outcome: 'dismissed', text: '不成立', measure: 'none', documents: [] }, { at: clock.at as Instant }));
    expect(await dueOf(later.lot)).toEqual(before);
    expect(await worker.runOnce()).toBe(1);
    expect([await stageOf(held.lot), await stageOf(later.lot)]).toEqual(['closed', 'bidding']);
  });
});
