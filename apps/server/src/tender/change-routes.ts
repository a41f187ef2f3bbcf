import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { changesOf } from './changes.ts';
import { lotOf, lotPath } from './routes.ts';

const change = z.strictObject({
  kind: z.string(), at: moment, entry: hexText, deliveredAt: moment.nullable().describe('when it was put into the mailbox of everybody concerned; null: nobody is told of it, or not yet'),
  document: z.strictObject({ version: z.int(), digest: hexText, closingAt: moment, differences: z.int().describe('departures from the standard text') }).nullable(),
  reason: z.string().nullable(), affectsBids: z.boolean().nullable(), answers: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
  siteVisit: z.looseObject({}).nullable(), outage: z.looseObject({}).nullable(), validUntilOn: z.string().nullable(),
});

export function changeRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/tenders/:project/:lot/changes', {
    schema: { summary: '澄清与修改 · versions of the document, clarifications, site visits, outages, each with its delivery', tags: ['tender'], operationId: 'tenderChanges', params: lotPath, response: { 200: z.strictObject({ changes: z.array(change) }), ...refusals } },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    const found = await changesOf(platform.door.pool, lot);
    return found === undefined ? sendFailed(reply, 'notFound', { path: lot }) : reply.send({ changes: found.map((each) => ({ ...each, answers: [...each.answers] })) });
  });
}
