import { z } from 'zod';
import type { App } from './app.ts';
import type { Platform } from './platform.ts';
import { readiness } from './ready.ts';

const state = z.strictObject({ ready: z.boolean(), faults: z.array(z.strictObject({ name: z.string(), why: z.string() })) });

/** `/healthz`: the process answers. `/readyz`: it can serve, with each reason why not. */
export function healthRoutes(app: App, platform: Platform): void {
  app.get('/healthz', { config: { meter: 'none' }, schema: { summary: '存活 · the process answers', tags: ['platform'], operationId: 'healthz', response: { 200: z.strictObject({ alive: z.literal(true) }) } } }, async () => ({ alive: true as const }));
  app.get('/readyz', { config: { meter: 'none' }, schema: { summary: '就绪 · the platform can serve', tags: ['platform'], operationId: 'readyz', response: { 200: state, 503: state } } }, async (_request, reply) => {
    const found = await readiness(platform);
    return reply.code(found.ready ? 200 : 503).send({ ready: found.ready, faults: [...found.faults] });
  });
}
