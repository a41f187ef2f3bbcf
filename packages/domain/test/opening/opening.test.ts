import { createHash } from 'node:crypto';
import { fromHex, present, shift, toHex, unwrap, utf8, type JsonObject } from '@zhaobiao/basics';
import { candidatesOf, drawnFrom, pickCoefficient, type EvaluationTerms, type StreamState } from '@zhaobiao/domain';
import { canonicalBytes, drawCommitment, leafHash, rootOfLeaves } from '@zhaobiao/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAW, draftCommand } from '../tender/works-city.ts';
import { BEFORE, LOT, after, closedLot, events, lotOf, said, sealedLot, sheetOf } from './sealed-lot.ts';

const NONCE = '07'.repeat(32);
const bytesOf = (hex: string): Uint8Array => present(fromHex(hex), hex);
const COMMITMENT = toHex(drawCommitment(bytesOf(NONCE)));
/** Comprehensive scoring with a base price A×K, K drawn from 95 % to 98 % by half percents (EVL-07). */
const DRAWING: JsonObject = {
  method: 'comprehensive', scale: 'points', ties: ['priceLow'],
  coefficients: [{ name: 'K', title: '下浮系数', values: { kind: 'range', from: '0.95', to: '0.98', step: '0.005' } }],
  groups: [
    { kind: 'technical', id: 'T', title: '技术', points: '40', items: [{ kind: 'range', id: 'T1', title: '施工组织', nature: 'subjective', min: '0', max: '40' }] },
    { kind: 'price', id: 'P', title: '报价', points: '60', items: [{ kind: 'price', id: 'P1', title: '报价', full: '60', formula: { kind: 'deviation', base: { method: { kind: 'mean', times: [{ coefficient: 'K' }] } }, abovePoints: '1', belowPoints: '0.5' } }] },
  ],
};
const CODES = ['A', 'B', 'C'];
const tampered = (city: ReturnType<typeof closedLot>, id: string, change: (state: StreamState) => StreamState): void => {
  const streams = city.streams as Map<string, StreamState>;
  streams.set(id, change(present(streams.get(id), id)));
};

describe('公布投标人和标底', () => {
  it('names who stands, with members and security, and the reference price; withdrawn and unfinished bids are not there', () => {
    const city = sealedLot({ baselineFen: 3_700_000_000 });
    const [a, b, c, gone, begun] = ['A', 'B', 'C', 'GONE', 'BEGUN'].map((code) => city.supplier(code));
    for (const firm of [a, b, c, gone]) unwrap(city.submit(present(firm, 'firm'), undefined, firm === b ? [city.supplier('M')] : []));
    unwrap(city.act(present(gone, 'gone'), 'withdrawBid', { lot: LOT, reason: '' }, after(-60_000)));
    unwrap(city.act(present(begun, 'begun'), 'beginTransfer', { lot: LOT, lengthBytes: 9, ciphertext: null }, after(-60_000)));
    unwrap(city.close());
    const [announced] = events(city.announce());
    expect(announced).toMatchObject({ type: 'TenderersAnnounced', count: 3, baselineFen: 3_700_000_000, stage: 'announced' });
    expect((present(announced, 'the announcement')['tenderers'] as readonly JsonObject[]).map((each) => [each['name'], each['members'], each['security']])).toEqual([['A', [], null], ['B', ['party:M'], null], ['C', [], null]]);
  });

  it('publishes what waited for it, and drafts that were never issued: whoever reads the lot’s history finds no gap (the guardians ask for that)', () => {
    const city = sealedLot();
    unwrap(city.act(city.agency, 'draftDocument', draftCommand({ title: '没有发出的修改' }), BEFORE));
    for (const code of CODES) unwrap(city.submit(city.supplier(code)));
    unwrap(city.close());
    expect(unwrap(city.announce()).decision.reveals).toEqual(['announceTenderers', 'amendNotice']);
    const { lot, objection, order } = LAW.procedure('open-tender.works').machines;
    const before = new Set(['absent', 'defined', 'bidding', 'closed', 'announced', 'checked', 'opening', 'sealed', 'filed', 'issued']);
    const sealed = [lot, objection, order].flatMap((machine) => machine?.transitions ?? []).filter((each) => each.from.some((stage) => before.has(stage)));
    expect(new Set(sealed.map((each) => each.publicAt))).toEqual(new Set([undefined, 'publishNotice', 'amendNotice', 'announceTenderers']));
  });

  it('by clock and operator, when bidding is closed', () => {
    const city = sealedLot();
    expect([said(city.act(city.entity, 'announceTenderers', { lot: LOT }, after(0))), said(city.announce())]).toEqual(['notPermitted', 'wrongStage']);
    expect(said(closedLot(CODES).act(closedLot(CODES).operator, 'announceTenderers', { lot: LOT }, after(0)))).toBe('accepted');
  });
});

describe('核验密封', () => {
  it.each(['clock', 'operator', 'notary'] as const)('by %s: the root of the bids at hand is that of the close, and decryption may begin', (role) => {
    const city = closedLot(CODES);
    unwrap(city.announce());
    const [checked] = events(city.check(city[role]));
    const root = toHex(rootOfLeaves(city.firms.map((firm) => leafHash(bytesOf(city.bid(firm).room.commitment ?? '')))));
    expect(checked).toMatchObject({ type: 'SealsChecked', root, bound: city.lot().liveRoot, count: 3, intact: true, stage: 'opening' });
  });

  it('comes due with the announcement', () => {
    const city = closedLot(CODES);
    unwrap(city.announce());
    expect(city.dues().map((due) => due.act)).toEqual(['checkSeals']);
    unwrap(city.check());
    expect(city.dues().map((due) => due.act)).toEqual(['recordOpening']);
  });

  it('refuses others, and every other stage', () => {
    const city = closedLot(CODES);
    expect(said(city.check())).toBe('wrongStage');
    unwrap(city.announce());
    expect([said(city.check(city.entity)), said(city.check(city.guardian)), said(city.check()), said(city.check())]).toEqual(['notPermitted', 'notPermitted', 'accepted', 'wrongStage']);
  });

  it.each<[string, (state: StreamState) => StreamState]>([
    ['a commitment exchanged', (state) => ({ ...state, room: { ...(state.room as object), commitment: '00'.repeat(32) } })],
    ['a commitment lost', (state) => ({ ...state, room: { ...(state.room as object), commitment: null } })],
    ['a bid put aside', (state) => ({ ...state, stage: 'withdrawn' })],
    ['a bid taken away', (state) => ({ ...state, owner: 'lot:P1/2' })],
  ])('%s: the finding is on record, the lot stays unopened, and may be checked again when the store is mended', (_what, change) => {
    const city = closedLot(CODES);
    unwrap(city.announce());
    const before = city.state('bid:P1/1/B');
    tampered(city, 'bid:P1/1/B', change);
    expect(events(city.check())[0]).toMatchObject({ type: 'SealsChecked', intact: false, stage: 'announced', bound: city.lot().liveRoot });
    expect(city.lot().seals).toMatchObject({ intact: false });
    expect(city.dues()).toEqual([]);
    expect(said(city.release(present(city.firms[0], 'A')))).toBe('wrongStage');
    expect(said(city.record())).toBe('wrongStage');
    tampered(city, 'bid:P1/1/B', () => before);
    expect([said(city.check(city.notary)), lotOf(city).stage]).toEqual(['accepted', 'opening']);
  });
});

describe('抽取系数', () => {
  const drawing = () => closedLot(CODES, { terms: { evaluation: DRAWING, drawCommitment: COMMITMENT } });
  const checked = () => {
    const city = drawing();
    unwrap(city.announce());
    unwrap(city.check());
    return city;
  };
  const draw = (city: ReturnType<typeof drawing>, who = city.entity, nonce = NONCE) => city.act(who, 'drawCoefficients', { lot: LOT, nonce }, after(3_000));
  const late = (city: ReturnType<typeof drawing>, ms: number) => city.act(city.clock, 'drawWithoutNonce', { lot: LOT }, after(2_000 + ms));

  it('stands between seals and decryption where the document declares coefficients', () => {
    const city = checked();
    expect([lotOf(city).stage, said(city.release(present(city.firms[0], 'A')))]).toEqual(['checked', 'wrongStage']);
    expect(unwrap(draw(city)).answer).toMatchObject({ seed: city.lot().drawSeed });
    expect([lotOf(city).stage, city.dues().map((due) => due.act), said(city.release(present(city.firms[0], 'A')))]).toEqual(['opening', ['recordOpening'], 'accepted']);
  });

  it('gives what anyone computes from lot, root, number and terms', () => {
    const city = checked();
    const terms = present(city.lot().notice, 'notice').terms.evaluation as EvaluationTerms;
    const root = present(city.lot().liveRoot, 'root');
    const [event] = events(draw(city));
    const again = drawnFrom(LOT, root, NONCE, terms);
    const part = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const seed = createHash('sha256').update(Buffer.concat([utf8('zhaobiao/draw/v1'), part(utf8(LOT)), part(bytesOf(root)), part(bytesOf(NONCE))])).digest('hex');
    expect(event).toMatchObject({ type: 'CoefficientsDrawn', nonce: NONCE, seed, coefficients: again.coefficients });
    expect(again).toEqual({ seed, coefficients: [{ name: 'K', value: pickCoefficient(present(candidatesOf(terms)[0], 'K'), bytesOf(seed)) }] });
    expect(city.lot().coefficients).toEqual({ K: again.coefficients[0]?.value });
    expect(['0.95', '0.955', '0.96', '0.965', '0.97', '0.975', '0.98']).toContain(city.lot().coefficients?.['K']);
  });

  it('refuses, in order: who, stage, another number', () => {
    const city = drawing();
    expect([said(draw(city, city.guardian)), said(draw(city))]).toEqual(['notPermitted', 'wrongStage']);
    unwrap(city.announce());
    unwrap(city.check());
    expect([said(draw(city, city.entity, '08'.repeat(32))), said(draw(city, city.agency)), said(draw(city))]).toEqual(['nonceWrong', 'accepted', 'wrongStage']);
  });

  it('is made without the number when it is not revealed in half an hour, and says so', () => {
    const city = checked();
    expect(city.dues().map((due) => [due.act, due.at])).toEqual([['drawWithoutNonce', shift(after(2_000), 1_800_000)]]);
    expect([said(late(city, 1_799_999)), said(city.act(city.entity, 'drawWithoutNonce', { lot: LOT }, after(2_000_000)))]).toEqual(['tooEarly', 'notPermitted']);
    expect(events(late(city, 1_800_000))[0]).toMatchObject({ type: 'CoefficientsDrawn', nonce: null, seed: drawnFrom(LOT, present(city.lot().liveRoot, 'root'), null, present(city.lot().notice, 'notice').terms.evaluation as EvaluationTerms).seed, stage: 'opening' });
    expect(said(draw(city))).toBe('wrongStage');
  });

  it('does not happen where nothing is left to chance', () => {
    const city = closedLot(CODES);
    unwrap(city.announce());
    unwrap(city.check());
    expect([lotOf(city).stage, said(draw(city))]).toEqual(['opening', 'wrongStage']);
  });

  it('reaches every value, and none far more often than another (property)', () => {
    const terms = present(checked().lot().notice, 'notice').terms.evaluation as EvaluationTerms;
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (nonce) => {
        const value = drawnFrom(LOT, '00'.repeat(32), toHex(nonce), terms).coefficients[0]?.value ?? '';
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }),
      { numRuns: 3_500, seed: 7 },
    );
    expect(counts.size).toBe(7);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(120);
  });
});

describe('唱标并形成开标记录', () => {
  const opening = (codes = CODES, change: Parameters<typeof closedLot>[1] = {}) => {
    const city = closedLot(codes, change);
    unwrap(city.announce());
    unwrap(city.check());
    return city;
  };
  const opened = (codes: readonly string[]) => {
    const city = opening([...codes]);
    for (const firm of city.firms) {
      unwrap(city.release(firm));
      unwrap(city.open(firm));
    }
    return city;
  };
  type Line = { readonly name: string; readonly outcome: string; readonly regardedAs: string | null; readonly flags: readonly string[]; readonly sheet: JsonObject | null; readonly items: JsonObject | null };
  const recorded = (city: Parameters<typeof lotOf>[0] & Pick<ReturnType<typeof sealedLot>, 'record'>) => present(events(city.record())[0], 'record') as unknown as JsonObject & { readonly lines: readonly Line[] };

  it('is complete or it is not made', () => {
    const city = opening();
    const [a] = city.firms;
    expect(said(city.record())).toBe('openingIncomplete');
    unwrap(city.release(present(a, 'A')));
    expect([said(city.open(present(city.firms[1], 'B'))), said(city.open(present(a, 'A'))), said(city.record())]).toEqual(['wrongStage', 'accepted', 'openingIncomplete']);
  });

  it('says of each bid left unopened by whose doing, and what it counts as', () => {
    const city = opening(['A', 'B', 'C', 'D', 'E']);
    for (const firm of city.firms) unwrap(city.release(firm));
    const [a, b, c, d, e] = city.firms.map((firm) => firm);
    for (const firm of [a, b, c]) unwrap(city.open(present(firm, 'firm')));
    unwrap(city.fail(present(d, 'D'), 'sheetInvalid'));
    unwrap(city.fail(present(e, 'E'), 'ciphertextMissing'));
    const record = recorded(city);
    expect(record).toMatchObject({ opened: 3, unopened: 2, revoked: 1, withdrawn: 1, failure: null, stage: 'opened' });
    expect(record.lines.map((line) => [line.name, line.outcome, line.regardedAs])).toEqual([['A', 'opened', null], ['B', 'opened', null], ['C', 'opened', null], ['D', 'unopened', 'revoked'], ['E', 'unopened', 'withdrawn']]);
  });

  it('fewer than three after decryption: the tender fails, with a cause of its own', () => {
    const city = opening(['A', 'B', 'C']);
    for (const firm of city.firms) unwrap(city.release(firm));
    const [a, b, c] = city.firms.map((firm) => firm);
    for (const firm of [a, b]) unwrap(city.open(present(firm, 'firm')));
    unwrap(city.fail(present(c, 'C'), 'truncated'));
    expect(recorded(city)).toMatchObject({ failure: { cause: 'fewAfterDecryption', count: 2 }, stage: 'failed' });
    expect(city.lot().failure).toEqual({ cause: 'fewAfterDecryption', count: 2 });
  });

  it('fewer than three at the deadline: nothing is opened, and the cause says so', () => {
    const city = closedLot(['A', 'B']);
    expect([lotOf(city).stage, city.lot().failure, said(city.announce())]).toEqual(['failed', { cause: 'fewAtClose', count: 2 }, 'wrongStage']);
  });

  it('marks every bid that shares a company with another: alone and in a consortium, or in two (条例 37)', () => {
    const city = sealedLot();
    const [a, b, c, d, m] = ['A', 'B', 'C', 'D', 'M'].map((code) => city.supplier(code));
    if (!a || !b || !c || !d || !m) throw new Error('five firms');
    for (const [lead, members] of [[a, []], [b, [a]], [c, [m]], [d, [m]]] as const) unwrap(city.submit(lead, undefined, members));
    const alone = city.supplier('E');
    unwrap(city.submit(alone));
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    for (const firm of [a, b, c, d, alone]) {
      unwrap(city.release(firm));
      unwrap(city.open(firm, sheetOf(100, firm === b ? { agreement: '55'.repeat(32) } : {})));
    }
    expect(recorded(city).lines.map((line) => [line.name, line.flags])).toEqual([['A', ['partyTwice']], ['B', ['partyTwice']], ['C', ['partyTwice', 'agreementMissing']], ['D', ['partyTwice', 'agreementMissing']], ['E', []]]);
  });

  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['a consortium where none is allowed', { consortium: { allowed: false, maxMembers: null } }, { agreement: '55'.repeat(32) }, ['consortiumNotAllowed']],
    ['a price above the ceiling', {}, { priceFen: 3_800_000_001, agreement: '55'.repeat(32) }, ['aboveCeiling']],
    ['a price at the ceiling', {}, { priceFen: 3_800_000_000, agreement: '55'.repeat(32) }, []],
    ['a shorter validity', {}, { validityDays: 89, agreement: '55'.repeat(32) }, ['validityTooShort']],
    ['the validity of the document', {}, { validityDays: 90, agreement: '55'.repeat(32) }, []],
  ])('shows to the committee: %s', (_what, terms, sheet, flags) => {
    const city = sealedLot({ terms });
    const firms = CODES.map((code) => city.supplier(code));
    for (const [index, firm] of firms.entries()) unwrap(city.submit(firm, undefined, index === 0 ? [city.supplier('M')] : []));
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    for (const [index, firm] of firms.entries()) {
      unwrap(city.release(firm));
      unwrap(city.open(firm, sheetOf(100, index === 0 ? sheet : {})));
    }
    expect(recorded(city).lines[0]?.flags).toEqual(flags);
  });

  it('reads out the sheet without its bill, of which it names length and digest', () => {
    const city = opening();
    const items = Array.from({ length: 3 }, (_, index) => ({ code: `0401010${index}`, quantity: '12.5', unitPriceFen: 800, totalFen: 10_000 }));
    for (const [index, firm] of city.firms.entries()) {
      unwrap(city.release(firm));
      unwrap(city.open(firm, sheetOf(30_000, index === 0 ? { items, priceInWords: '叁佰元整', provisionalFen: 0 } : {})));
    }
    const [first, second] = recorded(city).lines;
    const itemsDigest = createHash('sha256').update(utf8('zhaobiao/items/v1')).update(canonicalBytes(items)).digest('hex');
    expect([first?.items, first?.sheet?.['priceInWords'], Object.hasOwn(first?.sheet ?? {}, 'items'), second?.items]).toEqual([{ count: 3, digest: itemsDigest }, '叁佰元整', false, null]);
    expect(city.bid(present(city.firms[0], 'A')).room.sheet?.items).toHaveLength(3);
  });

  it('gives time for objections on the spot and begins the validity', () => {
    const city = opened(CODES);
    unwrap(city.record());
    expect(lotOf(city).deadlines).toMatchObject({ spotObjections: { at: shift(after(6_000), 1_800_000) }, validityEnd: expect.anything() });
  });
});
