import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { bilingual, hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { bundleOf } from '../log/bundle.ts';
import { actsBelow } from '../log/queries.ts';
import { listTenders, publicTender } from './queries.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Path of a lot: `P1/1` of `lot:P1/1`. */
export const lotPath = z.strictObject({ project: z.string().regex(NAME), lot: z.string().regex(NAME) });
export const lotOf = ({ project, lot }: z.infer<typeof lotPath>): string => `lot:${project}/${lot}`;

/** A search text as people type it: storable, short. */
export const searchText = z.string().max(100).refine((text) => !text.includes('\u0000') && text.isWellFormed(), { message: 'U+0000 or a lone surrogate' }).optional();

const party = z.strictObject({ party: z.string(), name: z.string() });
const line = z.strictObject({
  lot: z.string(), project: z.string(), name: z.string(), title: z.string().nullable(), stage: z.string(), procuringEntity: party, procedure: z.string(), publishedAt: moment.nullable(), closingAt: moment.nullable(),
});
const tender = z.looseObject({ lot: z.string(), project: z.string(), name: z.string(), stage: z.string(), procuringEntity: party, agency: party.nullable(), deadlines: z.record(z.string(), z.looseObject({})) });
const actLine = z.strictObject({ index: z.int(), entry: hexText, act: z.string(), title: bilingual, stream: z.string(), actor: z.string(), at: moment });

/** A bundle of 1,528 bids is some 20 MB and 10,000 reads: so many are written at once, others come a little later. */
const BUNDLES_AT_ONCE = 4;
const RETRY_SECONDS = 2;

function bundleRoute(app: App, { platform }: Ground): void {
  let writing = 0;
  const later = (reply: FastifyReply): FastifyReply => sendFailed(reply.header('retry-after', RETRY_SECONDS), 'notReady');
  app.get('/api/v1/tenders/:project/:lot/bundle', {
    exposeHeadRoute: false,
    schema: { summary: '核验包 · the bundle of a tender: its public acts with their proofs, for `zhaobiao verify`', tags: ['tender'], operationId: 'tenderBundle', params: lotPath, produces: ['application/x-ndjson'] },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    if ((await publicTender(platform.door.pool, lot)) === undefined) return sendFailed(reply, 'notFound', { path: lot });
    if (writing >= BUNDLES_AT_ONCE) return later(reply);
    writing += 1;
    // Also when whoever downloads goes away in the middle.
    reply.raw.once('close', () => (writing -= 1));
    const bundle = await bundleOf(platform, lot);
    if (!bundle.ok) return later(reply);
    const name = `${request.params.project}-${request.params.lot}.zhaobiao`;
    void reply.headers({ 'content-type': 'application/x-ndjson', 'content-disposition': `attachment; filename="${name}"` });
    return reply.send(Readable.from(bundle.value, { objectMode: false }));
  });
}

export function tenderRoutes(app: App, ground: Ground): void {
  const { platform } = ground;
  bundleRoute(app, ground);
  const { pool } = platform.door;
  app.get('/api/v1/tenders', {
    schema: {
      summary: '招标项目 · published tenders, the latest deadline first', tags: ['tender'], operationId: 'tenders',
      querystring: z.strictObject({ stage: z.string().max(40).regex(/^[A-Za-z]+$/).optional(), q: searchText, after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
      response: { 200: z.strictObject({ tenders: z.array(line), next: z.string().nullable() }), ...refusals },
    },
  }, (request) => listTenders(pool, request.query));

  app.get('/api/v1/tenders/:project/:lot', { schema: { summary: '标段 · one published tender', tags: ['tender'], operationId: 'tender', params: lotPath, response: { 200: tender, ...refusals } } }, async (request, reply) => {
    const found = await publicTender(pool, lotOf(request.params));
    return found === undefined ? sendFailed(reply, 'notFound', { path: lotOf(request.params) }) : reply.send(found);
  });

  app.get('/api/v1/tenders/:project/:lot/acts', {
    schema: {
      summary: '办理记录 · public acts of a tender and of what belongs to it, by log index', tags: ['tender'], operationId: 'tenderActs', params: lotPath,
      querystring: z.strictObject({ after: z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1), limit: z.coerce.number().int().min(1).max(500).default(200) }),
      response: { 200: z.strictObject({ acts: z.array(actLine), next: z.int().nullable() }), ...refusals },
    },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    if ((await publicTender(pool, lot)) === undefined) return sendFailed(reply, 'notFound', { path: lot });
    return reply.send(await actsBelow(pool, lot, request.query.after, request.query.limit));
  });
}
