import { describe, expect, it } from 'vitest';
import { wholeFiles, withSector } from '../src/overlay.ts';
import type { Sector } from '../src/overlay.ts';

const BASE = {
  id: 'base.works', version: '2.0.0', title: { zh: '工程', en: 'works' }, cite: ['TND-021'],
  parameters: { members: { title: { zh: '人数', en: 'members' }, value: 5, unit: 'count', cite: ['TND-062'], mayChange: 'region', bounds: { min: 5, max: 15 } }, days: { value: 20 } },
  machines: { lot: { stages: {} } }, nodes: [{ id: 'one' }], envelopes: [], words: { lot: { zh: '标段', en: 'lot' } },
};
const SECTOR: Sector = {
  id: 'base.water', extends: 'base.works', version: '1.0.0', title: { zh: '水利', en: 'water' }, cite: ['ELE-17'],
  parameters: { members: { value: 7, cite: ['ELE-17'], bounds: { min: 7, max: 15 } } }, nodes: [{ id: 'two' }, { id: 'three' }],
};

describe('a sector over a whole procedure', () => {
  it('keeps the machines, says its own name and nodes, and changes what it names', () => {
    expect(withSector(BASE, SECTOR)).toEqual({
      id: 'base.water', version: '1.0.0', title: { zh: '水利', en: 'water' }, cite: ['ELE-17'],
      parameters: { members: { title: { zh: '人数', en: 'members' }, value: 7, unit: 'count', cite: ['ELE-17'], mayChange: 'region', bounds: { min: 7, max: 15 } }, days: { value: 20 } },
      machines: BASE.machines, nodes: [{ id: 'two' }, { id: 'three' }], envelopes: [], words: BASE.words,
    });
    expect(BASE.parameters.members.value).toBe(5);
  });
  it('adds words to those of the base', () => {
    expect(withSector(BASE, { ...SECTOR, words: { bid: { zh: '投标', en: 'bid' } } })['words']).toEqual({ lot: { zh: '标段', en: 'lot' }, bid: { zh: '投标', en: 'bid' } });
  });
  it.each<[string, Partial<Sector>]>([
    ['a sector does not say machines', { machines: {} }],
    ['a sector does not say envelopes', { envelopes: [] }],
    ['the base has none of this name', { parameters: { elders: { value: 7, cite: ['ELE-17'] } } }],
    ['the base has none of this name', { parameters: { constructor: { value: 7, cite: ['ELE-17'] } } }],
    ['a sector does not change unit', { parameters: { members: { value: 7, unit: 'day', cite: ['ELE-17'] } } }],
    ['a change names its rule', { parameters: { members: { value: 7 } } }],
    ['which is no whole procedure', { extends: 'another.works' }],
  ])('%s', (why, change) => {
    const sector: Sector = { ...SECTOR, ...change, id: SECTOR.id, extends: change.extends ?? SECTOR.extends };
    expect(() => withSector(BASE, sector)).toThrow(why);
  });
  it.each(['version', 'title', 'cite', 'nodes'])('a sector says its own %s', (key) => {
    const sector = Object.fromEntries(Object.entries(SECTOR).filter(([name]) => name !== key));
    expect(() => withSector(BASE, { ...sector, id: SECTOR.id, extends: SECTOR.extends })).toThrow(`a sector says its own ${key}`);
  });
});

describe('all files', () => {
  it('come out whole and in order', () => {
    expect(wholeFiles([SECTOR, BASE]).map((file) => [file.id, 'extends' in file, file['machines']])).toEqual([['base.water', false, BASE.machines], ['base.works', false, BASE.machines]]);
  });
  it('name a base that is not there, and no sector stands on a sector', () => {
    expect(() => wholeFiles([SECTOR])).toThrow('base.water: extends base.works, which is not there');
    expect(() => wholeFiles([BASE, SECTOR, { ...SECTOR, id: 'base.sea', extends: 'base.water' }])).toThrow('which is no whole procedure');
  });
});
