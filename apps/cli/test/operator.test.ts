import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fromHex, present, toHex, unwrap, type Json, type JsonObject } from '@zhaobiao/basics';
import { signCommand } from '@zhaobiao/client';
import { ACTS, creditCodeCheck } from '@zhaobiao/domain';
import { commandDigest, noteSigner, signer, type Signer } from '@zhaobiao/evidence';
import { connectDatabase, databaseClock, integrate, loadLaw, openCluster, openKeys, perform, publish, viewRows, type Cluster } from '@zhaobiao/server';
import { worksBasis } from '@zhaobiao/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../src/main.ts');
const code = (index: number): string => {
  const body = `12350599MB${String(index).padStart(7, '0')}`;
  return body + creditCodeCheck(body);
};
const CENTRE = code(1);
const OWNER = code(2);

type Done = { readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly last: JsonObject };

describe("an operator's day", () => {
  let directory: string;
  let data: string;
  let logKey = '';
  /** Held from the founding on, as a server would: the commands work beside it. */
  let running: Cluster | undefined;
  const at = (name: string): string => join(directory, name);

  async function zhaobiao(args: readonly string[], input?: string): Promise<Done> {
    const { DATABASE_URL: _url, DATA_DIR: _data, ...environment } = process.env;
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: directory, env: { ...environment, NODE_ENV: 'production' }, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input ?? '');
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    return { status, stdout, stderr, last: line.startsWith('{') ? JSON.parse(line) : {} };
  }
  const onData = (args: readonly string[], input?: string): Promise<Done> => zhaobiao([...args, '--data', data], input);

  /** Registers an owner, a project and a lot through the door, and publishes the log: what a server would do meanwhile. */
  async function work(): Promise<void> {
    running = unwrap(await openCluster({ directory: join(data, 'postgres'), log: { info: () => undefined, warn: () => undefined } }));
    const cluster = running;
    const pool = connectDatabase({ ...cluster.connection, max: 4 }, () => undefined);
    const clock = await databaseClock(pool, false);
    const { law, procedures } = loadLaw();
    const entropy = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
    const seedOf = async (name: string): Promise<Signer> => signer('ed25519', present(fromHex((await readFile(at(name), 'utf8')).trim()), 'seed'));
    const act = async (own: Signer, party: string, roles: readonly string[], name: string, command: JsonObject): Promise<void> => {
      const definition = present(ACTS.get(name), name);
      const parsed = definition.contract.parse(command);
      const actor = { party, roles, keyId: own.keyId };
      const signed = signCommand({ act: name, stream: definition.plan(parsed, actor).primary.id, key: name, tender: null, command }, own, entropy);
      const answer = await perform({ pool, clock, law, entropy, views: viewRows }, {
        definition, command: parsed, actor, key: name, tender: null, commandDigest: commandDigest(command as Json, signed.nonce), signature: signed.signature, at: present(clock.now(), 'now'),
      });
      expect(answer).toMatchObject({ status: 201 });
    };
    const [centre, owner] = [await seedOf('centre.key'), await seedOf('owner.key')];
    const key = { scheme: owner.scheme, keyId: owner.keyId, publicKey: toHex(owner.publicKey) };
    await act(centre, `party:${CENTRE}`, ['registrar'], 'registerParty', { creditCode: OWNER, name: '业主', roles: ['procuringEntity'], keys: [key], contact: null });
    const pinned = present(procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works');
    const project = { project: 'P1', name: '道路', region: '350525', procuringEntity: `party:${OWNER}`, agency: null, procedure: { id: pinned.procedure.id, version: pinned.procedure.version, digest: pinned.digest }, estimateFen: 4_000_000_000, investmentCode: null, basis: worksBasis({ agency: null, estimateFen: 4_000_000_000 }) };
    await act(owner, `party:${OWNER}`, ['procuringEntity'], 'registerProject', project);
    await act(owner, `party:${OWNER}`, ['procuringEntity'], 'defineLot', { project: 'project:P1', number: '1', name: '一标段', estimateFen: 4_000_000_000 });
    await integrate(pool, 8);
    const keys = await openKeys(join(data, 'keys'), entropy);
    unwrap(await publish(pool, join(data, 'log'), noteSigner('ggzy.example/log', keys.log)));
    clock.stop();
    await pool.end();
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-operator-'));
    data = at('data');
  });
  afterAll(async () => {
    await running?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('does not take an empty folder for a platform, nor make one of it', async () => {
    const { status, stderr } = await onData(['replay', '--check', '--json']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('There is no platform in')]);
    await expect(stat(data)).rejects.toThrow('ENOENT');
  });

  it('makes keys, never over one that is there', async () => {
    const made = await zhaobiao(['admin', 'key', '-o', at('centre.key')]);
    expect([made.status, made.last]).toEqual([0, { scheme: 'ed25519', keyId: expect.stringMatching(/^[0-9a-f]{32}$/), publicKey: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect((await stat(at('centre.key'))).mode & 0o777).toBe(0o600);
    expect(await zhaobiao(['admin', 'key', '-o', at('centre.key')])).toMatchObject({ status: 1, stderr: expect.stringContaining('EEXIST') });
    expect((await zhaobiao(['admin', 'key', '-o', at('owner.key')])).status).toBe(0);
    const party = { creditCode: CENTRE, name: '公共资源交易中心', roles: ['registrar', 'operator'], keys: [made.last] };
    await writeFile(at('parties.json'), JSON.stringify([party]));
    await writeFile(at('nobody.json'), JSON.stringify([{ ...party, roles: ['supervisor'] }]));
    await writeFile(at('wrong.json'), JSON.stringify([{ ...party, creditCode: '123' }]));
  });

  it('founds a platform once, with a registrar', async () => {
    const found = (file: string) => onData(['admin', 'found', '--title', '某市公共资源交易平台', '--origin', 'ggzy.example/log', '--parties', at(file), '--json']);
    expect(await found('nobody.json')).toMatchObject({ status: 1, stderr: expect.stringContaining('registrar') });
    expect(await found('wrong.json')).toMatchObject({ status: 1, stderr: expect.stringContaining('creditCode') });
    const done = await found('parties.json');
    expect(done).toMatchObject({ status: 0, last: { founded: true, origin: 'ggzy.example/log' } });
    logKey = String(done.last['logKey']);
    expect(logKey).toMatch(/^ggzy\.example\/log\+/);
    expect(await found('parties.json')).toMatchObject({ status: 1, stderr: expect.stringContaining('There is a platform here already') });
    await work();
  });

  it('gives tokens and accounts to registered parties only', async () => {
    expect(await onData(['admin', 'token', '--party', OWNER, '--json'])).toMatchObject({ status: 0, last: { party: `party:${OWNER}`, token: expect.stringMatching(/^[\w-]{43}$/) } });
    expect(await onData(['admin', 'token', '--party', code(9)])).toMatchObject({ status: 1, stderr: expect.stringContaining('is not registered') });
    const account = ['admin', 'account', 'create', '--login', 'Zhang', '--name', '张三', '--party', OWNER, '--json'];
    expect(await onData(account)).toMatchObject({ status: 0, last: { login: 'zhang', password: expect.stringMatching(/^.{16}$/) } });
    expect(await onData(account)).toMatchObject({ status: 1, stderr: expect.stringContaining('taken') });
    const typed = account.with(4, 'li');
    expect(await onData([...typed, '--password-stdin'], 'short\n')).toMatchObject({ status: 1, stderr: expect.stringContaining('10 to 256') });
    expect((await onData([...typed, '--password-stdin'], 'a long enough word\n')).last).toEqual({ login: 'li', party: `party:${OWNER}` });
    expect(await onData(['admin', 'account', 'unlock', '--login', 'zhang', '--json'])).toMatchObject({ status: 0, last: { unlocked: false } });
  });

  it('replays, migrates and rebuilds', async () => {
    expect(await onData(['migrate', '--json'])).toMatchObject({ status: 0, stderr: '', last: { migrated: true, applied: [] } });
    expect(await onData(['replay', '--check', '--json'])).toMatchObject({ status: 0, last: { streams: 5, acts: 4, different: 0 } });
    expect(await onData(['rebuild', 'tender_view', '--json'])).toMatchObject({ status: 0, last: { view: 'tender_view', rows: 1 } });
    expect(await onData(['rebuild', 'tender_view', 'other'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('only tender_view') });
    expect((await onData(['replay'])).stdout).toMatch(/一致：5 个流、4 个行为、1 行视图\n.*equal: 5 streams, 4 acts, 1 view rows/);
  });

  it('writes a bundle that verifies', async () => {
    expect(await onData(['bundle', 'P1/1', '-o', at('P1.zbundle'), '--json'])).toMatchObject({ status: 0, last: { written: true } });
    expect(await zhaobiao(['verify', at('P1.zbundle'), '--json', '--key', logKey])).toMatchObject({ status: 0, last: { valid: true, acts: 4 } });
    expect(await onData(['bundle', 'P2/1', '-o', at('P2.zbundle')])).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no lot lot:P2/1') });
    await expect(stat(at('P2.zbundle'))).rejects.toThrow('ENOENT');
  });

  it('backs up without keys, restores elsewhere, and finds nothing different there', async () => {
    const made = await onData(['backup', at('backup'), '--json']);
    expect(made).toMatchObject({ status: 0, last: { backedUp: true, keptApart: [join(data, 'keys')] } });
    await expect(stat(join(at('backup'), 'keys'))).rejects.toThrow('ENOENT');
    expect((await onData(['backup', at('backup')])).stderr).toContain('not empty');
    const digest = String(made.last['manifestDigest']);
    const restored = at('restored');
    expect(await zhaobiao(['restore', at('backup'), '--to', restored, '--digest', digest, '--json'])).toMatchObject({ status: 0, last: { restored: true } });
    expect(await zhaobiao(['restore', at('backup'), '--to', at('other'), '--digest', '0'.repeat(64), '--json'])).toMatchObject({ status: 1, last: { restored: false, code: 'damaged' } });
    expect(await zhaobiao(['replay', '--check', '--json', '--data', restored])).toMatchObject({ status: 0, last: { streams: 5, acts: 4, different: 0 } });
    expect((await zhaobiao(['bundle', 'P1/1', '-o', at('again'), '--data', restored])).stderr).toContain('--key');
    expect((await zhaobiao(['bundle', 'P1/1', '-o', at('again'), '--data', restored, '--key', logKey])).status).toBe(0);
    expect(await readFile(at('again'))).toEqual(await readFile(at('P1.zbundle')));
  });

  it('exports, and imports into an empty database', async () => {
    const made = await onData(['export', at('export'), '--json']);
    expect(made).toMatchObject({ status: 0, last: { exported: true } });
    expect(await zhaobiao(['import', at('export'), '--data', at('imported'), '--digest', String(made.last['manifestDigest']), '--json'])).toMatchObject({ status: 0, last: { imported: true } });
    expect(await zhaobiao(['replay', '--check', '--json', '--data', at('imported')])).toMatchObject({ status: 0, last: { streams: 5, acts: 4, different: 0 } });
    expect((await zhaobiao(['import', at('export'), '--data', at('imported')])).stderr).toContain('needs an empty one');
  });

  it('is told when the database is of another release', async () => {
    const cluster = unwrap(await openCluster({ directory: join(at('imported'), 'postgres'), log: { info: () => undefined, warn: () => undefined } }));
    const pool = connectDatabase({ ...cluster.connection, max: 1 }, () => undefined);
    await pool.query("INSERT INTO migration (number, file, digest) VALUES (9999, '9999-later.sql', 'x')");
    await pool.end();
    await cluster.stop();
    expect(await zhaobiao(['replay', '--data', at('imported')])).toMatchObject({ status: 1, stderr: expect.stringContaining('zhaobiao migrate') });
    expect(await zhaobiao(['migrate', '--data', at('imported')])).toMatchObject({ status: 1, stderr: expect.stringContaining('migrationUnknown') });
  });
});
