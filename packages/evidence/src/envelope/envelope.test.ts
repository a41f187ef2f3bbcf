import { concat, equalBytes, utf8 } from '@zhaobiao/basics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { CHUNK_LENGTH, aeadOf } from '../profile/aead.ts';
import { PROFILES } from '../profile/profile.ts';
import { openBytes, openStream, sealBytes, sealStream, sealedLength } from './envelope.ts';
import { HEADER_LENGTH, profileOfHeader } from './header.ts';
import { piecesOf } from './pieces.ts';

const entropy = seededEntropy('envelope');
const key = entropy(32);
const context = utf8('label');
const LENGTHS = [0, 1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 2 * CHUNK_LENGTH, 2 * CHUNK_LENGTH + 5];

describe.each(['international', 'national'] as const)('%s envelope', (profile) => {
  const seal = (plaintext: Uint8Array): Promise<Uint8Array> => sealBytes({ profile, key, context, entropy }, plaintext);
  const chunk = CHUNK_LENGTH + aeadOf(PROFILES[profile].aead).tagLength;

  it('opens to what was sealed, at every length around a chunk', async () => {
    for (const length of LENGTHS) {
      const plaintext = entropy(length);
      const envelope = await seal(plaintext);
      expect(envelope.length).toBe(sealedLength(profile, length));
      const opened = await openBytes({ key, context }, envelope);
      expect([length, opened.ok && equalBytes(opened.value, plaintext)]).toEqual([length, true]);
      expect(profileOfHeader(envelope)).toEqual({ ok: true, value: PROFILES[profile] });
    }
  });

  it('is the same however the bytes come in', async () => {
    const plaintext = entropy(2 * CHUNK_LENGTH + 777);
    const fixedSalt = () => new Uint8Array(24).fill(9);
    const whole = await sealBytes({ profile, key, context, entropy: fixedSalt }, plaintext);
    for (const size of [1000, CHUNK_LENGTH, CHUNK_LENGTH + 1, plaintext.length]) {
      const parts = function* (bytes: Uint8Array): Generator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const sealed: Uint8Array[] = [];
      for await (const portion of sealStream({ profile, key, context, entropy: fixedSalt }, parts(plaintext))) sealed.push(portion);
      expect(equalBytes(concat(...sealed), whole)).toBe(true);
      const opened: Uint8Array[] = [];
      for await (const portion of openStream({ key, context }, parts(whole))) if (portion.ok) opened.push(portion.value);
      expect(equalBytes(concat(...opened), plaintext)).toBe(true);
    }
  });

  it('never repeats itself', async () => {
    const [first, second] = [await seal(utf8('price')), await seal(utf8('price'))];
    expect(equalBytes(first.subarray(8, 32), second.subarray(8, 32))).toBe(false);
    expect(equalBytes(first.subarray(HEADER_LENGTH), second.subarray(HEADER_LENGTH))).toBe(false);
  });

  it('names a wrong key or context before decrypting anything', async () => {
    const envelope = await seal(utf8('price'));
    for (const options of [{ key: entropy(32), context }, { key, context: utf8('other label') }]) expect(await openBytes(options, envelope)).toEqual({ ok: false, fault: 'commitmentMismatch' });
    // Neither salt nor commitment can be exchanged.
    for (const at of [8, 31, 32, 63]) expect(await openBytes({ key, context }, flipped(envelope, at))).toEqual({ ok: false, fault: 'commitmentMismatch' });
    const forgedBody = envelope.slice(0, HEADER_LENGTH);
    expect(await openBytes({ key: entropy(32), context }, forgedBody)).toEqual({ ok: false, fault: 'commitmentMismatch' });
  });

  it('names what is no envelope and what is of another kind', async () => {
    const envelope = await seal(utf8('price'));
    for (const bytes of [new Uint8Array(0), utf8('ZBEV'), envelope.slice(0, 63), flipped(envelope, 0), utf8('a plain bid'.repeat(20))]) expect(await openBytes({ key, context }, bytes)).toEqual({ ok: false, fault: 'notAnEnvelope' });
    for (const at of [4, 6, 7]) expect(await openBytes({ key, context }, flipped(envelope, at))).toEqual({ ok: false, fault: 'unknownProfile' });
    const unknown = Uint8Array.from(envelope);
    unknown[5] = 9;
    expect(await openBytes({ key, context }, unknown)).toEqual({ ok: false, fault: 'unknownProfile' });
  });

  it('does not open as the other profile', async () => {
    const envelope = await seal(utf8('price'));
    const other = Uint8Array.from(envelope);
    other[5] = profile === 'international' ? 2 : 1;
    expect(await openBytes({ key, context }, other)).toEqual({ ok: false, fault: 'commitmentMismatch' });
  });

  it('names forged, cut and lengthened bodies', async () => {
    const envelope = await seal(entropy(2 * CHUNK_LENGTH + 100));
    const open = (bytes: Uint8Array) => openBytes({ key, context }, bytes);
    for (const at of [HEADER_LENGTH, HEADER_LENGTH + chunk - 1, HEADER_LENGTH + chunk, envelope.length - 1]) expect(await open(flipped(envelope, at))).toEqual({ ok: false, fault: 'chunkForged' });
    expect(await open(envelope.slice(0, HEADER_LENGTH + chunk))).toEqual({ ok: false, fault: 'truncated' });
    expect(await open(envelope.slice(0, HEADER_LENGTH + 2 * chunk))).toEqual({ ok: false, fault: 'truncated' });
    expect(await open(envelope.slice(0, HEADER_LENGTH + 2 * chunk + 3))).toEqual({ ok: false, fault: 'truncated' });
    expect(await open(envelope.slice(0, HEADER_LENGTH))).toEqual({ ok: false, fault: 'truncated' });
    expect(await open(envelope.slice(0, -1))).toEqual({ ok: false, fault: 'chunkForged' });
    expect(await open(concat(envelope, Uint8Array.of(0)))).toEqual({ ok: false, fault: 'chunkForged' });
    const full = await seal(entropy(CHUNK_LENGTH));
    expect(await open(concat(full, entropy(50)))).toEqual({ ok: false, fault: 'trailing' });
    // Chunks exchanged, one dropped, one repeated.
    const [head, first, second, rest] = [envelope.slice(0, HEADER_LENGTH), envelope.slice(HEADER_LENGTH, HEADER_LENGTH + chunk), envelope.slice(HEADER_LENGTH + chunk, HEADER_LENGTH + 2 * chunk), envelope.slice(HEADER_LENGTH + 2 * chunk)];
    for (const body of [[second, first, rest], [second, rest], [first, rest], [first, first, second, rest]]) expect(await open(concat(head, ...body))).toEqual({ ok: false, fault: 'chunkForged' });
  });

  it('gives no plaintext of a chunk that does not open, and ends with the fault', async () => {
    const envelope = flipped(await seal(entropy(2 * CHUNK_LENGTH + 100)), HEADER_LENGTH + chunk);
    const items: boolean[] = [];
    for await (const item of openStream({ key, context }, [envelope])) items.push(item.ok);
    expect(items).toEqual([true, false]);
  });

  it('stands hostile bytes', async () => {
    const envelope = await seal(utf8('price'));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(envelope.length), async (noise, at) => {
        const spliced = concat(envelope.slice(0, at), noise, envelope.slice(at));
        const opened = await openBytes({ key, context }, noise.length > 0 ? spliced : noise);
        expect(opened.ok).toBe(false);
      }),
    );
  });
});

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 4;
  return copy;
};

describe('pieces', () => {
  it('hold back one, and keep no memory of a source that reuses its own', async () => {
    const shared = new Uint8Array(4);
    const source = function* (): Generator<Uint8Array> {
      for (let round = 1; round <= 3; round += 1) {
        shared.fill(round);
        yield shared;
      }
    };
    const pieces: string[] = [];
    for await (const { bytes, last } of piecesOf(source(), 4)) pieces.push(`${[...bytes].join('')}${last ? '.' : ''}`);
    expect(pieces).toEqual(['1111', '2222', '3333.']);
  });

  it('make one empty piece of nothing', async () => {
    const pieces: number[] = [];
    for await (const { bytes } of piecesOf([], 4)) pieces.push(bytes.length);
    expect(pieces).toEqual([0]);
  });
});
