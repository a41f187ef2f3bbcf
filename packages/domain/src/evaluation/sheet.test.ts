import { describe, expect, it } from 'vitest';
import { comprehensive, lowest, sheet, terms } from '../../test/evaluation/sample.ts';
import { judgedItems, scoreFault, scoreSheet, sheetFaults } from './sheet.ts';

const given = terms(comprehensive());
const [plan, record] = judgedItems(given);
const ids = { required: ['A', 'B'], known: ['A', 'B', 'C'] };
const kinds = (scores: Parameters<typeof sheet>[1] | Readonly<Record<string, Readonly<Record<string, string>>>>): readonly string[] =>
  sheetFaults(given, ids, { expert: 'e1', scores: scores as Readonly<Record<string, Readonly<Record<string, string>>>> }).map(({ kind, bid, item }) => `${kind} ${bid} ${item ?? '-'}`);

describe('a score', () => {
  it.each([
    ['0', undefined],
    ['25', undefined],
    ['12.5', undefined],
    ['12.50', undefined],
    ['12.25', 'offStep'],
    ['25.5', 'outOfRange'],
    ['-0.5', 'outOfRange'],
    ['25分', 'notAScore'],
  ])('in a range by halves: %s', (text, fault) => {
    expect(plan && scoreFault(plan, text)).toBe(fault);
  });

  it.each([
    ['15', undefined],
    ['8.0', undefined],
    ['9', 'noSuchLevel'],
  ])('among levels: %s', (text, fault) => {
    expect(record && scoreFault(record, text)).toBe(fault);
  });

  it('of the price or the register is no expert’s', () => {
    expect(judgedItems(given).map((each) => each.id)).toEqual(['plan', 'record']);
    expect(judgedItems(lowest())).toEqual([]);
  });
});

describe('a sheet', () => {
  it('complete and allowed has no fault; a bid rejected since may stand in it', () => {
    expect(sheetFaults(given, ids, sheet('e1', { A: ['20', '15'], B: ['0', '0'], C: ['1', '8'] }))).toEqual([]);
  });

  it('names everything else', () => {
    expect(kinds({ A: { plan: '20.1', record: '15', offer: '50' }, C: { plan: '99' }, X: { plan: '1' } })).toEqual(['missing B plan', 'missing B record', 'offStep A plan', 'unknownItem A offer', 'outOfRange C plan', 'unknownBid X -']);
  });

  it('is not fooled by names every object has', () => {
    expect(kinds({ A: { plan: '1', record: '0' }, B: JSON.parse('{"plan":"1","record":"0","constructor":"1","__proto__":"1"}') })).toEqual(['unknownItem B __proto__', 'unknownItem B constructor']);
  });

  it('has a contract', () => {
    expect(scoreSheet.safeParse(sheet('e1', { A: ['20', '15'] })).success).toBe(true);
    expect(scoreSheet.safeParse({ expert: 'e1', scores: { A: { plan: 20 } } }).success).toBe(false);
    expect(scoreSheet.safeParse({ expert: 'e1', scores: {}, total: '1' }).success).toBe(false);
  });
});
