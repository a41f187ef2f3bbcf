/** The lights of a tender: its own for everybody, those of its objections for the supervisor alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shift } from '@zhaobiao/basics';
import { START, expectAccepted, openLot, register, type Party } from '../spine.ts';
import { refusedCode, serve, type Served } from './platform.ts';

type Line = { readonly node: string; readonly stream: string; readonly light: string; readonly at: string | null };
type Watched = { readonly lots: readonly { readonly lot: string; readonly holds: number; readonly nodes: readonly Line[] }[]; readonly next: string | null };

describe('supervision nodes', () => {
  let served: Served;
  let supervisor: Party;
  let firm: Party;
  const get = async (url: string, party?: Party) => served.inject({ method: 'GET', url, headers: party ? { authorization: `Bearer ${await served.token(party)}` } : {} });

  beforeAll(async () => {
    served = await serve('nodes');
    const { lot } = await openLot(served.spine);
    [supervisor, firm] = [served.spine.party(300, ['supervisor']), served.spine.party(301, ['supplier'])];
    await register(served.spine, supervisor, '某市住建局');
    await register(served.spine, firm, '投标单位');
    await expectAccepted(served.spine.act(firm, 'objectToDocument', { objection: 'objection:P1/1/n1', lot, grounds: '限定品牌', request: '删除', concerns: '2.3', documents: [] }, { at: shift(START, 3_600_000) }));
  });
  afterAll(() => served.close());

  it('shows everybody the clocks of the lot, and none of an objection', async () => {
    const { nodes } = (await get('/api/v1/tenders/P1/1/nodes')).json<{ nodes: readonly Line[] }>();
    expect(nodes.find((each) => each.node === 'bidding')).toMatchObject({ light: 'green', at: '2026-03-16T09:30:00.000+08:00', stream: 'lot:P1/1' });
    expect(nodes.find((each) => each.node === 'writtenReport')).toMatchObject({ light: 'off', at: null });
    expect(nodes.filter((each) => each.stream !== 'lot:P1/1')).toEqual([]);
  });

  it('shows the supervisor what is owed, in every running tender', async () => {
    const { lots, next } = (await get('/api/v1/supervision/nodes', supervisor)).json<Watched>();
    expect(lots.map((each) => [each.lot, each.holds])).toEqual([['lot:P1/1', 1]]);
    expect(lots[0]?.nodes.find((each) => each.node === 'objection')).toMatchObject({ stream: 'objection:P1/1/n1', light: 'green' });
    expect(next).toBeNull();
  });

  it('refuses everybody else, and knows no lot that is not there', async () => {
    const answers = await Promise.all([get('/api/v1/supervision/nodes'), get('/api/v1/supervision/nodes', firm), get('/api/v1/tenders/P9/1/nodes')]);
    expect(answers.map((each) => [each.statusCode, refusedCode(each)])).toEqual([[401, 'unauthenticated'], [403, 'notAllowed'], [404, 'notFound']]);
  });
});
