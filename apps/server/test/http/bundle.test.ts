import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap, type Instant } from '@zhaobiao/basics';
import { verifyBundle } from '@zhaobiao/evidence';
import { CLOSING, bid, expectAccepted, openLot, register, type OpenLot } from '../spine.ts';
import { refusedCode, serve, type Served } from './platform.ts';

type Line = { readonly kind?: string; readonly bytes?: string };
const actsOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line).filter(({ kind }) => kind === 'act').map(({ bytes = '' }) => (JSON.parse(Buffer.from(bytes, 'base64').toString()) as { readonly act: string }).act);

describe('the bundle of a tender over HTTP', () => {
  let served: Served;
  let open: OpenLot;
  const get = (url = '/api/v1/tenders/P1/1/bundle') => served.inject({ method: 'GET', url });

  beforeAll(async () => {
    served = await serve('http-bundle');
    open = await openLot(served.spine);
  });
  afterAll(() => served.close());

  it('comes a little later while the lot has acts above the checkpoint', async () => {
    const answer = await get();
    expect([answer.statusCode, refusedCode(answer), answer.headers['retry-after']]).toEqual([503, 'notReady', '2']);
  });

  it('is a file that verifies alone, whatever its reader has done before', async () => {
    await served.log.beat();
    // More than may be written at once, one after the other: each one gives its place back.
    for (let round = 0; round < 6; round += 1) {
      const answer = await get();
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).toMatchObject({ 'content-type': 'application/x-ndjson', 'content-disposition': 'attachment; filename="P1-1.zhaobiao"', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      const report = unwrap(await verifyBundle(answer.rawPayload, { key: served.platform.logKey, checks: [] }));
      expect(report.acts).toBe(actsOf(answer.body).length);
    }
    expect(actsOf((await get()).body)).toContain('publishNotice');
  });

  it('holds nothing of the bids before they are published', async () => {
    const before = actsOf((await get()).body);
    const bidder = served.spine.party(800, ['supplier']);
    await register(served.spine, bidder, '投标单位');
    await expectAccepted(bid(served.spine, open, bidder, { at: (CLOSING - 1) as Instant }));
    await served.log.beat();
    const { body } = await get();
    expect(actsOf(body)).toEqual(before);
    expect(body).not.toContain(bidder.creditCode);
    expect(body).not.toContain('bid:P1/1');
  });

  it('is not there for what is not published, and not to be had by HEAD', async () => {
    const missing = await get('/api/v1/tenders/NO/1/bundle');
    expect([missing.statusCode, refusedCode(missing)]).toEqual([404, 'notFound']);
    expect((await served.inject({ method: 'HEAD', url: '/api/v1/tenders/P1/1/bundle' })).statusCode).toBe(405);
  });
});
