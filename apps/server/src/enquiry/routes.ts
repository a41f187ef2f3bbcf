import { streamId } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { enquiriesFor } from './queries.ts';

const enquiry = z.strictObject({ enquiry: z.string(), clause: z.string().nullable(), question: z.string(), askedAt: moment, answeredIn: z.int().nullable().describe('version of the document that answers it') });

export function enquiryRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/enquiries', {
    schema: {
      summary: '提问 · questions about a document: one’s own, or all of them, unnamed, for who answers', tags: ['enquiry'], operationId: 'enquiries',
      querystring: z.strictObject({ lot: streamId('lot') }), response: { 200: z.strictObject({ enquiries: z.array(enquiry) }), ...refusals },
    },
  }, async (request, reply) => {
    const found = await enquiriesFor(platform.door.pool, request.query.lot, request.identity?.party ?? '');
    return found === undefined ? sendFailed(reply, 'notFound', { path: request.query.lot }) : reply.send({ enquiries: found });
  });
}
