import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/verify.ts';
import { LOG_KEY, ORIGIN, OTHER_KEY, WITNESS_KEY, sampleAct, sampleBundle, sampleReceipt } from './sample.ts';

describe('zhaobiao verify', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-verify-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function verify(bytes: Uint8Array, ...args: readonly string[]): Promise<{ readonly status: number; readonly lines: readonly string[]; readonly notes: readonly string[]; readonly verdict: Record<string, unknown> }> {
    const path = join(directory, 'file');
    await writeFile(path, bytes);
    const lines: string[] = [];
    const notes: string[] = [];
    const status = await run([path, ...args], { print: (line) => void lines.push(line), note: (line) => void notes.push(line) });
    const last = args.includes('--json') ? JSON.parse(present(lines.at(-1), 'a line')) : {};
    return { status, lines, notes, verdict: last };
  }

  it('takes a good bundle', async () => {
    const { status, verdict, lines } = await verify(sampleBundle(), '--json', '--key', LOG_KEY);
    expect(status).toBe(0);
    expect(lines).toHaveLength(1);
    expect(verdict).toMatchObject({ valid: true, kind: 'bundle', origin: ORIGIN, acts: 3, signatures: 3, streams: 3, disclosures: 1, objects: 1, trust: { from: 'caller', logKey: LOG_KEY }, checkpoint: { size: 3 } });
  });

  it('says when the key of the log is only the word of the file', async () => {
    const { status, lines } = await verify(sampleBundle());
    expect(status).toBe(0);
    expect(lines.join('\n')).toMatch(/成立.*\n.*valid: 3 acts/);
    expect(lines.join('\n')).toContain('--key');
    expect((await verify(sampleBundle(), '--key', LOG_KEY)).lines.join('\n')).not.toContain('--key');
  });

  it.each([
    ['a byte of an act changed', (bundle: string) => bundle.replace(/("bytes":".{40})./, '$1A'), 'badAct'],
    ['another value disclosed', () => sampleBundle('别人').toString(), 'commitmentMismatch'],
    ['a proof taken out', (bundle: string) => bundle.replace(/.*"kind":"proof".*\n/, '').replace('"lines":10', '"lines":9'), 'noProof'],
    ['the checkpoint touched', (bundle: string) => bundle.replace('log\\n3\\n', 'log\\n4\\n'), 'badCheckpoint'],
    ['the end cut off', (bundle: string) => bundle.slice(0, bundle.trimEnd().lastIndexOf('\n') + 1), 'cutOff'],
    ['another file altogether', () => 'hello\n', 'notABundle'],
    ['nothing at all', () => '', 'notABundle'],
  ])('refuses %s', async (_, change, reason) => {
    const { status, verdict } = await verify(Buffer.from(change(Buffer.from(sampleBundle()).toString())), '--json', '--key', LOG_KEY);
    expect([status, verdict['valid'], verdict['reason']]).toEqual([1, false, reason]);
    const human = await verify(Buffer.from(change(Buffer.from(sampleBundle()).toString())));
    expect(human.status).toBe(1);
    expect(human.lines).toEqual([expect.stringContaining('不成立'), expect.stringContaining('not valid')]);
  });

  it('refuses a bundle of another log, and one that too few witnesses have seen', async () => {
    expect((await verify(sampleBundle(), '--json', '--key', OTHER_KEY)).verdict).toMatchObject({ valid: false, reason: 'otherLogKey' });
    expect((await verify(sampleBundle(), '--json', '--witness', WITNESS_KEY)).verdict).toMatchObject({ valid: true, trust: { witnesses: ['witness.example'] } });
    const strict = ['--json', '--witness', WITNESS_KEY, '--witness', OTHER_KEY];
    expect((await verify(sampleBundle(), ...strict)).verdict).toMatchObject({ valid: false, reason: 'tooFewWitnesses', have: 1, need: 2 });
    expect((await verify(sampleBundle(), ...strict, '--quorum', '1')).status).toBe(0);
  });

  it('takes a receipt under the key of the log', async () => {
    const { status, verdict } = await verify(sampleReceipt(), '--json', '--key', LOG_KEY, '--witness', WITNESS_KEY);
    expect([status, verdict]).toEqual([0, expect.objectContaining({ valid: true, kind: 'receipt', act: 'registerProject', stream: 'project:P1', index: 2, at: '2026-03-16T09:30:00.000+08:00', witnesses: ['witness.example'] })]);
    expect((await verify(sampleReceipt(), '--key', LOG_KEY)).lines.join()).toContain('第 2 项');
  });

  it.each([
    ['without the key of the log', sampleReceipt(), [], 'keyNeeded'],
    ['of an act that never stood in the log', sampleReceipt({ forged: true }), ['--key', LOG_KEY], 'notIncluded'],
    ['under the key of another log', sampleReceipt(), ['--key', OTHER_KEY], 'badCheckpoint'],
    ['that lacks its act', sampleReceipt({ withAct: false }), ['--key', LOG_KEY], 'noAct'],
    ['that is cut off', sampleReceipt().subarray(0, 60), ['--key', LOG_KEY], 'malformed'],
  ])('refuses a receipt %s', async (_, receipt, args, reason) => {
    const { status, verdict } = await verify(receipt, '--json', ...args);
    expect([status, verdict['valid'], verdict['reason']]).toEqual([1, false, reason]);
  });

  it('takes the act from a file where the receipt does not carry it', async () => {
    const path = join(directory, 'act');
    await writeFile(path, sampleAct());
    expect((await verify(sampleReceipt({ withAct: false }), '--json', '--key', LOG_KEY, '--act', path)).verdict).toMatchObject({ valid: true });
    expect((await verify(sampleBundle(), '--json', '--act', path)).verdict).toMatchObject({ valid: false, reason: 'otherActFile' });
  });

  it.each([
    [['--key', 'nonsense'], 'badKey'],
    [['--witness', 'nonsense'], 'badWitness'],
    [['--quorum', '1'], 'badQuorum'],
  ])('says what is wrong with %s', async (args, reason) => {
    expect((await verify(sampleBundle(), '--json', ...args)).verdict).toMatchObject({ valid: false, reason });
  });

  it('says that a file is not there', async () => {
    const lines: string[] = [];
    expect(await run([join(directory, 'missing'), '--json'], { print: (line) => void lines.push(line), note: () => undefined })).toBe(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ valid: false, reason: 'unreadable' });
  });
});
