import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '@zhaobiao/basics';
import type { LightMyRequestResponse } from 'fastify';
import { createAccount } from '../../src/identity/accounts.ts';
import { argon2Passwords } from '../../src/identity/password.ts';
import { safeNext } from '../../src/identity/session-routes.ts';
import { PUBLIC_ORIGIN, keyOf, refusedCode, serve, type Served } from './platform.ts';

const PASSWORD = '一个足够长的密码 2026';

const cookieOf = (answer: LightMyRequestResponse, name: string): string => answer.cookies.find((each) => each.name === name)?.value ?? '';

describe('tokens', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('tokens');
  });
  afterAll(() => served.close());

  it('come against a signature by a registered key, and each signature is good once', async () => {
    const { registrar } = served.spine.people;
    const payload = served.sign(registrar, 'obtainToken', {});
    const first = await served.inject({ method: 'POST', url: '/api/v1/tokens', payload });
    expect([first.statusCode, first.json()]).toEqual([201, { token: expect.stringMatching(/^[\w-]{43}$/), party: registrar.party, expiresAt: expect.any(String) }]);
    const again = await served.inject({ method: 'POST', url: '/api/v1/tokens', payload });
    expect([again.statusCode, refusedCode(again)]).toEqual([409, 'replayed']);
    const { rows } = await served.spine.pool.query<{ digest: Buffer }>('SELECT digest FROM api_token');
    expect(rows.map((row) => row.digest.toString('base64url'))).not.toContain(first.json<{ token: string }>().token);
  });

  it('come to nobody else', async () => {
    const { registrar, entity } = served.spine.people;
    const stranger = served.spine.party(700, ['supplier']);
    const send = async (payload: object) => refusedCode(await served.inject({ method: 'POST', url: '/api/v1/tokens', payload }));
    expect(await send(served.sign(stranger, 'obtainToken', {}))).toBe('unknownActor');
    expect(await send(served.sign({ ...registrar, signer: entity.signer }, 'obtainToken', {}))).toBe('unknownKey');
    expect(await send({ ...served.sign(registrar, 'obtainToken', {}), stream: entity.party })).toBe('unknownKey');
    expect(await send({ ...served.sign(registrar, 'obtainToken', {}), key: 'changed' })).toBe('badSignature');
    expect(await send({ ...served.sign(registrar, 'submitBid', {}, { stream: registrar.party }) })).toBe('malformed');
    expect(await send({})).toBe('malformed');
    expect(await send({ ...served.sign(registrar, 'submitBid', {}, { stream: registrar.party }), act: 'obtainToken' })).toBe('badSignature');
  });

  it('end when they are given back, and after a day', async () => {
    const { entity } = served.spine.people;
    const obtain = async () => (await served.inject({ method: 'POST', url: '/api/v1/tokens', payload: served.sign(entity, 'obtainToken', {}) })).json<{ token: string }>().token;
    const use = async (token: string) => (await served.inject({ method: 'GET', url: '/api/v1/bids/mine?lot=lot:P1/1', headers: { authorization: `Bearer ${token}` } })).statusCode;
    const [given, old] = [await obtain(), await obtain()];
    expect(await use(given)).toBe(404);
    expect((await served.inject({ method: 'DELETE', url: '/api/v1/tokens/current', headers: { authorization: `Bearer ${given}` } })).statusCode).toBe(204);
    expect(await use(given)).toBe(401);
    await served.spine.pool.query("UPDATE api_token SET expires_at = clock_timestamp() - interval '1 second' WHERE party = $1", [entity.party]);
    expect(await use(old)).toBe(401);
  });
});

describe('people', () => {
  let served: Served;
  const passwords = argon2Passwords();
  const send = (url: string, payload: object | string | undefined, headers: Readonly<Record<string, string>> = {}, method: 'POST' | 'GET' = 'POST') =>
    served.inject({ method, url, headers: { ...(typeof payload === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers }, ...(payload === undefined ? {} : { payload }) });
  const login = (name: string, password: string, headers: Readonly<Record<string, string>> = {}) => send('/login', { login: name, password }, headers);

  beforeAll(async () => {
    served = await serve('people', { limits: { login: 10_000 } });
    const { entity } = served.spine.people;
    for (const name of ['zhang', 'li', 'wang']) unwrap(await createAccount(served.spine.pool, passwords, { login: name, password: PASSWORD, name: '张三 <b>', party: entity.party, roles: ['procuringEntity'] }));
  });
  afterAll(() => served.close());

  it('are kept as argon2id, and refused with a short password, a taken or unusable login', async () => {
    const { rows } = await served.spine.pool.query<{ password_hash: string }>('SELECT password_hash FROM account');
    for (const { password_hash: stored } of rows) expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const make = async (change: object) => {
      const made = await createAccount(served.spine.pool, passwords, { login: 'new', password: PASSWORD, name: '新', party: 'party:x', roles: [], ...change });
      return made.ok ? 'made' : made.fault.code;
    };
    expect([await make({ password: 'short' }), await make({ login: ' ' }), await make({ login: 'ZHANG' }), await make({ login: 'ｚｈａｎｇ' }), await make({ login: 'a\u0000' })]).toEqual(['passwordForm', 'loginForm', 'loginTaken', 'loginTaken', 'loginForm']);
  });

  it('sign in, read as themselves, and sign out', async () => {
    const answer = await login('Zhang', PASSWORD);
    expect([answer.statusCode, answer.json()]).toEqual([200, { account: expect.any(String), name: '张三 <b>', party: served.spine.people.entity.party, roles: ['procuringEntity'], csrf: expect.any(String) }]);
    const set = answer.cookies.find((each) => each.name === 'session');
    expect(set).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const cookie = `session=${set?.value}`;
    const { csrf } = answer.json<{ csrf: string }>();
    expect((await send('/api/v1/session', undefined, { cookie }, 'GET')).json()).toMatchObject({ csrf });
    expect((await send('/account', undefined, { cookie }, 'GET')).body).toContain('张三 &lt;b&gt;');
    const out = await send('/logout', {}, { cookie, origin: PUBLIC_ORIGIN, 'x-csrf-token': csrf });
    expect(out.statusCode).toBe(204);
    expect((await send('/api/v1/session', undefined, { cookie }, 'GET')).statusCode).toBe(401);
  });

  it('may not act without a key’s signature, and no unsafe request goes without the session’s token', async () => {
    const answer = await login('zhang', PASSWORD);
    const cookie = `session=${cookieOf(answer, 'session')}`;
    const { csrf } = answer.json<{ csrf: string }>();
    const firm = served.spine.party(710, ['supplier']);
    const command = { creditCode: firm.creditCode, name: '甲', roles: ['supplier'], keys: [keyOf(firm)], contact: null };
    const { act: _act, ...payload } = served.sign(served.spine.people.registrar, 'registerParty', command);
    const act = (headers: Readonly<Record<string, string>>, body: object | string = payload) => send('/api/v1/acts/registerParty', body, { cookie, ...headers });
    expect(refusedCode(await act({}))).toBe('crossSite');
    expect(refusedCode(await act({ 'x-csrf-token': 'wrong' }))).toBe('crossSite');
    expect(refusedCode(await act({ 'x-csrf-token': csrf, origin: 'https://elsewhere.test' }))).toBe('crossSite');
    expect(refusedCode(await act({ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' }))).toBe('crossSite');
    expect(refusedCode(await act({}, 'stream=a'))).toBe('crossSite');
    expect(refusedCode(await act({ 'x-csrf-token': csrf, origin: PUBLIC_ORIGIN }))).toBe('unknownKey');
    const own = served.sign(served.spine.people.entity, 'defineLot', { project: 'project:NO', number: '1', name: '标段', estimateFen: 1 });
    const { act: _name, ...signed } = own;
    expect(refusedCode(await send('/api/v1/acts/defineLot', signed, { cookie, 'x-csrf-token': csrf, origin: PUBLIC_ORIGIN }))).toBe('unknownStream');
    expect(refusedCode(await send('/logout', 'csrf=wrong', { cookie, origin: PUBLIC_ORIGIN }))).toBe('crossSite');
    expect((await send('/logout', `csrf=${csrf}`, { cookie, origin: PUBLIC_ORIGIN })).statusCode).toBe(303);
  });

  it('use the form without script; another site cannot send it for them', async () => {
    const page = await send('/login?next=%2Ftenders%2FP1%2F1', undefined, {}, 'GET');
    const form = /name="form" value="([\w-]+)"/.exec(page.body)?.[1] ?? '';
    const cookie = `form=${cookieOf(page, 'form')}`;
    expect(page.body).toContain('name="next" value="/tenders/P1/1"');
    const body = (change: Record<string, string> = {}) => new URLSearchParams({ login: 'li', password: PASSWORD, form, next: '/tenders/P1/1', ...change }).toString();
    // A person reads why, on a page.
    const pageOf = (answer: { readonly statusCode: number; readonly body: string }): readonly unknown[] => [answer.statusCode, answer.body.startsWith('<!doctype html>')];
    expect(pageOf(await send('/login', body(), {}))).toEqual([403, true]);
    expect(pageOf(await send('/login', body({ form: 'guess' }), { cookie }))).toEqual([403, true]);
    expect(pageOf(await send('/login', body(), { cookie, origin: 'https://elsewhere.test' }))).toEqual([403, true]);
    const wrong = await send('/login', body({ password: 'wrong password' }), { cookie, origin: PUBLIC_ORIGIN });
    expect([wrong.statusCode, wrong.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(wrong.body).toContain('role="alert"');
    const right = await send('/login', body(), { cookie, origin: PUBLIC_ORIGIN });
    expect([right.statusCode, right.headers['location']]).toEqual([303, '/tenders/P1/1']);
    const elsewhere = await send('/login', body({ next: '//elsewhere.test/' }), { cookie, origin: PUBLIC_ORIGIN });
    expect([elsewhere.statusCode, elsewhere.headers['location']]).toEqual([303, '/account']);
  });

  it.each(['//a.test', '/\\a.test', 'https://a.test', 'javascript:alert(1)', '', 'account', '/a\nb'])('never redirect to %j', (next) => {
    expect(safeNext(next)).toBe('/account');
  });

  it('begin every session under a new identifier, and the old one is worth nothing', async () => {
    const first = cookieOf(await login('li', PASSWORD), 'session');
    const second = cookieOf(await login('li', PASSWORD, { cookie: `session=${first}` }), 'session');
    expect(second).not.toBe(first);
    expect((await send('/api/v1/session', undefined, { cookie: `session=${first}` }, 'GET')).statusCode).toBe(401);
    expect((await send('/api/v1/session', undefined, { cookie: `session=${second}` }, 'GET')).statusCode).toBe(200);
    const planted = cookieOf(await login('li', PASSWORD, { cookie: 'session=planted' }), 'session');
    expect(planted).not.toBe('planted');
  });

  it('end after 30 idle minutes, after 12 hours, and when the account is stopped', async () => {
    const begin = async () => `session=${cookieOf(await login('wang', PASSWORD), 'session')}`;
    const status = async (cookie: string) => (await send('/api/v1/session', undefined, { cookie }, 'GET')).statusCode;
    const changes = ["UPDATE session SET seen_at = seen_at - interval '31 minutes'", 'UPDATE session SET expires_at = created_at', "UPDATE account SET active = false WHERE login = 'wang'"];
    for (const change of changes) {
      const cookie = await begin();
      expect(await status(cookie)).toBe(200);
      await served.spine.pool.query(change);
      expect([change, await status(cookie)]).toEqual([change, 401]);
    }
    expect((await login('wang', PASSWORD)).statusCode).toBe(401);
  });

  it('wait longer and longer after five failures, whether or not the login exists', async () => {
    const answers: Record<string, string[]> = {};
    for (const name of ['zhang', 'nobody']) {
      answers[name] = [];
      for (let tried = 0; tried < 7; tried += 1) {
        const answer = await login(name, `wrong ${tried}`);
        answers[name].push(`${answer.statusCode} ${refusedCode(answer)} ${answer.headers['retry-after'] ?? ''}`);
      }
    }
    expect(answers['zhang']).toEqual(answers['nobody']);
    expect(answers['zhang']?.map((text) => text.split(' ')[1])).toEqual([...Array.from({ length: 5 }, () => 'loginFailed'), 'loginPaused', 'loginPaused']);
    expect(refusedCode(await login('zhang', PASSWORD))).toBe('loginPaused');
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      await served.spine.pool.query('UPDATE login_attempt SET locked_until = clock_timestamp()');
      await login('nobody', 'wrong');
      pauses.push(Number((await login('nobody', 'wrong')).headers['retry-after']));
    }
    expect(pauses).toEqual([120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    await served.spine.pool.query('UPDATE login_attempt SET locked_until = clock_timestamp()');
    expect((await login('zhang', PASSWORD)).statusCode).toBe(200);
    for (let tried = 0; tried < 4; tried += 1) expect(refusedCode(await login('zhang', 'wrong'))).toBe('loginFailed');
    expect((await login('zhang', PASSWORD)).statusCode).toBe(200);
  });

  it('cannot try ten passwords at once: attempts are counted before they are judged', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => login('crowd', `wrong ${index}`)));
    expect(answers.filter((answer) => refusedCode(answer) === 'loginFailed')).toHaveLength(5);
  });

  it('wait as long for an unknown login as for a wrong password', async () => {
    const timed = async (name: string) => {
      await served.spine.pool.query('DELETE FROM login_attempt');
      const start = performance.now();
      await login(name, 'a wrong password');
      return performance.now() - start;
    };
    await timed('li');
    await timed('unknown');
    const middle = async (name: string) => {
      const times: number[] = [];
      for (let round = 0; round < 9; round += 1) times.push(await timed(name));
      return times.toSorted((left, right) => left - right)[4] ?? 0;
    };
    const [known, unknown] = [await middle('li'), await middle('unknown')];
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });
});

describe('over https', () => {
  it('marks its cookies and tells browsers to stay', async () => {
    const served = await serve('https', { secureCookies: true });
    try {
      const page = await served.inject({ method: 'GET', url: '/login' });
      expect(page.cookies.find((each) => each.name === '__Host-form')).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
      expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
    } finally {
      await served.close();
    }
  });
});

describe('limits', () => {
  it('count by party where one is known and by address where none is, and say when to come again', async () => {
    const served = await serve('limits', { limits: { reads: 5, tokens: 3, login: 2 } });
    try {
      const { registrar, entity } = served.spine.people;
      const [one, two] = [await served.token(registrar), await served.token(entity)];
      const read = (token: string) => served.inject({ method: 'GET', url: '/api/v1/bids/mine?lot=lot:P1/1', headers: { authorization: `Bearer ${token}` } });
      for (let asked = 0; asked < 5; asked += 1) expect((await read(one)).statusCode).toBe(404);
      const refused = await read(one);
      expect([refused.statusCode, refusedCode(refused), Number(refused.headers['retry-after'])]).toEqual([429, 'tooManyRequests', expect.any(Number)]);
      expect(Object.keys(refused.headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
      expect((await read(two)).statusCode).toBe(404);
      for (let asked = 0; asked < 5; asked += 1) await served.inject({ method: 'GET', url: '/api/v1/time' });
      expect(refusedCode(await served.inject({ method: 'GET', url: '/api/v1/time' }))).toBe('tooManyRequests');
      expect((await served.inject({ method: 'GET', url: '/api/v1/time', remoteAddress: '192.0.2.9' })).statusCode).toBe(200);
      const page = await served.inject({ method: 'GET', url: '/', headers: { accept: 'text/html' } });
      expect([page.statusCode, page.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
      for (let asked = 0; asked < 2; asked += 1) expect((await served.inject({ method: 'POST', url: '/login', payload: { login: `n${asked}`, password: 'x' } })).statusCode).toBe(401);
      expect(refusedCode(await served.inject({ method: 'POST', url: '/login', payload: { login: 'n3', password: 'x' } }))).toBe('tooManyRequests');
      expect((await served.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200);
    } finally {
      await served.close();
    }
  });

  it('stop a flood of made-up tokens from one address', async () => {
    const served = await serve('flood');
    try {
      const codes = new Set<string>();
      for (let tried = 0; tried < 610; tried += 1) codes.add(refusedCode(await served.inject({ method: 'POST', url: '/api/v1/uploads', headers: { authorization: `Bearer ${'B'.repeat(40)}${String(tried).padStart(3, '0')}` }, payload: {} })));
      expect([...codes]).toEqual(['unauthenticated', 'tooManyRequests']);
    } finally {
      await served.close();
    }
  });
});
