/** Who may read what of an objection, and when (招标投标法 22); what of candidates and award is there before they are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, present, shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import { CLOSING, START, bid, expectAccepted, openLot, register, type OpenLot, type Party } from '../spine.ts';
import { refusedCode, serve, type Served } from './platform.ts';

type Listed = { readonly objections: readonly { readonly objection: string; readonly stage: string; readonly answer: JsonObject | null; readonly filing: JsonObject | null }[]; readonly orders: readonly JsonObject[]; readonly holds: readonly JsonObject[] };
type Feed = { readonly items: readonly { readonly bytes: string }[] };

const ID = 'objection:P1/1/q8x2';

describe('objections', () => {
  let served: Served;
  let open: OpenLot;
  const firms: Party[] = [];
  const at = shift(START, 86_400_000);
  const list = async (party?: Party): Promise<Listed> =>
    (await served.inject({ method: 'GET', url: '/api/v1/tenders/P1/1/objections', headers: party ? { authorization: `Bearer ${await served.token(party)}` } : {} })).json<Listed>();
  const inFeed = async (act: string): Promise<number> => {
    await served.log.beat();
    const feed = (await served.inject({ method: 'GET', url: '/api/v1/feed?after=-1&limit=500' })).json<Feed>();
    return feed.items.filter((item) => unwrap(parseAct(present(fromBase64(item.bytes), 'base64'))).act === act).length;
  };

  beforeAll(async () => {
    served = await serve('objections');
    open = await openLot(served.spine);
    for (let index = 0; index < 3; index += 1) {
      const firm = served.spine.party(100 + index, ['supplier']);
      await register(served.spine, firm, `投标单位${index}`);
      firms.push(firm);
    }
    const command = { objection: ID, lot: open.lot, grounds: '第二章限定特定品牌', request: '删除', concerns: '第二章 2.3', documents: [] };
    await expectAccepted(served.spine.act(firms[0]!, 'objectToDocument', command, { at }));
  });
  afterAll(() => served.close());

  it('unanswered: there for who objects and who answers, for nobody else, and in no feed', async () => {
    const { entity, agency } = served.spine.people;
    const seen = await Promise.all([list(), list(firms[1]), list(served.spine.people.registrar), list(firms[0]), list(entity), list(agency)]);
    expect(seen.map((each) => each.objections.length)).toEqual([0, 0, 0, 1, 1, 1]);
    // Filed on Wednesday 11 February: the third day is Saturday the 14th, a working day before the Spring Festival of 2026.
    expect(seen[4]?.objections[0]).toMatchObject({ objection: ID, stage: 'filed', answerBy: '2026-02-15T00:00:00.000+08:00', filing: { objectorName: '投标单位0', grounds: '第二章限定特定品牌' } });
    // That the case stands still everybody may know: the day, and until when it is answered.
    for (const each of seen) expect(each.holds).toEqual([{ by: 'objection', sinceOn: '2026-02-11', answerBy: '2026-02-15T00:00:00.000+08:00' }]);
    expect(await inFeed('objectToDocument')).toBe(0);
  });

  it('answered: the answer is for everybody, who asked still for nobody', async () => {
    await expectAccepted(served.spine.act(served.spine.people.entity, 'answerObjection', { objection: ID, lot: open.lot, outcome: 'dismissed', text: '未限定品牌', measure: 'none', documents: [] }, { at }));
    expect(await inFeed('answerObjection')).toBe(1);
    const [everybody, rival, own] = await Promise.all([list(), list(firms[1]), list(firms[0])]);
    expect(everybody.objections).toMatchObject([{ objection: ID, stage: 'answered', answer: { outcome: 'dismissed', text: '未限定品牌' }, filing: null }]);
    expect(rival).toEqual(everybody);
    expect(own.objections[0]?.filing).not.toBeNull();
    expect(JSON.stringify(everybody)).not.toContain(firms[0]!.creditCode);
  });

  it('an order to suspend is public with its reason', async () => {
    const supervisor = served.spine.party(200, ['supervisor']);
    await register(served.spine, supervisor, '某市住建局');
    await expectAccepted(served.spine.act(supervisor, 'orderSuspension', { order: 'order:P1/1/2026-1', lot: open.lot, reason: '处理投诉', article: '招标投标法实施条例第六十二条', documents: [] }, { at }));
    expect((await list()).orders).toMatchObject([{ order: 'order:P1/1/2026-1', stage: 'issued', authorityName: '某市住建局', reason: '处理投诉' }]);
    const refused = await served.spine.act(served.spine.people.entity, 'clarify', { lot: open.lot, answers: [{ enquiry: null, question: '问', answer: '答' }], affectsBids: false }, { at });
    expect([refused.status, (refused.body['refused'] as JsonObject)['code'], (refused.body['refused'] as JsonObject)['zh']]).toEqual([409, 'suspended', '“发出澄清”暂停办理：行政监督部门责令暂停，还没有恢复。']);
    expect((await list()).holds).toEqual([{ by: 'order', order: 'order:P1/1/2026-1', since: expect.any(String), authorityName: '某市住建局', reason: '处理投诉', article: '招标投标法实施条例第六十二条' }]);
    await expectAccepted(served.spine.act(supervisor, 'liftSuspension', { order: 'order:P1/1/2026-1', lot: open.lot, reason: '处理完毕' }, { at }));
    expect(await list()).toMatchObject({ orders: [{ stage: 'lifted' }], holds: [] });
  });

  it('with the names of the tenderers everybody may know who asked', async () => {
    for (const [index, firm] of firms.entries()) await expectAccepted(bid(served.spine, open, firm, { at, serial: index }));
    const { clock } = served.spine.people;
    await expectAccepted(served.spine.act(clock, 'closeBidding', { lot: open.lot }, { at: shift(CLOSING, 5_000) }));
    expect((await list()).objections[0]?.filing).toBeNull();
    await expectAccepted(served.spine.act(clock, 'announceTenderers', { lot: open.lot }, { at: shift(CLOSING, 6_000) }));
    expect((await list()).objections[0]?.filing).toMatchObject({ objectorName: '投标单位0' });
    expect(await inFeed('objectToDocument')).toBe(1);
  });

  it.each(['candidates', 'award', 'contract'])('%s: not there before it is', async (what) => {
    const answer = await served.inject({ method: 'GET', url: `/api/v1/tenders/P1/1/${what}` });
    expect([answer.statusCode, refusedCode(answer)]).toEqual([404, 'notFound']);
  });
});
