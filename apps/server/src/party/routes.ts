import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { publicParty } from './queries.ts';

const key = z.strictObject({ scheme: z.enum(['ed25519', 'sm2-sm3']), keyId: hexText, publicKey: hexText });

export function partyRoutes(app: App, { platform }: Ground): void {
  app.get('/api/v1/parties/:party', {
    schema: {
      summary: '主体 · register entry of a party', tags: ['party'], operationId: 'party', params: z.strictObject({ party: z.string().max(80) }),
      response: { 200: z.strictObject({ party: z.string(), name: z.string(), creditCode: z.string(), roles: z.array(z.string()), keys: z.array(key), stage: z.string() }), ...refusals },
    },
  }, async (request, reply) => {
    const { party: asked } = request.params;
    const found = await publicParty(platform.door.pool, asked.startsWith('party:') ? asked : `party:${asked}`);
    return found === undefined ? sendFailed(reply, 'notFound', { path: asked }) : reply.send(found);
  });
}
