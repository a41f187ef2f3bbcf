/** How often: per party or account where one is known, else per address. Counted in this process; many processes allow as many times more. */
import type { FastifyRequest } from 'fastify';
import type { Limits } from './platform.ts';

export type Meter = 'login' | 'tokens' | 'acts' | 'batches' | 'uploads' | 'reads' | 'none';

declare module 'fastify' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging into fastify's interface needs one
  interface FastifyContextConfig {
    /** Which limit a route counts against; absent: `reads`. */
    meter?: Meter;
  }
}

/** Generous enough for a machine that brings a whole opening: 1,528 tokens and sealed bids within a minute or two. */
export const LIMITS: Limits = { login: 30, tokens: 6_000, acts: 120_000, uploads: 120_000, reads: 12_000 };

const BATCH_PART = 100;

export const limitOf = (meter: Meter, limits: Limits): number => {
  if (meter === 'none') return Number.MAX_SAFE_INTEGER;
  return meter === 'batches' ? Math.ceil(limits.acts / BATCH_PART) : limits[meter];
};

/** Counted after the token or session was found, so that a made-up token buys no count of its own. */
export const whose = (request: FastifyRequest): string => {
  const meter = request.routeOptions.config.meter ?? 'reads';
  const { identity } = request;
  if (identity === undefined) return `${meter} ${request.ip}`;
  return `${meter} ${identity.kind === 'token' ? identity.party : identity.account}`;
};
