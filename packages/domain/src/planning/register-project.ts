import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, localName, streamId, text } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';

/** A project enters the platform with the procedure it will run under; the procedure's digest is pinned when the lot's notice is published. */
export const registerProject = defineAct({
  id: 'registerProject',
  room: 'planning',
  title: { zh: '登记项目', en: 'register a project' },
  machine: 'project',
  contract: z.strictObject({
    project: localName,
    name: text(200),
    region: z.string().regex(/^\d{6}$/),
    procuringEntity: streamId('party'),
    agency: streamId('party').nullable(),
    procedure: z.strictObject({ id: z.string().max(64), version: z.string().max(32), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    estimateFen: amountFen,
    investmentCode: text(40).nullable(),
  }),
  plan: (command) => ({ primary: { id: `project:${command.project}`, machine: 'project' }, reads: [command.procuringEntity, ...(command.agency ? [command.agency] : [])] }),
  claims: (command, actor) => {
    if (actor.party === command.procuringEntity && actor.roles.includes('procuringEntity')) return ['procuringEntity'];
    return actor.party === command.agency && actor.roles.includes('agency') ? ['agency'] : [];
  },
  asksFor: (command) => command.procedure,
  decide: ({ command: { project: _project, ...fields }, primary }) => ok({ events: [{ type: 'ProjectRegistered', fields }], answer: { project: primary.id } }),
});

export const terminateProject = defineAct({
  id: 'terminateProject',
  room: 'planning',
  title: { zh: '终止项目', en: 'terminate a project' },
  machine: 'project',
  contract: z.strictObject({ project: streamId('project'), reason: text(1000) }),
  plan: (command) => ({ primary: { id: command.project, machine: 'project' } }),
  decide: ({ command }) => ok({ events: [{ type: 'ProjectTerminated', fields: { reason: command.reason } }] }),
});
