import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { CALENDAR } from '../governance/state.ts';
import type { StreamState } from '../procedure/types.ts';

/** Years whose holiday tables the deadlines of a stream wait for, ascending. */
const awaited = (state: StreamState): readonly number[] =>
  [...new Set(Object.values(state.deadlines).flatMap((timing) => ('at' in timing || timing.metAt !== undefined ? [] : [timing.awaitingYear])))].toSorted((left, right) => left - right);

/**
 * The clock fixes what a notice could only promise ("not before …, pending the State Council notice"): deadlines that waited for a holiday table
 * are counted again now that it is loaded. A deadline that reaches a further unknown year goes on waiting.
 */
export const fixDeadlines = defineAct({
  id: 'fixDeadlines',
  room: 'tender',
  title: { zh: '确定待定期限', en: 'fix the deadlines that waited' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [CALENDAR] }),
  recomputes: true,
  decide: ({ primary, calendar }) => {
    const years = awaited(primary);
    const loaded = years.filter((year) => Object.hasOwn(calendar.years, String(year)));
    if (loaded.length === 0) return fail(refuse('calendarUnknown', ['CAL-05'], { year: years[0] ?? '' }));
    return ok({ events: [{ type: 'DeadlinesFixed', fields: { years: loaded } }] });
  },
});
