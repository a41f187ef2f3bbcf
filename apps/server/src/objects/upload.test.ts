import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { concat, DAY, fail, HOUR, ok, uintBytes, unwrap, utf8 } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import type { FreshDatabase } from '../../test/database.ts';
import { openFiles } from './files.ts';
import { readObject } from './read.ts';
import { CHUNK_LENGTH } from './store.ts';
import type { ObjectStore } from './store.ts';
import { sweepObjects } from './sweep.ts';
import { beginUpload, completeUpload, OBJECT_LENGTH, putUploadChunk, uploadState } from './upload.ts';
import type { ObjectGround } from './upload.ts';

const BEGIN = Date.parse('2026-03-16T09:00:00+08:00') as Instant;
const MIB = 1024 * 1024;

let database: FreshDatabase;
let pool: pg.Pool;
let directory: string;
let files: ObjectStore;
let now: Instant;
let ground: ObjectGround;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ ...database.connection, max: 12, pipeline: true });
  // A connection that is still saying goodbye when its database is dropped.
  pool.on('connect', (client) => client.on('error', () => undefined));
  directory = await mkdtemp(join(tmpdir(), 'uploads-'));
  files = await openFiles(directory);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  await pool.query('TRUNCATE chunk, upload, upload_chunk, object, object_chunk, object_ref CASCADE');
  now = BEGIN;
  ground = { pool, store: { ...files, free: () => Promise.resolve(0.5) }, now: () => now, quotaBytes: 100 * MIB };
});

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const cut = (bytes: Buffer): Buffer[] => Array.from({ length: Math.ceil(bytes.length / CHUNK_LENGTH) }, (_, index) => bytes.subarray(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH));
const later = (milliseconds: number): void => void (now = (now + milliseconds) as Instant);

/** RFC 6962 §2.1, word for word. */
function root(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(concat(Uint8Array.of(0), leaves[0]!));
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(concat(Uint8Array.of(1), root(leaves.slice(0, half)), root(leaves.slice(half))));
}

const digestOf = (bytes: Buffer): string => sha256(concat(utf8('object/v1'), uintBytes(bytes.length, 8), root(cut(bytes).map(sha256)))).toString('hex');

async function send(bytes: Buffer, party = 'party-1'): Promise<{ readonly upload: string; readonly digest: string }> {
  const { id: upload } = unwrap(await beginUpload(ground, { party, length: bytes.length }));
  for (const [index, chunk] of cut(bytes).entries()) unwrap(await putUploadChunk(ground, { upload, party, index, bytes: chunk }));
  return { upload, digest: unwrap(await completeUpload(ground, { upload, party })).digest };
}

const refer = (object: string): Promise<unknown> => pool.query(`INSERT INTO object_ref (object, act) VALUES ($1, 'act-1')`, [object]);
const counts = async (): Promise<unknown> =>
  (await pool.query('SELECT (SELECT count(*)::integer FROM chunk) AS chunks, (SELECT count(*)::integer FROM object) AS objects, (SELECT count(*)::integer FROM upload) AS uploads')).rows[0];

describe('an upload', () => {
  test('of chunks in any order, repeated and at the same time, resumes where it was and reads back', async () => {
    const whole = randomBytes(3 * CHUNK_LENGTH + 5);
    const chunks = cut(whole);
    const party = 'party-1';
    const { id: upload } = unwrap(await beginUpload(ground, { party, length: whole.length, chunkDigests: chunks.map((chunk) => sha256(chunk).toString('hex')) }));
    const put = (index: number): ReturnType<typeof putUploadChunk> => putUploadChunk(ground, { upload, party, index, bytes: chunks[index]! });
    expect((await put(3)).ok).toBe(true);
    expect(await completeUpload(ground, { upload, party })).toEqual(fail({ code: 'uploadIncomplete', missing: [0, 1, 2] }));
    expect(unwrap(await uploadState(ground, { upload, party }))).toEqual({ id: upload, length: whole.length, chunkCount: 4, missing: [0, 1, 2], digest: undefined });
    const outcomes = await Promise.all([2, 0, 0, 2, 1, 1, 3, 0].map(put));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    const done = await Promise.all([completeUpload(ground, { upload, party }), completeUpload(ground, { upload, party })]);
    for (const outcome of done) expect(outcome).toEqual(ok({ digest: digestOf(whole), length: whole.length, chunkCount: 4 }));
    expect((await put(1)).ok).toBe(true);
    expect(unwrap(await uploadState(ground, { upload, party })).digest).toBe(digestOf(whole));

    const { stream } = unwrap(await readObject(ground, digestOf(whole)));
    expect(whole.equals(await buffer(stream))).toBe(true);
    const across = { start: CHUNK_LENGTH - 3, end: 2 * CHUNK_LENGTH + 4 };
    expect(whole.subarray(across.start, across.end).equals(await buffer(unwrap(await readObject(ground, digestOf(whole), across)).stream))).toBe(true);
    expect(await readObject(ground, digestOf(whole), { start: 0, end: whole.length + 1 })).toEqual(fail({ code: 'rangeOutside', length: whole.length }));
    expect(await readObject(ground, '0'.repeat(64))).toEqual(fail({ code: 'objectUnknown' }));
  });

  test.each([0, 1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1])('of %i bytes has the digest the format demands', async (length) => {
    const bytes = randomBytes(length);
    const { digest } = await send(bytes);
    expect(digest).toBe(digestOf(bytes));
    expect(bytes.equals(await buffer(unwrap(await readObject(ground, digest)).stream))).toBe(true);
  });

  test('of two equal chunks, and of the same bytes by two parties, stores them once', async () => {
    const half = randomBytes(CHUNK_LENGTH);
    const bytes = Buffer.concat([half, half]);
    const [first, second] = await Promise.all([send(bytes, 'party-1'), send(bytes, 'party-2')]);
    expect(first.digest).toBe(second.digest);
    expect(await counts()).toEqual({ chunks: 1, objects: 1, uploads: 2 });
  });
});

describe('refused', () => {
  const party = 'party-1';
  const begin = async (length: number, chunkDigests?: readonly string[]): Promise<string> =>
    unwrap(await beginUpload(ground, { party, length, ...(chunkDigests === undefined ? {} : { chunkDigests }) })).id;

  test('a chunk that is cut off, too long, out of range, or of an upload that is unknown or another’s', async () => {
    const upload = await begin(CHUNK_LENGTH + 10);
    const put = (index: number, length: number, by = party, id = upload): ReturnType<typeof putUploadChunk> => putUploadChunk(ground, { upload: id, party: by, index, bytes: new Uint8Array(length) });
    expect(await put(0, CHUNK_LENGTH - 1)).toEqual(fail({ code: 'lengthMismatch', expected: CHUNK_LENGTH, found: CHUNK_LENGTH - 1 }));
    expect(await put(1, 9)).toEqual(fail({ code: 'lengthMismatch', expected: 10, found: 9 }));
    expect(await put(0, CHUNK_LENGTH + 1)).toEqual(fail({ code: 'chunkTooLarge', limit: CHUNK_LENGTH }));
    for (const index of [2, -1, 0.5, Number.NaN]) expect(await put(index, 10)).toEqual(fail({ code: 'chunkOutOfRange', chunkCount: 2 }));
    expect(await put(1, 10, 'party-2')).toEqual(fail({ code: 'notYours' }));
    expect(await put(1, 10, party, 'nothing')).toEqual(fail({ code: 'uploadUnknown' }));
    expect(await uploadState(ground, { upload, party: 'party-2' })).toEqual(fail({ code: 'notYours' }));
    expect(await completeUpload(ground, { upload, party: 'party-2' })).toEqual(fail({ code: 'notYours' }));
  });

  test('bytes that are not those declared, or not those already there, also when both come at once', async () => {
    const [right, wrong] = [Buffer.from('right'), Buffer.from('wrong')];
    const declared = await begin(5, [sha256(right).toString('hex')]);
    expect(await putUploadChunk(ground, { upload: declared, party, index: 0, bytes: wrong })).toMatchObject({ fault: { code: 'chunkDigestMismatch', expected: sha256(right).toString('hex') } });
    expect((await putUploadChunk(ground, { upload: declared, party, index: 0, bytes: right })).ok).toBe(true);
    const open = await begin(5);
    const outcomes = await Promise.all([right, wrong].map((bytes) => putUploadChunk(ground, { upload: open, party, index: 0, bytes })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({ fault: { code: 'chunkDigestMismatch' } });
    expect(await beginUpload(ground, { party, length: 5, chunkDigests: [] })).toEqual(fail({ code: 'lengthMismatch', expected: 1, found: 0 }));
  });

  test('more than 2 GiB, and more than a party may hold unreferenced, also by two uploads at once', async () => {
    ground = { ...ground, quotaBytes: 3 * OBJECT_LENGTH };
    for (const length of [OBJECT_LENGTH + 1, -1, 1.5]) expect(await beginUpload(ground, { party, length })).toEqual(fail({ code: 'objectTooLarge', limit: OBJECT_LENGTH }));
    expect((await beginUpload(ground, { party, length: OBJECT_LENGTH })).ok).toBe(true);
    await pool.query('TRUNCATE upload CASCADE');
    ground = { ...ground, quotaBytes: 10 };
    const outcomes = await Promise.all([6, 6, 6].map((length) => beginUpload(ground, { party, length })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toEqual(fail({ code: 'quotaExceeded', quotaBytes: 10, heldBytes: 6 }));
    expect((await beginUpload(ground, { party: 'party-2', length: 6 })).ok).toBe(true);
  });

  test('nothing of the quota is used by what an act names', async () => {
    ground = { ...ground, quotaBytes: 10 };
    const { digest } = await send(Buffer.from('12345678'));
    expect((await beginUpload(ground, { party, length: 3 })).ok).toBe(false);
    await refer(digest);
    expect((await beginUpload(ground, { party, length: 10 })).ok).toBe(true);
  });

  test('uploads when the disk is nearly full, chunks when the store is, and neither leaves a trace of success', async () => {
    const upload = await begin(5);
    const put = (): ReturnType<typeof putUploadChunk> => putUploadChunk(ground, { upload, party, index: 0, bytes: Buffer.from('hello') });
    const usual = ground;
    ground = { ...usual, store: { ...usual.store, free: () => Promise.resolve(0.09) } };
    expect(await beginUpload(ground, { party, length: 1 })).toEqual(fail({ code: 'diskLow' }));
    expect(await put()).toEqual(fail({ code: 'diskLow' }));
    ground = { ...usual, store: { ...usual.store, putChunk: () => Promise.resolve(fail({ code: 'full', message: 'ENOSPC' })) } };
    expect(await put()).toEqual(fail({ code: 'diskLow' }));
    ground = { ...usual, store: { ...usual.store, putChunk: () => Promise.resolve(fail({ code: 'unreachable', message: 'ECONNREFUSED' })) } };
    expect(await put()).toEqual(fail({ code: 'storeUnreachable' }));
    expect(unwrap(await uploadState(ground, { upload, party })).missing).toEqual([0]);
    ground = usual;
    expect(await put()).toEqual(ok(undefined));
  });
});

describe('the sweep', () => {
  const storedNames = async (bytes: Buffer): Promise<boolean[]> => Promise.all(cut(bytes).map((chunk) => files.hasChunk(sha256(chunk).toString('hex'))));

  test('takes an object 48 hours after its upload unless an act names it', async () => {
    const [kept, dropped] = [randomBytes(20), randomBytes(30)];
    const [{ digest: keptDigest }, { digest: droppedDigest }] = [await send(kept), await send(dropped)];
    await refer(keptDigest);
    later(2 * DAY);
    expect(await sweepObjects(ground, now)).toEqual({ uploads: 0, objects: 0, chunks: 0 });
    later(1);
    expect(await sweepObjects(ground, now)).toEqual({ uploads: 1, objects: 1, chunks: 1 });
    expect([await storedNames(kept), await storedNames(dropped)]).toEqual([[true], [false]]);
    expect((await buffer(unwrap(await readObject(ground, keptDigest)).stream)).equals(kept)).toBe(true);
    expect(await readObject(ground, droppedDigest)).toEqual(fail({ code: 'objectUnknown' }));
    expect(await counts()).toEqual({ chunks: 1, objects: 1, uploads: 0 });
  });

  test('takes abandoned uploads, not ones whose chunks still come', async () => {
    const bytes = randomBytes(2 * CHUNK_LENGTH);
    const [first, second] = cut(bytes);
    const party = 'party-1';
    const slow = unwrap(await beginUpload(ground, { party, length: bytes.length })).id;
    const abandoned = unwrap(await beginUpload(ground, { party, length: 5 })).id;
    unwrap(await putUploadChunk(ground, { upload: abandoned, party, index: 0, bytes: Buffer.from('stale') }));
    later(40 * HOUR);
    unwrap(await putUploadChunk(ground, { upload: slow, party, index: 0, bytes: first! }));
    later(40 * HOUR);
    expect(await sweepObjects(ground, now)).toEqual({ uploads: 1, objects: 0, chunks: 1 });
    unwrap(await putUploadChunk(ground, { upload: slow, party, index: 1, bytes: second! }));
    expect(unwrap(await completeUpload(ground, { upload: slow, party })).digest).toBe(digestOf(bytes));
    expect(await uploadState(ground, { upload: abandoned, party })).toEqual(fail({ code: 'uploadUnknown' }));
  });

  test('leaves chunks another object shares, and begins the 48 hours anew when the same bytes come again', async () => {
    const shared = randomBytes(CHUNK_LENGTH);
    const { digest } = await send(Buffer.concat([shared, Buffer.from('one')]));
    await refer((await send(Buffer.concat([shared, Buffer.from('two')]))).digest);
    later(30 * HOUR);
    expect((await send(Buffer.concat([shared, Buffer.from('one')]))).digest).toBe(digest);
    later(30 * HOUR);
    expect(await sweepObjects(ground, now)).toMatchObject({ objects: 0, chunks: 0 });
    later(30 * HOUR);
    expect(await sweepObjects(ground, now)).toMatchObject({ objects: 1, chunks: 1 });
    expect(await files.hasChunk(sha256(shared).toString('hex'))).toBe(true);
  });

  test('never takes an object that an act names while it runs', async () => {
    const { digest } = await send(randomBytes(20));
    later(3 * DAY);
    const act = await pool.connect();
    await act.query('BEGIN');
    await act.query(`INSERT INTO object_ref (object, act) VALUES ($1, 'act-2')`, [digest]);
    const sweeping = sweepObjects(ground, now);
    await new Promise((done) => setTimeout(done, 100));
    await act.query('COMMIT');
    act.release();
    expect(await sweeping).toMatchObject({ objects: 0, chunks: 0 });
    expect((await readObject(ground, digest)).ok).toBe(true);
  });

  test('never takes a chunk that comes while it runs: raced', async () => {
    const bytes = randomBytes(50);
    for (let round = 0; round < 60; round += 1) {
      await send(bytes, `party-${round}`);
      later(3 * DAY);
      const party = `next-${round}`;
      const upload = unwrap(await beginUpload(ground, { party, length: bytes.length })).id;
      const [, put] = await Promise.all([sweepObjects(ground, now), putUploadChunk(ground, { upload, party, index: 0, bytes })]);
      expect(put.ok).toBe(true);
      const { digest } = unwrap(await completeUpload(ground, { upload, party }));
      expect((await buffer(unwrap(await readObject(ground, digest)).stream)).equals(bytes)).toBe(true);
    }
  });

  test('goes on where a crash between bytes and row left it', async () => {
    const bytes = randomBytes(20);
    await send(bytes);
    later(3 * DAY);
    const usual = ground;
    const crash = (name: string): Promise<never> => files.deleteChunk(name).then(() => Promise.reject(new Error('power')));
    ground = { ...usual, store: { ...usual.store, deleteChunk: crash } };
    await expect(sweepObjects(ground, now)).rejects.toThrow('power');
    ground = usual;
    expect(await sweepObjects(ground, now)).toMatchObject({ chunks: 1 });
    expect(await counts()).toEqual({ chunks: 0, objects: 0, uploads: 0 });
  });
});
