/** A small procedure for the tests of the interpreter: one lot, its bids and objections, with every kind of anchor, effect and window. */
import { unwrap, present, parseInstant, day } from '@zhaobiao/basics';
import type { Day, Instant } from '@zhaobiao/basics';
import type { Calendar } from '../../src/procedure/calendar.ts';
import { parseProcedure } from '../../src/procedure/schema.ts';
import type { Procedure, StreamState, Timing } from '../../src/procedure/types.ts';

const title = (en: string) => ({ zh: `（${en}）测试`, en });

/** Plain JSON, so that a test can change a part of it and see what the parser says. */
export const SAMPLE = {
  id: 'sample.works', version: '1.0.0', title: title('sample'), cite: ['TST-1'],
  parameters: {
    noticeDays: { title: title('notice'), value: 20, unit: 'day', cite: ['TST-1'], mayChange: 'tender', bounds: { min: 20, max: 90 } },
    minTenderers: { title: title('fewest'), value: 3, unit: 'count', cite: ['TST-1'], mayChange: 'never' },
    drainMs: { title: title('drain'), value: 5000, unit: 'ms', cite: ['TST-1'], mayChange: 'region', bounds: { min: 0, max: 60000 } },
  },
  machines: {
    lot: {
      title: title('lot'), initial: 'absent',
      stages: { absent: title('absent'), defined: title('defined'), bidding: title('bidding'), closed: title('closed'), failed: { ...title('failed'), final: true }, done: { ...title('done'), resting: true } },
      transitions: [
        { act: 'defineLot', by: ['procuringEntity'], from: ['absent'], to: 'defined', title: title('define'), cite: ['TST-1'] },
        { act: 'publishNotice', by: ['procuringEntity'], from: ['defined'], to: 'bidding', when: [{ fact: 'guardianThreshold', is: 'atLeast', value: 1, refusal: 'guardianUnknown' }], title: title('publish'), cite: ['TST-1'] },
        { act: 'amendNotice', by: ['procuringEntity'], from: ['bidding'], window: { until: 'closing' }, effects: [{ move: 'closing', notBefore: 'amendmentPeriod', unless: [{ fact: 'affectsPreparation', is: 'equal', value: false }] }], title: title('amend'), cite: ['TST-1'] },
        { act: 'closeBidding', by: ['clock'], from: ['bidding'], to: [{ if: [{ fact: 'liveBidCount', is: 'below', value: { parameter: 'minTenderers' } }], to: 'failed' }, { to: 'closed' }], window: { from: 'closing' }, title: title('close'), cite: ['TST-1'] },
        { act: 'finish', by: ['operator'], from: ['closed'], to: 'done', window: { from: 'publicityEnd' }, title: title('finish'), cite: ['TST-1'] },
        { act: 'fixDeadlines', by: ['clock'], from: ['bidding'], title: title('fix'), cite: ['TST-1'] },
        { act: 'cancelClosing', by: ['supervisor'], from: ['bidding'], effects: [{ clear: 'closing' }], title: title('clear'), cite: ['TST-1'] },
      ],
      deadlines: [
        { id: 'closing', title: title('closing'), anchor: { field: 'closingAt', of: ['publishNotice', 'amendNotice'] }, length: 0, count: 'clock', kind: 'exactly', rollOver: false, onPass: 'closeBidding', drain: { parameter: 'drainMs' }, cite: ['TST-1'] },
        { id: 'noticePeriod', title: title('notice period'), anchor: { after: 'publishNotice' }, length: { parameter: 'noticeDays' }, count: 'calendar', kind: 'atLeast', limits: 'closing', rollOver: false, cite: ['TST-1'] },
        { id: 'issueEnd', title: title('issue end'), anchor: { field: 'issueEndsAt', of: ['publishNotice'] }, length: 0, count: 'clock', kind: 'exactly', rollOver: false, cite: ['TST-1'] },
        { id: 'issuePeriod', title: title('issue'), anchor: { after: 'publishNotice' }, length: 3, count: 'working', kind: 'atLeast', limits: 'issueEnd', rollOver: false, cite: ['TST-1'] },
        { id: 'pause', title: title('pause'), anchor: { afterDeadline: 'issueEnd' }, length: 5, count: 'calendar', kind: 'atLeast', limits: 'closing', rollOver: false, cite: ['TST-1'] },
        { id: 'amendmentPeriod', title: title('amendment'), anchor: { after: 'amendNotice' }, length: 15, count: 'calendar', kind: 'atLeast', rollOver: false, cite: ['TST-1'] },
        { id: 'objectionUntil', title: title('objections'), anchor: { before: 'closing' }, length: 10, count: 'calendar', kind: 'exactly', rollOver: false, cite: ['TST-2'] },
        { id: 'publicityEnd', title: title('publicity'), anchor: { after: ['closeBidding', 'cancelClosing'] }, length: 3, count: 'working', kind: 'atLeast', rollOver: false, cite: ['TST-1'] },
        { id: 'longest', title: title('longest'), anchor: { after: 'publishNotice' }, length: 90, count: 'calendar', kind: 'atMost', limits: 'closing', rollOver: false, cite: ['TST-1'] },
      ],
      suspensions: [{ by: 'objection', while: ['filed'], blocks: ['closeBidding', 'submitBid'], clocks: 'run', cite: ['TST-2'] }],
    },
    bid: {
      title: title('bid'), parent: 'lot', many: true, initial: 'absent',
      stages: { absent: title('absent'), submitted: { ...title('submitted'), resting: true }, withdrawn: title('withdrawn'), released: { ...title('released'), final: true } },
      transitions: [
        { act: 'submitBid', by: ['anySupplier'], from: ['absent', 'submitted', 'withdrawn'], to: 'submitted', parentIn: ['bidding'], window: { until: 'closing', late: 'tooLate', overtaken: 'bidNotTaken', closedIn: ['closed', 'failed'] }, publicAt: 'releaseShare', title: title('submit'), cite: ['TST-1'] },
        { act: 'withdrawBid', by: ['tenderer'], from: ['submitted'], to: 'withdrawn', parentIn: ['bidding'], window: { until: 'closing' }, publicAt: 'never', title: title('withdraw'), cite: ['TST-1'] },
        { act: 'releaseShare', by: ['guardian'], from: ['submitted'], to: 'released', parentIn: ['closed'], completes: { atLeast: 'guardian', done: 'guardianShares', count: { fact: 'guardianThreshold' } }, title: title('release'), cite: ['TST-1'] },
        { act: 'returnSecurity', by: ['operator'], from: ['submitted'], title: title('return'), cite: ['TST-1'] },
      ],
      deadlines: [{ id: 'returning', title: title('return'), anchor: { after: 'closeBidding' }, length: 5, count: 'calendar', kind: 'atMost', rollOver: true, metBy: ['returnSecurity'], cite: ['TST-1'] }],
      suspensions: [],
    },
    objection: {
      title: title('objection'), parent: 'lot', many: true, initial: 'absent',
      stages: { absent: title('absent'), filed: title('filed'), answered: { ...title('answered'), final: true } },
      transitions: [
        { act: 'fileObjection', by: ['anySupplier'], from: ['absent'], to: 'filed', parentIn: ['bidding'], window: { until: 'objectionUntil' }, title: title('object'), cite: ['TST-2'] },
        { act: 'answerObjection', by: ['procuringEntity', 'expert'], from: ['filed'], to: 'answered', completes: { allOf: 'expert', done: 'expertsDone', of: 'expertCount' }, title: title('answer'), cite: ['TST-2'] },
      ],
      deadlines: [{ id: 'answering', title: title('answer'), anchor: { after: 'fileObjection' }, length: 3, count: 'calendar', kind: 'atMost', rollOver: true, metBy: ['answerObjection'], cite: ['TST-2'] }],
      suspensions: [],
    },
  },
  reactions: [{ on: 'closeBidding', each: 'bid', if: [{ fact: 'depositReceived', is: 'equal', value: true }], due: 'returnSecurity', within: 'returning', cite: ['TST-1'] }],
  nodes: [
    { id: 'answers', title: title('answers'), machine: 'objection', opens: ['fileObjection'], closes: ['answerObjection'], clock: 'answering', owner: 'procuringEntity', evidence: ['fileObjection'], amberAtPermille: 334 },
    { id: 'closings', title: title('closings'), machine: 'lot', opens: ['publishNotice'], closes: ['closeBidding'], clock: 'closing', owner: 'operator', evidence: ['closeBidding'], amberAtPermille: 250 },
  ],
  envelopes: [{ kind: 'whole', releasedBy: 'releaseShare' }],
  words: { tenderer: { zh: '响应人', en: 'the entrant' } },
} as const;

export const SAMPLE_RULES: ReadonlySet<string> = new Set(['TST-1', 'TST-2']);

export const sample: Procedure = unwrap(parseProcedure(SAMPLE, SAMPLE_RULES));

/** `moment('2026-11-24T10:00')` in Shanghai; seconds and milliseconds may follow. */
export const moment = (text: string): Instant => present(parseInstant(`${text.length === 16 ? `${text}:00` : text}+08:00`), `a moment, not ${text}`);

const days = (...texts: readonly string[]): readonly Day[] => texts.map((text) => present(day(text), text));

/** 2026 as the State Council arranged its autumn, and nothing of 2027. */
export const CALENDAR_2026: Calendar = {
  years: {
    2026: {
      off: days('2026-01-01', '2026-01-02', '2026-01-03', '2026-02-15', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-21', '2026-02-22', '2026-02-23', '2026-05-01', '2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'),
      work: days('2026-01-04', '2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10'),
      notice: '国办发明电〔2025〕7号',
    },
  },
};

export const state = (machine: StreamState['machine'], stage: string, deadlines: Readonly<Record<string, Timing>> = {}, version = stage === 'absent' ? 0 : 1): StreamState => ({
  id: `${machine}:1`, machine, version, stage, deadlines, room: undefined,
});

/** A fixed deadline for tests that do not care how it came about. */
export const fixed = (at: Instant, since = at, amberAt = since): Timing => ({ at, since, amberAt });
