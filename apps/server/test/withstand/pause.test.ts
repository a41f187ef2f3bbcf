/** A process that is paused between the stamp at the door and the lock in the database: the stamp decides, and nobody's bid is lost in between. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { type Instant, type JsonObject } from '@zhaobiao/basics';
import type { Answer } from '../../src/perform.ts';
import { CLOSING, amendCommand, bid, draft, expectAccepted, found, openLot, openSpine, register, type OpenLot, type Party, type Spine } from '../spine.ts';

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
const DRAINED = (CLOSING + 5_000) as Instant;
const before = (ms: number): Instant => (CLOSING - ms) as Instant;

describe('a pause between stamp and lock', () => {
  let spine: Spine;
  const firms: Party[] = [];
  beforeAll(async () => {
    spine = await openSpine('pause');
    await found(spine);
    for (let index = 0; index < 5; index += 1) {
      const firm = spine.party(100 + index, ['supplier']);
      await register(spine, firm, `投标单位${index}`);
      firms.push(firm);
    }
  });
  afterAll(() => spine.close());
  const firm = (index: number): Party => firms[index] ?? spine.party(100, []);

  const threeBids = async (name: string): Promise<OpenLot> => {
    const open = await openLot(spine, name);
    for (let index = 0; index < 3; index += 1) await expectAccepted(bid(spine, open, firm(index), { at: before(60_000), key: `${name}-${index}` }));
    return open;
  };

  /** Holds a lot's exclusive lock while `work` begins, as another process in the middle of its act would. */
  const whileLocked = async <Value>(lot: string, work: () => Promise<Value>): Promise<Value> => {
    const holder = await spine.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM stream WHERE id = $1 FOR UPDATE', [lot]);
    const begun = work();
    await pause(150);
    await holder.query('COMMIT');
    holder.release();
    return begun;
  };

  it('takes a bid stamped 1 ms before the deadline that gets its lock only after it, while the close waits', async () => {
    const open = await threeBids('W1');
    const taken = await whileLocked(open.lot, () => bid(spine, open, firm(3), { at: before(1), key: 'w1' }));
    expect(taken.status).toBe(201);
    const close = await expectAccepted(spine.act(spine.people.clock, 'closeBidding', { lot: open.lot }, { at: DRAINED }));
    expect(close.status).toBe(201);
    const { rows } = await spine.pool.query("SELECT value FROM disclosure WHERE stream = $1 AND name = 'count'", [open.lot]);
    expect(rows).toEqual([{ value: '4' }]);
  });

  it('sends a bid stamped in time that finds the lot closed to the outage rule, recorded with the platform as its cause', async () => {
    const open = await threeBids('W2');
    await expectAccepted(spine.act(spine.people.clock, 'closeBidding', { lot: open.lot }, { at: DRAINED }));
    const answer = await whileLocked(open.lot, () => bid(spine, open, firm(3), { at: before(1), key: 'w2' }));
    expect([answer.status, codeOf(answer)]).toEqual([409, 'bidNotTaken']);
    const { rows } = await spine.pool.query<{ bytes: Buffer }>('SELECT bytes FROM act WHERE encode(entry, $1) = $2', ['hex', String(answer.body['act'])]);
    expect(rows[0]?.bytes.toString()).toContain('"cause":"platform"');
  });

  it('lets late bids pass a lot whose lock is held: they cannot hold up the close, and are refused and recorded at once', async () => {
    const open = await threeBids('W3');
    const holder = await spine.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM stream WHERE id = $1 FOR UPDATE', [open.lot]);
    const late = await bid(spine, open, firm(3), { at: CLOSING, key: 'w3' });
    expect([late.status, codeOf(late), typeof late.body['act']]).toEqual([409, 'tooLate', 'string']);
    await holder.query('COMMIT');
    holder.release();
  });

  it('judges an amendment that was paused by its stamp: before the deadline it moves it, and the close that was due finds it moved', async () => {
    const open = await threeBids('W4');
    const command = amendCommand(open.lot, await draft(spine, open.lot), { closingAt: '2026-04-20T09:30:00.000+08:00', reason: '图纸修改', affectsBids: true });
    const amended = await whileLocked(open.lot, () => spine.act(spine.people.entity, 'amendNotice', command, { at: before(1) }));
    expect(amended.status).toBe(201);
    const close = await spine.act(spine.people.clock, 'closeBidding', { lot: open.lot }, { at: DRAINED });
    expect(codeOf(close)).toBe('tooEarly');
  });
});
