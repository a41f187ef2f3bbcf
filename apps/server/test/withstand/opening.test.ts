/** The opening on a real database: what was sealed until the announcement, what a tampered store looks like, and what may not both happen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex, present, shift, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { drawnFrom, securityId, type EvaluationTerms, type LotRoom, type StreamState } from '@zhaobiao/domain';
import { drawCommitment } from '@zhaobiao/evidence';
import { guardianOpening, mayGuard, openingsFor } from '../../src/opening/queries.ts';
import type { Answer } from '../../src/perform.ts';
import { CLOSING, bid, expectAccepted, found, openLot, openSpine, register, type OpenLot, type Party, type Spine } from '../spine.ts';

const IN_TIME = shift(CLOSING, -60_000);
const AFTER = shift(CLOSING, 5_000);
const RACES = 40;
const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];

describe('the opening', () => {
  let spine: Spine;
  let depository: Party;
  const firms: Party[] = [];

  beforeAll(async () => {
    spine = await openSpine('opening');
    await found(spine);
    depository = spine.party(90, ['depository']);
    await register(spine, depository, '保证金代收银行');
    for (let index = 0; index < 4; index += 1) firms.push(spine.party(100 + index, ['supplier']));
    for (const [index, firm] of firms.entries()) await register(spine, firm, `投标单位${index}`);
  });
  afterAll(() => spine.close());

  const lodge = (lot: string, firm: Party, key?: string, kind = 'transfer'): Promise<Answer> =>
    spine.act(depository, 'lodgeSecurity', {
      lot, tenderer: firm.party, kind, amountFen: 80_000_000, receivedOn: '2026-03-10', validUntilOn: null, number: null, issuer: null, payer: '投标单位', accountTail: '1234', domestic: true, fromBasicAccount: true, document: null,
    }, { at: IN_TIME, ...(key === undefined ? {} : { key }) });
  const byClock = (act: string, lot: string, at: Instant = AFTER): Promise<Answer> => spine.act(spine.people.clock, act, { lot }, { at });
  const stateOf = async <Room>(id: string): Promise<StreamState<Room>> => {
    const { rows } = await spine.pool.query<{ state: string }>('SELECT state FROM stream WHERE id = $1', [id]);
    return JSON.parse(present(rows[0], id).state) as StreamState<Room>;
  };
  const publicActs = async (lot: string, name: string): Promise<number> => {
    const { rows } = await spine.pool.query<{ count: string }>(
      'SELECT count(*)::text AS count FROM act a JOIN stream s ON s.id = a.stream WHERE (s.id = $1 OR s.owner = $1) AND a.name = $2 AND (a.until IS NULL OR a.published_by IS NOT NULL)', [lot, name],
    );
    return Number(rows[0]?.count);
  };
  const standing = async (name: string, terms: JsonObject = {}): Promise<OpenLot> => {
    const open = await openLot(spine, name, terms);
    for (const firm of firms.slice(0, 3)) await expectAccepted(bid(spine, open, firm, { at: IN_TIME }));
    return open;
  };

  it('securities, with who lodged them, become public with the names of the tenderers and no act earlier', async () => {
    const open = await standing('S');
    for (const firm of firms.slice(0, 2)) await expectAccepted(lodge(open.lot, firm));
    await expectAccepted(byClock('closeBidding', open.lot));
    expect(await publicActs(open.lot, 'lodgeSecurity')).toBe(0);
    await expectAccepted(byClock('announceTenderers', open.lot));
    expect([await publicActs(open.lot, 'lodgeSecurity'), await publicActs(open.lot, 'submitBid')]).toEqual([2, 0]);
    const { rows } = await spine.pool.query<{ bytes: Buffer }>("SELECT bytes FROM act WHERE stream = $1 AND name = 'announceTenderers'", [open.lot]);
    const [event] = (JSON.parse(present(rows[0], 'the announcement').bytes.toString()) as { readonly events: readonly { readonly public: { readonly tenderers: readonly { readonly security: JsonObject | null }[] } }[] }).events;
    expect(event?.public.tenderers.map((each) => each.security)).toEqual([{ kind: 'transfer', amountFen: 80_000_000 }, { kind: 'transfer', amountFen: 80_000_000 }, null]);
  });

  it('a withdrawal and what it makes owed stay with the tenderer for good', async () => {
    const open = await standing('W');
    const last = present(firms[3], 'firm');
    await expectAccepted(lodge(open.lot, last));
    await expectAccepted(bid(spine, open, last, { at: IN_TIME }));
    await expectAccepted(spine.act(last, 'withdrawBid', { lot: open.lot, reason: '' }, { at: IN_TIME }));
    expect((await stateOf(securityId(open.lot, last.party))).deadlines['returning']).toMatchObject({ at: expect.any(Number) });
    await expectAccepted(byClock('closeBidding', open.lot));
    await expectAccepted(byClock('announceTenderers', open.lot));
    expect([await publicActs(open.lot, 'withdrawBid'), await publicActs(open.lot, 'lodgeSecurity')]).toEqual([0, 1]);
  });

  it.each([
    ['a commitment exchanged in the store', "UPDATE stream SET state = replace(state, $2, repeat('0', 64)) WHERE id = $1"],
    ['a bid set aside in the store', `UPDATE stream SET stage = 'withdrawn', state = replace(state, '"stage":"submitted"', '"stage":"withdrawn"') WHERE id = $1 AND $2 <> ''`],
    ['a bid taken from its lot in the store', "UPDATE stream SET owner = 'lot:other/1' WHERE id = $1 AND $2 <> ''"],
  ])('%s is seen, recorded, and nothing is opened', async (what, sql) => {
    const open = await standing(`T${what.length}`);
    await expectAccepted(byClock('closeBidding', open.lot));
    await expectAccepted(byClock('announceTenderers', open.lot));
    const id = `bid:${open.lot.slice('lot:'.length)}/${present(firms[1], 'firm').creditCode}`;
    const { room } = await stateOf<{ readonly commitment: string }>(id);
    expect((await spine.pool.query(sql, [id, room.commitment])).rowCount).toBe(1);
    const checked = await expectAccepted(byClock('checkSeals', open.lot));
    expect(checked.body).toMatchObject({ intact: false });
    const lot = await stateOf<LotRoom>(open.lot);
    expect([lot.stage, lot.room.seals?.intact, mayGuard(lot), await openingsFor(spine.pool, spine.people.guardian.party)]).toEqual(['announced', false, false, []]);
    expect(await publicActs(open.lot, 'checkSeals')).toBe(1);
    expect(codeOf(await byClock('recordOpening', open.lot))).toBe('wrongStage');
  });

  it('coefficients are drawn from a number that only the document committed to, before anything is released', async () => {
    const nonce = '07'.repeat(32);
    const evaluation = { method: 'lowestEvaluated', ties: ['priceLow', 'drawn'], coefficients: [] };
    const open = await standing('D', { evaluation, drawCommitment: toHex(drawCommitment(present(fromHex(nonce), 'nonce'))) });
    for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await expectAccepted(byClock(act, open.lot));
    expect((await stateOf(open.lot)).stage).toBe('checked');
    expect(codeOf(await spine.act(spine.people.entity, 'drawCoefficients', { lot: open.lot, nonce: '08'.repeat(32) }, { at: AFTER }))).toBe('nonceWrong');
    const { body } = await expectAccepted(spine.act(spine.people.entity, 'drawCoefficients', { lot: open.lot, nonce }, { at: AFTER }));
    const lot = await stateOf<LotRoom>(open.lot);
    expect(body).toMatchObject({ ...drawnFrom(open.lot, present(lot.room.liveRoot, 'root'), nonce, evaluation as unknown as EvaluationTerms) });
    expect([lot.stage, lot.room.drawSeed]).toEqual(['opening', body['seed']]);
    expect((await guardianOpening(spine.pool, lot, spine.people.guardian.party)).bids).toHaveLength(3);
  });

  it('two keepers lodge for one tenderer at once: one security', async () => {
    const open = await openLot(spine, 'L');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => lodge(open.lot, present(firms[0], 'firm'), `lodge-${index}`, index % 2 === 0 ? 'transfer' : 'cheque')));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status !== 201).map(codeOf)).toEqual(Array.from({ length: 7 }, () => 'wrongStage'));
  });

  it('a return and a new bid at once: the security goes back or serves the bid, never both', async () => {
    let returned = 0;
    const firm = present(firms[0], 'firm');
    for (let race = 0; race < RACES; race += 1) {
      const open = await openLot(spine, `R${race}`);
      await expectAccepted(lodge(open.lot, firm));
      await expectAccepted(bid(spine, open, firm, { at: IN_TIME }));
      await expectAccepted(spine.act(firm, 'withdrawBid', { lot: open.lot, reason: '' }, { at: IN_TIME }));
      const security = securityId(open.lot, firm.party);
      const back = (): Promise<Answer> => spine.act(depository, 'returnWithdrawn', { security, lot: open.lot, paidOn: '2026-03-16', ratePermille: '3.5' }, { at: IN_TIME });
      const again = (): Promise<Answer> => bid(spine, open, firm, { at: IN_TIME, serial: 1 });
      const [one, two] = await Promise.all(race % 2 === 0 ? [back(), again()] : [again(), back()]);
      const [gone, submitted] = race % 2 === 0 ? [one, two] : [two, one];
      expect(submitted?.status).toBe(201);
      const { stage, room } = await stateOf<{ readonly owedBecause: string | null }>(security);
      expect([gone?.status, stage, room.owedBecause]).toEqual(gone?.status === 201 ? [201, 'returned', null] : [409, 'lodged', null]);
      if (gone?.status === 201) returned += 1;
    }
    expect(returned).toBeGreaterThan(0);
  }, 300_000);
});
