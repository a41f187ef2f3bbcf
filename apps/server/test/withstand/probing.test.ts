/** At the door: a stranger who names a rival's bid is answered to the byte as where there is none (招标投标法 22). */
import { instant, present } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { found, openLot, openSpine, register, type Spine } from '../spine.ts';

const NOW = present(instant(Date.parse('2026-02-25T10:00:00.000+08:00')), 'moment');

describe('asking after a rival', () => {
  let spine: Spine;
  beforeAll(async () => {
    spine = await openSpine('probing');
    await found(spine);
  });
  afterAll(() => spine.close());

  it('answers alike whether the bid is there or not, and writes nothing', async () => {
    const { lot } = await openLot(spine, 'Q');
    const [curious, rival, nobody] = [spine.party(110, ['supplier']), spine.party(111, ['supplier']), spine.party(112, ['supplier'])];
    for (const firm of [curious, rival, nobody]) await register(spine, firm, '甲公司');
    const bidOf = (code: string): string => `bid:${lot.slice('lot:'.length)}/${code}`;
    const there = await spine.act(rival, 'beginTransfer', { lot, lengthBytes: 1, ciphertext: null }, { at: NOW });
    expect(there.status).toBe(201);
    const count = async (): Promise<unknown> => (await spine.pool.query('SELECT count(*) AS acts FROM act')).rows[0];
    const before = await count();
    for (const [act, more] of [['decideAward', { reason: '略' }], ['passOver', { cause: 'renounced', reason: '略', documents: [] }], ['askTenderer', { kind: 'clarification', text: '问', answerBy: '2026-03-01T10:00:00.000+08:00' }], ['correctArithmetic', {}]] as const) {
      const [exists, absent] = await Promise.all([rival, nobody].map(async (firm) => {
        const { status, body } = await spine.act(curious, act, { lot, bid: bidOf(firm.creditCode), ...more }, { at: NOW });
        return JSON.stringify([status, body]).replaceAll(firm.creditCode, 'CODE');
      }));
      expect(absent).toBe(exists);
      expect(exists).toContain('notPermitted');
    }
    expect(await count()).toEqual(before);
  });
});
