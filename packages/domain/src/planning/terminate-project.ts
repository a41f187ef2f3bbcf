import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { setOf } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { hasEnded, lotsOf } from '../tender/state.ts';

/** A project ends where none of its lots runs: a running tender is terminated by itself, with notice and refunds (条例 31). */
export const terminateProject = defineAct({
  id: 'terminateProject',
  room: 'planning',
  title: { zh: '终止项目', en: 'terminate a project' },
  machine: 'project',
  contract: z.strictObject({ project: streamId('project'), reason: text(1000) }),
  plan: (command) => ({ primary: { id: command.project, machine: 'project' }, sums: [lotsOf(command.project)] }),
  decide: (context) => {
    const running = setOf(context, lotsOf(context.command.project)).filter((lot) => lot.stage !== 'defined' && lot.stage !== 'archived' && !hasEnded(lot));
    if (running.length > 0) return fail(refuse('lotsRunning', ['REG-31'], { value: running.length }));
    return ok({ events: [{ type: 'ProjectTerminated', fields: { reason: context.command.reason } }] });
  },
});
