import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOf, refusedCode, serve, type Served } from './platform.ts';

describe('acts over HTTP', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('acts');
  });
  afterAll(() => served.close());

  it('registers a party, and answers the same signed act again with the first result', async () => {
    const { registrar } = served.spine.people;
    const firm = served.spine.party(200, ['supplier']);
    const { act: _act, ...body } = served.sign(registrar, 'registerParty', { creditCode: firm.creditCode, name: '甲公司', roles: ['supplier'], keys: [keyOf(firm)], contact: null });
    const headers = { authorization: `Bearer ${await served.token(registrar)}` };
    const first = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers, payload: body });
    expect([first.statusCode, first.body.slice(0, 300)]).toEqual([201, first.body.slice(0, 300)]);
    const again = await served.inject({ method: 'POST', url: '/api/v1/acts/registerParty', headers, payload: body });
    expect([again.statusCode, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', first.json()]);
  });

  it('has no path for what only the clock does', async () => {
    const { registrar } = served.spine.people;
    for (const name of ['closeBidding', 'foundPlatform', 'openBid', 'nothing']) {
      const answer = await served.inject({ method: 'POST', url: `/api/v1/acts/${name}`, headers: { authorization: `Bearer ${await served.token(registrar)}` }, payload: {} });
      expect([name, answer.statusCode, refusedCode(answer)]).toEqual([name, 404, 'noSuchAct']);
    }
  });
});
