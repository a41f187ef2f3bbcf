/** What must hold of every procedure in the rulebook, and of the interpreter on it. */
import { day, present, startOf, unwrap } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import { duesOf, dutiesOf, lights, machineIds, matrixOf, parseProcedure, permit, recompute } from '@zhaobiao/domain';
import type { PermitInput, Procedure, StreamState } from '@zhaobiao/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRulebook, ruleOf } from '../src/index.ts';
import { favourable, inputFor, machine, newWorld, parentOf, step } from './world.ts';
import type { Choice, World } from './world.ts';

const rulebook = loadRulebook();
const ids = new Set(Object.keys(rulebook.rules));
const procedures = Object.entries(rulebook.procedures).map(([id, filed]): [string, Procedure] => [id, unwrap(parseProcedure(filed.procedure, ids))]);
/** The law asks for a period and leaves its length to the tender document (条例 25). */
const BY_DOCUMENT: ReadonlySet<string> = new Set(['validityDays']);
const START = startOf(present(day('2026-03-02'), 'a Monday'));

it('ten procedures, each under its own name and digest', () => {
  expect(procedures.map(([id, procedure]) => id === procedure.id)).toEqual(Array.from({ length: 10 }, () => true));
  const digests = Object.values(rulebook.procedures).map((filed) => filed.digest);
  expect(new Set([...digests, rulebook.digest]).size).toBe(11);
  expect(digests.every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
});

describe.each(procedures)('%s', (_id, procedure) => {
  const machines = machineIds(procedure);

  it('says everything in both languages, and each act, deadline and parameter rests on a rule', () => {
    const cited = machines.flatMap((id) => [...machine(procedure, id).transitions, ...machine(procedure, id).deadlines]).flatMap((row) => row.cite);
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((rule) => ruleOf(rule) === undefined)).toEqual([]);
  });

  it('a period of days has the number and the calendar of a rule it cites', () => {
    const strange = machines.flatMap((id) => machine(procedure, id).deadlines.filter(({ count, length }) => count !== 'clock' && !(typeof length === 'object' && BY_DOCUMENT.has(length.parameter))).flatMap((deadline) => {
      const length = typeof deadline.length === 'number' ? deadline.length : procedure.parameters[deadline.length.parameter]?.value;
      const agrees = deadline.cite.some((rule) => Number(ruleOf(rule)?.number) === length && ruleOf(rule)?.calendar === (deadline.count === 'working' ? 'W' : 'D'));
      return agrees ? [] : [`${id}/${deadline.id}: ${String(length)} ${deadline.count} is in none of ${deadline.cite.join(' ')}`];
    }));
    expect(strange).toEqual([]);
  });

  it('a parameter that is a number of the law has the number of a rule it cites, and may not fall below it', () => {
    const days = Object.entries(procedure.parameters).filter(([id, parameter]) => ['day', 'workingDay'].includes(parameter.unit) && !BY_DOCUMENT.has(id));
    const another = days.filter(([, parameter]) => !parameter.cite.some((rule) => Number(ruleOf(rule)?.number) === parameter.value));
    expect(another.map(([id]) => id)).toEqual([]);
    const binding = days.filter(([, { cite, mayChange }]) => mayChange !== 'never' && cite.some((rule) => ruleOf(rule)?.verified === 'V' && ruleOf(rule)?.action === 'B'));
    expect(binding.filter(([, { bounds, value }]) => bounds?.min !== value).map(([id]) => id)).toEqual([]);
  });

  it('the matrix is what permit does, for every stage, act and relation', () => {
    const rows = matrixOf(procedure);
    const wrong: string[] = [];
    expect(rows.filter((row) => row.allowed).length).toBeGreaterThan(0);
    const byStanding = new Set(['notPermitted', 'wrongStage', 'alreadyExists', 'unknownAct']);
    for (const row of rows) {
      const its = machine(procedure, row.machine);
      const here = its.transitions.find((each) => each.act === row.act && each.from.includes(row.stage));
      const parentStage = here?.parentIn?.[0];
      const state: StreamState = { id: `${row.machine}:1`, machine: row.machine, version: 1, stage: row.stage, deadlines: {}, room: undefined };
      const parent = its.parent === undefined || parentStage === undefined ? {} : { parent: { ...state, id: `${its.parent}:1`, machine: its.parent, stage: parentStage } };
      const result = permit({ procedure, machine: row.machine, act: row.act, state, ...parent, relations: new Set([row.relation]), at: START, facts: here === undefined ? {} : favourable(procedure, here, { branch: 0, mood: 0 }), suspending: [] });
      const refusedByStanding = !result.ok && byStanding.has(result.fault.code);
      if (refusedByStanding === row.allowed) wrong.push(`${row.machine} ${row.stage} ${row.act} ${row.relation}: ${result.ok ? 'allowed' : result.fault.code}`);
    }
    expect(wrong).toEqual([]);
  });

  const choices = fc.array(
    fc.record({ stream: fc.nat(999), act: fc.nat(999), relation: fc.nat(99), branch: fc.nat(99), time: fc.nat(999), gap: fc.nat(9_999_999), mood: fc.nat(999) }),
    { minLength: 100, maxLength: 300, size: 'max' },
  );

  it('random lawful walks keep the invariants, and together reach every stage', () => {
    const reached = new Set<string>();
    const stages = machines.flatMap((id) => Object.keys(machine(procedure, id).stages).filter((stage) => stage !== 'absent').map((stage) => `${id}/${stage}`));
    let steps = 0;
    // Batches of the same seeds each time: at least one, more while a stage is still missing.
    for (let batch = 0; batch === 0 || (batch < 12 && stages.some((stage) => !reached.has(stage))); batch += 1) {
      fc.assert(fc.property(choices, (walk) => {
        const world = newWorld(procedure, rulebook.calendar, START);
        const broken = walk.flatMap((choice) => checkStep(world, choice, reached));
        steps += world.streams.reduce((sum, stream) => sum + stream.version, 0);
        expect(broken).toEqual([]);
      }), { numRuns: 100, seed: 20_261_123 + batch, endOnFailure: true });
    }
    expect(stages.filter((stage) => !reached.has(stage))).toEqual([]);
    expect(steps).toBeGreaterThan(500);
  });

  it('rubbish never makes the interpreter throw', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'hasOwnProperty', ...machines, ...matrixOf(procedure).slice(0, 40).flatMap((row) => [row.act, row.stage])));
    const stream = fc.record({ id: word, machine: word, version: fc.nat(), stage: word, deadlines: fc.dictionary(word, fc.constant({ at: START, since: START, amberAt: START })), room: fc.anything() });
    const rubbish = fc.record({
      machine: word, act: word, state: stream, parent: fc.option(stream, { nil: undefined }), relations: fc.uniqueArray(word).map((list) => new Set(list)),
      at: fc.oneof(fc.double(), fc.integer({ min: START, max: START + 1e10 })), facts: fc.dictionary(word, fc.oneof(fc.integer(), fc.boolean(), fc.string())), suspending: fc.array(fc.record({ machine: word, stage: word })),
    });
    fc.assert(fc.property(rubbish, (input) => {
      const result = permit({ procedure, ...input } as unknown as PermitInput);
      expect(typeof result.ok).toBe('boolean');
    }), { numRuns: 300 });
  });
});

const moments = (timing: StreamState['deadlines'][string]): number => ('at' in timing ? timing.at : timing.notBefore);

/** Takes a step and says what it broke; nothing, as a rule. */
function checkStep(world: World, choice: Choice, reached: Set<string>): readonly string[] {
  const done = step(world, choice, reached);
  if (done === undefined) return [];
  const { procedure } = world;
  const { before, after, transition, at } = done;
  const its = machine(procedure, after.machine);
  const broken: string[] = [];
  const hold = (holds: boolean, what: string): void => {
    if (!holds) broken.push(`${after.machine} ${before.stage} ${transition.act} ${after.stage}: ${what}`);
  };
  for (const stage of world.seen) reached.add(stage);
  hold(Object.hasOwn(its.stages, after.stage), 'the stage is not one of the machine');
  hold(its.stages[before.stage]?.final !== true, 'an act after the final stage');
  for (const deadline of its.deadlines) {
    const timing = after.deadlines[deadline.id];
    if (timing === undefined) continue;
    const begins = 'after' in deadline.anchor && [deadline.anchor.after].flat().includes(transition.act);
    hold(!begins || moments(timing) >= at, `${deadline.id} ends before it begins`);
    hold(!('at' in timing) || (timing.amberAt <= timing.at && timing.amberAt >= Math.min(timing.since, timing.at)), `${deadline.id} has its amber outside`);
    const bounded = deadline.limits === undefined ? undefined : after.deadlines[deadline.limits];
    hold(bounded === undefined || deadline.kind !== 'atLeast' || moments(bounded) >= moments(timing), `${deadline.limits ?? ''} breaks ${deadline.id}`);
  }
  if (its.stages[after.stage]?.final === true) {
    hold(!its.transitions.some((each) => each.from.includes(after.stage)), 'an act is possible in the final stage');
    hold(dutiesOf(procedure, after.machine, after).length + duesOf(procedure, after.machine, after).length === 0, 'the final stage has duties');
  }
  for (const node of procedure.nodes) hold(['off', 'waiting', 'green', 'yellow', 'red'].includes(lights(procedure, node, after, at)), `node ${node.id} has no light`);
  const again = recompute({ procedure, machine: after.machine, state: after, at, calendar: world.calendar, ...parentIn(world, after) });
  hold(JSON.stringify(again) === JSON.stringify(after.deadlines), 'a year that changes nothing changes deadlines');
  return [...broken, ...clockFaults(world, after, at)];
}

const parentIn = (world: World, stream: StreamState): { readonly parent?: StreamState } => {
  const parent = parentOf(world, stream);
  return parent === undefined ? {} : { parent };
};

/** Every act of the clock is due once, can be done when it is due, and is no longer due when it has been done. */
function clockFaults(world: World, stream: StreamState, at: Instant): readonly string[] {
  const { procedure } = world;
  const dues = duesOf(procedure, stream.machine, stream);
  const twice = new Set(dues.map((due) => due.id)).size === dues.length ? [] : [`${stream.id}: a deadline is due twice`];
  // Waiting deadlines are fixed by `recompute`, not by the passing of a moment.
  return [...twice, ...dues.filter((due) => due.act !== 'fixDeadlines').flatMap((due): readonly string[] => {
    const transition = present(machine(procedure, stream.machine).transitions.find((each) => each.act === due.act && each.from.includes(stream.stage)), due.act);
    const result = permit(inputFor(world, stream, transition, 'clock', Math.max(at, due.at) as Instant, favourable(procedure, transition, { branch: 1, mood: 0 })));
    const done = { ...stream, deadlines: { ...stream.deadlines, [due.id]: { ...present(stream.deadlines[due.id], due.id), metAt: at } } };
    const still = duesOf(procedure, stream.machine, done).some((each) => each.id === due.id);
    return [
      ...(result.ok || ['suspended', 'wrongStage'].includes(result.fault.code) ? [] : [`${stream.id}: ${due.act} is due and answers ${result.fault.code}`]),
      ...(still ? [`${stream.id}: ${due.act} is due again after it was done`] : []),
    ];
  })];
}
