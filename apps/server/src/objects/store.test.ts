import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unwrap } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeS3, KEYS } from '../../test/fake-s3.ts';
import type { FakeS3 } from '../../test/fake-s3.ts';
import { sha256 } from './hash.ts';
import { openObjects } from './open.ts';
import { CHUNK_LENGTH, diskState } from './store.ts';
import type { ObjectStore } from './store.ts';

const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let s3: FakeS3;
let directory: string;
let files: ObjectStore;
let bucket: ObjectStore;

beforeAll(async () => {
  s3 = await fakeS3('tenders');
  directory = await mkdtemp(join(tmpdir(), 'objects-'));
  files = unwrap(await openObjects(pathToFileURL(directory).href));
  bucket = unwrap(await openObjects(`s3://tenders/city/objects?endpoint=${encodeURIComponent(s3.endpoint)}&region=cn-north-1`, KEYS));
});

afterAll(async () => {
  await s3.close();
  await rm(directory, { recursive: true });
});

describe.each(['files', 's3'])('%s', (kind) => {
  const store = (): ObjectStore => (kind === 'files' ? files : bucket);

  test('keeps chunks under their digest; every operation may be repeated', async () => {
    const bytes = randomBytes(CHUNK_LENGTH);
    const name = nameOf(bytes);
    expect(await store().hasChunk(name)).toBe(false);
    expect(await store().getChunk(name)).toBeUndefined();
    for (let again = 0; again < 2; again += 1) expect(await store().putChunk(name, bytes)).toEqual({ ok: true, value: undefined });
    expect(await store().hasChunk(name)).toBe(true);
    expect(bytes.equals((await store().getChunk(name)) ?? new Uint8Array())).toBe(true);
    for (let again = 0; again < 2; again += 1) await store().deleteChunk(name);
    expect(await store().hasChunk(name)).toBe(false);
  });

  test('the same chunk from several writers at once', async () => {
    const bytes = randomBytes(100_000);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store().putChunk(nameOf(bytes), bytes)));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(Buffer.from((await store().getChunk(nameOf(bytes))) ?? []).equals(bytes)).toBe(true);
  });

  test('damaged bytes are never handed out, and are mended by bringing them again', async () => {
    const bytes = Buffer.from('the chunk as it was');
    const name = nameOf(bytes);
    unwrap(await store().putChunk(name, bytes));
    const path = join(directory, name.slice(0, 2), name.slice(2, 4), name);
    if (kind === 's3') s3.contents.set(`city/objects/${name}`, Buffer.from('the chunk as it rots'));
    else {
      await chmod(path, 0o640);
      await writeFile(path, 'the chunk as it rots');
    }
    await expect(store().getChunk(name)).rejects.toThrow(`chunk ${name} is damaged`);
    unwrap(await store().putChunk(name, bytes));
    expect(Buffer.from((await store().getChunk(name)) ?? []).toString()).toBe('the chunk as it was');
  });
});

test('files are immutable, lie two folders deep, and leave nothing half written', async () => {
  const bytes = randomBytes(10);
  const name = nameOf(bytes);
  unwrap(await files.putChunk(name, bytes));
  expect((await stat(join(directory, name.slice(0, 2), name.slice(2, 4), name))).mode & 0o777).toBe(0o440);
  expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  await expect(files.getChunk('../../../etc/passwd')).rejects.toThrow('not a digest');
});

test('a service that fails for a moment is asked again, one that stays away is a fault', async () => {
  const bytes = randomBytes(10);
  s3.failWith(503, 1);
  expect((await bucket.putChunk(nameOf(bytes), bytes)).ok).toBe(true);
  s3.failWith(503, 10);
  expect(await bucket.putChunk(nameOf(bytes), bytes)).toMatchObject({ ok: false, fault: { code: 'unreachable' } });
  await expect(bucket.getChunk(nameOf(bytes))).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  s3.failWith(507, 10);
  expect(await bucket.putChunk(nameOf(bytes), bytes)).toMatchObject({ ok: false, fault: { code: 'full' } });
  s3.failWith(0, 0);
});

test('a key the service does not know is refused by it and told', async () => {
  const stranger = unwrap(await openObjects(`s3://tenders/?endpoint=${encodeURIComponent(s3.endpoint)}`, { ...KEYS, secretAccessKey: 'guess' }));
  const fault = await stranger.putChunk(nameOf(Buffer.from('x')), Buffer.from('x'));
  expect(fault).toMatchObject({ ok: false, fault: { code: 'unreachable', message: 'wrong signature' } });
});

test.each(['', 'objects', '/srv/objects', 'http://host/x', 's3://', 's3://key:secret@bucket/', 's3://bucket/?endpoint=host:9000', 'file://host/x'])('the address %j is refused in words', async (address) => {
  expect(await openObjects(address)).toMatchObject({ ok: false, fault: { code: 'objectsUrl' } });
});

test('uploads pause below a tenth of free disk, acts below a fiftieth', async () => {
  const at = (free: number): ReturnType<typeof diskState> => diskState({ free: () => Promise.resolve(free) });
  expect(await at(0.1)).toEqual({ free: 0.1, uploadsPaused: false, actsPaused: false });
  expect(await at(0.0999)).toEqual({ free: 0.0999, uploadsPaused: true, actsPaused: false });
  expect(await at(0.0199)).toEqual({ free: 0.0199, uploadsPaused: true, actsPaused: true });
  const free = await files.free();
  expect(free).toBeGreaterThan(0);
  expect(free).toBeLessThanOrEqual(1);
});

test('large chunks are hashed off the event loop and to the same digest', async () => {
  const chunks = Array.from({ length: 6 }, () => randomBytes(CHUNK_LENGTH));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const names = await Promise.all(chunks.map((chunk) => sha256(chunk)));
  clearInterval(timer);
  expect(names).toEqual(chunks.map(nameOf));
  expect(turns).toBeGreaterThan(0);
});
