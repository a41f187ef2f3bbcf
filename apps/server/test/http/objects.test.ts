import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunkDigest, objectDigest } from '@zhaobiao/evidence';
import { toHex } from '@zhaobiao/basics';
import { rangeOf } from '../../src/http/object-routes.ts';
import { amendNotice, expectAccepted, openLot, type Party } from '../spine.ts';
import { refusedCode, serve, type Served } from './platform.ts';

const CHUNK = 8 * 1024 * 1024;

describe('ranges of RFC 9110', () => {
  it.each([
    [undefined, undefined], ['bytes=0-', { start: 0, end: 10 }], ['bytes=2-4', { start: 2, end: 5 }], ['bytes=2-400', { start: 2, end: 10 }], ['bytes=-3', { start: 7, end: 10 }], ['bytes=-30', { start: 0, end: 10 }],
    ['bytes=10-', 'outside'], ['bytes=-0', 'outside'], ['bytes=4-2', undefined], ['bytes=0-1,3-4', undefined], ['lines=1-2', undefined], ['bytes=-', undefined], ['bytes=a-b', undefined],
  ])('%s of ten bytes', (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });
});

describe('objects over HTTP', () => {
  let served: Served;
  let owner: Party;
  let other: Party;
  const content = randomBytes(100_000);

  const send = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: Buffer | object, party: Party = owner, type?: string) =>
    served.inject({ method, url, headers: { authorization: `Bearer ${await served.token(party)}`, ...(Buffer.isBuffer(payload) ? { 'content-type': type ?? 'application/octet-stream' } : {}) }, ...(payload === undefined ? {} : { payload }) });

  beforeAll(async () => {
    served = await serve('objects');
    ({ entity: owner, agency: other } = served.spine.people);
  });
  afterAll(() => served.close());

  it('takes one of up to 8 MiB in one request and names it by its content', async () => {
    const stored = await send('POST', '/api/v1/objects', content);
    expect([stored.statusCode, stored.json()]).toEqual([201, { digest: objectDigest(content.length, [chunkDigest(content)]), lengthBytes: content.length }]);
    expect((await send('POST', '/api/v1/objects', content)).json()).toEqual(stored.json());
    expect((await send('POST', '/api/v1/objects', Buffer.alloc(0))).json()).toMatchObject({ lengthBytes: 0 });
    const large = await send('POST', '/api/v1/objects', Buffer.alloc(CHUNK + 1));
    expect([large.statusCode, refusedCode(large)]).toEqual([413, 'bodyTooLarge']);
    const json = await send('POST', '/api/v1/objects', { a: 1 });
    expect([json.statusCode, refusedCode(json)]).toEqual([415, 'unsupportedMedia']);
  });

  it('takes chunks in any order, again after an interruption, and of nobody else', async () => {
    const bytes = Buffer.concat([randomBytes(CHUNK), randomBytes(1_000)]);
    const chunks = [bytes.subarray(0, CHUNK), bytes.subarray(CHUNK)];
    const begun = await send('POST', '/api/v1/uploads', { lengthBytes: bytes.length });
    const { upload } = begun.json<{ upload: string }>();
    expect([begun.statusCode, begun.json()]).toEqual([201, { upload, lengthBytes: bytes.length, chunkCount: 2, missing: [0, 1], digest: null }]);
    const put = (index: number, chunk: Buffer | undefined, party = owner) => send('PUT', `/api/v1/uploads/${upload}/chunks/${index}`, chunk ?? Buffer.alloc(1), party);
    expect((await put(1, chunks[1])).statusCode).toBe(204);
    expect((await send('GET', `/api/v1/uploads/${upload}`)).json()).toMatchObject({ missing: [0] });
    const early = await send('POST', `/api/v1/uploads/${upload}/complete`);
    expect([early.statusCode, refusedCode(early)]).toEqual([409, 'uploadIncomplete']);
    expect(refusedCode(await put(0, chunks[0], other))).toBe('notYours');
    expect(refusedCode(await send('GET', `/api/v1/uploads/${upload}`, undefined, other))).toBe('notYours');
    expect(refusedCode(await put(2, chunks[0]))).toBe('chunkOutOfRange');
    expect(refusedCode(await put(0, chunks[1]))).toBe('lengthMismatch');
    expect(refusedCode(await put(1, randomBytes(1_000)))).toBe('chunkDigestMismatch');
    expect((await put(0, chunks[0])).statusCode).toBe(204);
    expect((await put(0, chunks[0])).statusCode).toBe(204);
    const made = await send('POST', `/api/v1/uploads/${upload}/complete`);
    expect([made.statusCode, made.json()]).toEqual([200, { digest: objectDigest(bytes.length, chunks.map((chunk) => chunkDigest(chunk))), lengthBytes: bytes.length }]);
    expect((await send('POST', `/api/v1/uploads/${upload}/complete`)).json()).toEqual(made.json());
  });

  it('refuses what is too long, unknown or not well formed', async () => {
    expect(refusedCode(await send('POST', '/api/v1/uploads', { lengthBytes: 2 ** 31 + 1 }))).toBe('objectTooLarge');
    expect(refusedCode(await send('POST', '/api/v1/uploads', { lengthBytes: 2 ** 30 + 1 }))).toBe('quotaExceeded');
    expect(refusedCode(await send('POST', '/api/v1/uploads', { lengthBytes: -1 }))).toBe('malformed');
    expect(refusedCode(await send('POST', '/api/v1/uploads', { lengthBytes: 1.5 }))).toBe('malformed');
    expect(refusedCode(await send('POST', '/api/v1/uploads', { lengthBytes: 10, chunkDigests: [] }))).toBe('lengthMismatch');
    expect(refusedCode(await send('GET', '/api/v1/uploads/6f6e2a34-58a5-4f5b-9d7b-1f4d3d1b2c3d'))).toBe('uploadUnknown');
    expect(refusedCode(await send('GET', '/api/v1/uploads/1'))).toBe('malformed');
  });

  it('gives out only what a public act names, with ranges, as a download', async () => {
    const { digest } = (await send('POST', '/api/v1/objects', content)).json<{ digest: string }>();
    const get = (headers: Readonly<Record<string, string>> = {}) => served.inject({ method: 'GET', url: `/api/v1/objects/${digest}`, headers });
    expect((await get()).statusCode).toBe(404);
    expect((await send('GET', `/api/v1/objects/${digest}`)).statusCode).toBe(404);
    const open = await openLot(served.spine);
    // The agency draws the document up and names the file as its own.
    await served.spine.upload(served.spine.people.agency.party, digest);
    await expectAccepted(amendNotice(served.spine, open.lot, { documents: [{ name: '招标文件.pdf', digest }] }, { reason: '补充文件' }));
    const whole = await get();
    expect([whole.statusCode, toHex(whole.rawPayload)]).toEqual([200, toHex(content)]);
    expect(whole.headers).toMatchObject({ 'content-disposition': `attachment; filename="${digest.slice(0, 16)}.bin"`, 'x-content-type-options': 'nosniff', 'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=31536000, immutable' });
    const part = await get({ range: 'bytes=10-19' });
    expect([part.statusCode, part.headers['content-range'], toHex(part.rawPayload)]).toEqual([206, `bytes 10-19/${content.length}`, toHex(content.subarray(10, 20))]);
    const outside = await get({ range: `bytes=${content.length}-` });
    expect([outside.statusCode, outside.headers['content-range'], refusedCode(outside)]).toEqual([416, `bytes */${content.length}`, 'rangeOutside']);
    expect((await served.inject({ method: 'HEAD', url: `/api/v1/objects/${digest}` })).headers['content-length']).toBe(String(content.length));
  });
});
