import type { Instant } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalText } from '../act/refusal.ts';
import { fixed, moment, sample, state } from '../../test/procedure/sample.ts';
import { permit } from './permit.ts';
import type { PermitInput } from './permit.ts';
import type { Procedure } from './types.ts';

const CLOSING = moment('2026-12-15T09:30');
const closing = { closing: fixed(CLOSING), objectionUntil: fixed(moment('2026-12-05T00:00')) };
const bidding = state('lot', 'bidding', closing);

const asked = (change: Partial<PermitInput>): PermitInput => ({
  procedure: sample, machine: 'bid', act: 'submitBid', state: state('bid', 'absent'), parent: bidding, relations: new Set(['anySupplier']),
  at: moment('2026-12-01T10:00'), facts: {}, suspending: [], ...change,
});
const answer = (change: Partial<PermitInput>): string => {
  const result = permit(asked(change));
  return result.ok ? `${result.value.to}${result.value.complete ? '' : ' (not complete)'}` : result.fault.code;
};

describe('the legal order', () => {
  it.each<[string, Partial<PermitInput>, string]>([
    ['a lawful bid', {}, 'submitted'],
    ['a bid may be replaced', { state: state('bid', 'submitted') }, 'submitted'],
    ['an act nobody knows', { act: 'paintRoof' }, 'unknownAct'],
    ['an act of another machine', { act: 'publishNotice' }, 'unknownAct'],
    ['a machine this procedure does not have', { machine: 'auction' }, 'unknownAct'],
    ['nobody in particular', { relations: new Set() }, 'notPermitted'],
    ['the public', { relations: new Set(['public', 'operator', 'supervisor']) }, 'notPermitted'],
    ['relation before stage', { relations: new Set(), state: state('bid', 'released') }, 'notPermitted'],
    ['stage before the parent', { state: state('bid', 'released'), parent: state('lot', 'defined') }, 'wrongStage'],
    ['a stage that does not exist', { state: state('bid', 'toString') }, 'wrongStage'],
    ['the lot is not bidding yet', { parent: state('lot', 'defined') }, 'wrongStage'],
    ['parent before suspension', { parent: state('lot', 'defined'), suspending: [{ machine: 'objection', stage: 'filed' }] }, 'wrongStage'],
    ['suspension of the parent blocks the child', { suspending: [{ machine: 'objection', stage: 'filed' }] }, 'suspended'],
    ['an answered objection blocks nothing', { suspending: [{ machine: 'objection', stage: 'answered' }, { machine: 'bid', stage: 'filed' }] }, 'submitted'],
    ['suspension before time', { suspending: [{ machine: 'objection', stage: 'filed' }], at: CLOSING }, 'suspended'],
    ['one millisecond in time', { at: (CLOSING - 1) as Instant }, 'submitted'],
    ['at the deadline is late (exclusive)', { at: CLOSING }, 'tooLate'],
    ['late, and the lot has closed', { at: CLOSING, parent: state('lot', 'closed', closing) }, 'tooLate'],
    ['late, and the lot has failed', { at: CLOSING, parent: state('lot', 'failed', closing) }, 'tooLate'],
    ['in time, and the platform had closed', { at: (CLOSING - 1) as Instant, parent: state('lot', 'closed', closing) }, 'bidNotTaken'],
    ['late in a stage that time does not explain', { at: CLOSING, parent: state('lot', 'done', closing) }, 'wrongStage'],
    ['no closing is fixed', { parent: state('lot', 'bidding') }, 'deadlineUnset'],
    ['a parent of another machine', { parent: { ...bidding, machine: 'draw' } }, 'wrongStage'],
    ['no usable moment', { at: Number.NaN as Instant }, 'malformed'],
    ['a moment beyond what days can express', { at: Date.UTC(9900, 0) as Instant }, 'malformed'],
    ['withdrawing needs to be its tenderer', { act: 'withdrawBid', state: state('bid', 'submitted') }, 'notPermitted'],
    ['its tenderer withdraws', { act: 'withdrawBid', state: state('bid', 'submitted'), relations: new Set(['tenderer']) }, 'withdrawn'],
    ['a late withdrawal without a code of its own', { act: 'withdrawBid', state: state('bid', 'submitted'), relations: new Set(['tenderer']), at: CLOSING }, 'windowClosed'],
    ['too late to object', { machine: 'objection', act: 'fileObjection', state: state('objection', 'absent'), at: moment('2026-12-05T00:00') }, 'windowClosed'],
    ['a second objection on the same stream', { machine: 'objection', act: 'fileObjection', state: state('objection', 'filed') }, 'alreadyExists'],
  ])('%s', (_name, change, expected) => {
    expect(answer(change)).toBe(expected);
  });

  it('a parent that was not handed in counts as one in which nothing has been done', () => {
    const { parent, ...orphan } = asked({});
    expect([parent?.stage, permit(orphan)]).toMatchObject(['bidding', { ok: false, fault: { code: 'wrongStage', params: { stage: 'absent' } } }]);
  });

  it.each<[string, Partial<PermitInput>, string]>([
    ['guards come last', { act: 'publishNotice', state: state('lot', 'defined') }, 'guardianUnknown'],
    ['an unknown fact is no', { act: 'publishNotice', state: state('lot', 'defined'), facts: { guardianThreshold: '1' } }, 'guardianUnknown'],
    ['a guard that holds', { act: 'publishNotice', state: state('lot', 'defined'), facts: { guardianThreshold: 1 } }, 'bidding'],
    ['the clock does not close early', { act: 'closeBidding', relations: new Set(['clock']), at: CLOSING }, 'tooEarly'],
    ['nor within the drain', { act: 'closeBidding', relations: new Set(['clock']), at: (CLOSING + 4_999) as Instant }, 'tooEarly'],
    ['two bids', { act: 'closeBidding', relations: new Set(['clock']), at: (CLOSING + 5_000) as Instant, facts: { liveBidCount: 2 } }, 'failed'],
    ['three bids', { act: 'closeBidding', relations: new Set(['clock']), at: (CLOSING + 5_000) as Instant, facts: { liveBidCount: 3 } }, 'closed'],
    ['a suspended closing', { act: 'closeBidding', facts: { liveBidCount: 3 }, relations: new Set(['clock']), at: (CLOSING + 5_000) as Instant, suspending: [{ machine: 'objection', stage: 'filed' }] }, 'suspended'],
    ['an act without a new stage', { act: 'amendNotice' }, 'bidding'],
  ])('%s', (_name, change, expected) => {
    expect(answer({ machine: 'lot', state: bidding, relations: new Set(['procuringEntity']), ...change })).toBe(expected);
  });

  it('a branch whose facts are not known refuses the act, it is not passed over', () => {
    expect(answer({ machine: 'lot', act: 'closeBidding', state: bidding, relations: new Set(['clock']), at: (CLOSING + 5_000) as Instant })).toBe('guardFailed');
  });
});

describe('steps of several', () => {
  const release = (facts: PermitInput['facts']): string =>
    answer({ act: 'releaseShare', state: state('bid', 'submitted'), parent: state('lot', 'closed'), relations: new Set(['guardian']), facts });
  it.each([
    [{ guardianShares: 1, guardianThreshold: 1 }, 'released'],
    [{ guardianShares: 1, guardianThreshold: 2 }, 'submitted (not complete)'],
    [{ guardianShares: 2, guardianThreshold: 2 }, 'released'],
    [{ guardianShares: 5 }, 'submitted (not complete)'],
    [{ guardianShares: 0, guardianThreshold: 0 }, 'submitted (not complete)'],
  ])('%j → %s', (facts, expected) => {
    expect(release(facts)).toBe(expected);
  });

  it.each([[{ expertsDone: 4, expertCount: 5 }, 'filed (not complete)'], [{ expertsDone: 5, expertCount: 5 }, 'answered'], [{ expertsDone: 0, expertCount: 0 }, 'filed (not complete)']])('all of: %j → %s', (facts, expected) => {
    expect(answer({ machine: 'objection', act: 'answerObjection', state: state('objection', 'filed'), relations: new Set(['expert']), facts })).toBe(expected);
  });
});

describe('a window that waits for a holiday table', () => {
  const waiting = { notBefore: moment('2027-01-05T00:00'), awaitingYear: 2027, since: moment('2026-12-30T00:00') };
  const finish = (at: Instant): string => answer({ machine: 'lot', act: 'finish', state: state('lot', 'closed', { publicityEnd: waiting }), relations: new Set(['operator']), at });
  it('from: certainly too early before the bound, unknown after it', () => {
    expect([finish(moment('2027-01-04T23:59')), finish(moment('2027-01-05T00:00'))]).toEqual(['tooEarly', 'calendarUnknown']);
  });
  it('until: certainly in time before the bound, unknown after it', () => {
    const submit = (at: Instant): string => answer({ at, parent: state('lot', 'bidding', { closing: waiting }) });
    expect([submit(moment('2027-01-04T23:59')), submit(moment('2027-01-05T00:00'))]).toEqual(['submitted', 'calendarUnknown']);
  });
});

describe('texts', () => {
  it('names people by the words of the procedure and cites its articles', () => {
    const result = permit(asked({ act: 'withdrawBid', state: state('bid', 'submitted') }));
    expect(result.ok ? undefined : result.fault).toMatchObject({ code: 'notPermitted', cite: ['TST-1'], params: { whoZh: '响应人', whoEn: 'the entrant', actEn: 'withdraw' } });
  });
  it('a window cites the deadline and the act, and every refusal fills its text', () => {
    const late = permit(asked({ at: CLOSING }));
    if (late.ok) throw new Error('a late bid was taken');
    expect(late.fault).toMatchObject({ cite: ['TST-1'], params: { at: '2026-12-15T09:30:00.000+08:00', until: '2026-12-15T09:30:00.000+08:00' } });
    expect(refusalText(late.fault).zh).not.toContain('{');
  });
});

describe('rubbish', () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'bid', 'lot', 'submitBid', 'bidding', 'closing', 'releaseShare', 'submitted'));
  const rubbish = fc.record({
    procedure: fc.constant<Procedure>(sample), machine: word, act: word,
    state: fc.record({ id: word, machine: word, version: fc.nat(), stage: word, deadlines: fc.oneof(fc.constant(closing), fc.dictionary(word, fc.constant(fixed(CLOSING)))), room: fc.anything() }),
    parent: fc.option(fc.record({ id: word, machine: word, version: fc.nat(), stage: word, deadlines: fc.constant(closing), room: fc.anything() }), { nil: undefined }),
    relations: fc.uniqueArray(word).map((list) => new Set(list)),
    at: fc.oneof(fc.double(), fc.integer({ min: 0, max: 4e12 })), facts: fc.dictionary(word, fc.oneof(fc.integer(), fc.boolean(), fc.string())),
    suspending: fc.array(fc.record({ machine: word, stage: word })),
  });
  it('never throws and never permits nobody', () => {
    fc.assert(fc.property(rubbish, (input) => {
      const result = permit(input as unknown as PermitInput);
      expect(result.ok && ![...input.relations].some((relation) => (result.value.transition.by as readonly string[]).includes(relation))).toBe(false);
    }), { numRuns: 2000 });
  });
});
