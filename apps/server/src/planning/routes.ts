import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { publicProject } from './queries.ts';

/** The basis as it was registered; its days stand as texts. */
const tenderBasis = z.looseObject({ kind: z.enum(['works', 'goods', 'services']), approval: z.looseObject({}), funds: z.looseObject({}), form: z.looseObject({}), policyMaker: z.boolean() });
const plan = z.strictObject({ version: z.int(), firstPublishedAt: moment, content: z.string(), estimateFen: z.int(), noticeMonth: z.string(), method: z.string(), contact: z.string() });

export function planningRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/projects/:project', {
    schema: {
      summary: '项目 · a registered project', tags: ['planning'], operationId: 'project', params: z.strictObject({ project: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/) }),
      response: {
        200: z.strictObject({
          project: z.string(), stage: z.string(), name: z.string(), region: z.string(), procuringEntity: z.string(), agency: z.string().nullable(),
          procedure: z.strictObject({ id: z.string(), version: z.string(), digest: hexText }), estimateFen: z.int(), investmentCode: z.string().nullable(), basis: tenderBasis.nullable(), plan: plan.nullable(),
        }),
        ...refusals,
      },
    },
  }, async (request, reply) => {
    const found = await publicProject(platform.door.pool, `project:${request.params.project}`);
    return found === undefined ? sendFailed(reply, 'notFound', { path: request.params.project }) : reply.send(found);
  });
}
