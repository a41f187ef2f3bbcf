/** The corpus: a platform on which every act is used, and its streams written out with their acts and states. */
import { writeFile } from 'node:fs/promises';
import { parseInstant, present, toBase64 } from '@zhaobiao/basics';
import type { Procedure } from '@zhaobiao/domain';
import { canonicalText } from '@zhaobiao/evidence';
import type pg from 'pg';
import { loadLaw } from '../../src/law.ts';
import type { Door } from '../../src/perform.ts';
import { expectAccepted, projectCommand, publishNotice, type Spine } from '../spine.ts';
import { allRejected, documentInvalid, fewAfterDecryption, givenUp, nextUnfavourable, nobodyBids, normalLife } from './cases.ts';
import { contested } from './contested.ts';
import { deskAt, type Case, type Desk } from './desk.ts';
import { interrupted } from './interrupted.ts';
import { openedTogether } from './own-keys.ts';
import { guardiansRetired, keysChanged, settled, yearLoaded } from './platform.ts';

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

export type Played = { readonly normal: Case; readonly contested: Case };

/** Everything, in one platform's life. Each case keeps its own time. */
export async function everyAct(spine: Spine): Promise<Played> {
  const begin = deskAt(spine);
  const fresh = (): Desk => ({ ...deskAt(spine), objects: begin.objects });
  await settled(begin);
  await keysChanged(begin);
  const fix = await waitingNotice(spine);
  await yearLoaded(begin);
  await fix();
  const normal = await normalLife(fresh(), 'P1');
  await interrupted(fresh(), 'P2');
  const hard = await contested(fresh(), 'P3');
  await nobodyBids(fresh(), 'P4');
  await fewAfterDecryption(fresh(), 'P5');
  await allRejected(fresh(), 'P6');
  await nextUnfavourable(fresh(), 'P7');
  await documentInvalid(fresh(), 'P8');
  await givenUp(fresh(), 'P9');
  await openedTogether(fresh(), 'P10');
  await guardiansRetired(begin);
  return { normal, contested: hard };
}

/** A line a stream: its events as they are stored, with what was hidden until an act, and the state they fold to. Gives the number of streams. */
export async function writeCorpus(pool: pg.Pool, file: string): Promise<number> {
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
