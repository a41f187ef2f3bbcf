import { dayOf, fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { calendarDay, hex, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { TENDERER_CHANGES } from './afterwards.ts';
import { bidId } from './state.ts';

/**
 * 条例 38: a tenderer that merges, divides, goes bankrupt or changes otherwise in what matters says so at once. The bid stays; whether it still meets the
 * qualification is for the committee to say, which sees the report, as does the supervisor. Others see it with the award.
 */
export const reportTendererChange = defineAct({
  id: 'reportTendererChange',
  room: 'bid',
  title: { zh: '告知合并、分立、破产等重大变化', en: 'tell of a merger, division or bankruptcy' },
  machine: 'bid',
  contract: z.strictObject({ lot: streamId('lot'), kind: z.enum(TENDERER_CHANGES), happenedOn: calendarDay, statement: text(2000), document: hex(32) }),
  plan: (command, actor) => ({ primary: { id: bidId(command.lot, actor.party), machine: 'bid', owner: command.lot }, reads: [command.lot], objects: [command.document] }),
  decide: ({ command: { lot: _lot, ...change }, primary, at }) => {
    if (change.happenedOn > dayOf(at)) return fail(refuse('malformed', ['REG-38'], { field: 'happenedOn', problemZh: '晚于今天', problemEn: 'is later than today' }));
    return ok({ events: [{ type: 'TendererChanged', fields: { ...change, at: instantText(at) } }], answer: { bid: primary.id } });
  },
});
