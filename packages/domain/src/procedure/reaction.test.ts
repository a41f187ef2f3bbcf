import { describe, expect, it } from 'vitest';
import { CALENDAR_2026, moment, sample, state } from '../../test/procedure/sample.ts';
import { machinesReacting, obligationsOf } from './reaction.ts';
import type { Member } from './reaction.ts';

const member = (id: string, depositReceived: boolean | undefined, version = 2): Member => ({
  state: { ...state('bid', 'submitted', {}, version), id }, facts: depositReceived === undefined ? {} : { depositReceived },
});

describe('obligationsOf', () => {
  it('falls to every member whose guards hold, with the deadline of the member', () => {
    const given = { procedure: sample, act: 'closeBidding', at: moment('2026-12-15T09:30:05'), calendar: CALENDAR_2026, members: [member('bid:1', true), member('bid:2', false), member('bid:3', undefined), member('bid:4', true, 0), member('bid:5', true), { state: state('objection', 'filed'), facts: { depositReceived: true } }] };
    const obligations = obligationsOf(given);
    expect(obligations.map(({ stream }) => stream)).toEqual(['bid:1', 'bid:5']);
    // 5 days from Tuesday 12-15 end on Sunday 12-20 and roll over to Monday 12-21.
    expect(obligations[0]).toMatchObject({ machine: 'bid', act: 'returnSecurity', id: 'returning', timing: { at: moment('2026-12-22T00:00') }, cite: ['TST-1'] });
  });
  it('asks for the machines it needs, and for none where nothing reacts', () => {
    expect([machinesReacting(sample, 'closeBidding'), machinesReacting(sample, 'publishNotice')]).toEqual([['bid'], []]);
    expect(obligationsOf({ procedure: sample, act: 'publishNotice', at: moment('2026-12-15T09:30'), calendar: CALENDAR_2026, members: [member('bid:1', true)] })).toEqual([]);
  });
});
