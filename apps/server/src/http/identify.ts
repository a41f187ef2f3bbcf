import type { FastifyRequest } from 'fastify';
import type { Identity } from '../identity/identity.ts';
import { cookieName } from '../identity/cookies.ts';
import type { Ground } from './context.ts';

/** Who sends a request: by its token, else by its session. A token that is not valid is nobody, even with a session beside it. */
export async function identityOf({ tokens, parties, sessions, platform }: Ground, request: FastifyRequest): Promise<Identity | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization)?.[1];
    const found = token === undefined ? undefined : await tokens.find(token);
    const party = found && (await parties.find(found.party));
    return found && party && { kind: 'token', party: found.party, roles: party.roles, digest: found.digest };
  }
  const cookie = request.cookies[cookieName(platform.settings.secureCookies)];
  return cookie === undefined ? undefined : sessions.find(cookie);
}
