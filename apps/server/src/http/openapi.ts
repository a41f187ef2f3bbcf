/** The document at /openapi.json, made from the acts' contracts and the routes' own, and a page that shows it without script. */
import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { App } from './app.ts';
import type { Ground } from './context.ts';
import { docsPage } from './pages/docs-page.ts';
import { languageOf } from './pages/language.ts';

const VERSION = '0.1.0';

export async function openApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '昭标 Zhaobiao', version: VERSION,
        description: 'Every act is signed by a registered key of the party and stands in a public log. Amounts are whole fen, moments RFC 3339 to the millisecond. A refusal names the fact, says it in Chinese and English and cites the article.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'session' } } },
    },
    transform: jsonSchemaTransform,
  });
}

export function documentRoutes(app: App, _ground: Ground): void {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/docs', { schema: { hide: true } }, async (request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(languageOf(request), app.swagger())));
}
