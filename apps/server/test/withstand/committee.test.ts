/** What the committee sums, raced on a real database against what feeds it: score sheets that are given again, bids that lapse. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shift, type JsonObject } from '@zhaobiao/basics';
import { FOLD_VERSION, type StreamState } from '@zhaobiao/domain';
import type { Answer } from '../../src/perform.ts';
import { found, moment, openLot, openSpine, register, type Party, type Spine } from '../spine.ts';

const NOW = moment('2026-03-16T14:00:00.000+08:00');
const UNTIL = '2026-08-01T00:00:00.000+08:00';
const LOTS = 40;
const SCORES = ['10', '20'];

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
const local = (lot: string): string => lot.slice('lot:'.length);

const EVALUATION = {
  method: 'comprehensive', scale: 'points', ties: ['priceLow'], deviationPercent: null,
  groups: [
    { id: 'technical', title: '技术', kind: 'technical', points: '40', items: [{ kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '40', step: '0.5' }] },
    { id: 'price', title: '报价', kind: 'price', points: '60', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '60', formula: { kind: 'lowPriceFirst' } }] },
  ],
};

type Act = { readonly id: string; readonly events: readonly { readonly public: JsonObject }[] };
type Stored = { readonly id: string; readonly bytes: Buffer };

describe('the sets of a committee', () => {
  let spine: Spine;
  const firms: Party[] = [];
  const members: Party[] = [];

  beforeAll(async () => {
    spine = await openSpine('committee sets');
    await found(spine);
    for (let index = 0; index < 5; index += 1) {
      firms.push(spine.party(100 + index, ['supplier']));
      members.push(spine.party(200 + index, ['supplier']));
    }
    for (const [index, party] of [...firms, ...members].entries()) await register(spine, party, `登记${index}`);
  });
  afterAll(() => spine.close());

  const put = async (state: StreamState): Promise<void> => {
    await spine.pool.query(
      `INSERT INTO stream (id, machine, owner, version, stage, fold_version, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, stage = excluded.stage, state = excluded.state, shut_at = NULL`,
      [state.id, state.machine, state.owner ?? null, state.version, state.stage, FOLD_VERSION, JSON.stringify(state)],
    );
  };
  const stateOf = async (id: string): Promise<StreamState> => JSON.parse((await spine.pool.query<{ readonly state: string }>('SELECT state FROM stream WHERE id = $1', [id])).rows[0]?.state ?? 'null') as StreamState;
  const actsOf = async (stream: string, name: string): Promise<readonly Act[]> => {
    const { rows } = await spine.pool.query<Stored>('SELECT id::text AS id, bytes FROM act WHERE stream = $1 AND name = $2 ORDER BY id', [stream, name]);
    return rows.map(({ id, bytes }) => ({ id, ...(JSON.parse(bytes.toString()) as { events: Act['events'] }) }));
  };

  const bidOf = (lot: string, firm: Party): string => `bid:${local(lot)}/${firm.creditCode}`;
  const committeeOf = (lot: string): string => `committee:${local(lot)}`;
  const scoresOf = (lot: string, plan: string): JsonObject => Object.fromEntries(firms.map((firm) => [bidOf(lot, firm), { plan }]));
  const chair = (): Party => members[0] as Party;

  /** Five bids opened, five members seated, at the stage asked for; everything before that is put there. */
  async function evaluated(name: string, stage: 'reviewing' | 'scoring'): Promise<string> {
    const { lot } = await openLot(spine, name, { evaluation: EVALUATION });
    const before = await stateOf(lot);
    const preparation = { changes: [], delivered: 0, extension: { validUntil: UNTIL, askedAt: '' } };
    await put({ ...before, stage: 'opened', room: { ...(before.room as JsonObject), preparation } });
    for (const [index, firm] of firms.entries()) {
      const sheet = { priceFen: 350_000_000 + index * 10_000_000, period: '', quality: null, projectManager: null, security: null, priceInWords: null, items: null, provisionalFen: null, deviations: null, validityDays: null, qualifications: null, agreement: null };
      await put({ id: bidOf(lot, firm), machine: 'bid', owner: lot, version: 1, stage: 'opened', deadlines: {}, room: { lot, tenderer: { lead: firm.party, members: [] }, name: '', submittedAt: '2026-03-15', sheet } });
    }
    const numbers = members.map((each) => each.creditCode);
    const room = {
      lot, list: '', proposedBy: { party: '', key: '' }, confirmedBy: null, chair: chair().party, election: {}, timeRequests: {}, extensions: [], replaced: [], round: 1,
      members: members.map((each) => ({ party: each.party, number: each.creditCode, kind: 'expert', field: '', employer: each.creditCode, supervisorStaff: false })),
      signedIn: numbers, prepared: numbers, declarations: Object.fromEntries(numbers.map((number) => [number, []])),
      screening: { at: '', screened: 5, findings: 0, suspicions: [], similarityReport: null }, motions: [], questions: [], corrections: [], ties: [], report: null, formerReports: [], capacities: [],
      preliminary: stage === 'reviewing' ? null : { at: '', responsive: firms.map((firm) => bidOf(lot, firm)).toSorted(), lacksCompetition: false },
    };
    await put({ id: committeeOf(lot), machine: 'committee', owner: lot, version: 1, stage, deadlines: {}, room });
    return lot;
  }

  const submit = (lot: string, member: Party, plan: string): Promise<Answer> => spine.act(member, 'submitScores', { lot, scores: scoresOf(lot, plan) }, { at: NOW });
  const summarise = (lot: string): Promise<Answer> => spine.act(chair(), 'summariseScores', { lot }, { at: shift(NOW, 1000) });

  it(`summariseScores against ${LOTS} × 5 sheets given again: what was acknowledged is in the sum, what came after is refused`, async () => {
    let [again, late] = [0, 0];
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await evaluated(`S${index}`, 'scoring');
      await Promise.all(members.map((member) => submit(lot, member, SCORES[0] ?? '')));
      const feeding = members.map((member) => () => submit(lot, member, SCORES[1] ?? ''));
      const at = index % (members.length + 1);
      const answers = await Promise.all([...feeding.slice(0, at), () => summarise(lot), ...feeding.slice(at)].map((act) => act()));
      const fed = answers.filter((_, place) => place !== at);
      expect(answers[at]?.status).toBe(201);
      expect(fed.every((answer) => answer.status === 201 || codeOf(answer) === 'wrongStage')).toBe(true);
      const [act] = await actsOf(committeeOf(lot), 'summariseScores');
      const evaluation = act?.events[0]?.public['evaluation'] as { bids: { groups: { items: { experts: { expert: string; score: string }[] }[] }[] }[] } | undefined;
      const summed = Object.fromEntries((evaluation?.bids[0]?.groups[0]?.items[0]?.experts ?? []).map(({ expert, score }) => [expert, Number(score)]));
      const kept = await Promise.all(members.map(async (member) => [member.creditCode, Number(Object.values(((await stateOf(`scoreSheet:${local(lot)}/${member.creditCode}`)).room as { scores: Record<string, { plan: string }> }).scores)[0]?.plan)] as const));
      expect(summed).toEqual(Object.fromEntries(kept));
      again += fed.filter((answer) => answer.status === 201).length;
      late += fed.filter((answer) => answer.status !== 201).length;
    }
    // Both sides of the race were met, else it was none.
    expect(Math.min(again, late)).toBeGreaterThan(0);
  }, 300_000);

  it(`screenBids against ${LOTS} × 5 reports of a merger: exactly those told before are found`, async () => {
    let [before, after] = [0, 0];
    const document = 'ab'.repeat(32);
    for (const firm of firms) await spine.upload(firm.party, document);
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await evaluated(`R${index}`, 'reviewing');
      const telling = firms.map((firm) => () => spine.act(firm, 'reportTendererChange', { lot, kind: 'merger', happenedOn: '2026-03-10', statement: '合并', document }, { at: NOW }));
      const at = index % (telling.length + 1);
      const screen = (): Promise<Answer> => spine.act(chair(), 'screenBids', { lot }, { at: NOW });
      const answers = await Promise.all([...telling.slice(0, at), screen, ...telling.slice(at)].map((act) => act()));
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
      const [screened] = await actsOf(committeeOf(lot), 'screenBids');
      const told = await Promise.all(firms.map(async (firm) => BigInt((await actsOf(bidOf(lot, firm), 'reportTendererChange'))[0]?.id ?? 0) < BigInt(screened?.id ?? 0)));
      const findings = (screened?.events[0]?.public['findings'] ?? []) as { kind: string; bids: string[] }[];
      expect(findings.filter((each) => each.kind === 'changed').flatMap((each) => each.bids).toSorted()).toEqual(firms.filter((_, place) => told[place]).map((firm) => bidOf(lot, firm)).toSorted());
      before += told.filter(Boolean).length;
      after += told.filter((each) => !each).length;
    }
    expect(Math.min(before, after)).toBeGreaterThan(0);
  }, 300_000);

  it(`concludePreliminary against ${LOTS} × 4 bids that lapse: exactly those that lapsed before are left out`, async () => {
    let [before, after] = [0, 0];
    for (let index = 0; index < LOTS; index += 1) {
      const lot = await evaluated(`C${index}`, 'reviewing');
      const leaving = firms.slice(1).map((firm) => () => spine.act(firm, 'consentExtension', { lot, agrees: false }, { at: NOW }));
      const at = index % (leaving.length + 1);
      const conclude = (): Promise<Answer> => spine.act(chair(), 'concludePreliminary', { lot, lacksCompetition: false }, { at: shift(NOW, 1000) });
      const answers = await Promise.all([...leaving.slice(0, at), conclude, ...leaving.slice(at)].map((act) => act()));
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
      const [concluded] = await actsOf(committeeOf(lot), 'concludePreliminary');
      const lapsed = await Promise.all(firms.map(async (firm) => {
        const [act] = await actsOf(bidOf(lot, firm), 'consentExtension');
        return act !== undefined && BigInt(act.id) < BigInt(concluded?.id ?? 0);
      }));
      const left = firms.filter((_, place) => !lapsed[place]).map((firm) => bidOf(lot, firm)).toSorted();
      expect(concluded?.events).toMatchObject([{ public: { preliminary: { responsive: left } } }]);
      before += lapsed.filter(Boolean).length;
      after += left.length - 1;
    }
    expect(Math.min(before, after)).toBeGreaterThan(0);
  }, 300_000);
});
