/** Roles of two powers never stand in one hand (条例 5): the register refuses them, and the founding too. */
import { creditCodeCheck, POWERS, powersAmong } from '@zhaobiao/domain';
import { memoryCity } from '@zhaobiao/testkit';
import { describe, expect, it } from 'vitest';
import { LAW, at } from '../tender/works-city.ts';

const NOW = at('2026-02-10T09:00:00.000+08:00');
const BODY = '91350525MA0000042';
const CODE = `${BODY}${creditCodeCheck(BODY)}`;
const roles = Object.keys(POWERS).filter((role) => role !== 'coordinator' && role !== 'discipline');
const pairs = roles.flatMap((left, index) => roles.slice(index + 1).map((right) => [left, right] as const));
const key = { scheme: 'ed25519', keyId: '00'.repeat(16), publicKey: '00'.repeat(32) };

describe('who is registered', () => {
  it.each(pairs)('as %s and %s', (left, right) => {
    const city = memoryCity(LAW);
    const registrar = city.settle('REGISTRAR', ['registrar']);
    const result = city.act(registrar, 'registerParty', { creditCode: CODE, name: '甲单位', roles: ['supplier', left, right], keys: [key], contact: null }, NOW);
    const apart = powersAmong([left, right]).length > 1;
    expect(result.ok ? 'registered' : `${result.fault.code} ${result.fault.cite.join(' ')}`).toBe(apart ? 'powersCombined REG-05' : 'registered');
  });

  it('both happen', () => {
    expect(new Set(pairs.map((pair) => powersAmong(pair).length))).toEqual(new Set([1, 2]));
  });
});
