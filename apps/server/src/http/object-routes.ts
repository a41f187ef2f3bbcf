/** Uploads in chunks and downloads with ranges. What an upload becomes is decided by the act that names it. */
import { ok, fail, type Result } from '@zhaobiao/basics';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readObject, type Range } from '../objects/read.ts';
import { CHUNK_LENGTH } from '../objects/store.ts';
import { beginUpload, completeUpload, putUploadChunk, uploadState, type StoredObject, type UploadFault, type UploadState } from '../objects/upload.ts';
import type { App } from './app.ts';
import type { Ground } from './context.ts';
import { hexText, refusalAnswer, refusals } from './documents.ts';
import { sendFailed, type FailureParams } from './failure.ts';
import { isPublicObject } from './object-queries.ts';
import { refuse, refusalStatus } from '@zhaobiao/domain';
import { refusalBody } from '../perform.ts';

const stored = z.strictObject({ digest: hexText, lengthBytes: z.int() });
const progress = z.strictObject({ upload: z.string(), lengthBytes: z.int(), chunkCount: z.int(), missing: z.array(z.int()), digest: hexText.nullable() });
const faults = { 409: refusalAnswer, 413: refusalAnswer, 422: refusalAnswer, 507: refusalAnswer, ...refusals };

const SHOWN_MISSING = 256;

const progressOf = ({ id, length, chunkCount, missing, digest }: UploadState) => ({ upload: id, lengthBytes: length, chunkCount, missing: missing.slice(0, SHOWN_MISSING), digest: digest ?? null });
const storedOf = ({ digest, length }: StoredObject) => ({ digest, lengthBytes: length });

export function objectRoutes(app: App, { platform }: Ground): void {
  const { objects, door } = platform;
  const sendFault = (reply: FastifyReply, fault: UploadFault): FastifyReply => {
    if (fault.code === 'diskLow') return reply.code(refusalStatus('diskLow')).send(refusalBody(door.law, refuse('diskLow')));
    const { code, ...rest } = fault;
    const params: FailureParams = 'missing' in rest ? { count: rest.missing.length } : rest;
    return sendFailed(reply, code, params);
  };
  const partyOf = (request: FastifyRequest): string => request.identity?.party ?? '';
  const uploadPath = z.strictObject({ upload: z.uuid() });

  /** One object of at most one chunk, in one request. */
  const putWhole = async (party: string, bytes: Uint8Array): Promise<Result<StoredObject, UploadFault>> => {
    const begun = await beginUpload(objects, { party, length: bytes.length });
    if (!begun.ok) return begun;
    const put = bytes.length === 0 ? ok(undefined) : await putUploadChunk(objects, { upload: begun.value.id, party, index: 0, bytes });
    return put.ok ? completeUpload(objects, { upload: begun.value.id, party }) : fail(put.fault);
  };

  app.post('/api/v1/objects', {
    bodyLimit: CHUNK_LENGTH, config: { meter: 'uploads' },
    schema: { summary: '上传文件（8 MiB 以内） · store an object of at most 8 MiB', tags: ['objects'], operationId: 'putObject', consumes: ['application/octet-stream'], response: { 201: stored, ...faults } },
  }, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return sendFailed(reply, 'unsupportedMedia', { type: request.headers['content-type'] ?? '' });
    const put = await putWhole(partyOf(request), request.body);
    return put.ok ? reply.code(201).send(storedOf(put.value)) : sendFault(reply, put.fault);
  });

  app.post('/api/v1/uploads', {
    config: { meter: 'uploads' },
    schema: {
      summary: '开始分块上传（2 GiB 以内） · begin a chunked upload', tags: ['objects'], operationId: 'beginUpload',
      body: z.strictObject({ lengthBytes: z.int().min(0), chunkDigests: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(256).optional() }), response: { 201: progress, ...faults },
    },
  }, async (request, reply) => {
    const { lengthBytes, chunkDigests } = request.body;
    const begun = await beginUpload(objects, { party: partyOf(request), length: lengthBytes, ...(chunkDigests === undefined ? {} : { chunkDigests }) });
    return begun.ok ? reply.code(201).send(progressOf(begun.value)) : sendFault(reply, begun.fault);
  });

  app.put('/api/v1/uploads/:upload/chunks/:index', {
    bodyLimit: CHUNK_LENGTH, config: { meter: 'uploads' },
    schema: { summary: '上传一块 · one chunk, in any order, repeatable', tags: ['objects'], operationId: 'putChunk', consumes: ['application/octet-stream'], params: uploadPath.extend({ index: z.coerce.number().int().min(0).max(255) }), response: { 204: z.null(), ...faults } },
  }, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return sendFailed(reply, 'unsupportedMedia', { type: request.headers['content-type'] ?? '' });
    const put = await putUploadChunk(objects, { upload: request.params.upload, party: partyOf(request), index: request.params.index, bytes: request.body });
    return put.ok ? reply.code(204).send() : sendFault(reply, put.fault);
  });

  app.get('/api/v1/uploads/:upload', { schema: { summary: '上传进度 · what is still missing', tags: ['objects'], operationId: 'uploadState', params: uploadPath, response: { 200: progress, ...faults } } }, async (request, reply) => {
    const state = await uploadState(objects, { upload: request.params.upload, party: partyOf(request) });
    return state.ok ? reply.send(progressOf(state.value)) : sendFault(reply, state.fault);
  });

  app.post('/api/v1/uploads/:upload/complete', { config: { meter: 'uploads' }, schema: { summary: '完成上传 · make the object', tags: ['objects'], operationId: 'completeUpload', params: uploadPath, response: { 200: stored, ...faults } } }, async (request, reply) => {
    const made = await completeUpload(objects, { upload: request.params.upload, party: partyOf(request) });
    return made.ok ? reply.send(storedOf(made.value)) : sendFault(reply, made.fault);
  });

  app.get('/api/v1/objects/:digest', {
    schema: { summary: '下载公开文件 · an object that a public act names, with Range', tags: ['objects'], operationId: 'object', params: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }), produces: ['application/octet-stream'] },
  }, async (request, reply) => {
    const { digest } = request.params;
    if (!(await isPublicObject(door.pool, digest))) return sendFailed(reply, 'notFound', { path: digest });
    const whole = await readObject(objects, digest, { start: 0, end: 0 });
    if (!whole.ok) return sendFailed(reply, 'notFound', { path: digest });
    const { length } = whole.value;
    whole.value.stream.destroy();
    const range = rangeOf(request.headers.range, length);
    if (range === 'outside') return sendFailed(reply.header('content-range', `bytes */${length}`), 'rangeOutside', { length });
    const reading = await readObject(objects, digest, range ?? { start: 0, end: length });
    if (!reading.ok) return sendFailed(reply, 'notFound', { path: digest });
    void reply.headers({ 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${digest.slice(0, 16)}.bin"`, 'accept-ranges': 'bytes', etag: `"${digest}"` });
    if (range !== undefined) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${length}`);
    return reply.header('content-length', reading.value.range.end - reading.value.range.start).send(reading.value.stream);
  });
}

/** One range of RFC 9110 §14; several, or another unit, are answered with the whole. `bytes=-5` is the last five. */
export function rangeOf(header: string | undefined, length: number): Range | 'outside' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first === '') return Number(last) === 0 || length === 0 ? 'outside' : { start: Math.max(0, length - Number(last)), end: length };
  const start = Number(first);
  const end = last === '' ? length : Math.min(length, Number(last) + 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= length ? 'outside' : { start, end };
}
