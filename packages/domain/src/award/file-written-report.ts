import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import type { StreamState } from '../procedure/types.ts';
import type { Instant } from '@zhaobiao/basics';

function lateness({ deadlines }: Pick<StreamState, 'deadlines'>, at: Instant): readonly Warning[] {
  const due = deadlines['writtenReport'];
  if (due === undefined || !('at' in due) || due.metAt !== undefined || at < due.at) return [];
  return [warn('TND-077', `应当在 ${instantText(due.at)} 前提交，逾期提交已记录。`, `It was due before ${instantText(due.at)}; the delay is on record.`)];
}

/** 法 47: within 15 days of the decision, to the supervising authority; filed again, it replaces the one before. */
export const fileWrittenReport = defineAct({
  id: 'fileWrittenReport',
  room: 'award',
  title: { zh: '提交招标投标情况书面报告', en: 'file the written report' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), document: hex(32), authority: text(200), summary: text(5000) }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [projectOf(command.lot)], objects: [command.document] }),
  decide: ({ command, primary, streams, actor, at }) => {
    const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'fileWrittenReport', actor);
    if (beyond) return fail(beyond);
    const { document, authority, summary, lot } = command;
    const warnings = lateness(primary, at);
    const filedAt = instantText(at);
    return ok({ events: [{ type: 'WrittenReportFiled', fields: { document, authority, summary, filedAt, warnings } }], answer: { lot, filedAt, warnings } });
  },
});
