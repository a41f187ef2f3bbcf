import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../../../tools/pack.ts';
import { LOG_KEY, sampleBundle, sampleReceipt } from './sample.ts';

const execute = promisify(execFile);

describe('the packed zhaobiao-verify', () => {
  let directory: string;
  let home: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-packed-'));
    home = join(directory, 'stranger');
    const tarball = await pack(directory);
    await mkdir(home);
    await writeFile(join(home, 'package.json'), '{ "private": true }\n');
    // A cache of its own, and no network: what is not in the tarball is not there.
    await execute('npm', ['install', tarball, '--offline', '--no-audit', '--no-fund', '--cache', join(directory, 'cache')], { cwd: home, shell: process.platform === 'win32' });
    await writeFile(join(home, 'good.zbundle'), sampleBundle());
    await writeFile(join(home, 'bad.zbundle'), sampleBundle('别人'));
    await writeFile(join(home, 'receipt'), sampleReceipt());
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const verify = async (...args: readonly string[]): Promise<{ readonly status: number; readonly stdout: string }> => {
    const program = join(home, 'node_modules', '.bin', process.platform === 'win32' ? 'zhaobiao-verify.cmd' : 'zhaobiao-verify');
    const done = await execute(program, [...args], { cwd: home, shell: process.platform === 'win32' }).then(({ stdout }) => ({ code: 0, stdout }), (error: unknown) => error as { readonly code: number; readonly stdout: string });
    return { status: done.code, stdout: done.stdout };
  };

  it('verifies a bundle and a receipt in an empty folder', async () => {
    const bundle = await verify('good.zbundle', '--json', '--key', LOG_KEY);
    expect([bundle.status, JSON.parse(bundle.stdout)]).toEqual([0, expect.objectContaining({ valid: true, kind: 'bundle', acts: 3 })]);
    const receipt = await verify('receipt', '--json', '--key', LOG_KEY);
    expect([receipt.status, JSON.parse(receipt.stdout)]).toEqual([0, expect.objectContaining({ valid: true, kind: 'receipt' })]);
  });

  it('refuses a bundle that was changed', async () => {
    const { status, stdout } = await verify('bad.zbundle', '--json');
    expect([status, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ valid: false, reason: 'commitmentMismatch' })]);
  });

  it('holds its own modules and its libraries, and nothing of the platform', async () => {
    const own = join(home, 'node_modules', 'zhaobiao-verify');
    expect((await readdir(own)).toSorted()).toEqual(['LICENSE', 'README.md', 'basics', 'bin.js', 'cli', 'evidence', 'node_modules', 'package.json']);
    expect(await readdir(join(own, 'cli'))).toEqual(expect.arrayContaining(['command.js', 'parse-options.js', 'verify-words.js', 'verify.js']));
    expect(await readdir(join(own, 'node_modules'))).toEqual(['@noble']);
    const code = await readFile(join(own, 'cli', 'verify.js'), 'utf8');
    expect(code).toContain("from '../evidence/index.js'");
    expect(code).not.toMatch(/\.ts['"]|@zhaobiao\//);
  });
});
