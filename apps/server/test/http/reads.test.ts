import { randomBytes } from 'node:crypto';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, fromHex, present, toHex, unwrap, type Instant, type JsonObject } from '@zhaobiao/basics';
import { actLeaf, entryOf, fieldCommitment, leafHash, parseAct, parseNoteKey, rootOfLeaves, verifyReceipt } from '@zhaobiao/evidence';
import rateLimit from '@fastify/rate-limit';
import { guardAccess } from '../../src/http/access.ts';
import { READS, WRITES } from '../../src/http/reads.ts';
import { CLOSING, START, bid, expectAccepted, openLot, register, type OpenLot, type Party } from '../spine.ts';
import { PUBLIC_ORIGIN, keyOf, refusedCode, serve, type Served } from './platform.ts';

type Item = { readonly index: number; readonly entry: string; readonly salt: string; readonly bytes: string; readonly disclosures: readonly { readonly event: number; readonly name: string; readonly salt: string; readonly value: never }[]; readonly reveals: readonly number[] };
type Feed = { readonly items: readonly Item[]; readonly next: number; readonly size: number };

const AFTER = (CLOSING + 6_000) as Instant;
const sheet = (priceFen: number): JsonObject => ({ priceFen, period: '180 日历天', quality: '合格', projectManager: '张三', security: '保函' });
const bytesOf = (hex: string): Uint8Array => present(fromHex(hex), 'hexadecimal');
const actOf = (item: Item) => unwrap(parseAct(present(fromBase64(item.bytes), 'base64')));

describe('deny by default', () => {
  it('a route that stands in no table does not start', async () => {
    const app = fastify();
    await app.register(rateLimit);
    guardAccess(app as never, async () => undefined, { publicOrigin: PUBLIC_ORIGIN }, (_request, reply) => reply);
    for (const method of ['GET', 'POST', 'DELETE'] as const) expect(() => app.route({ method, url: '/api/v1/new', handler: async () => 'open' })).toThrow(/nobody has said who may/);
    expect(() => app.route({ method: ['GET', 'DELETE'], url: '/api/v1/time', handler: async () => 'open' })).toThrow(/DELETE/);
  });
});

describe('reads', () => {
  let served: Served;
  let open: OpenLot;
  const bidders: Party[] = [];
  const get = async (url: string, party?: Party) => served.inject({ method: 'GET', url, headers: party ? { authorization: `Bearer ${await served.token(party)}` } : {} });
  const feed = async (after = -1, limit = 500) => (await get(`/api/v1/feed?after=${after}&limit=${limit}`)).json<Feed>();
  const byClock = (act: string, command: JsonObject, at = AFTER) => expectAccepted(served.spine.act(served.spine.people.clock, act, command, { at }));

  beforeAll(async () => {
    served = await serve('reads');
    open = await openLot(served.spine);
    for (let index = 0; index < 4; index += 1) {
      const bidder = served.spine.party(100 + index, ['supplier']);
      await register(served.spine, bidder, `投标单位${index}`);
      bidders.push(bidder);
    }
    await served.log.beat();
  });
  afterAll(() => served.close());

  it('every route of the tables is there, and what is not public asks who', async () => {
    const real = (path: string) => path.replace(':project', 'P1').replace(':lot', '1').replace(':upload', '6f6e2a34-58a5-4f5b-9d7b-1f4d3d1b2c3d').replace(/:\w+/, 'x').replace('*', 'tile/0/000');
    for (const [path, { who }] of Object.entries(READS)) {
      expect([path, served.app.hasRoute({ method: 'GET', url: path })]).toEqual([path, true]);
      const answer = await get(real(path));
      const page = who === 'session' && !path.startsWith('/api/');
      const outcome = answer.statusCode === 401 ? refusedCode(answer) : answer.statusCode === 303 ? answer.headers['location'] : [403, 500].includes(answer.statusCode) ? 'shut' : 'open';
      expect([path, outcome]).toEqual([path, who === 'public' || who === 'optional' ? 'open' : page ? `/login?next=${encodeURIComponent(real(path))}` : 'unauthenticated']);
    }
    for (const [route, who] of Object.entries(WRITES)) {
      const [method = '', path = ''] = route.split(' ');
      if (path === '/api/v1/demo/clock') continue;
      expect([route, served.app.hasRoute({ method: method as 'POST', url: path })]).toEqual([route, true]);
      if (who === 'public') continue;
      const answer = await served.inject({ method: method as 'POST', url: real(path) });
      expect([route, answer.statusCode, refusedCode(answer)]).toEqual([route, 401, 'unauthenticated']);
    }
  });

  it('a token does for a session nowhere and a session for a token nowhere', async () => {
    expect((await get('/api/v1/session', bidders[0])).statusCode).toBe(401);
  });

  it('gives the platform, its time, a party, a project, a procedure', async () => {
    const platform = (await get('/api/v1/platform')).json<{ origin: string; vkey: string; key: JsonObject; guardianship: { threshold: number }; rulebook: { procedures: { id: string; digest: string }[] } }>();
    expect(platform).toMatchObject({ origin: 'test.example/log', vkey: served.platform.logKey, key: { keyId: served.spine.people.clock.keyId }, guardianship: { threshold: 1 } });
    expect(platform.rulebook.procedures.map((each) => each.id)).toContain('open-tender.works');
    const digest = present(platform.rulebook.procedures[0], 'procedure').digest;
    expect((await get(`/api/v1/procedures/${digest}`)).headers['cache-control']).toContain('immutable');
    expect((await get(`/api/v1/procedures/${'0'.repeat(64)}`)).headers['cache-control']).toBe('no-store');
    expect((await get('/api/v1/time')).json()).toEqual({ at: '2026-02-10T09:00:00.000+08:00', demo: false });
    const { entity } = served.spine.people;
    expect((await get(`/api/v1/parties/${entity.party}`)).json()).toMatchObject({ party: entity.party, keys: [keyOf(entity)] });
    expect((await get('/api/v1/parties/party:nobody')).statusCode).toBe(404);
    expect((await get('/api/v1/projects/P1')).json()).toMatchObject({ project: 'project:P1', stage: 'registered' });
  });

  it('lists and finds published tenders only', async () => {
    const { entity } = served.spine.people;
    await expectAccepted(served.spine.act(entity, 'defineLot', { project: 'project:P1', number: '9', name: '未公告标段', estimateFen: 1_000_000 }));
    const all = (await get('/api/v1/tenders')).json<{ tenders: { lot: string }[]; next: string | null }>();
    expect(all.tenders.map((each) => each.lot)).toEqual([open.lot]);
    expect((await get('/api/v1/tenders/P1/9')).statusCode).toBe(404);
    expect((await get(`/api/v1/tenders?q=${encodeURIComponent('道路')}&stage=bidding`)).json<{ tenders: unknown[] }>().tenders).toHaveLength(1);
    expect((await get(`/api/v1/tenders?q=${encodeURIComponent("桥'; DROP TABLE act; --")}`)).json<{ tenders: unknown[] }>().tenders).toHaveLength(0);
    expect((await get('/api/v1/tenders?q=%25')).json<{ tenders: unknown[] }>().tenders).toHaveLength(0);
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'more=1', 'q=%00', 'stage=1']) expect([query, refusedCode(await get(`/api/v1/tenders?${query}`))]).toEqual([query, 'malformed']);
  });

  it('goes through the pages of a list without losing or repeating a tender', async () => {
    const names = ['PA', 'PB', 'PC', 'PD', 'PE'];
    for (const name of names) await openLot(served.spine, name);
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { tenders: { lot: string }[]; next: string | null } = (await get(`/api/v1/tenders?limit=2${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)).json();
      seen.push(...page.tenders.map((each) => each.lot));
      after = page.next;
    }
    expect(seen.toSorted()).toEqual(['P1', ...names].map((name) => `lot:${name}/1`).toSorted());
  });

  it('shows nothing of bids before the tenderers are announced, byte for byte', async () => {
    const { guardian, entity, registrar } = served.spine.people;
    await served.log.beat();
    const urls = ['/api/v1/tenders', '/api/v1/tenders/P1/1', '/api/v1/tenders/P1/1/acts', '/api/v1/tenders/P1/1/opening', '/', '/tenders/P1/1', '/api/v1/feed', '/readyz', '/api/v1/guardian/openings', '/api/v1/projects/P1', '/api/v1/platform'];
    const look = async () => {
      const views: string[] = [];
      for (const party of [undefined, entity, guardian, registrar]) {
        for (const url of urls) {
          const answer = await get(url, party);
          const { date: _date, ...headers } = answer.headers;
          views.push(`${url} ${answer.statusCode} ${JSON.stringify(headers)} ${answer.body}`);
        }
      }
      return views;
    };
    const before = await look();
    for (const bidder of bidders) expect((await bid(served.spine, open, bidder, { at: (CLOSING - 1) as Instant })).status).toBe(201);
    // The log grows at every beat, with bids or without; what is read above it does not.
    expect(await look()).toEqual(before);
    await served.log.beat();
    const grown = await feed();
    expect(grown.items.map((item) => actOf(item).act)).not.toContain('submitBid');
    expect((await get('/api/v1/tenders/P1/1/acts')).json<{ acts: { act: string }[] }>().acts.map((each) => each.act)).toEqual(['defineLot', 'draftDocument', 'publishNotice']);
  });

  it('shows a tenderer its own bid and nobody another’s', async () => {
    const own = (await get(`/api/v1/bids/mine?lot=${open.lot}`, bidders[0])).json<{ bid: string; submissions: number; acts: { act: string; entry: string; refused: boolean; index: number | null }[] }>();
    expect(own).toMatchObject({ bid: `bid:P1/1/${bidders[0]?.creditCode}`, stage: 'submitted', submissions: 1, acts: [{ act: 'submitBid', refused: false, index: expect.any(Number) }] });
    expect((await get(`/api/v1/bids/mine?lot=${open.lot}`, served.spine.people.entity)).statusCode).toBe(404);
    expect((await get('/api/v1/bids/mine?lot=lot:P1/1/x/y/z', bidders[0])).statusCode).toBe(400);
    const late = await bid(served.spine, open, bidders[0] ?? served.spine.party(0, []), { at: CLOSING, serial: 9 });
    expect(late.status).toBe(409);
    const again = (await get(`/api/v1/bids/mine?lot=${open.lot}`, bidders[0])).json<{ refused: number; acts: { refused: boolean; index: number | null }[] }>();
    expect([again.refused, again.acts.map((each) => each.refused), again.acts[1]?.index]).toEqual([1, [false, true], null]);
  });

  it('gives the receipt of a sealed act to its actor alone, and of a public one to anybody', async () => {
    const own = (await get(`/api/v1/bids/mine?lot=${open.lot}`, bidders[0])).json<{ acts: { entry: string }[] }>();
    const [taken, late] = own.acts.map((each) => each.entry);
    const url = `/api/v1/acts/${taken}/receipt`;
    for (const other of [undefined, bidders[1], served.spine.people.entity, served.spine.people.registrar]) expect([(await get(url, other)).statusCode, refusedCode(await get(url, other))]).toEqual([404, 'notFound']);
    expect((await get(`/api/v1/acts/${toHex(randomBytes(32))}/receipt`)).statusCode).toBe(404);
    const pending = await get(`/api/v1/acts/${late}/receipt`, bidders[0]);
    expect([pending.statusCode, pending.headers['retry-after']]).toEqual([202, '1']);
    await served.log.beat();
    const logKey = unwrap(parseNoteKey(served.platform.logKey));
    for (const entry of [taken, late]) {
      const receipt = (await get(`/api/v1/acts/${entry}/receipt`, bidders[0])).json<{ receipt: string; index: number }>();
      const proved = unwrap(verifyReceipt(new TextEncoder().encode(receipt.receipt), undefined, { logKey }));
      expect([proved.index, proved.act.actor]).toEqual([receipt.index, bidders[0]?.party]);
    }
    const [first] = (await feed()).items;
    const open1 = await served.inject({ method: 'GET', url: `/api/v1/acts/${first?.entry}/receipt`, headers: { accept: 'text/plain' } });
    expect(unwrap(verifyReceipt(open1.rawPayload, undefined, { logKey })).index).toBe(first?.index);
  });

  it('keeps the opening to stage and moment until it is recorded', async () => {
    expect((await get('/api/v1/tenders/P1/1/opening')).json()).toEqual({ lot: open.lot, stage: 'bidding', recorded: false, closingAt: '2026-03-16T09:30:00.000+08:00', sealsIntact: null, failure: null });
    await byClock('closeBidding', { lot: open.lot });
    expect((await get('/api/v1/tenders/P1/1/opening')).json()).toEqual({ lot: open.lot, stage: 'closed', recorded: false, closingAt: '2026-03-16T09:30:00.000+08:00', sealsIntact: null, failure: null });
  });

  it('tells a guardian what to check, after the check of the seals and no earlier', async () => {
    const { guardian, entity } = served.spine.people;
    expect((await get('/api/v1/guardian/openings', guardian)).json()).toEqual({ openings: [] });
    expect(refusedCode(await get('/api/v1/guardian/openings/P1/1', guardian))).toBe('stageTooEarly');
    await byClock('announceTenderers', { lot: open.lot });
    expect((await get('/api/v1/guardian/openings', guardian)).json()).toEqual({ openings: [] });
    expect(refusedCode(await get('/api/v1/guardian/openings/P1/1', guardian))).toBe('stageTooEarly');
    await byClock('checkSeals', { lot: open.lot });
    expect((await get('/api/v1/guardian/openings', guardian)).json()).toEqual({ openings: [{ lot: open.lot, awaiting: 4 }] });
    for (const url of ['/api/v1/guardian/openings', '/api/v1/guardian/openings/P1/1', '/api/v1/guardian/openings/PX/1']) expect([url, refusedCode(await get(url, entity))]).toEqual([url, 'notAllowed']);
    expect((await get('/api/v1/guardian/openings/P1/1', guardian)).statusCode).toBe(202);
    await served.log.beat();
    const opening = (await get('/api/v1/guardian/openings/P1/1', guardian)).json<{ liveRoot: string; receipt: string; closeAct: Item; bids: { bid: string; commitment: string; salt: string; sealed: never }[] }>();
    const proved = unwrap(verifyReceipt(new TextEncoder().encode(opening.receipt), present(fromBase64(opening.closeAct.bytes), 'bytes'), { logKey: unwrap(parseNoteKey(served.platform.logKey)) }));
    expect([proved.act.act, proved.act.events[0]?.public['liveRoot']]).toEqual(['closeBidding', opening.liveRoot]);
    expect(toHex(entryOf(bytesOf(opening.closeAct.salt), present(fromBase64(opening.closeAct.bytes), 'bytes')))).toBe(opening.closeAct.entry);
    expect(opening.bids.map((each) => each.bid)).toEqual(opening.bids.map((each) => each.bid).toSorted());
    for (const each of opening.bids) expect(toHex(fieldCommitment(bytesOf(each.salt), 'sealed', each.sealed))).toBe(each.commitment);
    expect(toHex(rootOfLeaves(opening.bids.map((each) => leafHash(bytesOf(each.commitment)))))).toBe(opening.liveRoot);
  });

  it('publishes the opening record line by line, and the sealed acts by the act that revealed them', async () => {
    const { guardian } = served.spine.people;
    const before = await feed();
    const shares = [{ kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) }];
    for (const [index, bidder] of bidders.entries()) {
      const command = { bid: `bid:P1/1/${bidder.creditCode}`, lot: open.lot };
      await expectAccepted(served.spine.act(guardian, 'releaseShare', { ...command, shares, refused: null }, { at: AFTER }));
      await byClock('openBid', { ...command, result: index === 3 ? { outcome: 'unopened', cause: 'commitmentMismatch' } : { outcome: 'opened', sheet: sheet(100_000_000 + index) } });
    }
    await byClock('recordOpening', { lot: open.lot });
    const record = (await get('/api/v1/tenders/P1/1/opening')).json<{ recorded: boolean; opened: number; unopened: number; lines: { creditCode: string; outcome: string; sheet: { priceFen: number } | null }[] }>();
    expect([record.recorded, record.opened, record.unopened, record.lines.length]).toEqual([true, 3, 1, 4]);
    expect(record.lines.map((line) => line.sheet?.priceFen).toSorted()).toEqual([100_000_000, 100_000_001, 100_000_002, undefined]);
    await served.log.beat();

    // Whoever follows with the cursor learns of everything: what is new, and what became readable behind him.
    const news = await feed(before.next);
    const revealed = new Set(news.items.flatMap((item) => item.reveals));
    const bids = await Promise.all([...revealed].map(async (index) => (await get(`/api/v1/feed/${index}`)).json<Item>()));
    const submitted = bids.filter((item) => actOf(item).act === 'submitBid');
    expect(submitted).toHaveLength(4);
    for (const item of [...news.items, ...bids]) {
      const act = actOf(item);
      expect(toHex(entryOf(bytesOf(item.salt), present(fromBase64(item.bytes), 'bytes')))).toBe(item.entry);
      for (const field of item.disclosures) expect(toHex(fieldCommitment(bytesOf(field.salt), field.name, field.value))).toBe(act.events[field.event]?.hidden[field.name]?.commitment);
    }
    expect(submitted.map((item) => item.disclosures.map((field) => field.name).toSorted())).toEqual(Array.from({ length: 4 }, () => ['sealed']));
    // The late bid stays sealed for good: its refusal is its tenderer's own affair.
    expect((await feed()).items.filter((item) => actOf(item).act === 'submitBid')).toHaveLength(4);
  });

  it('gives the whole feed in portions of any size, in order, nothing twice, fillers never', async () => {
    const whole = await feed();
    const collected: Item[] = [];
    for (let after = -1; ;) {
      const portion = await feed(after, 3);
      collected.push(...portion.items);
      if (portion.items.length === 0) break;
      after = portion.next;
    }
    expect(collected).toEqual(whole.items);
    expect(whole.size).toBeGreaterThan(whole.items.length);
    const shown = new Set(whole.items.map((item) => item.index));
    const hidden = Array.from({ length: whole.size }, (_, index) => index).filter((index) => !shown.has(index));
    for (const index of [...hidden.slice(0, 5), whole.size, 999_999]) expect(refusedCode(await get(`/api/v1/feed/${index}`))).toBe('notFound');
    expect((await feed(whole.next)).items).toEqual([]);
  });

  it('serves checkpoint and tiles, each tile under its one right name', async () => {
    const checkpoint = await get('/log/checkpoint');
    expect([checkpoint.statusCode, checkpoint.headers['cache-control'], checkpoint.body.split('\n')[0]]).toEqual([200, 'no-store', 'test.example/log']);
    const size = Number(checkpoint.body.split('\n')[1]);
    const tile = await get(`/log/tile/0/000.p/${size}`);
    expect([tile.statusCode, tile.rawPayload.length, tile.headers['cache-control']]).toEqual([200, size * 32, 'public, max-age=31536000, immutable']);
    const [first] = (await feed()).items;
    expect(toHex(tile.rawPayload.subarray((first?.index ?? 0) * 32, (first?.index ?? 0) * 32 + 32))).toBe(toHex(actLeaf(bytesOf(first?.salt ?? ''), present(fromBase64(first?.bytes ?? ''), 'bytes'))));
    for (const path of ['tile/0/000', 'tile/0/0', 'tile/0/../0/000', 'tile/0/%2e%2e/checkpoint', '..%2f..%2fetc%2fpasswd', 'tile/entries', 'checkpoint.1.tmp', 'tile/00/000']) expect([path, (await get(`/log/${path}`)).statusCode]).toEqual([path, 404]);
  });

  it('is open for reading while the clock is stale, and refuses acts', async () => {
    const { clock } = served.platform.door;
    const stale = await serve('stale');
    try {
      Object.assign(stale.platform.door, { clock: { ...clock, now: () => undefined } });
      expect((await stale.inject({ method: 'GET', url: '/api/v1/tenders' })).statusCode).toBe(200);
      const time = await stale.inject({ method: 'GET', url: '/api/v1/time' });
      expect([time.statusCode, refusedCode(time)]).toEqual([503, 'clockStale']);
      const ready = await stale.inject({ method: 'GET', url: '/readyz' });
      expect([ready.statusCode, ready.json<{ faults: { name: string }[] }>().faults.map((each) => each.name)]).toEqual([503, ['clock']]);
      const firm = stale.spine.party(500, ['supplier']);
      const act = await stale.act(stale.spine.people.registrar, 'registerParty', { creditCode: firm.creditCode, name: '甲', roles: ['supplier'], keys: [keyOf(firm)], contact: null });
      expect([act.statusCode, refusedCode(act)]).toEqual([503, 'clockStale']);
    } finally {
      await stale.close();
    }
    expect(START).toBeLessThan(CLOSING);
  });
});
