/**
 * `open`: the work of the largest opening on record (1,528 bids, Yongchun 2026-03-16) on one core: a guardian's answers, everyone's check and
 * combination, and the verification of the whole bundle with every envelope opened again. References are the seconds allowed. Measured in
 * processor time of this process (its garbage collector included), so that what else runs on the machine does not count.
 */
import { randomBytes } from 'node:crypto';
import { present, unwrap, utf8 } from '@zhaobiao/basics';
import { dealKeys, encapsulate, openCapsule, share, verifyBundle, writeBundle } from '@zhaobiao/evidence';
import { openingCheck } from '../packages/evidence/test/opening-check.ts';
import { headerOf, partsOf, smallCase } from '../packages/evidence/test/small-case.ts';
import { type Figure, figure } from './figure.ts';

const BIDS = 1_528;
const SECONDS = 12;
const BUNDLE_SECONDS = 120;

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

const seconds = async (work: () => unknown): Promise<number> => {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000_000;
};

const within = (name: string, value: number, limit: number): Figure => figure({ bench: 'open', name, value, unit: 'core-seconds', reference: limit, target: limit, met: value <= limit });

async function threshold(k: number, n: number): Promise<readonly Figure[]> {
  const { keys, shares } = dealKeys(k, n, entropy);
  const label = utf8('bench');
  const sealed = Array.from({ length: BIDS }, () => {
    const begun = encapsulate(keys.publicKey, label, entropy);
    const binding = entropy(32);
    return { binding, capsule: begun.bind(binding), secret: begun.secret };
  });
  const answersOf = (index: number) => sealed.map(({ capsule, binding }) => unwrap(share(present(shares[index], 'share'), capsule, label, binding, entropy)));
  let first = answersOf(0).slice(0, 0);
  const sharing = await seconds(() => {
    first = answersOf(0);
  });
  const answers = [first, ...Array.from({ length: k - 1 }, (_, index) => answersOf(index + 1))];
  const combining = await seconds(() => {
    for (const [index, { capsule, binding }] of sealed.entries()) unwrap(openCapsule(keys, capsule, label, binding, answers.map((list) => present(list[index], 'answer'))));
  });
  const name = `${k} of ${n}, ${BIDS} capsules`;
  return [within(`${name}: check and share`, sharing, SECONDS), ...(k === 1 ? [within(`${name}: check, check shares and combine`, combining, SECONDS)] : [within(`${name}: check, check ${k} shares and combine`, combining, 2 * SECONDS)])];
}

async function bundle(): Promise<Figure> {
  const made = await smallCase('bench', BIDS, ['ed25519']);
  const file = Buffer.concat([...writeBundle(headerOf(made.log, made.platform), partsOf(made.log, made.envelopes))]);
  const value = await seconds(async () => unwrap(await verifyBundle(new Uint8Array(file), { checks: [openingCheck(made.keys)] })));
  return within(`bundle of ${BIDS} bids (${made.log.written.length} acts, ${(file.length / 1e6).toFixed(1)} MB): verify and open all again`, value, BUNDLE_SECONDS);
}

export async function run(): Promise<readonly Figure[]> {
  return [...(await threshold(1, 1)), ...(await threshold(3, 5)), await bundle()];
}
