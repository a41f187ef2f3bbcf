import { fail, instantText, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { asJson, defineAct, roomOf } from '../act/typed.kernel.ts';
import { mandateFault, type ProjectRoom, type TenderPlan } from './state.ts';

const plan = {
  project: streamId('project'),
  content: text(2000),
  estimateFen: amountFen,
  noticeMonth: z.string().regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/),
  method: z.enum(['open', 'invited']),
  contact: text(200),
};

/** 国办发〔2024〕21号: what is going to be tendered is told beforehand, so that suppliers can prepare. */
export const publishPlan = defineAct({
  id: 'publishPlan',
  room: 'planning',
  title: { zh: '发布招标计划', en: 'publish the tender plan' },
  machine: 'project',
  contract: z.strictObject(plan),
  plan: (command) => ({ primary: { id: command.project, machine: 'project' } }),
  decide: ({ command, primary, actor, at }) => {
    const room = roomOf<ProjectRoom>(primary);
    const beyond = mandateFault(room, 'publishPlan', actor);
    if (beyond) return fail(beyond);
    if (room.plan) return fail(refuse('planPublished', ['TND-042']));
    const { project: _project, ...words } = command;
    const published: TenderPlan = { version: 1, firstPublishedAt: instantText(at), ...words };
    return ok({ events: [{ type: 'PlanPublished', fields: { plan: asJson(published) } }], answer: { project: primary.id, version: 1 } });
  },
});

/** A plan may change; every version stays to be seen. */
export const changePlan = defineAct({
  id: 'changePlan',
  room: 'planning',
  title: { zh: '变更招标计划', en: 'change the tender plan' },
  machine: 'project',
  contract: z.strictObject({ ...plan, reason: text(1000) }),
  plan: (command) => ({ primary: { id: command.project, machine: 'project' } }),
  decide: ({ command, primary, actor }) => {
    const room = roomOf<ProjectRoom>(primary);
    const beyond = mandateFault(room, 'changePlan', actor);
    if (beyond) return fail(beyond);
    if (!room.plan) return fail(refuse('planMissing', ['TND-042']));
    const { project: _project, reason, ...words } = command;
    const changed: TenderPlan = { version: room.plan.version + 1, firstPublishedAt: room.plan.firstPublishedAt, ...words };
    return ok({ events: [{ type: 'PlanChanged', fields: { plan: asJson(changed), reason } }], answer: { project: primary.id, version: changed.version } });
  },
});
