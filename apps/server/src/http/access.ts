/** Who may reach which route: every request passes here before its body is read. */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Identity } from '../identity/identity.ts';
import type { App } from './app.ts';
import { sendFailed } from './failure.ts';
import { READS, WRITES, type Read, type Who } from './reads.ts';

const KEEP: Readonly<Record<Read['keep'], string>> = { never: 'no-store', ask: 'public, no-cache', forever: 'public, max-age=31536000, immutable' };
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Requests a minute from one address that name nobody known: tokens cannot be guessed, but the guesses cost look-ups. */
const UNKNOWN_MOST = 600;

const isActPath = (path: string): boolean => path === '/api/v1/acts' || path.startsWith('/api/v1/acts/');

/** Who may use a route, or `undefined` when nobody has said so. */
export function whoMay(method: string, path: string): Who | undefined {
  if (method === 'GET' || method === 'HEAD') return READS[path]?.who;
  return method === 'POST' && isActPath(path) ? 'signedIn' : WRITES[`${method} ${path}`];
}

const methodsOf = (route: Pick<RouteOptions, 'method'>): readonly string[] => (typeof route.method === 'string' ? [route.method] : route.method);

export type IdentityOf = (request: FastifyRequest) => Promise<Identity | undefined>;

/** A browser says where a request comes from; with a cookie it must be a page of ours that also knows the session's token. */
function crossSite(request: FastifyRequest, identity: Identity, origin: string): boolean {
  if (identity.kind !== 'session' || !UNSAFE.has(request.method)) return false;
  if (isForeign(request, origin)) return true;
  const header = request.headers['x-csrf-token'];
  // The form for logging out carries the token in a field, checked by its handler, which alone can read the body.
  return !(isForm(request) && request.routeOptions.url === '/logout') && header !== identity.csrf;
}

export const isForm = (request: FastifyRequest): boolean => request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

/**
 * Origin is sent by every browser with every unsafe request; a program without one sends no cookie either. Ours is the public one, or the host
 * the request itself was sent to: `localhost` where the address says `127.0.0.1`. A page cannot choose the Host of the requests it causes.
 */
export function isForeign(request: FastifyRequest, origin: string): boolean {
  const { origin: sent, 'sec-fetch-site': site } = request.headers;
  if (sent !== undefined) return sent !== origin && !(URL.canParse(sent) && new URL(sent).host === request.host);
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

const allows = (who: Who, identity: Identity | undefined): boolean => who === 'public' || who === 'optional' || (identity !== undefined && (who === 'signedIn' || who === identity.kind));

export function guardAccess(app: App, identityOf: IdentityOf, settings: { readonly publicOrigin: string }, toLogin: (request: FastifyRequest, reply: FastifyReply) => FastifyReply): void {
  app.decorateRequest('identity', undefined);
  const refusals = app.createRateLimit({ max: UNKNOWN_MOST, timeWindow: '1 minute', keyGenerator: (request) => `unknown ${request.ip}` });
  app.addHook('onRoute', (route) => {
    const unsaid = methodsOf(route).filter((method) => method !== 'OPTIONS' && whoMay(method, route.url) === undefined);
    if (unsaid.length > 0) throw new Error(`nobody has said who may ${unsaid.join(', ')} ${route.url}: add it to http/reads.ts`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const path = request.routeOptions.url;
    if (path === undefined) return;
    const who = whoMay(request.method, path);
    const keep = request.method === 'GET' || request.method === 'HEAD' ? READS[path]?.keep : undefined;
    void reply.header('cache-control', KEEP[keep ?? 'never']);
    if (who === 'public') return;
    const identity = await identityOf(request);
    request.identity = identity;
    if (who === undefined || !allows(who, identity)) {
      const met = await refusals(request);
      if (!met.isAllowed && met.isExceeded) return sendFailed(reply.header('retry-after', met.ttlInSeconds), 'tooManyRequests', { seconds: met.ttlInSeconds });
      return path.startsWith('/api/') || UNSAFE.has(request.method) ? sendFailed(reply, 'unauthenticated') : toLogin(request, reply);
    }
    if (identity !== undefined && crossSite(request, identity, settings.publicOrigin)) return sendFailed(reply, 'crossSite');
  });
  // What failed is not the content that its address promises.
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode >= 300) void reply.header('cache-control', 'no-store');
  });
}
