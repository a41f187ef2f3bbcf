import type { Instant } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { duesOf, dutiesOf, lights } from './due.ts';
import { CALENDAR_2026, fixed, moment, sample, state } from '../../test/procedure/sample.ts';
import { timetable } from './timetable.ts';
import type { SupervisionNode, Timing } from './types.ts';

const deadlines = (machine: 'lot' | 'objection', act: string, stage: string, at: Instant): Readonly<Record<string, Timing>> => {
  const result = timetable({ procedure: sample, machine, state: state(machine, stage), act, at, chosen: { closingAt: moment('2026-12-15T09:30') }, calendar: CALENDAR_2026 });
  return result.ok ? result.value.deadlines : {};
};
const node = (id: string): SupervisionNode => sample.nodes.find((each) => each.id === id) ?? sample.nodes[0]!;

describe('duesOf', () => {
  const published = deadlines('lot', 'publishNotice', 'defined', moment('2026-11-24T10:00'));
  it('closing is due after its drain, once', () => {
    expect(duesOf(sample, 'lot', state('lot', 'bidding', published))).toEqual([
      { id: 'closing', machine: 'lot', act: 'closeBidding', at: moment('2026-12-15T09:30:05'), amberAt: expect.any(Number) as number },
    ]);
  });
  it.each<[string, Parameters<typeof duesOf>[2]]>([
    ['a stage that does not know the act', state('lot', 'closed', published)],
    ['a final stage', state('lot', 'failed', published)],
    ['a deadline acted on', state('lot', 'bidding', { closing: { ...fixed(moment('2026-12-15T09:30')), metAt: moment('2026-12-15T09:31') } })],
    ['a waiting deadline where nothing can fix it', state('lot', 'closed', { closing: { notBefore: moment('2027-01-01T00:00'), awaitingYear: 2027, since: moment('2026-12-01T00:00') } })],
    ['no deadlines', state('lot', 'bidding')],
  ])('nothing for %s', (_name, stream) => {
    expect(duesOf(sample, 'lot', stream)).toEqual([]);
  });
});

describe('deadlines that wait for a holiday table', () => {
  const waiting = (notBefore: string): Timing => ({ notBefore: moment(notBefore), awaitingYear: 2027, since: moment('2026-12-01T00:00') });
  it('are due to be fixed once, at the earliest moment at which one of them may fall', () => {
    const stream = state('lot', 'bidding', { closing: waiting('2027-02-01T00:00'), issueEnd: waiting('2027-01-05T00:00'), pause: { ...waiting('2027-01-01T00:00'), metAt: moment('2026-12-20T00:00') } });
    expect(duesOf(sample, 'lot', stream)).toEqual([{ id: 'fixing', machine: 'lot', act: 'fixDeadlines', at: moment('2027-01-05T00:00'), amberAt: moment('2027-01-05T00:00') }]);
  });
});

describe('duties and lights', () => {
  // Filed on Monday 11-23, to be answered within 3 days: the end is Friday 11-27T00:00, a third of the period is 27 h, a working day is 24 h.
  const filed = deadlines('objection', 'fileObjection', 'absent', moment('2026-11-23T15:00'));
  const stream = state('objection', 'filed', filed);
  it('lists what has to be answered', () => {
    expect(dutiesOf(sample, 'objection', stream)).toMatchObject([{ id: 'answering', at: moment('2026-11-27T00:00'), metBy: ['answerObjection'] }]);
    expect(dutiesOf(sample, 'objection', state('objection', 'answered', filed))).toEqual([]);
  });
  it.each([
    ['2026-11-23T15:00', 'green'], ['2026-11-25T20:00', 'green'], ['2026-11-25T21:00', 'yellow'], ['2026-11-26T23:59:59.999', 'yellow'], ['2026-11-27T00:00', 'red'],
  ])('at %s it is %s', (now, light) => {
    expect(lights(sample, node('answers'), stream, moment(now))).toBe(light);
  });
  it('over a weekend one working day is longer than the part', () => {
    // Filed Thursday 11-19 at noon: the last day rolls from Sunday to Monday 11-23; the end is Tuesday 00:00, a working day before is Monday 00:00.
    const over = state('objection', 'filed', deadlines('objection', 'fileObjection', 'absent', moment('2026-11-20T23:00')));
    expect(over.deadlines['answering']).toMatchObject({ at: moment('2026-11-24T00:00') });
    const twice = { ...node('answers'), amberAtPermille: 0 };
    expect([lights(sample, twice, over, moment('2026-11-22T20:00')), lights(sample, twice, over, moment('2026-11-23T00:00'))]).toEqual(['green', 'yellow']);
  });
  it('the end of a period is nobody’s fault; a close that does not happen is', () => {
    const closing: SupervisionNode = { ...node('answers'), machine: 'lot', clock: 'closing' };
    const at = moment('2026-12-15T09:30');
    const early = { ...fixed(at), amberAt: moment('2026-12-15T00:00') };
    const light = (clock: string, now: string, timing: Timing = early): string => lights(sample, { ...closing, clock }, state('lot', 'bidding', { [clock]: timing }), moment(now));
    expect([light('objectionUntil', '2026-12-15T09:29:59'), light('objectionUntil', '2026-12-20T00:00')]).toEqual(['yellow', 'green']);
    expect([light('closing', '2026-12-15T09:30:30'), light('closing', '2026-12-15T09:31:05'), light('closing', '2026-12-20T00:00', { ...fixed(at), metAt: moment('2026-12-15T09:30:06') })]).toEqual(['green', 'red', 'green']);
  });
  it('fulfilled in time stays green, late stays red, waiting and not begun have no colour', () => {
    const end = fixed(moment('2026-11-27T00:00'));
    const light = (timing: Timing): string => lights(sample, node('answers'), state('objection', 'answered', { answering: timing }), moment('2027-01-01T00:00'));
    expect([light({ ...end, metAt: moment('2026-11-26T23:59') }), light({ ...end, metAt: moment('2026-11-27T00:00') }), light({ notBefore: moment('2026-11-27T00:00'), awaitingYear: 2027, since: moment('2026-11-23T00:00') })])
      .toEqual(['green', 'red', 'waiting']);
    expect([lights(sample, node('answers'), state('objection', 'absent'), moment('2026-11-27T00:00')), lights(sample, node('answers'), state('lot', 'bidding', { answering: end }), moment('2026-11-27T00:00'))]).toEqual(['off', 'off']);
  });
});
