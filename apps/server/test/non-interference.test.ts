/**
 * Nobody but the bidders can tell 3 bids from 50 before the opening (招标投标法 22): the same seeded days, once with 3 and once with 50 bidders, and every
 * answer to everybody else compared byte by byte. Uniformly random bytes that depend on sealed content (roots, tiles, proofs) are compared by length.
 *
 * The quantum: a beat adds one quantum of entries while it has fewer acts than that, whatever they are. Here, as an operator should have it, it is larger
 * than the bids of a beat. Where more acts than a quantum come within one beat the log grows by two, and its size tells that it was so many.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InjectOptions } from 'fastify';
import { present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { signCommand } from '@zhaobiao/client';
import { ACTS } from '@zhaobiao/domain';
import { noteKeyText, noteSigner, objectDigestOf, sealLabel, signer } from '@zhaobiao/evidence';
import { buildHttp, buildMetrics } from '../src/http/build.ts';
import type { Platform } from '../src/http/platform.ts';
import { READS } from '../src/http/reads.ts';
import { createAccount } from '../src/identity/accounts.ts';
import { argon2Passwords } from '../src/identity/password.ts';
import { loadLaw } from '../src/law.ts';
import { startLog } from '../src/log/integrate.ts';
import { runLog } from '../src/log/log.ts';
import { openFiles } from '../src/objects/files.ts';
import { CLOSING, START, amendCommand, draftCommand, expectAccepted, found, openLot, openSpine, register, seeded, type Party } from './spine.ts';

const FEW = 3;
const MANY = 50;
const QUANTUM = 64;
const ROUNDS = 6;
/** The round in which the amendment of an earlier one reaches the mailboxes. */
const DELIVERED = 4;
const DAY = 86_400_000;
/** A bidder that is there with 50 and not with 3, and what it would have sealed. */
const LATER = 39;
const PASSWORD = 'a password of some length';

type Look = { readonly who: string; readonly what: string; readonly answer: string };
type Seen = ReadonlyMap<string, readonly Look[]>;

const ciphertextOf = (index: number): Buffer => createHash('sha512').update(`ciphertext ${index}`).digest();

/** Numbers of accounts, drawn by the machine. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Base64 of 32 bytes and more: a root, a signature, a hash of a proof. */
const RANDOM_BASE64 = /(?:[A-Za-z0-9+/]{43,}={0,2})/g;
const byLength = (text: string, pattern: RegExp): string => text.replace(pattern, (found) => '*'.repeat(found.length));

/** The bytes of acts inside an answer, in clear: what is compared must not hide in base64. */
const decoded = (text: string): string => text.replace(/"bytes":"([A-Za-z0-9+/=]+)"/g, (_whole, bytes: string) => `"bytes":${JSON.stringify(Buffer.from(bytes, 'base64').toString('utf8'))}`);

/** What of a body cannot be equal because it is uniformly random over content that is sealed: kept as its length. */
function masked(path: string, body: Buffer): string {
  if (path.startsWith('/log/tile')) return `${body.length} bytes`;
  const text = byLength(decoded(body.toString('utf8')), UUID);
  return path === '/log/checkpoint' || path.endsWith('/receipt') || path.endsWith('/bundle') ? byLength(text, RANDOM_BASE64) : text;
}

async function live(bidders: number): Promise<Seen> {
  const spine = await openSpine('interference');
  const folder = await mkdtemp(join(tmpdir(), 'zhaobiao-interference-'));
  const clock = { at: START };
  let source = seeded('before');
  /** What is random about an act depends on the act alone, not on how many came before it. */
  const label = (name: string): void => {
    source = seeded(`interference/${name}`);
  };
  const logSigner = noteSigner('test.example/log', signer('ed25519', seeded('interference/log')(32)));
  await startLog(spine.pool, 'test.example/log', seeded('interference/filler')(32));
  const log = runLog(spine.pool, { directory: join(folder, 'log'), signer: logSigner, quantum: QUANTUM, everyMs: 3_600_000 }, () => undefined, false);
  const { digest, procedures } = loadLaw();
  const door = { ...spine.door, clock: { now: () => clock.at, stop: () => undefined }, entropy: (length: number): Uint8Array => source(length) };
  const platform: Platform = {
    door, log, logDirectory: join(folder, 'log'), logKey: noteKeyText(logSigner.key), origin: 'test.example/log', rulebook: { digest, procedures },
    objects: { pool: spine.pool, store: await openFiles(join(folder, 'objects')), now: () => clock.at, quotaBytes: 1024 ** 3 },
    settings: { demo: false, secureCookies: false, publicOrigin: 'http://portal.test', logLevel: 'silent' },
  };
  const [app, metrics] = [await buildHttp(platform), await buildMetrics(platform)];
  const { clock: time, registrar, entity, admin, agency, guardian } = spine.people;

  const inject = (options: InjectOptions) => app.inject(options);
  const sign = (party: Party, name: string, command: Json, title: string, tender: string | null = null) => {
    const key = createHash('sha256').update(title).digest('hex').slice(0, 32);
    const stream = name === 'obtainToken' ? party.party : present(ACTS.get(name), name).plan(present(ACTS.get(name), name).contract.parse(command), party).primary.id;
    return signCommand({ act: name, stream, key, tender, command }, party.signer, seeded(key));
  };
  const tokens = new Map<string, string>();
  const tokenOf = async (party: Party): Promise<string> => {
    const known = tokens.get(party.party);
    if (known !== undefined) return known;
    label(`token ${party.party}`);
    const answer = await inject({ method: 'POST', url: '/api/v1/tokens', payload: sign(party, 'obtainToken', {}, `token ${party.party}`) });
    expect(answer.statusCode).toBe(201);
    const { token } = answer.json<{ token: string }>();
    tokens.set(party.party, token);
    return token;
  };
  const send = async (party: Party, name: string, command: JsonObject, key: string, tender: string | null = null) => {
    const { act: _act, ...payload } = sign(party, name, command, key, tender);
    const authorization = `Bearer ${await tokenOf(party)}`;
    label(key);
    return inject({ method: 'POST', url: `/api/v1/acts/${name}`, headers: { authorization }, payload });
  };

  // The city before the first bid: the same firms in both worlds, whoever of them will bid.
  await found(spine);
  const firms = Array.from({ length: MANY }, (_, index) => spine.party(100 + index, ['supplier']));
  for (const [index, firm] of firms.entries()) await register(spine, firm, `投标单位${index}`);
  const watcher = spine.party(900, ['supplier']);
  const supervisor = spine.party(901, ['supervisor']);
  const depository = spine.party(902, ['depository']);
  for (const [party, name] of [[watcher, '旁观单位'], [supervisor, '监督部门'], [depository, '保证金代收银行']] as const) await register(spine, party, name);
  const open = await openLot(spine);
  await createAccount(spine.pool, argon2Passwords(), { login: 'supervisor', password: PASSWORD, name: '监督员', party: supervisor.party, roles: ['supervisor'] });
  label('login');
  const login = await inject({ method: 'POST', url: '/login', payload: { login: 'supervisor', password: PASSWORD } });
  const cookie = login.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

  const looks = new Map<string, Look[]>();
  const observers: readonly (readonly [string, () => Promise<Record<string, string>>])[] = [
    ['anybody', async () => ({})],
    ['session', async () => ({ cookie })],
    ...([['operator', registrar], ['administrator', admin], ['procuring entity', entity], ['agency', agency], ['guardian', guardian], ['another supplier', watcher], ['supervisor', supervisor]] as const).map(
      ([who, party]): readonly [string, () => Promise<Record<string, string>>] => [who, async () => ({ authorization: `Bearer ${await tokenOf(party)}` })],
    ),
  ];
  const pathsOf = async (size: number, entries: readonly string[]): Promise<readonly string[]> => {
    const full = Math.floor(size / 256);
    const tiles = ['0', 'entries'].flatMap((level) => [...Array.from({ length: full }, (_, index) => `/log/tile/${level}/${String(index).padStart(3, '0')}`), ...(size % 256 === 0 ? [] : [`/log/tile/${level}/${String(full).padStart(3, '0')}.p/${size % 256}`])]);
    const document = present(firms[LATER], 'a firm');
    const samples: Readonly<Record<string, readonly string[]>> = {
      '/': ['/', '/?stage=bidding', '/?q=%E6%B5%8B%E8%AF%95', '/?lang=en'],
      '/tenders/:project/:lot': ['/tenders/P1/1'],
      '/log/*': tiles,
      '/api/v1/procedures/:digest': procedures.slice(0, 1).map((each) => `/api/v1/procedures/${each.digest}`),
      '/api/v1/projects/:project': ['/api/v1/projects/P1'],
      '/api/v1/tenders': ['/api/v1/tenders', '/api/v1/tenders?stage=bidding', '/api/v1/tenders?limit=1'],
      '/api/v1/tenders/:project/:lot': ['/api/v1/tenders/P1/1'],
      '/api/v1/tenders/:project/:lot/opening': ['/api/v1/tenders/P1/1/opening'],
      '/api/v1/tenders/:project/:lot/acts': ['/api/v1/tenders/P1/1/acts', '/api/v1/tenders/P1/1/acts?limit=2'],
      '/api/v1/tenders/:project/:lot/bundle': ['/api/v1/tenders/P1/1/bundle'],
      '/api/v1/parties/:party': [firms[0], document, watcher].map((party) => `/api/v1/parties/${present(party, 'a firm').party}`),
      '/api/v1/feed': ['/api/v1/feed?limit=500', '/api/v1/feed?after=70&limit=3'],
      '/api/v1/feed/:index': Array.from({ length: size }, (_, index) => `/api/v1/feed/${index}`),
      '/api/v1/objects/:digest': [0, LATER].map((index) => `/api/v1/objects/${objectDigestOf(ciphertextOf(index))}`),
      '/api/v1/acts/:entry/receipt': [...entries, '00'.repeat(32)].map((entry) => `/api/v1/acts/${entry}/receipt`),
      '/api/v1/enquiries': [`/api/v1/enquiries?lot=${encodeURIComponent(open.lot)}`],
      '/api/v1/bids/mine': [`/api/v1/bids/mine?lot=${encodeURIComponent(open.lot)}`],
      '/api/v1/uploads/:upload': ['/api/v1/uploads/00000000-0000-4000-8000-000000000000'],
      '/api/v1/guardian/openings/:project/:lot': ['/api/v1/guardian/openings/P1/1'],
    };
    // Whatever is asked of a tender is asked of this one.
    const filled = (path: string): string => path.replace('/:project/:lot', '/P1/1');
    return Object.keys(READS).flatMap((path) => samples[path] ?? (/[:*]/.test(filled(path)) ? [`no sample of ${path}`] : [filled(path)]));
  };
  /** Unlawful things others might try, in the hope that the refusal tells them something. */
  const probes = async (phase: string): Promise<readonly Look[]> => {
    const bid = (index: number): string => `bid:${open.lot.slice('lot:'.length)}/${present(firms[index], 'a firm').creditCode}`;
    const share = { kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) };
    const tried: Look[] = [];
    for (const [who, party] of [['guardian', guardian], ['agency', agency], ['procuring entity', entity], ['operator', registrar], ['another supplier', watcher]] as const) {
      for (const index of [0, LATER]) {
        const released = await send(party, 'releaseShare', { bid: bid(index), lot: open.lot, shares: [share], refused: null }, `${phase} ${who} share ${index}`);
        tried.push({ who, what: `releaseShare of ${index}`, answer: `${released.statusCode} ${released.body}` });
      }
      for (const [act, more] of [['returnSecurity', { paidOn: '2026-02-11', ratePermille: '3.5' }], ['returnWithdrawn', { paidOn: '2026-02-11', ratePermille: '3.5' }], ['forfeitSecurity', { cause: 'revoked', reason: '试探', evidence: null }]] as const) {
        for (const index of [0, LATER]) {
          const answered = await send(party, act, { security: bid(index).replace('bid:', 'security:'), lot: open.lot, ...more }, `${phase} ${who} ${act} ${index}`);
          tried.push({ who, what: `${act} of ${index}`, answer: `${answered.statusCode} ${answered.body}` });
        }
      }
      const withdrawn = await send(party, 'withdrawBid', { lot: open.lot, reason: '' }, `${phase} ${who} withdraw`);
      tried.push({ who, what: 'withdrawBid', answer: `${withdrawn.statusCode} ${withdrawn.body}` });
      const upload = await inject({ method: 'POST', url: '/api/v1/objects', headers: { authorization: `Bearer ${await tokenOf(party)}`, 'content-type': 'application/octet-stream' }, payload: ciphertextOf(LATER) });
      tried.push({ who, what: 'upload of what a bidder uploaded', answer: `${upload.statusCode} ${upload.body}` });
    }
    return tried;
  };
  const openEntries: string[] = [];
  const observe = async (phase: string, transform: (text: string) => string = (text) => text): Promise<void> => {
    await log.beat();
    const { rows } = await spine.pool.query<{ size: number }>('SELECT published::int AS size FROM log_head');
    const { size } = present(rows[0], 'the log');
    const met: Look[] = [];
    for (const [who, headersOf] of observers) {
      const headers = await headersOf();
      // Each act of the feed is asked for by one of them; who asks makes no difference there.
      for (const path of (await pathsOf(size, openEntries)).filter((each) => who === 'anybody' || !/\/feed\/\d|^\/log\/tile/.test(each))) {
        label(`read ${path}`);
        const answer = await inject({ method: 'GET', url: path, headers });
        const { date: _date, ...shown } = answer.headers;
        met.push({ who, what: path, answer: transform(`${answer.statusCode} ${JSON.stringify(Object.entries(shown).toSorted())} ${masked(path, answer.rawPayload)}`) });
      }
    }
    const figures = await metrics.inject({ method: 'GET', url: '/metrics' });
    looks.set(phase, [...met, ...(await probes(phase)).map((look) => ({ ...look, answer: transform(look.answer) })), { who: 'operator', what: '/metrics', answer: figures.body }]);
  };

  const submit = async (index: number, round: string): Promise<number> => {
    const firm = present(firms[index], 'a firm');
    const bytes = ciphertextOf(index);
    const authorization = `Bearer ${await tokenOf(firm)}`;
    await inject({ method: 'POST', url: '/api/v1/objects', headers: { authorization, 'content-type': 'application/octet-stream' }, payload: bytes });
    const ciphertext = objectDigestOf(bytes);
    const envelope = { kind: 'whole', label: toHex(sealLabel([open.lot, 'whole', firm.party])), capsule: { u: ciphertext, uBar: ciphertext, e: ciphertext, f: ciphertext }, ciphertext, lengthBytes: bytes.length };
    const answer = await send(firm, 'submitBid', { lot: open.lot, tenderer: { lead: firm.party, members: [] }, envelopes: [envelope] }, `${round} bid ${index}`, open.tender);
    // What bidders do with their own bids is theirs to see.
    await inject({ method: 'GET', url: `/api/v1/bids/mine?lot=${encodeURIComponent(open.lot)}`, headers: { authorization } });
    return answer.statusCode;
  };
  const there = (index: number): boolean => index < bidders;
  /** Who means to bid has the document from the platform, asks about it, has its security lodged, reads what is delivered, and begins to send. */
  const prepare = async (index: number): Promise<void> => {
    const firm = present(firms[index], 'a firm');
    expect((await send(firm, 'obtainDocument', { lot: open.lot }, `obtain ${index}`)).statusCode).toBe(201);
    const name = createHash('md5').update(`question ${index}`).digest('hex');
    // What is asked is read by who must answer; that fifty ask more than three do is theirs to know, who they are is not.
    if (index === 0) expect((await send(firm, 'askQuestion', { lot: open.lot, name, clause: null, question: '工期能否延长？' }, `ask ${index}`)).statusCode).toBe(201);
    const security = { kind: 'transfer', amountFen: 80_000_000, receivedOn: '2026-02-11', validUntilOn: null, number: null, issuer: null, payer: `投标单位${index}`, accountTail: '1234', domestic: true, fromBasicAccount: true, document: null };
    expect((await send(depository, 'lodgeSecurity', { lot: open.lot, tenderer: firm.party, ...security }, `lodge ${index}`)).statusCode).toBe(201);
    expect((await send(firm, 'beginTransfer', { lot: open.lot, lengthBytes: 64, ciphertext: null }, `begin ${index}`)).statusCode).toBe(201);
    expect((await inject({ method: 'GET', url: '/api/v1/messages/mine', headers: { authorization: `Bearer ${await tokenOf(firm)}` } })).statusCode).toBe(200);
  };
  const registered = async (name: string, index: number): Promise<void> => {
    const firm = spine.party(1_000 + index, ['supplier']);
    const keys = [{ scheme: firm.signer.scheme, keyId: firm.keyId, publicKey: toHex(firm.signer.publicKey) }];
    const answer = await send(registrar, 'registerParty', { creditCode: firm.creditCode, name, roles: ['supplier'], keys, contact: null }, `register ${name}`);
    expect(answer.statusCode).toBe(201);
    openEntries.push(answer.json<{ act: string }>().act);
  };

  try {
    await observe('before');
    for (let round = 0; round < ROUNDS; round += 1) {
      clock.at = (START + (round + 1) * DAY) as Instant;
      await registered(`先登记${round}`, round * 2);
      for (let index = round; index < bidders; index += ROUNDS) {
        await prepare(index);
        expect(await submit(index, `round ${round}`)).toBe(201);
      }
      if (round === 2) {
        const drawn = await send(agency, 'draftDocument', draftCommand(open.lot), 'draft');
        expect((await send(entity, 'amendNotice', amendCommand(open.lot, drawn.json<{ draft: string }>().draft), 'amend')).statusCode).toBe(201);
      }
      if (round === 3) {
        for (const index of [0, LATER].filter(there)) expect((await send(present(firms[index], 'a firm'), 'withdrawBid', { lot: open.lot, reason: '' }, `withdraw ${index}`)).statusCode).toBe(201);
      }
      await registered(`后登记${round}`, round * 2 + 1);
      const { rows } = await spine.pool.query<{ digest: string }>("SELECT state::json -> 'room' -> 'notice' ->> 'digest' AS digest FROM stream WHERE id = $1", [open.lot]);
      Object.assign(open, { tender: present(rows[0], 'the lot').digest });
      if (round === 4) for (const index of [0, LATER].filter(there)) expect(await submit(index, 'again')).toBe(201);
      if (round === DELIVERED) {
        label('deliver');
        await expectAccepted(spine.act(time, 'deliverChange', { lot: open.lot }, { at: clock.at, key: 'deliver', door }));
      }
      // Whom a change was delivered to stands in its act as commitments: 32 bytes that nobody can tell from others, and so is what is hashed over them.
      await observe(`round ${round}`, round < DELIVERED ? undefined : (text) => byLength(text, /[0-9a-f]{32,}/g));
    }
    clock.at = (CLOSING + 1) as Instant;
    for (const index of [1, LATER + 1].filter(there)) expect(await submit(index, 'late')).toBe(409);
    await observe('after the deadline, before the close', (text) => byLength(text, /[0-9a-f]{32,}/g));
    clock.at = (CLOSING + 5_000) as Instant;
    label('close');
    await expectAccepted(spine.act(time, 'closeBidding', { lot: open.lot }, { at: clock.at, key: 'close', door }));
    // The close binds the platform to the sealed bids by a root over them: 32 bytes that nobody can tell from others, and so is everything hashed over them.
    await observe('closed', (text) => byLength(text, /[0-9a-f]{32,}/g));
    label('announce');
    await expectAccepted(spine.act(time, 'announceTenderers', { lot: open.lot }, { at: clock.at, key: 'announce', door }));
    await observe('announced', (text) => byLength(text, /[0-9a-f]{32,}/g));
  } finally {
    await app.close();
    await metrics.close();
    await log.stop();
    await spine.close();
    await rm(folder, { recursive: true, force: true });
  }
  return looks;
}

const PHASES = ['before', ...Array.from({ length: ROUNDS }, (_, round) => `round ${round}`), 'after the deadline, before the close', 'closed'];

describe('three bids and fifty', () => {
  let few: Seen;
  let many: Seen;
  beforeAll(async () => {
    few = await live(FEW);
    many = await live(MANY);
  }, 600_000);

  const different = (phase: string): readonly string[] => {
    const [less, more] = [few.get(phase) ?? [], many.get(phase) ?? []];
    expect(less.length).toBe(more.length);
    return less.flatMap((look, index) => {
      const other = more[index];
      if (other?.answer === look.answer) return [];
      const [left, right] = [look.answer, other?.answer ?? ''];
      const from = Math.max(0, [...left].findIndex((letter, at) => letter !== right[at]) - 60);
      return [`${look.who}: ${look.what}\n  3: …${left.slice(from, from + 240)}\n 50: …${right.slice(from, from + 240)}`];
    });
  };

  it('were each looked at through every path that is read', () => {
    const looked = few.get('round 1') ?? [];
    expect(looked.filter((look) => look.what.startsWith('no sample'))).toEqual([]);
    expect(looked.length).toBeGreaterThan(300);
  });

  it.each(PHASES)('look the same to everybody but the bidders: %s', (phase) => {
    expect(different(phase).join('\n')).toBe('');
  });

  it('are told apart by this test as soon as they are announced', () => {
    expect(different('announced').length).toBeGreaterThan(0);
  });
});
