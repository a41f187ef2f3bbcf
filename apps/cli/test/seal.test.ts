import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, present, toHex, unwrap } from '@zhaobiao/basics';
import { creditCodeCheck } from '@zhaobiao/domain';
import { dealKeys, isOwnKey, parseCapsuleText, reopenBid, share, shareText, type EnvelopeText } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/seal.ts';

const body = '91350525MA0000007';
const PARTY = body + creditCodeCheck(body);
const SHEET = { priceFen: 1_835_053_400, period: '180 日历天' };
const entropy = (length: number): Uint8Array => randomBytes(length);
const dealt = dealKeys(1, 1, entropy);
const KEY = toHex(dealt.keys.publicKey);

describe('zhaobiao seal', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-seal-'));
    await writeFile(join(directory, 'sheet.json'), JSON.stringify(SHEET));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function seal(change: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly said: string; readonly printed: string }> {
    const said: string[] = [];
    const printed: string[] = [];
    const options = { lot: 'P1/1', sheet: join(directory, 'sheet.json'), key: KEY, party: PARTY, output: join(directory, 'out'), ...change };
    const status = await run([...Object.entries(options).map(([name, value]) => `--${name}=${value}`), '--json'], { print: (line) => void printed.push(line), note: (line) => void said.push(line) });
    return { status, said: said.join(), printed: printed.join() };
  }

  it.each(['international', 'national'])('writes what only the guardians can open (%s)', async (profile) => {
    expect(await seal({ profile })).toMatchObject({ status: 0, said: '' });
    const ciphertext = await readFile(join(directory, 'out', 'ciphertext.bin'));
    const manifest = JSON.parse(await readFile(join(directory, 'out', 'manifest.json'), 'utf8')) as EnvelopeText & { readonly kind: string; readonly lengthBytes: number };
    expect(manifest).toMatchObject({ kind: 'whole', lengthBytes: ciphertext.length });
    expect(ciphertext.toString()).not.toContain('1835053400');
    expect((await stat(join(directory, 'out', 'nonce.hex'))).mode & 0o777).toBe(0o600);
    const own = present(dealt.shares[0], 'share');
    const bytes = (hex: string): Uint8Array => present(fromHex(hex), 'hex');
    const capsule = present(parseCapsuleText(manifest.capsule), 'capsule');
    const given = shareText(unwrap(share(own, capsule, bytes(manifest.label), bytes(manifest.ciphertext), entropy)));
    const guardianship = { threshold: 1, publicKey: KEY, guardians: [{ index: 1, verificationKey: toHex(present(dealt.keys.verificationKeys[0], 'key')) }] };
    expect(await reopenBid(guardianship, manifest, [given], ciphertext)).toEqual({ outcome: 'opened', sheet: SHEET });
  });

  it('seals under a key of the bidder’s own too, kept in a file that nobody else reads and that is never written over', async () => {
    const path = join(directory, 'own.hex');
    expect(await seal({ 'own-key': path })).toMatchObject({ status: 0, said: '' });
    const [ciphertext, key] = [await readFile(join(directory, 'out', 'ciphertext.bin')), (await readFile(path, 'utf8')).trim()];
    const manifest = JSON.parse(await readFile(join(directory, 'out', 'manifest.json'), 'utf8')) as EnvelopeText;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(isOwnKey(manifest.label, manifest.ownCommitment ?? '', key)).toBe(true);
    const bytes = (hex: string): Uint8Array => present(fromHex(hex), 'hex');
    const given = shareText(unwrap(share(present(dealt.shares[0], 'share'), present(parseCapsuleText(manifest.capsule), 'capsule'), bytes(manifest.label), bytes(manifest.ciphertext), entropy)));
    const guardianship = { threshold: 1, publicKey: KEY, guardians: [{ index: 1, verificationKey: toHex(present(dealt.keys.verificationKeys[0], 'key')) }] };
    expect(await reopenBid(guardianship, manifest, [given], ciphertext)).toEqual({ outcome: 'unopened', cause: 'ownKeyMissing' });
    expect(await reopenBid(guardianship, manifest, [given], ciphertext, key)).toEqual({ outcome: 'opened', sheet: SHEET });
    expect(await seal({ 'own-key': path })).toMatchObject({ status: 1, printed: '', said: expect.stringContaining('own.hex') });
    expect((await readFile(path, 'utf8')).trim()).toBe(key);
  });

  it('binds the envelope to lot and tenderer', async () => {
    const label = async (change: Readonly<Record<string, string>>): Promise<unknown> => JSON.parse((await seal(change)).printed)['label'];
    const one = await label({});
    expect(await label({})).toBe(one);
    expect(await label({ lot: 'P1/2' })).not.toBe(one);
    expect(await label({ member: PARTY })).not.toBe(one);
    expect(await label({ lot: 'lot:P1/1', party: `party:${PARTY}` })).toBe(one);
  });

  it.each([
    [{ key: 'abc' }, 2, '--key'],
    [{ kind: 'other' }, 2, 'envelope'],
    [{ profile: 'other' }, 2, 'profile'],
    [{ party: '../x' }, 2, 'party:../x'],
    [{ lot: 'P1 1' }, 2, 'lot:P1 1'],
    [{ sheet: 'missing.json' }, 1, 'cannot be read'],
  ])('refuses %j', async (change, status, words) => {
    const refused = await seal(change);
    expect([refused.status, refused.printed]).toEqual([status, '']);
    expect(refused.said).toContain(words);
  });

  it.each([[{ priceFen: 0, period: '1' }, 'priceFen'], [{ priceFen: 1.5, period: '1' }, '/priceFen'], [{ priceFen: 1 }, 'period'], [{ priceFen: 1, period: '\u0000' }, '/period']])('refuses a sheet that the opening would not read out: %j', async (sheet, where) => {
    const path = join(directory, 'bad.json');
    await writeFile(path, JSON.stringify(sheet));
    expect(await seal({ sheet: path })).toMatchObject({ status: 1, said: expect.stringContaining(where) });
  });
});
