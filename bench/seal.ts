/**
 * `seal`: envelopes of 100 MB against the bare cipher of the same profile in the same run, in turns, like with like: as a stream of 64 KiB
 * portions that are thrown away, and in memory from one array into another. The bare cipher derives no keys, commits to none, and has one tag.
 */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { present, unwrap, utf8 } from '@zhaobiao/basics';
import { type ProfileId, openBytes, openStream, sealBytes, sealStream } from '@zhaobiao/evidence';
import { type Figure, figure } from './figure.ts';

const LENGTH = 100_000_000;
const PORTION = 65_536;
const ROUNDS = 5;
const TARGET = 0.7;

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const median = (values: readonly number[]): number => present(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)], 'a value');

function* portions(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PORTION) yield bytes.subarray(at, at + PORTION);
}

type Bare = { readonly streamed: (plaintext: Uint8Array) => void; readonly whole: (plaintext: Uint8Array) => void };

const aesGcm: Bare = {
  streamed: (plaintext) => {
    const cipher = createCipheriv('aes-256-gcm', entropy(32), entropy(12));
    for (const portion of portions(plaintext)) cipher.update(portion);
    cipher.final();
  },
  whole: (plaintext) => {
    const cipher = createCipheriv('aes-256-gcm', entropy(32), entropy(12));
    cipher.update(plaintext);
    cipher.final();
  },
};

const sm4HmacSm3: Bare = {
  streamed: (plaintext) => {
    const cipher = createCipheriv('sm4-ctr', entropy(16), entropy(16));
    const mac = createHmac('sm3', entropy(32));
    for (const portion of portions(plaintext)) mac.update(cipher.update(portion));
    mac.digest();
  },
  whole: (plaintext) => {
    const body = createCipheriv('sm4-ctr', entropy(16), entropy(16)).update(plaintext);
    createHmac('sm3', entropy(32)).update(body).digest();
  },
};

/** MB/s of one run. */
async function rate(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return LENGTH / 1_000 / (performance.now() - started);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const portion of stream) void portion;
}

async function measure(profile: ProfileId, bare: Bare, plaintext: Uint8Array): Promise<readonly Figure[]> {
  const [key, context] = [entropy(32), utf8('bench')];
  const options = { profile, key, context, entropy };
  const envelope = await sealBytes(options, plaintext);
  unwrap(await openBytes(options, envelope));
  const works = {
    streamed: { bare: () => bare.streamed(plaintext), seal: () => drain(sealStream(options, [plaintext])), open: () => drain(openStream(options, [envelope])) },
    'in memory': { bare: () => bare.whole(plaintext), seal: () => sealBytes(options, plaintext), open: () => openBytes(options, envelope) },
  };
  const figures: Figure[] = [];
  for (const [manner, { bare: plain, seal, open }] of Object.entries(works)) {
    const rates: { plain: number[]; seal: number[]; open: number[] } = { plain: [], seal: [], open: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.plain.push(await rate(plain));
      rates.seal.push(await rate(seal));
      rates.open.push(await rate(open));
    }
    const reference = median(rates.plain);
    const target = TARGET * reference;
    for (const what of ['seal', 'open'] as const) {
      const value = median(rates[what]);
      figures.push(figure({ bench: 'seal', name: `${profile}: ${what} 100 MB ${manner}, against the bare cipher`, value, unit: 'MB/s', reference, target, met: value >= target }));
    }
  }
  return figures;
}

export async function run(): Promise<readonly Figure[]> {
  const plaintext = entropy(LENGTH);
  return [...(await measure('international', aesGcm, plaintext)), ...(await measure('national', sm4HmacSm3, plaintext))];
}
