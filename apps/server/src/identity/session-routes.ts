/** Log-in and log-out of people. The page works without script; programs may send JSON. */
import { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isForeign, isForm } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { refusals } from '../http/documents.ts';
import { failed, sendFailed } from '../http/failure.ts';
import { errorPage } from '../http/pages/error-page.ts';
import { accountPage, loginPage } from '../http/pages/login-page.ts';
import { languageOf } from '../http/pages/language.ts';
import { checkLogin, type Account, type LoginFault } from './accounts.ts';
import { cookieMarks, cookieName, formCookieName } from './cookies.ts';
import { SESSION_SECONDS } from './sessions.ts';

const credentials = z.strictObject({ login: z.string().min(1).max(64), password: z.string().min(1).max(256), form: z.string().max(64).optional(), next: z.string().max(300).optional() });

const FORM_SECONDS = 3_600;
const FORM_BYTES = 24;

/** A path of ours and nothing else: `//elsewhere` and `/\elsewhere` are other hosts to a browser. */
export const safeNext = (next: string | undefined): string => (next !== undefined && /^\/(?![/\\])[\w\-./?=&%~]*$/.test(next) ? next : '/account');

export function sessionRoutes(app: App, ground: Ground): void {
  const { platform, sessions, passwords } = ground;
  const { secureCookies, publicOrigin } = platform.settings;
  const html = (reply: FastifyReply): FastifyReply => reply.type('text/html; charset=utf-8');

  /** The form carries what its cookie holds: another site can send the one but not know the other. */
  const showLogin = (request: FastifyRequest, reply: FastifyReply, next: string | undefined, fault?: LoginFault): FastifyReply => {
    const form = Buffer.from(platform.door.entropy(FORM_BYTES)).toString('base64url');
    void reply.setCookie(formCookieName(secureCookies), form, cookieMarks(secureCookies, FORM_SECONDS));
    return html(reply).send(loginPage(languageOf(request), { form, next: safeNext(next), ...(fault ? { fault } : {}) }));
  };

  /** A person who sent a form reads a page, not JSON: a log-in page left open over night ends here. */
  const showFailed = (request: FastifyRequest, reply: FastifyReply, code: 'crossSite'): FastifyReply => {
    const { status, body } = failed(code);
    return html(reply.code(status)).send(errorPage(languageOf(request), status, body));
  };

  const begin = async (request: FastifyRequest, reply: FastifyReply, account: Account): Promise<{ readonly csrf: string }> => {
    const { cookie, csrf } = await sessions.begin(account, request.cookies[cookieName(secureCookies)]);
    void reply.setCookie(cookieName(secureCookies), cookie, cookieMarks(secureCookies, SESSION_SECONDS));
    void reply.clearCookie(formCookieName(secureCookies), { path: '/' });
    return { csrf };
  };

  app.get('/login', { schema: { hide: true, querystring: z.object({ next: z.string().max(300).optional() }) } }, async (request, reply) => showLogin(request, reply, request.query.next));

  app.post('/login', {
    config: { meter: 'login' },
    schema: { summary: '登录 · begin a session (form or JSON)', tags: ['identity'], operationId: 'login', body: credentials, response: { 200: z.strictObject({ account: z.string(), name: z.string(), party: z.string(), roles: z.array(z.string()), csrf: z.string() }), ...refusals } },
  }, async (request, reply) => {
    const { login, password, form, next } = request.body;
    const asForm = isForm(request);
    if (isForeign(request, publicOrigin) || (asForm && (form === undefined || form !== request.cookies[formCookieName(secureCookies)]))) return asForm ? showFailed(request, reply, 'crossSite') : sendFailed(reply, 'crossSite');
    const checked = await checkLogin(platform.door.pool, passwords, { login, password });
    if (!checked.ok) {
      const { status, body } = failed(checked.fault.code, checked.fault.code === 'loginPaused' ? { seconds: checked.fault.seconds } : {});
      if (checked.fault.code === 'loginPaused') void reply.header('retry-after', checked.fault.seconds);
      return asForm ? showLogin(request, reply.code(status), next, checked.fault) : reply.code(status).send(body);
    }
    const { id, name, party, roles } = checked.value;
    const { csrf } = await begin(request, reply, checked.value);
    return asForm ? reply.redirect(safeNext(next), 303) : reply.send({ account: id, name, party, roles, csrf });
  });

  app.post('/logout', { schema: { summary: '退出 · end the session', tags: ['identity'], operationId: 'logout', body: z.strictObject({ csrf: z.string().max(64).optional() }).optional() } }, async (request, reply) => {
    const { identity } = request;
    if (identity?.kind !== 'session') return sendFailed(reply, 'unauthenticated');
    if (isForm(request) && request.body?.csrf !== identity.csrf) return sendFailed(reply, 'crossSite');
    await sessions.end(identity.digest);
    void reply.clearCookie(cookieName(secureCookies), { path: '/' });
    return isForm(request) ? reply.redirect('/', 303) : reply.code(204).send();
  });

  app.get('/api/v1/session', {
    schema: { summary: '本次登录 · who is signed in, and the token for unsafe requests', tags: ['identity'], operationId: 'session', response: { 200: z.strictObject({ account: z.string(), name: z.string(), party: z.string(), roles: z.array(z.string()), csrf: z.string() }), ...refusals } },
  }, async (request, reply) => {
    const { identity } = request;
    if (identity?.kind !== 'session') return sendFailed(reply, 'unauthenticated');
    const { account, name, party, roles, csrf } = identity;
    return reply.send({ account, name, party, roles: [...roles], csrf });
  });

  app.get('/account', { schema: { hide: true } }, async (request, reply) => {
    const { identity } = request;
    if (identity?.kind !== 'session') return reply.redirect('/login', 303);
    const party = await ground.parties.find(identity.party);
    return html(reply).send(accountPage(languageOf(request), { name: identity.name, party: party?.name ?? identity.party, roles: identity.roles, csrf: identity.csrf }));
  });
}
