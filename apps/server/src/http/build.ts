/** The server: one fastify instance for everybody, and a small one for `/metrics` on its own port. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { awardRoutes } from '../award/routes.ts';
import { bidRoutes } from '../bid/routes.ts';
import { complaintRoutes } from '../complaint/routes.ts';
import { enquiryRoutes } from '../enquiry/routes.ts';
import { expertRoutes } from '../expert/routes.ts';
import { governanceRoutes } from '../governance/routes.ts';
import { identitiesOf } from '../identity/ground.ts';
import { tokenRoutes } from '../identity/routes.ts';
import { sessionRoutes } from '../identity/session-routes.ts';
import { logRoutes } from '../log/routes.ts';
import { openingRoutes } from '../opening/routes.ts';
import { partyRoutes } from '../party/routes.ts';
import { planningRoutes } from '../planning/routes.ts';
import { recipientRoutes } from '../recipient/routes.ts';
import { changeRoutes } from '../tender/change-routes.ts';
import { tenderDocumentRoutes } from '../tender/document-routes.ts';
import { supervisionRoutes } from '../supervision/routes.ts';
import { tenderRoutes } from '../tender/routes.ts';
import { guardAccess } from './access.ts';
import { counterOf } from './act.ts';
import { actRoutes } from './act-routes.ts';
import type { App, Forms } from './app.ts';
import { parsers } from './body.ts';
import type { Ground } from './context.ts';
import { failed } from './failure.ts';
import { healthRoutes } from './health-routes.ts';
import { identityOf } from './identify.ts';
import { LIMITS, limitOf, whose } from './meter.ts';
import { metersOf, type Meters } from './metrics.ts';
import { formCompiler } from './mishap.ts';
import { objectRoutes } from './object-routes.ts';
import { documentRoutes, openApi } from './openapi.ts';
import { pageRoutes, toLogin } from './pages/routes.ts';
import type { Platform } from './platform.ts';
import { mishaps } from './mishaps.ts';

const BODY_LIMIT = 1024 * 1024;
const REQUEST_MS = 120_000;

/** What log lines never hold: tokens, cookies, passwords. Bodies are not logged at all. */
const REDACTED = ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-csrf-token"]', 'res.headers["set-cookie"]', '*.password', '*.token'];

function bare(platform: Platform): App {
  const { settings, logStream } = platform;
  return fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: true,
    trustProxy: settings.trustProxy === undefined ? false : [...settings.trustProxy],
    logger: settings.logLevel === 'silent' ? false : { level: settings.logLevel ?? 'warn', redact: REDACTED, ...(logStream ? { stream: logStream } : {}) },
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<Forms>();
}

async function protections(app: App, { settings }: Platform): Promise<void> {
  const https = settings.secureCookies;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
  });
  await app.register(cookie);
  const limits = { ...LIMITS, ...settings.limits };
  const headers = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await app.register(rateLimit, {
    // After `onRequest`, where the token was looked up.
    hook: 'preParsing', timeWindow: '1 minute', cache: 50_000, keyGenerator: whose, addHeaders: { ...headers, 'retry-after': true }, addHeadersOnExceeding: headers,
    max: (request) => limitOf(request.routeOptions.config.meter ?? 'reads', limits),
    errorResponseBuilder: (_request, { statusCode, ttl }) => ({ statusCode, ...failed('tooManyRequests', { seconds: Math.ceil(ttl / 1000) }).body }),
  });
}

function rooms(app: App, ground: Ground, meters: Meters): void {
  for (const routes of [governanceRoutes, partyRoutes, planningRoutes, tenderRoutes, tenderDocumentRoutes, changeRoutes, recipientRoutes, enquiryRoutes, bidRoutes, openingRoutes, expertRoutes, supervisionRoutes, complaintRoutes, awardRoutes, logRoutes, objectRoutes, tokenRoutes, sessionRoutes, documentRoutes, pageRoutes]) routes(app, ground);
  actRoutes(app, ground.platform, counterOf(ground.platform, ground.parties));
  healthRoutes(app, ground.platform);
  app.addHook('onResponse', async (request, reply) => meters.answered(request.routeOptions.url, reply.statusCode));
}

/** Both instances of a platform share their figures. */
const metersByPlatform = new WeakMap<Platform, Meters>();

function sharedMeters(platform: Platform): Meters {
  const meters = metersByPlatform.get(platform) ?? metersOf(platform);
  metersByPlatform.set(platform, meters);
  return meters;
}

/** The whole HTTP floor, ready to listen or to be injected into. Throws when a route is in no table of who may (`reads.ts`). */
export async function buildHttp(platform: Platform): Promise<FastifyInstance> {
  const app = bare(platform);
  const ground: Ground = { platform, ...identitiesOf(platform.door.pool, platform.door.entropy) };
  app.setValidatorCompiler(formCompiler);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  parsers(app);
  await protections(app, platform);
  guardAccess(app, (request) => identityOf(ground, request), platform.settings, toLogin);
  mishaps(app, platform);
  await openApi(app);
  rooms(app, ground, sharedMeters(platform));
  await app.ready();
  return app;
}

/** `/metrics` alone, for a port that only operators reach. */
export async function buildMetrics(platform: Platform): Promise<FastifyInstance> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  const { contentType, text } = sharedMeters(platform);
  app.get('/metrics', async (_request, reply) => reply.type(contentType).header('cache-control', 'no-store').send(await text()));
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = failed('notFound', { path: request.url.slice(0, 80) });
    return reply.code(status).send(body);
  });
  await app.ready();
  return app;
}
