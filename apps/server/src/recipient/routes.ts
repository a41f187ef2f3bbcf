import { streamId } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { bilingual, hexText, moment, refusals } from '../http/documents.ts';
import { messagesOf } from './queries.ts';

const message = z.strictObject({
  lot: z.string(), number: z.int(), kind: z.string(), digest: hexText, at: moment, deliveredAt: moment, hasBid: z.boolean(), acknowledgedAt: moment.nullable(), text: bilingual,
});

export function recipientRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/messages/mine', {
    schema: {
      summary: '我的通知 · what was delivered to one’s own mailbox, the latest first', tags: ['recipient'], operationId: 'ownMessages',
      querystring: z.strictObject({ lot: streamId('lot').optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
      response: { 200: z.strictObject({ messages: z.array(message) }), ...refusals },
    },
  }, async (request, reply) => {
    const { lot, limit } = request.query;
    return reply.send({ messages: [...(await messagesOf(platform.door.pool, request.identity?.party ?? '', { lot, limit }))] });
  });
}
