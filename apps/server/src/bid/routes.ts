import { streamId } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { ownBid } from './queries.ts';

const mine = z.looseObject({
  bid: z.string(), lot: z.string(), stage: z.string(), submittedAt: moment.nullable(), submissions: z.int(), refused: z.int(),
  attempt: z.strictObject({ at: moment, lengthBytes: z.int(), ciphertext: hexText.nullable() }).nullable().describe('a transfer begun and not complete: at the deadline it counts as withdrawn'), attempts: z.int(),
  acts: z.array(z.strictObject({ act: z.string(), refused: z.boolean(), entry: hexText, at: moment, index: z.int().nullable() })),
});

export function bidRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/bids/mine', {
    schema: { summary: '我的投标 · one’s own bid for a lot, with its receipts and refused attempts', tags: ['bid'], operationId: 'ownBid', querystring: z.strictObject({ lot: streamId('lot') }), response: { 200: mine, ...refusals } },
  }, async (request, reply) => {
    // The stream's name follows from who asks: there is no way to name another's.
    const found = await ownBid(platform.door.pool, request.query.lot, request.identity?.party ?? '');
    return found === undefined ? sendFailed(reply, 'notFound', { path: request.query.lot }) : reply.send(found);
  });
}
