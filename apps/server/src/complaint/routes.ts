import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { objectionsTo } from './queries.ts';

const objection = z.looseObject({ objection: z.string(), kind: z.string(), stage: z.string(), answerBy: moment.nullable(), answer: z.looseObject({}).nullable(), filing: z.looseObject({}).nullable().describe('who objects and why; null until everybody may know') });
const order = z.looseObject({ order: z.string(), stage: z.string(), authorityName: z.string(), reason: z.string(), article: z.string(), issuedAt: moment });
const hold = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('objection'), sinceOn: z.string().describe('day'), answerBy: moment.nullable() }),
  z.strictObject({ by: z.literal('order'), order: z.string(), since: moment, authorityName: z.string(), reason: z.string(), article: z.string() }),
]).describe('why the case stands still; of an objection the day alone, whoever objected and however many did');

export function complaintRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/tenders/:project/:lot/objections', {
    schema: {
      summary: '异议和责令暂停 · objections with their answers, orders to suspend, and what the case waits for', tags: ['complaint'], operationId: 'objections', params: lotPath,
      response: { 200: z.strictObject({ objections: z.array(objection), orders: z.array(order), holds: z.array(hold), owed: z.array(z.string()).describe('measures that answered objections oblige to and that are not done yet') }), ...refusals },
    },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    const found = await objectionsTo(platform.door.pool, lot, request.identity?.party);
    return found === undefined ? sendFailed(reply, 'notFound', { path: lot }) : reply.send({ objections: [...found.objections], orders: [...found.orders], holds: [...found.holds], owed: [...found.owed] });
  });
}
