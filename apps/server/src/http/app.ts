import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';
import type { Identity } from '../identity/identity.ts';

/** What a handler is given has been parsed by its contract; what it answers is documented, and held against the document by the tests. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- a type provider refers to `this`, which only an interface can
export interface Forms extends FastifyTypeProvider {
  readonly validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  readonly serializer: unknown;
}

/** The server with its routes typed by zod contracts. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, Forms>;

declare module 'fastify' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merging into fastify's interface needs one
  interface FastifyRequest {
    /** Who asks; set for every route that is not public before its handler runs. */
    identity: Identity | undefined;
  }
}
