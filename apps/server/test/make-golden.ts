/**
 * `node apps/server/test/make-golden.ts FILE`: runs one lawful case through the door that uses every act and writes each stream with its acts and its state.
 * Run once per released format or event version; the files are folded by `packages/domain/test/golden.test.ts` for ever and never made again.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInstant, present, shift, toBase64, unwrap, type Instant, type JsonObject } from '@zhaobiao/basics';
import type { Procedure } from '@zhaobiao/domain';
import { canonicalText } from '@zhaobiao/evidence';
import pg from 'pg';
import { loadLaw } from '../src/law.ts';
import type { Door } from '../src/perform.ts';
import { openCluster } from '../src/store/cluster/cluster.ts';
import { migrate } from '../src/store/migrate.ts';
import { CLOSING, START, amendNotice, bid, expectAccepted, found, openLot, openSpineOn, projectCommand, publishNotice, register, type Spine } from './spine.ts';

const at = (ms: number): Instant => shift(CLOSING, ms);

/** A notice whose period is counted in working days that reach into a year without its table, until the table comes. */
async function waitingNotice(spine: Spine): Promise<() => Promise<void>> {
  const { entity, clock } = spine.people;
  const listed = present(loadLaw().procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works');
  const lot = present(listed.procedure.machines.lot, 'lot');
  const deadlines = lot.deadlines.map((deadline) => (deadline.id === 'noticePeriod' ? { ...deadline, count: 'working' as const } : deadline));
  const procedure: Procedure = { ...listed.procedure, machines: { ...listed.procedure.machines, lot: { ...lot, deadlines } } };
  const pinned = { id: procedure.id, version: procedure.version, digest: 'ab'.repeat(32) };
  const door: Door = { ...spine.door, law: { ...spine.door.law, procedureOf: (pin) => (pin.digest === pinned.digest ? procedure : spine.door.law.procedureOf(pin)) } };
  const options = { door, at: present(parseInstant('2026-12-15T10:00:00.000+08:00'), 'moment') };
  await expectAccepted(spine.act(entity, 'registerProject', projectCommand(spine, 'Y1', { name: '跨年工程', procedure: pinned }), options));
  await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:Y1', number: '1', name: '一标段', estimateFen: 4_000_000_000 }, options));
  await expectAccepted(publishNotice(spine, 'lot:Y1/1', {}, { issueEndsAt: '2026-12-25T17:00:00.000+08:00', closingAt: '2027-01-20T09:30:00.000+08:00' }, options));
  return async () => {
    await expectAccepted(spine.act(clock, 'fixDeadlines', { lot: 'lot:Y1/1' }, options));
  };
}

async function everyAct(spine: Spine): Promise<void> {
  const { admin, registrar, entity, clock, guardian } = spine.people;
  await found(spine);
  const fix = await waitingNotice(spine);
  await expectAccepted(spine.act(admin, 'loadCalendarYear', { year: '2027', off: ['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05', '2027-05-01', '2027-05-02', '2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02', '2027-10-03'], work: [], notice: '测试 2027 年放假安排' }));
  await fix();
  const open = await openLot(spine);
  const firms = [101, 102, 103, 104, 105].map((index) => spine.party(index, ['supplier']));
  for (const firm of firms) await register(spine, firm, `投标单位 ${firm.creditCode}`);
  const [first, second, third, withdrawn, late] = firms.map((firm) => present(firm, 'firm'));
  if (!first || !second || !third || !withdrawn || !late) throw new Error('five firms');
  const other = spine.party(199, []).signer;
  const key = { scheme: other.scheme, keyId: other.keyId, publicKey: Buffer.from(other.publicKey).toString('hex') };
  await expectAccepted(spine.act(registrar, 'addKey', { party: first.party, key }));
  await expectAccepted(spine.act(registrar, 'revokeKey', { party: first.party, keyId: other.keyId, reason: '遗失' }));
  await expectAccepted(spine.act(registrar, 'suspendParty', { party: second.party, reason: '资料核查' }));
  await expectAccepted(spine.act(registrar, 'reinstateParty', { party: second.party, reason: '核查完毕' }));
  const amended = await expectAccepted(amendNotice(spine, open.lot, {}, { reason: '补充图纸' }, { at: shift(START, 3_600_000) }));
  const now = { lot: open.lot, tender: String(amended.body['tender']) };
  for (const firm of [first, second, third, withdrawn]) await expectAccepted(bid(spine, now, firm, { at: at(-86_400_000) }));
  await expectAccepted(bid(spine, now, first, { at: at(-3_600_000), serial: 1 }));
  await expectAccepted(spine.act(withdrawn, 'withdrawBid', { lot: open.lot, reason: '另有安排' }, { at: at(-60_000) }));
  await bid(spine, now, late, { at: at(0) });
  await expectAccepted(spine.act(clock, 'closeBidding', { lot: open.lot }, { at: at(5_000) }));
  await bid(spine, now, withdrawn, { at: at(-1), serial: 2 });
  await expectAccepted(spine.act(clock, 'announceTenderers', { lot: open.lot }, { at: at(6_000) }));
  await expectAccepted(spine.act(clock, 'checkSeals', { lot: open.lot }, { at: at(6_500) }));
  for (const [index, firm] of [first, second, third].entries()) {
    const ids = { bid: `bid:P1/1/${firm.creditCode}`, lot: open.lot };
    const share = { kind: 'whole', index: 1, d: '11'.repeat(32), c: '22'.repeat(32), z: '33'.repeat(32) };
    await expectAccepted(spine.act(guardian, 'releaseShare', index === 2 ? { ...ids, shares: [], refused: 'capsuleInvalid' } : { ...ids, shares: [share], refused: null }, { at: at(7_000) }));
    const sheet: JsonObject = { priceFen: 1_835_053_400 + index, period: '360日历天' };
    const result: JsonObject = index === 2 ? { outcome: 'unopened', cause: 'capsuleInvalid' } : { outcome: 'opened', sheet };
    await expectAccepted(spine.act(clock, 'openBid', { ...ids, result }, { at: at(8_000) }));
  }
  await expectAccepted(spine.act(clock, 'recordOpening', { lot: open.lot }, { at: at(9_000) }));
  const failing = await openLot(spine, 'P2');
  await expectAccepted(spine.act(clock, 'closeBidding', { lot: failing.lot }, { at: at(5_000) }));
  await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:P2', number: '2', name: '二标段', estimateFen: 100 }));
  await expectAccepted(spine.act(entity, 'terminateTender', { lot: 'lot:P2/2', cause: 'planChanged', reason: '规划调整' }));
  await expectAccepted(spine.act(entity, 'terminateProject', { project: 'project:P2', reason: '规划调整' }));
  await expectAccepted(spine.act(admin, 'retireGuardians', { reason: '更换' }));
}

async function write(pool: pg.Pool, file: string): Promise<number> {
  const { rows } = await pool.query<{ id: string; machine: string; owner: string | null; state: string }>('SELECT id, machine, owner, state FROM stream ORDER BY id');
  const lines: string[] = [];
  for (const stream of rows) {
    const acts = await pool.query<{ bytes: Buffer; ordinal: number; act: string }>('SELECT a.bytes, e.ordinal, a.id AS act FROM act_event e JOIN act a ON a.id = e.act WHERE e.stream = $1 ORDER BY e.version', [stream.id]);
    const hidden = await pool.query<{ act: string; ordinal: number; name: string; value: string }>("SELECT act, ordinal, name, value FROM disclosure WHERE stream = $1 AND class LIKE 'until:%'", [stream.id]);
    const events = acts.rows.map((row) => ({
      bytes: toBase64(row.bytes), ordinal: row.ordinal,
      values: Object.fromEntries(hidden.rows.filter((each) => each.act === row.act && each.ordinal === row.ordinal).map((each) => [each.name, JSON.parse(each.value)])),
    }));
    lines.push(canonicalText({ id: stream.id, machine: stream.machine, owner: stream.owner, events, state: JSON.parse(stream.state) }));
  }
  await writeFile(file, `${lines.join('\n')}\n`);
  return lines.length;
}

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node apps/server/test/make-golden.ts FILE');
const directory = await mkdtemp(join(tmpdir(), 'zb-golden-'));
const cluster = unwrap(await openCluster({ directory, log: { info: () => undefined, warn: () => undefined } }));
const pool = new pg.Pool({ ...cluster.connection, max: 4, pipeline: true });
pool.on('error', () => undefined);
try {
  unwrap(await migrate(pool, join(import.meta.dirname, '../src/store/migrations')));
  await everyAct(openSpineOn(pool, 'golden', async () => undefined));
  console.log(`${await write(pool, file)} streams`);
} finally {
  await pool.end();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
}
