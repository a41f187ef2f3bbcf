/** The log for everybody: checkpoint, tiles, the feed of public acts, receipts. */
import { fromUtf8 } from '@zhaobiao/basics';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { readCheckpoint, readTileFile } from './published.ts';
import { feedAfter, feedItem, receiptOf } from './queries.ts';

const item = z.strictObject({
  index: z.int(), entry: hexText, salt: hexText, bytes: z.string().describe('canonical bytes of the act, base64'),
  disclosures: z.array(z.strictObject({ event: z.int(), name: z.string(), salt: hexText, value: z.json() })),
  reveals: z.array(z.int()).describe('indexes of acts that this act published, or fields of: read them again'),
});

const FEED_MOST = 500;
const RETRY_SECONDS = 1;

function files(app: App, { platform }: Ground): void {
  app.get('/log/checkpoint', { schema: { summary: '检查点 · signed checkpoint (C2SP)', tags: ['log'], operationId: 'checkpoint' } }, async (_request, reply) => {
    const checkpoint = await readCheckpoint(platform.logDirectory);
    return checkpoint === undefined ? sendFailed(reply, 'notFound', { path: 'checkpoint' }) : reply.type('text/plain; charset=utf-8').send(Buffer.from(checkpoint));
  });
  app.get('/log/*', { schema: { summary: '日志分片 · tiles and entry bundles (C2SP tlog-tiles)', tags: ['log'], operationId: 'tile', params: z.object({ '*': z.string().max(120) }) } }, async (request, reply) => {
    const path = request.params['*'];
    const bytes = await readTileFile(platform.logDirectory, path);
    return bytes === undefined ? sendFailed(reply, 'notFound', { path: path.slice(0, 80) }) : reply.type('application/octet-stream').send(Buffer.from(bytes));
  });
}

function feed(app: App, { platform }: Ground): void {
  const { pool } = platform.door;
  app.get('/api/v1/feed', {
    schema: {
      summary: '公开信息流 · public acts by log index; begin with after=-1, go on with next', tags: ['log'], operationId: 'feed',
      querystring: z.strictObject({ after: z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1), limit: z.coerce.number().int().min(1).max(FEED_MOST).default(100) }),
      response: { 200: z.strictObject({ items: z.array(item), next: z.int(), size: z.int() }), ...refusals },
    },
  }, (request) => feedAfter(pool, request.query.after, request.query.limit));

  app.get('/api/v1/feed/:index', {
    schema: { summary: '一项公开办理 · one public act', tags: ['log'], operationId: 'feedItem', params: z.strictObject({ index: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }), response: { 200: item, ...refusals } },
  }, async (request, reply) => {
    const found = await feedItem(pool, request.params.index);
    return found === undefined ? sendFailed(reply, 'notFound', { path: `feed/${request.params.index}` }) : reply.send(found);
  });
}

export function logRoutes(app: App, ground: Ground): void {
  files(app, ground);
  feed(app, ground);
  const { platform } = ground;
  app.get('/api/v1/acts/:entry/receipt', {
    schema: {
      summary: '回执 · receipt of an act; of a sealed one only for its actor. text/plain when asked for', tags: ['log'], operationId: 'receipt', params: z.strictObject({ entry: z.string().regex(/^[0-9a-f]{64}$/) }),
      response: { 200: z.strictObject({ index: z.int(), entry: hexText, receipt: z.string().describe('C2SP tlog-proof text') }), 202: z.strictObject({ pending: z.literal(true) }).describe('not yet below a published checkpoint'), ...refusals },
    },
  }, async (request, reply) => {
    const { entry } = request.params;
    const made = await receiptOf(platform.door.pool, platform.logDirectory, entry, request.identity?.party);
    if (!made.ok && made.fault.code === 'pending') return reply.code(202).header('retry-after', RETRY_SECONDS).send({ pending: true });
    if (!made.ok) return sendFailed(reply, 'notFound', { path: entry });
    const text = fromUtf8(made.value.receipt);
    if (request.headers.accept?.startsWith('text/plain') === true) return reply.type('text/plain; charset=utf-8').header('content-disposition', `attachment; filename="receipt-${entry.slice(0, 16)}.txt"`).send(text);
    return reply.send({ index: made.value.index, entry, receipt: text });
  });
}
