/**
 * `seal`: envelopes of 100 MB against the bare cipher of the same profile in the same run, in turns. The bare cipher is fed 64 KiB at a time
 * and its output thrown away, as the envelope's is: no key derivation, no commitment, no chunk tags but one at the end.
 */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { present, utf8 } from '@zhaobiao/basics';
import { type ProfileId, openStream, sealBytes, sealStream } from '@zhaobiao/evidence';
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

function bareAesGcm(plaintext: Uint8Array): void {
  const cipher = createCipheriv('aes-256-gcm', entropy(32), entropy(12));
  for (const portion of portions(plaintext)) cipher.update(portion);
  cipher.final();
}

function bareSm4(plaintext: Uint8Array): void {
  const cipher = createCipheriv('sm4-ctr', entropy(16), entropy(16));
  const mac = createHmac('sm3', entropy(32));
  for (const portion of portions(plaintext)) mac.update(cipher.update(portion));
  mac.digest();
}

/** MB/s of one run. */
async function rate(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return LENGTH / 1_000 / (performance.now() - started);
}

async function measure(profile: ProfileId, bare: (plaintext: Uint8Array) => void, plaintext: Uint8Array): Promise<readonly Figure[]> {
  const [key, context] = [entropy(32), utf8('bench')];
  const envelope = await sealBytes({ profile, key, context, entropy }, plaintext);
  const rates = { bare: [] as number[], seal: [] as number[], open: [] as number[] };
  const seal = async (): Promise<void> => {
    for await (const portion of sealStream({ profile, key, context, entropy }, [plaintext])) void portion;
  };
  const open = async (): Promise<void> => {
    for await (const portion of openStream({ key, context }, [envelope])) if (!portion.ok) throw new Error(portion.fault);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await rate(() => bare(plaintext)));
    rates.seal.push(await rate(seal));
    rates.open.push(await rate(open));
  }
  const reference = median(rates.bare);
  const target = TARGET * reference;
  return (['seal', 'open'] as const).map((what) => {
    const value = median(rates[what]);
    return figure({ bench: 'seal', name: `${profile}: ${what} 100 MB against the bare cipher`, value, unit: 'MB/s', reference, target, met: value >= target });
  });
}

export async function run(): Promise<readonly Figure[]> {
  const plaintext = entropy(LENGTH);
  return [...(await measure('international', bareAesGcm, plaintext)), ...(await measure('national', bareSm4, plaintext))];
}
