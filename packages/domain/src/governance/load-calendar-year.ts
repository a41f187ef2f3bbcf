import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { parseCalendarYear } from '../procedure/calendar.ts';
import { CALENDAR } from './state.ts';

/** The holiday table of a year, from the notice of the State Council's General Office (国办发明电…). It fixes the deadlines that waited for it. */
export const loadCalendarYear = defineAct({
  id: 'loadCalendarYear',
  room: 'governance',
  title: { zh: '录入放假安排', en: 'load the holiday table of a year' },
  machine: 'calendar',
  wakes: ['fixDeadlines'],
  contract: z.strictObject({ year: z.string().regex(/^20\d\d$/), off: z.array(z.string().max(10)).max(80), work: z.array(z.string().max(10)).max(40), notice: text(60) }),
  plan: () => ({ primary: { id: CALENDAR, machine: 'calendar' } }),
  decide: ({ command }) => {
    const parsed = parseCalendarYear(command);
    if (!parsed.ok) return fail(refuse('calendarInvalid', [], { year: command.year, problemZh: parsed.fault.zh, problemEn: parsed.fault.en }));
    return ok({ events: [{ type: 'CalendarYearLoaded', fields: { year: command.year, ...parsed.value } }] });
  },
});
