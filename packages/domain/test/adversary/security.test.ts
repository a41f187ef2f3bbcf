/** Money: kept without a ground, refused to who may bid again, given back while it is needed. */
import { shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { securityId, type LotRoom, type SecurityRoom, type StreamState } from '@zhaobiao/domain';
import type { Person } from '@zhaobiao/testkit';
import { describe, expect, it } from 'vitest';
import { BEFORE, LOT, after, said, sealedLot, type Sealed } from '../opening/sealed-lot.ts';

const DAY = 86_400_000;
const money = (who: Person, change: JsonObject = {}): JsonObject => ({
  lot: LOT, tenderer: who.party, kind: 'transfer', amountFen: 80_000_000, receivedOn: '2026-03-10', validUntilOn: null, number: null, issuer: null, payer: who.name, accountTail: '1234', domestic: true, fromBasicAccount: true, document: null, ...change,
});
const lodge = (city: Sealed, who: Person, change: JsonObject = {}, moment = BEFORE) => city.act(city.depository, 'lodgeSecurity', money(who, change), moment);
const keep = (city: Sealed, who: Person, cause: string, evidence: string | null = 'ab'.repeat(32)) =>
  city.act(city.entity, 'forfeitSecurity', { security: securityId(LOT, who.party), lot: LOT, cause, reason: '依法', evidence }, after(DAY));
const staged = (city: Sealed, stage: string, room: Partial<LotRoom> = {}): void => void (city.streams as Map<string, StreamState>).set(LOT, { ...city.state(LOT), stage, room: { ...city.lot(), ...room } });
const passed = (cause: string): Partial<LotRoom> => ({ supplier: null, candidates: [{ bid: 'bid:P1/1/A', standing: 'passedOver', cause }] as unknown as NonNullable<LotRoom['candidates']> });

/** A opened bid of A with its security; the lot in evaluation. */
function opened(): { readonly city: Sealed; readonly firm: Person } {
  const city = sealedLot();
  const firms = ['A', 'B', 'C'].map((code) => city.supplier(code));
  for (const firm of firms) for (const result of [lodge(city, firm), city.submit(firm)]) unwrap(result);
  for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
  for (const firm of firms) for (const result of [city.release(firm), city.open(firm)]) unwrap(result);
  staged(city, 'opened');
  return { city, firm: city.supplier('A') };
}

describe('不予退还', () => {
  it('what the record does not show is proved', () => {
    const { city, firm } = opened();
    expect([said(keep(city, firm, 'revoked', null)), said(keep(city, firm, 'revoked'))]).toEqual(['forfeitUnfounded', 'accepted']);
  });

  it.each(['noContract', 'addedConditions', 'noPerformanceBond', 'revoked'])('%s: not of a winner whose contract stands', (cause) => {
    const { city, firm } = opened();
    staged(city, 'contracted', { supplier: firm.party, contract: { stream: 'contract:P1/1', document: '00'.repeat(32), concludedAt: '' } });
    expect(said(keep(city, firm, cause))).toBe('forfeitUnfounded');
  });

  it.each([
    ['noContract', 'renounced', 'accepted'], ['noContract', 'forceMajeure', 'forfeitUnfounded'], ['noContract', 'lapsed', 'forfeitUnfounded'], ['noContract', 'incapable', 'forfeitUnfounded'],
    ['noPerformanceBond', 'noPerformanceBond', 'accepted'], ['noPerformanceBond', 'renounced', 'forfeitUnfounded'], ['addedConditions', 'forceMajeure', 'forfeitUnfounded'],
  ])('%s, of who was passed over for %s: %s (条例 74)', (cause, why, expected) => {
    const { city, firm } = opened();
    staged(city, 'publicised', passed(why));
    expect(said(keep(city, firm, cause))).toBe(expected);
  });
});

describe('撤回后再投', () => {
  it('who withdrew and got the security back may lodge one again and bid', () => {
    const city = sealedLot();
    const firm = city.supplier('A');
    for (const result of [lodge(city, firm), city.submit(firm)]) unwrap(result);
    const noon = shift(BEFORE, 60_000);
    unwrap(city.act(firm, 'withdrawBid', { lot: LOT, reason: '重新编制' }, noon));
    unwrap(city.act(city.depository, 'returnWithdrawn', { security: securityId(LOT, firm.party), lot: LOT, paidOn: '2026-03-16', ratePermille: '3.5' }, noon));
    expect(said(lodge(city, firm, { receivedOn: '2026-03-16' }, noon))).toBe('accepted');
    expect((city.state(securityId(LOT, firm.party)) as StreamState<SecurityRoom>)).toMatchObject({ stage: 'lodged', room: { returned: null, owedBecause: null, receivedOn: '2026-03-16' } });
    expect([said(lodge(city, firm, {}, noon)), said(city.submit(firm, noon))]).toEqual(['wrongStage', 'accepted']);
  });

  it.each([{ kind: 'draft' }, { kind: 'annual', amountFen: 0 }])('a kind that the document does not name is taken with a word: %j', (change) => {
    const city = sealedLot();
    const answer = unwrap(lodge(city, city.supplier('A'), { fromBasicAccount: false, ...change })).answer;
    expect(answer['warnings']).toMatchObject([{ rule: 'TND-029' }]);
  });
});
