import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantText, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { CLOSING, START, bidCommand, ciphertextOf, openLot, register, type OpenLot, type Party } from '../spine.ts';
import { keyOf, refusedCode, serve, type Served } from './platform.ts';

describe('acts over HTTP', () => {
  let served: Served;
  let open: OpenLot;
  let registrar: Party;
  let firm: Party;
  const headersOf = async (party: Party) => ({ authorization: `Bearer ${await served.token(party)}` });
  const registration = (party: Party, change: JsonObject = {}): JsonObject => ({ creditCode: party.creditCode, name: '甲公司', roles: ['supplier'], keys: [keyOf(party)], contact: null, ...change });
  let next = 300;
  const newParty = (): Party => served.spine.party((next += 1), ['supplier']);

  beforeAll(async () => {
    served = await serve('acts');
    ({ registrar } = served.spine.people);
    open = await openLot(served.spine);
    firm = served.spine.party(200, ['supplier']);
    await register(served.spine, firm, '投标单位');
  });
  afterAll(() => served.close());

  it('takes a signed act once and answers its repeat with the first result', async () => {
    const { act: _act, ...body } = served.sign(registrar, 'registerParty', registration(newParty()));
    const send = async () => served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: await headersOf(registrar), payload: body });
    const [first, again] = [await send(), await send()];
    expect(first.statusCode).toBe(201);
    expect([again.statusCode, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', first.json()]);
  });

  it('stamps the moment of its own clock and lets nobody bring another', async () => {
    const answer = await served.act(registrar, 'registerParty', registration(newParty()), { headers: { 'zhaobiao-demo-at': '2026-01-01T00:00:00.000+08:00' } });
    expect(answer.json()).toMatchObject({ at: instantText(START) });
  });

  it('has no path for what only the clock does', async () => {
    for (const name of ['closeBidding', 'foundPlatform', 'openBid', 'nothing']) {
      const answer = await served.inject({ method: 'POST', url: `/api/v1/acts/${name}`, headers: await headersOf(registrar), payload: {} });
      expect([name, answer.statusCode, refusedCode(answer)]).toEqual([name, 404, 'noSuchAct']);
    }
  });

  it('knows nobody without a token, with a made-up one, or with another scheme', async () => {
    const { act: _act, ...payload } = served.sign(registrar, 'registerParty', registration(newParty()));
    for (const headers of [{}, { authorization: `Bearer ${'A'.repeat(43)}` }, { authorization: 'Basic YTpi' }, { authorization: 'Bearer ' }]) {
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers, payload });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([401, 'unauthenticated']);
    }
  });

  it('refuses a signature by a key of another party, by an altered command, nonce, key or tender', async () => {
    const { act: _act, ...body } = served.sign(registrar, 'registerParty', registration(newParty()));
    const send = async (change: JsonObject, party = registrar) => served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: await headersOf(party), payload: { ...body, ...change } });
    const altered: readonly JsonObject[] = [{ command: registration(newParty()) }, { nonce: '00'.repeat(16) }, { key: 'another' }, { tender: '00'.repeat(32) }, { signature: { ...body.signature, value: '00'.repeat(64) } }];
    for (const change of altered) expect([Object.keys(change), refusedCode(await send(change))]).toEqual([Object.keys(change), 'badSignature']);
    expect(refusedCode(await send({}, firm))).toBe('unknownKey');
    expect(refusedCode(await send({ signature: { ...body.signature, scheme: 'sm2-sm3' } }))).toBe('unknownKey');
    expect((await send({})).statusCode).toBe(201);
  });

  it('refuses a command signed for another stream, and an act signed as another act', async () => {
    const { act: _act, ...body } = served.sign(registrar, 'registerParty', registration(newParty()), { stream: 'party:91350525MA0000001X' });
    const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: await headersOf(registrar), payload: body });
    expect([answer.statusCode, refusedCode(answer)]).toEqual([422, 'wrongStream']);
    const suspend = served.sign(registrar, 'suspendParty', { party: firm.party, reason: '证照到期' });
    const crossed = await served.inject({ method: 'POST', url: '/api/v1/acts/reinstateParty', headers: await headersOf(registrar), payload: { ...suspend, act: undefined } });
    expect(refusedCode(crossed)).toBe('badSignature');
  });

  it('stops a key that was revoked', async () => {
    const own = newParty();
    await register(served.spine, own, '换密钥的单位');
    await served.token(own);
    const revoked = await served.act(registrar, 'revokeKey', { party: own.party, keyId: own.keyId, reason: '遗失' });
    expect(revoked.statusCode).toBe(201);
    expect(refusedCode(await served.act(own, 'withdrawBid', { lot: open.lot, reason: '' }))).toBe('unknownKey');
  });

  describe('what is malformed', () => {
    const malformed: readonly (readonly [string, JsonObject, number, string, string])[] = [
      ['U+0000 in a name', { name: '甲\u0000公司' }, 400, 'malformed', 'name'],
      ['a lone surrogate', { name: '甲\ud800' }, 400, 'malformed', 'name'],
      ['a name of 100,000 characters', { name: '长'.repeat(100_000) }, 400, 'malformed', 'name'],
      ['an empty name', { name: '  ' }, 400, 'malformed', 'name'],
      ['a field too many', { extra: 1 }, 400, 'malformed', 'extra'],
      ['a decimal number', { contact: { name: '甲', phone: 13.5 } }, 400, 'malformed', 'contact/phone'],
      ['a role that does not exist', { roles: ['king'] }, 400, 'malformed', 'roles/0'],
      ['a credit code whose check character is wrong', { creditCode: '91350525MA0000001A' }, 422, 'creditCodeInvalid', 'creditCode'],
    ];
    it.each(malformed)('%s', async (_title, change, status, code, field) => {
      const stand = registration(newParty());
      const { act: _act, ...signed } = served.sign(registrar, 'registerParty', stand);
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: { ...(await headersOf(registrar)), 'content-type': 'application/json' }, payload: JSON.stringify({ ...signed, command: { ...stand, ...change } }) });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([status, code]);
      const { refused } = answer.json<{ refused: { zh: string; en: string; params: { field: string } } }>();
      expect(refused.params.field).toBe(field);
      expect(refused.zh).not.toMatch(/[{}]/);
      expect(refused.en).not.toMatch(/[{}]/);
    });

    it.each([0, -1, 1.5, 0.1, 1e300, '100', null])('an amount of %s', async (estimateFen) => {
      const { entity } = served.spine.people;
      const command = { project: 'project:P1', number: 'X', name: '标段', estimateFen: 1 };
      const { act: _act, ...signed } = served.sign(entity, 'defineLot', command);
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/defineLot', headers: await headersOf(entity), payload: { ...signed, command: { ...command, estimateFen } } });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(['malformed', 'amountInvalid']).toContain(refusedCode(answer));
      expect(answer.json<{ refused: { params: { field: string } } }>().refused.params.field).toBe('estimateFen');
    });

    it.each(['', '{', 'nonsense', '[1,', '"\\u00', '{"__proto__":{"a":1}}'])('a body that is no JSON: %j', async (payload) => {
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: { ...(await headersOf(registrar)), 'content-type': 'application/json' }, payload });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([400, 'malformed']);
    });

    it('bytes that are not UTF-8', async () => {
      const payload = Buffer.concat([Buffer.from('{"stream":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: { ...(await headersOf(registrar)), 'content-type': 'application/json' }, payload });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([400, 'malformed']);
    });

    it.each([[[]], ['text'], [null], [7], [{}], [{ stream: 'a', key: 'b' }]])('a body that is no signed command: %j', async (payload) => {
      const answer = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: { ...(await headersOf(registrar)), 'content-type': 'application/json' }, payload: JSON.stringify(payload) });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([400, 'malformed']);
    });

    it('a body of more than 1 MiB, another content type, another method', async () => {
      const headers = { ...(await headersOf(registrar)), 'content-type': 'application/json' };
      const large = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers, payload: `"${'x'.repeat(1024 * 1024)}"` });
      expect([large.statusCode, refusedCode(large)]).toEqual([413, 'bodyTooLarge']);
      const xml = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers: { ...headers, 'content-type': 'text/xml' }, payload: '<a/>' });
      expect([xml.statusCode, refusedCode(xml)]).toEqual([415, 'unsupportedMedia']);
      const get = await served.inject({ method: 'GET', url: '/api/v1/acts/registerParty' });
      expect([get.statusCode, refusedCode(get), get.headers['allow']]).toEqual([405, 'methodNotAllowed', 'POST']);
    });
  });

  it('takes a sealed bid until the deadline, records a late one, and says both in the shape of a refusal', async () => {
    const command = bidCommand(open.lot, firm.party);
    await served.spine.upload(firm.party, ciphertextOf(command));
    served.clock.at = (CLOSING - 1) as Instant;
    const inTime = await served.act(firm, 'submitBid', command, { tender: open.tender });
    expect(inTime.statusCode).toBe(201);
    served.clock.at = CLOSING;
    const late = await served.act(firm, 'submitBid', command, { tender: open.tender });
    expect([late.statusCode, refusedCode(late)]).toEqual([409, 'tooLate']);
    expect(late.json()).toMatchObject({ act: expect.stringMatching(/^[0-9a-f]{64}$/), refused: { params: { until: instantText(CLOSING) } } });
    served.clock.at = START;
  });

  it('answers many at once in their order, each with its own result', async () => {
    const parties = Array.from({ length: 20 }, newParty);
    const acts: Json[] = parties.map((party, index) => ({ ...served.sign(registrar, 'registerParty', registration(party, index % 5 === 0 ? { name: '' } : {})) }));
    acts.push({ act: 'closeBidding' });
    const answer = await served.inject({ method: 'POST', url: '/api/v1/acts', headers: await headersOf(registrar), payload: { acts } });
    const { answers } = answer.json<{ answers: { status: number; body: { party?: string } }[] }>();
    expect(answers.map((each) => each.status)).toEqual([...parties.map((_, index) => (index % 5 === 0 ? 400 : 201)), 404]);
    expect(answers.map((each) => each.body.party)).toEqual([...parties.map((party, index) => (index % 5 === 0 ? undefined : party.party)), undefined]);
    for (const payload of [{ acts: [] }, { acts: Array.from({ length: 201 }, () => acts[1]) }, { acts: [1] }, [], { acts, more: 1 }]) {
      const refused = await served.inject({ method: 'POST', url: '/api/v1/acts', headers: await headersOf(registrar), payload });
      expect([refused.statusCode, refusedCode(refused)]).toEqual([400, 'batchMalformed']);
    }
  });

  it.each([[0.019, 'diskLow', 'diskLow'], [0.09, undefined, 'diskLow'], [0.5, undefined, undefined]])('with %s of the disk free answers acts %s and uploads %s', async (free, act, upload) => {
    const narrow = await serve(`disk${free}`);
    try {
      Object.assign(narrow.platform.objects.store, { free: async () => free });
      Object.assign(narrow.platform.door, { actsPaused: () => free < 0.02 });
      const taken = await narrow.act(narrow.spine.people.registrar, 'registerParty', registration(newParty()));
      expect([taken.statusCode, taken.json<{ refused?: { code: string } }>().refused?.code]).toEqual([act === undefined ? 201 : 507, act]);
      const stored = await narrow.inject({ method: 'POST', url: '/api/v1/objects', headers: { authorization: `Bearer ${await narrow.token(narrow.spine.people.entity)}`, 'content-type': 'application/octet-stream' }, payload: Buffer.from('x') });
      expect([stored.statusCode, stored.json<{ refused?: { code: string } }>().refused?.code]).toEqual([upload === undefined ? 201 : 507, upload]);
    } finally {
      await narrow.close();
    }
  });

  it('says nothing but an incident number when the platform itself fails, and logs the rest without secrets', async () => {
    const broken = await serve('broken', { logLevel: 'error' });
    try {
      const token = await broken.token(broken.spine.people.registrar);
      await broken.spine.pool.query('ALTER TABLE act RENAME COLUMN salt TO pepper');
      const answer = await broken.act(broken.spine.people.registrar, 'registerParty', registration(newParty()));
      expect([answer.statusCode, refusedCode(answer)]).toEqual([500, 'internal']);
      const { incident } = answer.json<{ refused: { params: { incident: string } } }>().refused.params;
      expect(incident).toMatch(/^[0-9A-F]{12}$/);
      expect(answer.body).not.toMatch(/salt|column|INSERT/);
      const logged = broken.lines.join('\n');
      expect(logged).toContain(incident);
      expect(logged).not.toContain(token);
    } finally {
      await broken.close();
    }
  });
});

describe('a demonstration', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('demo', { demo: true });
  });
  afterAll(() => served.close());

  it('takes the moment a request brings, and refuses one that is none', async () => {
    const { registrar } = served.spine.people;
    const firm = served.spine.party(400, ['supplier']);
    const command = { creditCode: firm.creditCode, name: '甲公司', roles: ['supplier'], keys: [keyOf(firm)], contact: null };
    const refused = await served.act(registrar, 'registerParty', command, { headers: { 'zhaobiao-demo-at': 'yesterday' } });
    expect([refused.statusCode, refusedCode(refused)]).toEqual([400, 'malformed']);
    const taken = await served.act(registrar, 'registerParty', command, { headers: { 'zhaobiao-demo-at': '2026-03-01T08:00:00.123+08:00' } });
    expect(taken.json()).toMatchObject({ at: '2026-03-01T08:00:00.123+08:00' });
  });

  it('wears its name on every page', async () => {
    expect((await served.inject({ method: 'GET', url: '/assets/portal.css' })).body).toContain('content:"演示"');
  });

  it('lets only the operator move the clock, and only forward', async () => {
    const { registrar, entity } = served.spine.people;
    const move = async (party: Party, to: string) => served.inject({ method: 'POST', url: '/api/v1/demo/clock', headers: { authorization: `Bearer ${await served.token(party)}` }, payload: { to } });
    expect(refusedCode(await move(entity, '2026-03-02T00:00:00.000+08:00'))).toBe('notAllowed');
    expect((await move(registrar, '2026-03-02T00:00:00.000+08:00')).json()).toEqual({ at: '2026-03-02T00:00:00.000+08:00' });
    expect(refusedCode(await move(registrar, '2026-03-01T00:00:00.000+08:00'))).toBe('clockBackwards');
    expect(refusedCode(await move(registrar, 'soon'))).toBe('momentMalformed');
  });

  it('has no such path outside a demonstration', async () => {
    const real = await serve('real');
    try {
      const answer = await real.inject({ method: 'POST', url: '/api/v1/demo/clock', headers: { authorization: `Bearer ${await real.token(real.spine.people.registrar)}` }, payload: { to: '2026-03-02T00:00:00.000+08:00' } });
      expect([answer.statusCode, refusedCode(answer)]).toEqual([404, 'notFound']);
    } finally {
      await real.close();
    }
  });
});
