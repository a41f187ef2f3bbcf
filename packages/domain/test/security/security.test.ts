import { present, shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { FORFEIT_CAUSES, heldSecurities, interestFen, performanceId, securityId, type LotRoom, type SecurityRoom, type StreamState } from '@zhaobiao/domain';
import { CODE_LISTS } from '@zhaobiao/rulebook';
import type { Person } from '@zhaobiao/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEFORE, LOT, SHUT, after, at, closedLot, events, lotOf, said, sealedLot, type Sealed } from '../opening/sealed-lot.ts';

const DAY = 86_400_000;
const lodge = (city: Sealed, who: Person, change: JsonObject = {}, moment = BEFORE, by = city.depository) =>
  city.act(by, 'lodgeSecurity', {
    lot: LOT, tenderer: who.party, kind: 'transfer', amountFen: 80_000_000, receivedOn: '2026-03-10', validUntilOn: null, number: null, issuer: null, payer: who.name, accountTail: '1234', domestic: true, fromBasicAccount: true, document: null, ...change,
  }, moment);
const guarantee = (change: JsonObject = {}): JsonObject => ({ kind: 'bankGuarantee', validUntilOn: '2026-06-14', number: 'BH-1', issuer: '中国银行', payer: null, accountTail: null, fromBasicAccount: false, ...change });
const giveBack = (city: Sealed, who: Person, change: JsonObject = {}, moment = after(DAY), by = city.depository, act = 'returnSecurity') =>
  city.act(by, act, { security: securityId(LOT, who.party), lot: LOT, paidOn: '2026-03-17', ratePermille: '3.5', ...change }, moment);
const keep = (city: Sealed, security: string, cause: string, by = city.entity, moment = after(DAY)) => city.act(by, 'forfeitSecurity', { security, lot: LOT, cause, reason: '依法', evidence: 'ab'.repeat(32) }, moment);
const stateOf = (city: Sealed, id: string): StreamState<SecurityRoom> => city.state(id) as StreamState<SecurityRoom>;
const staged = (city: Sealed, stage: string, room: Partial<LotRoom> = {}): void => void (city.streams as Map<string, StreamState>).set(LOT, { ...city.state(LOT), stage, room: { ...city.lot(), ...room } });
const one = () => {
  const city = sealedLot();
  return { city, firm: city.supplier('A') };
};

describe('登记投标保证金', () => {
  it.each<[string, JsonObject]>([
    ['money from the basic account', {}],
    ['money of a foreign unit', { domestic: false, fromBasicAccount: false }],
    ['a guarantee that ends with the validity', guarantee()],
    ['an electronic guarantee', guarantee({ kind: 'electronic' })],
    ['an exemption', { kind: 'exempt', amountFen: 0 }],
  ])('%s', (_what, change) => {
    const { city, firm } = one();
    const done = lodge(city, firm, change);
    expect([said(done), unwrap(done).answer]).toEqual(['accepted', { security: 'security:P1/1/A', warnings: [] }]);
    expect(stateOf(city, 'security:P1/1/A')).toMatchObject({ stage: 'lodged', owner: LOT, room: { purpose: 'bid', tenderer: 'party:A' } });
  });

  it('is sealed until the tenderers are announced, who lodged it and all (法 22)', () => {
    const { city, firm } = one();
    expect(unwrap(lodge(city, firm)).decision.publicAt).toBe('announceTenderers');
  });

  it('below the amount of the document: taken, shown, and the committee’s to judge', () => {
    const { city, firm } = one();
    expect(unwrap(lodge(city, firm, { amountFen: 79_999_999 })).answer['warnings']).toEqual([{ rule: 'TND-029', zh: '投标保证金 799999.99 元，低于招标文件要求的 800000.00 元。', en: 'The security of 799999.99 yuan is below the 800000.00 yuan of the document.' }]);
  });

  it.each<[string, string, JsonObject]>([
    ['more than the document asks (条例 26)', 'securityAboveDocument', { amountFen: 80_000_001 }],
    ['a guarantee shorter than the validity (条例 26)', 'securityTooShort', guarantee({ validUntilOn: '2026-06-13' })],
    ['the tenderer is no supplier', 'notSupplier', { tenderer: 'party:ENTITY' }],
    ['received tomorrow', 'termsInvalid', { receivedOn: '2026-03-17' }],
    ['an exemption with an amount', 'termsInvalid', { kind: 'exempt', amountFen: 1 }],
    ['money of nothing', 'termsInvalid', { amountFen: 0 }],
    ['a guarantee that names nobody', 'termsInvalid', guarantee({ issuer: null })],
    ['money not from the basic account (条例 26)', 'notFromBasicAccount', { fromBasicAccount: false }],
    ['a cheque not from the basic account', 'notFromBasicAccount', { kind: 'cheque', fromBasicAccount: false }],
  ])('refuses: %s', (_what, code, change) => {
    const { city, firm } = one();
    expect(said(lodge(city, firm, change))).toBe(code);
  });

  it('asks in order: who, whether there is one, stage, time, what the document asks', () => {
    const { city, firm } = one();
    expect(said(lodge(city, firm, {}, BEFORE, city.entity))).toBe('notPermitted');
    expect(said(lodge(city, firm, {}, SHUT))).toBe('windowClosed');
    unwrap(lodge(city, firm));
    expect(said(lodge(city, firm))).toBe('wrongStage');
    const none = sealedLot({ securityFen: null });
    expect(said(lodge(none, none.supplier('A')))).toBe('securityNotAsked');
    const closed = closedLot(['A', 'B', 'C']);
    expect(said(lodge(closed, closed.supplier('X'), {}, after(0)))).toBe('wrongStage');
  });

  it('knows every kind of the rulebook’s list', () => {
    const { city } = one();
    const codes = present(CODE_LISTS['securityKinds'], 'securityKinds').codes.map((each) => each.code);
    for (const kind of codes) {
      const firm = city.supplier(`K${kind}`);
      const own = ['transfer', 'cheque', 'draft'].includes(kind) ? { kind } : kind === 'exempt' || kind === 'annual' ? { kind, amountFen: 0 } : guarantee({ kind });
      expect([kind, said(lodge(city, firm, own))]).toEqual([kind, 'accepted']);
    }
  });
});

describe('退还投标保证金及利息', () => {
  it('interest is exact: principal × rate ÷ 360 × days, half a fen rounded up', () => {
    expect(interestFen(40_000_000, '3.5', 90)).toBe(35_000);
    // 100 fen × 3.6 ‰ × 500 days ÷ 360 = 0.5 fen → 1; one day less is 0.499 → 0.
    expect([interestFen(100, '3.6', 500), interestFen(100, '3.6', 499), interestFen(100, '0', 500), interestFen(0, '3.5', 90)]).toEqual([1, 0, 0, 0]);
    expect([interestFen(40_000_000, '0.35', 7), interestFen(40_000_000, '0.350', 7)]).toEqual([272, 272]);
  });

  it('grounds for keeping a security are those of the rulebook’s list', () => {
    expect([...FORFEIT_CAUSES]).toEqual(present(CODE_LISTS['forfeiture'], 'forfeiture').codes.map((each) => each.code));
  });

  it('grows with amount, rate and days, and two halves differ from the whole by one fen at most (property)', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000_000_00 });
    const rate = fc.integer({ min: 0, max: 999_999 }).map((ppm) => `${Math.floor(ppm / 1000)}.${String(ppm % 1000).padStart(3, '0')}`);
    fc.assert(fc.property(amount, rate, fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }), (principal, permille, days, more) => {
      const whole = interestFen(principal, permille, days + more);
      expect(whole).toBeGreaterThanOrEqual(interestFen(principal, permille, days));
      expect(Math.abs(interestFen(principal, permille, days) + interestFen(principal, permille, more) - whole)).toBeLessThanOrEqual(1);
      expect(interestFen(principal + 100, permille, days)).toBeGreaterThanOrEqual(interestFen(principal, permille, days));
    }));
  });

  const held = (change: JsonObject = {}) => {
    const city = sealedLot();
    const firms = ['A', 'B', 'C'].map((code) => city.supplier(code));
    for (const firm of firms) {
      unwrap(lodge(city, firm, change));
      unwrap(city.submit(firm));
    }
    unwrap(city.close());
    return { city, firm: present(firms[0], 'A') };
  };

  it('by depository or procuring entity, with what the interest was computed from; nobody reads of it in the feed', () => {
    const { city, firm } = held();
    staged(city, 'contracted');
    const done = unwrap(giveBack(city, firm));
    expect(done.answer).toEqual({ security: 'security:P1/1/A', amountFen: 80_000_000, interestFen: 5_444, interest: { ratePermille: '3.5', from: '2026-03-10', to: '2026-03-17', days: 7 }, paidOn: '2026-03-17' });
    expect([done.decision.publicAt, stateOf(city, 'security:P1/1/A').stage, said(giveBack(city, firm))]).toEqual(['never', 'returned', 'wrongStage']);
    const other = held();
    staged(other.city, 'failed');
    expect(said(giveBack(other.city, other.firm, {}, after(DAY), other.city.entity))).toBe('accepted');
  });

  it('a guarantee goes back without interest', () => {
    const { city, firm } = held(guarantee());
    staged(city, 'contracted');
    expect(said(giveBack(city, firm))).toBe('termsInvalid');
    expect(unwrap(giveBack(city, firm, { ratePermille: null })).answer).toMatchObject({ interestFen: 0, interest: null });
  });

  it('refuses, in order: who, stage, a bid that may still win, days that cannot be, interest left out', () => {
    const { city, firm } = held();
    expect(said(giveBack(city, firm, {}, after(DAY), city.operator))).toBe('notPermitted');
    expect(said(giveBack(one().city, firm))).toBe('wrongStage');
    expect(said(giveBack(city, firm))).toBe('wrongStage');
    for (const stage of ['announced', 'opened', 'evaluated', 'publicised', 'decided']) {
      staged(city, stage);
      expect([stage, said(giveBack(city, firm))]).toEqual([stage, 'securityNeeded']);
    }
    staged(city, 'contracted');
    expect([said(giveBack(city, firm, { paidOn: '2026-03-09' })), said(giveBack(city, firm, { paidOn: '2026-03-18' })), said(giveBack(city, firm, { ratePermille: null }))]).toEqual(['termsInvalid', 'termsInvalid', 'interestMissing']);
    expect(() => giveBack(city, firm, { lot: 'lot:P1/2' })).toThrow('the lot of this security');
  });

  it('before the contract: the losers’ may go back once the award is out, the winner’s stays (条例 57)', () => {
    const { city, firm } = held();
    const loser = city.supplier('B');
    staged(city, 'awarded', { supplier: firm.party });
    expect([said(giveBack(city, firm)), said(giveBack(city, loser))]).toEqual(['securityNeeded', 'accepted']);
  });

  it('of who lodged and did not bid, once the tenderers are announced: before, the answer would tell who bids (法 22)', () => {
    const city = sealedLot();
    const idle = city.supplier('IDLE');
    unwrap(lodge(city, idle));
    for (const code of ['A', 'B', 'C']) unwrap(city.submit(city.supplier(code)));
    expect(said(giveBack(city, idle, { paidOn: '2026-03-16' }, BEFORE))).toBe('wrongStage');
    unwrap(city.close());
    expect(said(giveBack(city, idle))).toBe('wrongStage');
    unwrap(city.announce());
    expect(said(giveBack(city, idle))).toBe('accepted');
  });

  it('counts what is held: lodged bid securities that are no exemption', () => {
    const city = sealedLot();
    const [a, b, c] = ['A', 'B', 'C'].map((code) => city.supplier(code));
    if (!a || !b || !c) throw new Error('three firms');
    unwrap(lodge(city, a));
    unwrap(lodge(city, b, { kind: 'exempt', amountFen: 0 }));
    unwrap(lodge(city, c));
    for (const firm of [a, b, c]) unwrap(city.submit(firm));
    unwrap(city.close());
    staged(city, 'contracted');
    const set = () => [...city.streams.values()].filter((state) => state.machine === 'security');
    expect(heldSecurities(set()).map((each) => each.id)).toEqual(['security:P1/1/A', 'security:P1/1/C']);
    unwrap(giveBack(city, a));
    expect(heldSecurities(set()).map((each) => each.id)).toEqual(['security:P1/1/C']);
  });
});

describe('撤回投标后退还', () => {
  const withdraw = (city: Sealed, who: Person) => city.act(who, 'withdrawBid', { lot: LOT, reason: '' }, shift(BEFORE, 1_000));
  const back = (city: Sealed, who: Person) => giveBack(city, who, { paidOn: '2026-03-16' }, shift(BEFORE, 60_000), city.depository, 'returnWithdrawn');
  const duty = (city: Sealed) => stateOf(city, 'security:P1/1/A').deadlines['returning'];

  it('the withdrawal begins five days at the security; its return ends them (条例 35)', () => {
    const { city, firm } = one();
    unwrap(lodge(city, firm));
    unwrap(city.submit(firm));
    expect([said(back(city, firm)), duty(city)]).toEqual(['securityNeeded', undefined]);
    expect(unwrap(withdraw(city, firm)).answer).toEqual({ securityOwed: true });
    // Withdrawn on Monday 03-16: the fifth day is Saturday 03-21, which rolls over to Monday 03-23.
    expect([duty(city), stateOf(city, 'security:P1/1/A').room.owedBecause]).toMatchObject([{ at: at('2026-03-24T00:00:00.000+08:00') }, 'withdrawn']);
    expect([said(back(city, firm)), duty(city)]).toMatchObject(['accepted', { metAt: shift(BEFORE, 60_000) }]);
  });

  it('a new bid keeps the security, and the duty ends; another withdrawal begins it again', () => {
    const { city, firm } = one();
    unwrap(lodge(city, firm));
    unwrap(city.submit(firm));
    unwrap(withdraw(city, firm));
    expect(events(city.submit(firm, shift(BEFORE, 2_000))).map((event) => [event['type'], event['stream']])).toEqual([['BidSubmitted', 'bid:P1/1/A'], ['SecurityKept', 'security:P1/1/A']]);
    expect([duty(city)?.metAt, stateOf(city, 'security:P1/1/A').room.owedBecause, said(back(city, firm))]).toEqual([shift(BEFORE, 2_000), null, 'securityNeeded']);
    unwrap(city.act(firm, 'withdrawBid', { lot: LOT, reason: '' }, shift(BEFORE, 3_000)));
    expect(duty(city)).toMatchObject({ since: shift(BEFORE, 3_000) });
    expect(duty(city)?.metAt).toBeUndefined();
  });

  it.each<[string, JsonObject | undefined]>([['without a security', undefined], ['with an exemption', { kind: 'exempt', amountFen: 0 }]])('%s nothing is owed', (_what, change) => {
    const { city, firm } = one();
    if (change) unwrap(lodge(city, firm, change));
    unwrap(city.submit(firm));
    expect(events(withdraw(city, firm)).map((event) => event['type'])).toEqual(['BidWithdrawn']);
  });

  it('a bid that the platform could not open is owed its security too (20号令 31)', () => {
    const city = sealedLot();
    const firms = ['A', 'B', 'C', 'D'].map((code) => city.supplier(code));
    for (const firm of firms) {
      unwrap(lodge(city, firm));
      unwrap(city.submit(firm));
    }
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    for (const firm of firms) unwrap(city.release(firm));
    const [a, b, c] = firms;
    if (!a || !b || !c) throw new Error('firms');
    expect(events(city.fail(a, 'ciphertextMissing')).map((event) => event['type'])).toEqual(['BidUnopened', 'SecurityOwed']);
    expect(events(city.fail(b, 'truncated')).map((event) => event['type'])).toEqual(['BidUnopened']);
    expect(events(city.open(c)).map((event) => event['type'])).toEqual(['BidOpened']);
    expect(duty(city)).toMatchObject({ at: at('2026-03-24T00:00:00.000+08:00') });
    expect([said(giveBack(city, a)), said(giveBack(city, c))]).toEqual(['accepted', 'securityNeeded']);
  });
});

describe('不予退还', () => {
  const open = () => {
    const city = sealedLot();
    const firms = ['A', 'B', 'C', 'D'].map((code) => city.supplier(code));
    for (const firm of firms) {
      unwrap(lodge(city, firm));
      if (firm.party !== 'party:D') unwrap(city.submit(firm));
    }
    for (const result of [city.close(), city.announce(), city.check()]) unwrap(result);
    const [a, b, c] = firms;
    if (!a || !b || !c) throw new Error('firms');
    for (const firm of [a, b, c]) unwrap(city.release(firm));
    unwrap(city.open(a));
    unwrap(city.fail(b, 'sheetInvalid'));
    unwrap(city.fail(c, 'ciphertextAltered'));
    staged(city, 'opened');
    return city;
  };
  const own = (code: string): string => `security:P1/1/${code}`;

  it.each([
    ['revoked', 'A', 'accepted'], ['revoked', 'D', 'forfeitUnfounded'], ['undecrypted', 'B', 'accepted'], ['undecrypted', 'C', 'forfeitUnfounded'], ['undecrypted', 'A', 'forfeitUnfounded'],
    ['noContract', 'A', 'forfeitUnfounded'], ['contractBroken', 'A', 'forfeitUnfounded'],
  ])('for %s, of %s: %s', (cause, code, expected) => {
    const city = open();
    expect(said(keep(city, own(code), cause))).toBe(expected);
    expect(stateOf(city, own(code)).stage).toBe(expected === 'accepted' ? 'forfeited' : 'lodged');
  });

  it.each(['noContract', 'addedConditions', 'noPerformanceBond'])('%s (条例 74): of the winner, or of who was passed over', (cause) => {
    const city = open();
    staged(city, 'awarded', { supplier: 'party:A' });
    expect([said(keep(city, own('B'), cause)), said(keep(city, own('A'), cause))]).toEqual(['forfeitUnfounded', 'accepted']);
    const again = open();
    staged(again, 'publicised', { supplier: null, candidates: [{ bid: 'bid:P1/1/A', standing: 'passedOver', cause: cause === 'noPerformanceBond' ? cause : 'renounced' }] as unknown as NonNullable<LotRoom['candidates']> });
    expect(said(keep(again, own('A'), cause))).toBe('accepted');
  });

  it('by the procuring entity alone, after the opening, once', () => {
    const city = open();
    expect(said(keep(city, own('A'), 'revoked', city.depository))).toBe('notPermitted');
    staged(city, 'checked');
    expect(said(keep(city, own('A'), 'revoked'))).toBe('wrongStage');
    staged(city, 'opened');
    expect([said(keep(city, own('A'), 'revoked')), said(keep(city, own('A'), 'revoked'))]).toEqual(['accepted', 'wrongStage']);
  });
});

describe('登记履约保证金', () => {
  const awarded = (terms: JsonObject = {}) => {
    const city = sealedLot({ terms });
    staged(city, 'awarded', { supplier: 'party:A', award: { supplier: 'party:A', priceFen: 1_835_053_405 } as unknown as NonNullable<LotRoom['award']> });
    return { city, firm: city.supplier('A') };
  };
  const bond = (city: Sealed, who: Person, change: JsonObject = {}, by = city.depository) =>
    city.act(by, 'lodgePerformanceBond', { lot: LOT, tenderer: who.party, ...guarantee(), amountFen: 183_505_340, receivedOn: '2026-03-10', domestic: true, document: null, ...change }, after(DAY));

  it('at most a tenth of the award price, or what share of it the document says (条例 58)', () => {
    const { city, firm } = awarded();
    expect([said(bond(city, firm, { amountFen: 183_505_341 })), said(bond(city, firm))]).toEqual(['performanceTooHigh', 'accepted']);
    const less = awarded({ contract: { form: 'unitPrice', performanceRequired: true, performancePermille: 50, payment: '按月' } });
    expect([said(bond(less.city, less.firm)), said(bond(less.city, less.firm, { amountFen: 91_752_670 }))]).toEqual(['performanceTooHigh', 'accepted']);
  });

  it('refuses, in order: who, stage, not the winner, no supplier or form', () => {
    const { city, firm } = awarded();
    expect(said(bond(city, firm, {}, city.entity))).toBe('notPermitted');
    expect([said(bond(city, city.supplier('B'))), said(bond(city, firm, { issuer: null }))]).toEqual(['notWinner', 'termsInvalid']);
    staged(city, 'contracted');
    expect(said(bond(city, firm))).toBe('wrongStage');
    expect(() => bond(city, firm, { kind: 'exempt', amountFen: 0 })).toThrow('money or a guarantee');
  });

  it('goes back after the contract without a claim to interest, and is kept only where the contract is broken (法 60)', () => {
    const { city, firm } = awarded();
    unwrap(bond(city, firm, { kind: 'transfer', fromBasicAccount: true }));
    const id = performanceId(LOT, firm.party);
    expect([said(keep(city, id, 'revoked')), said(keep(city, id, 'contractBroken'))]).toEqual(['forfeitUnfounded', 'forfeitUnfounded']);
    staged(city, 'contracted', { contract: { stream: 'contract:P1/1', document: '00'.repeat(32), concludedAt: '' } });
    expect(said(keep(city, id, 'contractBroken'))).toBe('accepted');
    const other = awarded();
    unwrap(bond(other.city, other.firm, { kind: 'transfer', fromBasicAccount: true }));
    staged(other.city, 'contracted');
    expect(unwrap(giveBack(other.city, other.firm, { security: id, ratePermille: null })).answer).toMatchObject({ amountFen: 183_505_340, interestFen: 0 });
    expect(lotOf(other.city).stage).toBe('contracted');
  });
});
