/** What may not both happen after the publicity, raced on a real database: an objection and the award, the next candidate and a contract with the first, a return and the word that all are back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantText, shift, type Instant, type JsonObject } from '@zhaobiao/basics';
import { FOLD_VERSION, type StreamState } from '@zhaobiao/domain';
import type { Answer } from '../../src/perform.ts';
import { expectAccepted, found, moment, openLot, openSpine, register, type Party, type Spine } from '../spine.ts';

const END = moment('2026-03-24T00:00:00.000+08:00');
const IN_TIME = (END - 1) as Instant;
const AFTER = shift(END, 60_000);
const LOTS = 40;

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
const leader = { name: '张工', certificateName: '一级建造师注册证书', certificateNumber: '闽1352022000001' };
const hex = (byte: string): string => byte.repeat(32);

describe('after the publicity', () => {
  let spine: Spine;
  const firms: Party[] = [];

  beforeAll(async () => {
    spine = await openSpine('after publicity');
    await found(spine);
    firms.push(spine.party(100, ['supplier']), spine.party(101, ['supplier']));
    for (const [index, firm] of firms.entries()) await register(spine, firm, `投标单位${index}`);
  });
  afterAll(() => spine.close());

  const bidOf = (lot: string, firm: Party): string => `bid:${lot.slice('lot:'.length)}/${firm.creditCode}`;
  const put = async (state: StreamState): Promise<void> => {
    await spine.pool.query(
      `INSERT INTO stream (id, machine, owner, version, stage, fold_version, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, stage = excluded.stage, state = excluded.state, shut_at = NULL`,
      [state.id, state.machine, state.owner ?? null, state.version, state.stage, FOLD_VERSION, JSON.stringify(state)],
    );
  };
  const stateOf = async (id: string): Promise<StreamState> => {
    const { rows } = await spine.pool.query<{ readonly state: string }>('SELECT state FROM stream WHERE id = $1', [id]);
    return JSON.parse(rows[0]?.state ?? 'null') as StreamState;
  };

  /** A lot whose candidates are publicised until `END`; everything before that is put there. */
  async function publicised(name: string): Promise<string> {
    const { lot } = await openLot(spine, name);
    const before = await stateOf(lot);
    const candidates = firms.map((firm, index) => ({
      rank: index + 1, bid: bidOf(lot, firm), priceFen: 3_500_000_000, total: '90', evaluatedFen: null, party: firm.party, name: `投标单位${index}`, members: [],
      period: '365 日历天', quality: '合格', projectLeader: leader, evaluation: '', qualification: '', standing: 'stands', cause: null,
    }));
    const room = { ...(before.room as JsonObject), candidates, report: { round: 1, outcome: 'ranked', receivedAt: '', candidates, rejectedCount: 0 } };
    const deadlines = { ...before.deadlines, publicityEnd: { at: END, since: shift(END, -400_000_000), amberAt: END } };
    await put({ ...before, stage: 'publicised', deadlines, room });
    for (const firm of firms) await put({ id: bidOf(lot, firm), machine: 'bid', owner: lot, version: 1, stage: 'opened', deadlines: {}, room: { lot, tenderer: { lead: firm.party, members: [] }, name: '', refused: 0 } });
    await put({ id: `committee:${lot.slice(4)}`, machine: 'committee', owner: lot, version: 1, stage: 'reported', deadlines: {}, room: { lot, members: [], capacities: [], report: { rejected: [] } } });
    return lot;
  }

  const object = (lot: string, firm: Party): Promise<Answer> =>
    spine.act(firm, 'objectToResult', { objection: `objection:${lot.slice(4)}/${firm.creditCode}`, lot, grounds: '理由', request: '请求', concerns: '公示', documents: [] }, { at: IN_TIME });
  const decide = (lot: string): Promise<Answer> => spine.act(spine.people.entity, 'decideAward', { lot, bid: bidOf(lot, firms[0]!), reason: '排序第一' }, { at: AFTER });
  const answer = (lot: string, firm: Party): Promise<Answer> =>
    spine.act(spine.people.entity, 'answerObjection', { objection: `objection:${lot.slice(4)}/${firm.creditCode}`, lot, outcome: 'dismissed', text: '不成立', measure: 'none', documents: [] }, { at: AFTER });

  it(`decideAward against two objections, ${LOTS} times: never both`, async () => {
    let objected = 0;
    let decided = 0;
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await publicised(`A${index}`);
      const filing = firms.map((firm) => () => object(lot, firm));
      const all = index % 2 === 0 ? [() => decide(lot), ...filing] : [...filing, () => decide(lot)];
      const answers = await Promise.all(all.map((act) => act()));
      const award = answers[index % 2 === 0 ? 0 : 2]!;
      const objections = answers.filter((each) => each !== award);
      const accepted = objections.filter((each) => each.status === 201).length;
      const outcome = [codeOf(award) ?? 'decided', ...objections.map((each) => codeOf(each) ?? 'filed').toSorted()];
      expect([['decided', 'wrongStage', 'wrongStage'], ['suspended', 'filed', 'filed'], ['suspended', 'filed', 'wrongStage']]).toContainEqual(outcome);
      expect(((await stateOf(lot)).room as { readonly holds: readonly unknown[] }).holds).toHaveLength(accepted);
      if (award.status === 201) {
        decided += 1;
        continue;
      }
      objected += 1;
      for (const firm of firms) await answer(lot, firm);
      expect((await decide(lot)).status).toBe(201);
    }
    expect([objected > 0, decided > 0]).toEqual([true, true]);
  }, 300_000);

  it(`passOver against concludeContract, ${LOTS} times: exactly one`, async () => {
    const outcomes = new Set<string>();
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await publicised(`B${index}`);
      const [winner] = firms;
      const before = await stateOf(lot);
      const room = before.room as JsonObject;
      const decision = { bid: bidOf(lot, winner!), reason: '', decidedAt: '' };
      const award = { ...decision, supplier: winner!.party, name: '', members: [], priceFen: 3_500_000_000, period: '365 日历天', quality: '合格', projectLeader: leader, number: '1', issuedAt: instantText(AFTER) };
      const notice = room['notice'] as JsonObject;
      const terms = notice['terms'] as JsonObject;
      await put({ ...before, stage: 'awarded', room: { ...room, decision, award, supplier: winner!.party, notice: { ...notice, terms: { ...terms, contract: { ...(terms['contract'] as JsonObject), performanceRequired: false } } } } });
      await spine.upload(spine.people.entity.party, hex('d1'));
      await expectAccepted(spine.act(spine.people.entity, 'proposeContract', { lot, priceFen: 3_500_000_000, period: '365 日历天', quality: '合格', projectLeader: leader, document: hex('d1') }, { at: AFTER }));
      const conclude = (): Promise<Answer> => spine.act(winner!, 'concludeContract', { lot, document: hex('d1') }, { at: AFTER });
      const pass = (): Promise<Answer> => spine.act(spine.people.entity, 'passOver', { lot, bid: bidOf(lot, winner!), cause: 'renounced', reason: '放弃', documents: [{ name: '放弃声明', digest: hex('d1') }] }, { at: AFTER });
      const [left, right] = index % 2 === 0 ? [conclude, pass] : [pass, conclude];
      const answers = await Promise.all([left(), right()]);
      expect(answers.map((each) => each.status).toSorted()[0]).toBe(201);
      expect(answers.filter((each) => each.status === 201)).toHaveLength(1);
      const stage = (await stateOf(lot)).stage;
      const contract = (await stateOf(`contract:${lot.slice(4)}`)).stage;
      expect([['contracted', 'concluded'], ['publicised', 'proposed']]).toContainEqual([stage, contract]);
      outcomes.add(stage);
    }
    expect([...outcomes].toSorted()).toEqual(['contracted', 'publicised']);
  }, 300_000);

  it(`confirmReturns against the last returns, ${LOTS} times: confirmed only when the last is back`, async () => {
    const depository = spine.party(102, ['depository']);
    await register(spine, depository, '保证金专户');
    let early = 0;
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await publicised(`C${index}`);
      await put({ ...(await stateOf(lot)), stage: 'contracted' });
      const securities = firms.map((firm) => `security:${lot.slice(4)}/${firm.creditCode}`);
      for (const id of securities) {
        await put({ id, machine: 'security', owner: lot, version: 1, stage: 'lodged', deadlines: {}, room: { lot, purpose: 'bid', kind: 'bankGuarantee', amountFen: 1, receivedOn: '2026-03-01', owedBecause: null } });
      }
      const confirm = (): Promise<Answer> => spine.act(spine.people.entity, 'confirmReturns', { lot }, { at: AFTER });
      const back = securities.map((security) => () => spine.act(depository, 'returnSecurity', { security, lot, paidOn: '2026-03-20', ratePermille: null }, { at: AFTER }));
      const all = index % 3 === 0 ? [confirm, ...back] : [...back, confirm];
      const answers = await Promise.all(all.map((act) => act()));
      const confirmed = answers[index % 3 === 0 ? 0 : 2]!;
      expect(answers.filter((each) => each !== confirmed).map((each) => each.status)).toEqual([201, 201]);
      expect(['confirmed', 'securitiesHeld']).toContain(codeOf(confirmed) ?? 'confirmed');
      if (confirmed.status !== 201) {
        early += 1;
        await expectAccepted(confirm());
      }
      const { rows } = await spine.pool.query<{ bytes: Buffer }>("SELECT bytes FROM act WHERE stream = $1 AND name = 'confirmReturns'", [lot]);
      const act = JSON.parse(rows[0]!.bytes.toString()) as { readonly events: readonly { readonly public: JsonObject }[] };
      expect([rows.length, act.events[0]?.public['returned']]).toEqual([1, 2]);
    }
    expect(early).toBeGreaterThan(0);
  }, 300_000);
});
