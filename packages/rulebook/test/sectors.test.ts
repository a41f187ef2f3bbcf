/** Power and water works: the machines of 工程公开招标, with supervision nodes and numbers of their own. */
import { day, present, startOf, unwrap } from '@zhaobiao/basics';
import { machineIds, parseProcedure, permit, withParameters } from '@zhaobiao/domain';
import type { Facts, Procedure, StreamState } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { loadRulebook, ruleOf } from '../src/index.ts';

const rulebook = loadRulebook();
const load = (id: string): Procedure => unwrap(parseProcedure(rulebook.procedures[id]?.procedure, new Set(Object.keys(rulebook.rules))));
const works = load('open-tender.works');

describe.each([['open-tender.power', 12], ['open-tender.water', 46]] as const)('%s', (id, count) => {
  const sector = load(id);
  it(`has ${count} supervision nodes, their names marked as ours`, () => {
    expect(sector.nodes.length).toBe(count);
    expect(sector.nodes.filter(({ title }) => !title.zh.endsWith('（拟定）') || !title.en.endsWith('(provisional)'))).toEqual([]);
    expect(new Set(sector.nodes.map(({ title }) => title.zh)).size).toBe(count);
  });
  it('each with a clock that runs, an owner, and evidence', () => {
    const clocks = (machine: Procedure['nodes'][number]['machine']) => sector.machines[machine]?.deadlines.filter(({ kind }) => kind !== 'atLeast').map((deadline) => deadline.id) ?? [];
    expect(sector.nodes.filter(({ machine, clock }) => !clocks(machine).includes(clock))).toEqual([]);
    const acts = new Set(machineIds(sector).flatMap((machine) => sector.machines[machine]?.transitions.map(({ act }) => act) ?? []));
    expect(sector.nodes.filter(({ opens, closes, evidence }) => evidence.length === 0 || [...opens, ...closes, ...evidence].some((act) => !acts.has(act)))).toEqual([]);
  });
  it('runs on the machines of works, under a digest of its own', () => {
    expect(sector.machines).toEqual(works.machines);
    expect(sector.envelopes).toEqual(works.envelopes);
    expect(rulebook.procedures[id]?.digest).not.toBe(rulebook.procedures['open-tender.works']?.digest);
    expect(rulebook.procedures[id]?.procedure).not.toHaveProperty('extends');
  });
});

describe('building and municipal works', () => {
  const municipal = load('open-tender.municipal');
  it('are works whose written report comes before the notice of award, and nothing else', () => {
    expect(municipal.machines).toEqual(works.machines);
    expect(municipal.nodes).toEqual(works.nodes);
    const { reportBeforeAward: before, ...others } = works.parameters;
    const { reportBeforeAward: after, ...same } = municipal.parameters;
    expect([before?.value, after?.value, same]).toEqual([false, true, others]);
  });
});

describe('the committee of water works', () => {
  const state: StreamState = { id: 'committee:P/1', machine: 'committee', version: 1, stage: 'proposed', deadlines: {}, room: undefined };
  const parent: StreamState = { id: 'lot:P/1', machine: 'lot', version: 1, stage: 'opened', deadlines: {}, room: undefined };
  const at = startOf(present(day('2026-03-16'), 'a Monday'));
  function confirm(procedure: Procedure, memberCount: number): string {
    const facts: Facts = { confirmedByAnother: true, memberCount, oddMembers: true, twoThirdsExperts: true, supervisorStaffCount: 0 };
    const result = permit({ procedure, machine: 'committee', act: 'confirmCommittee', state, parent, relations: new Set(['operator']), at, facts, suspending: [] });
    return result.ok ? result.value.to : result.fault.code;
  }
  it('has seven members where works have five', () => {
    const water = load('open-tender.water');
    expect([confirm(works, 5), confirm(water, 5), confirm(water, 7)]).toEqual(['formed', 'committeeTooSmall', 'formed']);
    expect(withParameters(water, 'region', { committeeMin: 5 })).toMatchObject({ ok: false, fault: { code: 'parameterOutOfBounds', cite: ['ELE-17', 'TND-062'] } });
    expect(withParameters(water, 'region', { committeeMin: 9 }).ok).toBe(true);
  });
  it('says how far the number was checked', () => {
    expect(ruleOf('ELE-17')?.verified).toBe('T');
  });
});
