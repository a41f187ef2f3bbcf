/** Every answer that is not a handler's own: faults, unknown paths, wrong methods. JSON for programs, a page for people. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { refusalBody } from '../perform.ts';
import type { App } from './app.ts';
import { failed, type Failed } from './failure.ts';
import { answerTo } from './mishap.ts';
import { errorPage } from './pages/error-page.ts';
import { languageOf } from './pages/language.ts';
import type { Platform } from './platform.ts';

/** A path's pattern as fastify writes it, as an expression over real paths. */
const patternOf = (url: string): RegExp => new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*').replace(/:\w+/g, '[^/]+')}$`);

const wantsPage = (request: FastifyRequest): boolean => !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html') === true;

function sendAnswer(request: FastifyRequest, reply: FastifyReply, { status, body }: Failed): FastifyReply {
  void reply.code(status).header('cache-control', 'no-store');
  if (!wantsPage(request)) return reply.send(body);
  return reply.type('text/html; charset=utf-8').send(errorPage(languageOf(request), status, body));
}

export function mishaps(app: App, platform: Platform): void {
  const routes: { readonly method: string; readonly pattern: RegExp }[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) if (!route.url.includes(':act')) routes.push({ method, pattern: patternOf(route.url) });
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // The rate limit throws its answer as it is to be sent.
    if ('refused' in error) return sendAnswer(request, reply, { status: 429, body: { refused: limited(error) } });
    return sendAnswer(request, reply, answerTo(error, request.log, request.routeOptions.bodyLimit, (refusal) => refusalBody(platform.door.law, refusal)));
  });
  app.setNotFoundHandler((request, reply) => {
    const path = (request.url.split('?')[0] ?? '').slice(0, 120);
    const allow = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    if (allow.length === 0) return sendAnswer(request, reply, failed('notFound', { path }));
    return sendAnswer(request, reply.header('allow', allow.join(', ')), failed('methodNotAllowed', { path, method: request.method, allow: allow.join(', ') }));
  });
}

const limited = (error: { readonly refused: unknown }) => JSON.parse(JSON.stringify(error.refused));
