/** Names and marks of our cookies. Over https the `__Host-` prefix makes browsers refuse one set by a neighbour domain. */
import type { CookieSerializeOptions } from '@fastify/cookie';

export const cookieName = (secure: boolean): string => (secure ? '__Host-session' : 'session');
export const formCookieName = (secure: boolean): string => (secure ? '__Host-form' : 'form');

export const cookieMarks = (secure: boolean, maxAge: number): CookieSerializeOptions => ({ path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge });
