/**
 * A year without its holiday table: publishing is allowed and the deadline waits; what depends on it is refused; the act that loads the table fixes it.
 * The procedures with screens count calendar days only, so the test runs under an open tender whose notice period is counted in working days.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant, present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { parseProcedure, type StreamState } from '@zhaobiao/domain';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { loadRulebook } from '@zhaobiao/rulebook';
import { dueWorker } from '../../src/jobs/due.ts';
import { platformSigner } from '../../src/jobs/platform-signer.ts';
import { clockCommands } from '../../src/opening/clock-commands.ts';
import type { Answer, Door } from '../../src/perform.ts';
import { amendCommand, draft, expectAccepted, found, openSpine, projectCommand, publishNotice, register, type Spine } from '../spine.ts';

const moment = (text: string): Instant => present(parseInstant(text), text);
const PUBLISHED = moment('2026-12-15T10:00:00.000+08:00');
/** Twenty working days from 2026-12-15 reach into 2027, whose table the rulebook does not hold. */
const CLOSING = '2027-01-20T09:30:00.000+08:00';
const TABLE_2027: JsonObject = { year: '2027', off: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'], work: [], notice: '国办发明电〔2026〕9号' };
/** A table with so long a New Year that the chosen day is too early. */
const LONG_2027: JsonObject = { ...TABLE_2027, off: [...Array.from({ length: 20 }, (_, index) => `2027-01-${String(index + 1).padStart(2, '0')}`), '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'] };

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];

/** An open tender that counts its notice period in working days. */
function variant() {
  const { procedures, rules } = loadRulebook();
  const text = JSON.stringify(present(procedures['open-tender.works'], 'open-tender.works').procedure);
  const json = JSON.parse(text) as { machines: { lot: { deadlines: { id: string; count: string }[] } }; parameters: Record<string, { unit: string }> };
  for (const deadline of json.machines.lot.deadlines) if (deadline.id === 'noticePeriod') deadline.count = 'working';
  present(json.parameters['noticeDays'], 'noticeDays').unit = 'workingDay';
  const parsed = parseProcedure(json, new Set(Object.keys(rules)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  return { procedure: parsed.value, digest: toHex(digest('sha256', canonicalBytes(JSON.parse(JSON.stringify(json))))) };
}

type Case = { readonly spine: Spine; readonly door: Door; readonly lot: string; readonly clock: { at: Instant }; readonly runDue: () => Promise<number>; readonly closing: () => Promise<StreamState['deadlines'][string]> };

async function published(seed: string): Promise<Case> {
  const base = await openSpine(seed);
  const { procedure, digest: pin } = variant();
  const clock = { at: PUBLISHED };
  const door: Door = { ...base.door, clock: { now: () => clock.at, stop: () => undefined }, law: { ...base.door.law, procedureOf: (pinned) => (pinned.digest === pin ? procedure : base.door.law.procedureOf(pinned)) } };
  const spine: Spine = { ...base, door, act: (actor, name, command, options = {}) => base.act(actor, name, command, { at: clock.at, ...options, door }) };
  await found(spine);
  const { entity } = spine.people;
  await expectAccepted(spine.act(entity, 'registerProject', projectCommand(spine, 'Y1', { name: '跨年工程', procedure: { id: procedure.id, version: procedure.version, digest: pin } })));
  await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:Y1', number: '1', name: '一标段', estimateFen: 4_000_000_000 }));
  await expectAccepted(publishNotice(spine, 'lot:Y1/1', {}, { issueEndsAt: '2026-12-25T17:00:00.000+08:00', closingAt: CLOSING }));
  const commands = clockCommands({ pool: base.pool, clock: door.clock, openPool: { open: () => Promise.reject(new Error('nothing is opened here')), stop: async () => undefined }, readWhole: async () => undefined });
  const worker = dueWorker(door, platformSigner(spine.people.clock.signer), commands);
  const closing = async (): Promise<StreamState['deadlines'][string]> => {
    const { rows } = await base.pool.query<{ state: string }>('SELECT state FROM stream WHERE id = $1', ['lot:Y1/1']);
    return present((JSON.parse(present(rows[0], 'the lot').state) as StreamState).deadlines['closing'], 'closing');
  };
  return { spine, door, lot: 'lot:Y1/1', clock, runDue: worker.runOnce, closing };
}

describe('a year without its holiday table', () => {
  let open: Case;
  beforeAll(async () => {
    open = await published('year');
  });
  afterAll(() => open.spine.close());

  it('lets a notice be published whose deadline waits for the table', async () => {
    const closing = await open.closing();
    expect(closing).toMatchObject({ awaitingYear: 2027, notBefore: moment(CLOSING) });
    const { rows } = await open.spine.pool.query('SELECT id, act, at FROM due WHERE stream = $1', [open.lot]);
    expect(rows).toEqual([{ id: 'fixing', act: 'fixDeadlines', at: expect.any(String) }]);
  });

  it('refuses what depends on the deadline, and lets pass what is in time whatever the table says', async () => {
    const { spine, lot } = open;
    const close = await spine.act(spine.people.clock, 'closeBidding', { lot }, { at: moment('2027-02-01T09:00:00.000+08:00') });
    expect([close.status, codeOf(close)]).toEqual([409, 'calendarUnknown']);
    const command = amendCommand(lot, await draft(spine, lot), { closingAt: CLOSING });
    const late = await spine.act(spine.people.entity, 'amendNotice', command, { at: moment('2027-02-01T09:00:00.000+08:00') });
    expect(codeOf(late)).toBe('calendarUnknown');
    const firm = spine.party(100, ['supplier']);
    await register(spine, firm, '投标单位');
  });

  it('tries to fix nothing before the table is there, and never by hand', async () => {
    const { spine, lot } = open;
    expect(await open.runDue()).toBe(0);
    const early = await spine.act(spine.people.clock, 'fixDeadlines', { lot });
    expect(codeOf(early)).toBe('calendarUnknown');
    const byHand = await spine.act(spine.people.entity, 'fixDeadlines', { lot });
    expect([byHand.status, codeOf(byHand)]).toEqual([403, 'notPermitted']);
  });

  it('fixes the deadline as an act of the clock as soon as the table is loaded, and closes at it', async () => {
    const { spine, lot, clock } = open;
    await expectAccepted(spine.act(spine.people.admin, 'loadCalendarYear', TABLE_2027));
    expect(await open.runDue()).toBe(1);
    expect(await open.closing()).toMatchObject({ at: moment(CLOSING) });
    const { rows } = await spine.pool.query('SELECT id, act, at FROM due WHERE stream = $1', [lot]);
    expect(rows).toEqual([{ id: 'closing', act: 'closeBidding', at: String(moment(CLOSING) + 5_000) }]);
    expect(await open.runDue()).toBe(0);
    clock.at = (moment(CLOSING) + 5_000) as Instant;
    expect(await open.runDue()).toBe(1);
    const { rows: stages } = await spine.pool.query('SELECT stage FROM stream WHERE id = $1', [lot]);
    expect(stages).toEqual([{ stage: 'failed' }]);
  });

  it('moves a day that turns out too early behind its lawful bound', async () => {
    const other = await published('year/long');
    try {
      await expectAccepted(other.spine.act(other.spine.people.admin, 'loadCalendarYear', LONG_2027));
      expect(await other.runDue()).toBe(1);
      const closing = await other.closing();
      // 2026-12-16 … 12-31 hold twelve working days, the rest of twenty follow from 2027-01-21: the last is 2027-02-01.
      expect(closing).toMatchObject({ at: moment('2027-02-02T09:30:00.000+08:00') });
    } finally {
      await other.spine.close();
    }
  });

  it('calls for the table by the alarm of the clock when nobody has loaded it by the earliest moment', async () => {
    const other = await published('year/late');
    try {
      other.clock.at = moment('2027-01-20T09:30:00.000+08:00');
      const worker = dueWorker(other.door, platformSigner(other.spine.people.clock.signer), async (_act, stream) => ({ lot: stream }));
      for (let tried = 0; tried < 3; tried += 1) {
        await worker.runOnce();
        other.clock.at = (other.clock.at + 600_000) as Instant;
      }
      expect(await worker.alarms()).toBe(1);
      const { rows } = await other.spine.pool.query<{ last_error: string }>('SELECT last_error FROM due WHERE stream = $1', [other.lot]);
      expect(rows[0]?.last_error).toContain('calendarUnknown');
      await expectAccepted(other.spine.act(other.spine.people.admin, 'loadCalendarYear', TABLE_2027));
      expect(await worker.runOnce()).toBe(1);
      expect(await other.closing()).toMatchObject({ at: moment(CLOSING) });
      expect(await worker.alarms()).toBe(0);
    } finally {
      await other.spine.close();
    }
  });
});
