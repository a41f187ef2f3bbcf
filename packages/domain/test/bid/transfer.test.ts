import { instantText, shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import type { Person } from '@zhaobiao/testkit';
import { describe, expect, it } from 'vitest';
import { BEFORE, LOT, SHUT, after, closedLot, events, said, sealedBid, sealedLot, type Sealed } from '../opening/sealed-lot.ts';

const begin = (city: Sealed, who: Person, moment = BEFORE, change: JsonObject = {}) => city.act(who, 'beginTransfer', { lot: LOT, lengthBytes: 7_000_000_000, ciphertext: null, ...change }, moment);
const one = () => {
  const city = sealedLot();
  return { city, firm: city.supplier('A') };
};

describe('开始传输 (20号令 27)', () => {
  it('leaves the receipt of an attempt with its owner, and nothing else anywhere', () => {
    const { city, firm } = one();
    const done = unwrap(begin(city, firm));
    expect([done.answer, done.decision.publicAt]).toEqual([{ begunAt: instantText(BEFORE) }, 'never']);
    expect(city.bid(firm)).toMatchObject({ stage: 'attempted', room: { attempt: { at: instantText(BEFORE), lengthBytes: 7_000_000_000, ciphertext: null }, attempts: 1, submissions: 0 } });
  });

  it('not complete at the deadline counts as withdrawn: it is not among the bids', () => {
    const city = sealedLot();
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((code) => city.supplier(code));
    if (!a || !b || !c || !d) throw new Error('firms');
    for (const firm of [a, b, c]) unwrap(city.submit(firm));
    unwrap(begin(city, d));
    const [closed] = unwrap(city.close()).decision.disclosures;
    expect([closed?.name, closed?.value]).toEqual(['count', 3]);
    expect([city.bid(d).stage, said(city.release(d, after(0)))]).toEqual(['attempted', 'wrongStage']);
    // Complete, but after the deadline: refused and recorded (条例 36).
    expect([said(city.submit(d, shift(SHUT, 1))), city.bid(d).room.refused]).toEqual(['tooLate', 1]);
  });

  it('ends with the bid; a replacement that is begun leaves the bid that stands', () => {
    const { city, firm } = one();
    unwrap(begin(city, firm));
    unwrap(city.submit(firm));
    expect(city.bid(firm)).toMatchObject({ stage: 'submitted', room: { attempt: null, attempts: 1 } });
    unwrap(begin(city, firm, shift(BEFORE, 1_000)));
    expect(city.bid(firm)).toMatchObject({ stage: 'submitted', room: { attempts: 2, submissions: 1, attempt: { at: instantText(shift(BEFORE, 1_000)) } } });
    unwrap(city.act(firm, 'withdrawBid', { lot: LOT, reason: '' }, shift(BEFORE, 2_000)));
    unwrap(begin(city, firm, shift(BEFORE, 3_000)));
    expect(city.bid(firm).stage).toBe('withdrawn');
  });

  it('refuses, in order: who, stage, time', () => {
    const { city, firm } = one();
    expect([said(begin(city, city.entity)), said(begin(city, firm, SHUT))]).toEqual(['notPermitted', 'windowClosed']);
    const closed = closedLot(['A', 'B', 'C']);
    expect([said(begin(closed, closed.supplier('X'), BEFORE)), said(begin(closed, closed.supplier('X'), after(0)))]).toEqual(['wrongStage', 'windowClosed']);
  });
});

describe('联合体 (法 31, 条例 37)', () => {
  it('names a lead who submits and members who are registered; who may join is not asked before the opening (法 22)', () => {
    const city = sealedLot({ terms: { consortium: { allowed: false, maxMembers: null } } });
    const [lead, member] = [city.supplier('A'), city.supplier('M')];
    expect(events(city.submit(lead, BEFORE, [member]))[0]).toMatchObject({ type: 'BidSubmitted', stage: 'submitted' });
    expect(city.bid(lead).room.tenderer).toEqual({ lead: 'party:A', members: ['party:M'] });
    // The same member in another consortium is taken too, and marked at the opening.
    expect(said(city.submit(city.supplier('B'), BEFORE, [member]))).toBe('accepted');
  });

  it.each<[string, string, readonly string[]]>([
    ['a member that is nobody', 'unknownStream', ['party:NOBODY']],
    ['a member that is no supplier', 'notSupplier', ['party:ENTITY']],
    ['a member twice', 'notSupplier', ['party:M', 'party:M']],
    ['the lead as its own member', 'notSupplier', ['party:A']],
  ])('refuses %s', (_what, code, members) => {
    const { city, firm } = one();
    city.supplier('M');
    expect(said(city.act(firm, 'submitBid', sealedBid(firm.party, members), BEFORE, city.lot().notice?.digest ?? null))).toBe(code);
  });

  it('refuses who submits for another', () => {
    const { city, firm } = one();
    expect(said(city.act(city.supplier('M'), 'submitBid', sealedBid(firm.party), BEFORE, city.lot().notice?.digest ?? null))).toBe('notPermitted');
  });
});
