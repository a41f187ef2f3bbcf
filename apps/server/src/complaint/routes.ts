import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { objectionsTo } from './queries.ts';

const objection = z.looseObject({ objection: z.string(), kind: z.string(), stage: z.string(), answerBy: moment.nullable(), answer: z.looseObject({}).nullable(), filing: z.looseObject({}).nullable().describe('who objects and why; null until everybody may know') });
const order = z.looseObject({ order: z.string(), stage: z.string(), authorityName: z.string(), reason: z.string(), article: z.string(), issuedAt: moment });

export function complaintRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/tenders/:project/:lot/objections', {
    schema: {
      summary: '异议和责令暂停 · objections with their answers, and orders to suspend', tags: ['complaint'], operationId: 'objections', params: lotPath,
      response: { 200: z.strictObject({ objections: z.array(objection), orders: z.array(order) }), ...refusals },
    },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    const found = await objectionsTo(platform.door.pool, lot, request.identity?.party);
    return found === undefined ? sendFailed(reply, 'notFound', { path: lot }) : reply.send({ objections: [...found.objections], orders: [...found.orders] });
  });
}
