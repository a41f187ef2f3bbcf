import type { JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { DURING, LOT, must, publicisedLot, publicity, roomOfLot, said } from '../award/evaluated-lot.ts';

const order = (change: JsonObject = {}): JsonObject => ({ order: 'order:P1/1/2026-1', lot: LOT, reason: '处理投诉需要', article: '招标投标法实施条例第六十二条', documents: [], ...change });
const lift = { order: 'order:P1/1/2026-1', lot: LOT, reason: '投诉处理完毕' };

describe('责令暂停', () => {
  it('by the supervisor; the lot stands still until it is lifted', () => {
    const ground = publicisedLot();
    expect(must(ground, ground.supervisor, 'orderSuspension', order(), DURING)).toMatchObject({ order: 'order:P1/1/2026-1' });
    expect(roomOfLot(ground).holds).toEqual([{ machine: 'order', id: 'order:P1/1/2026-1', stage: 'issued' }]);
    const again = publicity(undefined, { reason: '更正', publicityEndsAt: '2026-03-28T00:00:00.000+08:00' });
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', again, DURING))).toBe('suspended REG-62');
    must(ground, ground.supervisor, 'liftSuspension', lift, DURING);
    expect(roomOfLot(ground).holds).toEqual([]);
    expect(said(ground, ground.act(ground.entity, 'publishCandidates', again, DURING))).toBe('publicised');
  });

  it.each([
    ['not by the procuring entity', 'entity', 'publicised', 'notPermitted REG-62'],
    ['not by the trading centre', 'operator', 'publicised', 'notPermitted REG-62'],
    ['not before the notice', 'supervisor', 'defined', 'wrongStage REG-62'],
    ['not after the contract', 'supervisor', 'contracted', 'wrongStage REG-62'],
  ] as const)('%s', (_name, who, stage, expected) => {
    const ground = publicisedLot();
    ground.stage(stage);
    expect(said(ground, ground.act(ground[who], 'orderSuspension', order(), DURING))).toBe(expected);
  });

  it('is lifted by the authority that ordered it, once', () => {
    const ground = publicisedLot();
    must(ground, ground.supervisor, 'orderSuspension', order(), DURING);
    const other = ground.settle('SUPERVISOR2', ['supervisor']);
    expect(said(ground, ground.act(other, 'liftSuspension', lift, DURING))).toBe('notPermitted REG-62');
    must(ground, ground.supervisor, 'liftSuspension', lift, DURING);
    expect(said(ground, ground.act(ground.supervisor, 'liftSuspension', lift, DURING))).toBe('wrongStage REG-62');
    expect(said(ground, ground.act(ground.supervisor, 'orderSuspension', order(), DURING))).toBe('alreadyExists REG-62');
  });

  it('an order names its own lot', () => {
    const ground = publicisedLot();
    expect(() => ground.act(ground.supervisor, 'orderSuspension', order({ order: 'order:P1/2/1' }), DURING)).toThrow(/an order for this lot/);
  });

  it('objections and orders are kept apart: one ends, the other still holds', () => {
    const ground = publicisedLot();
    must(ground, ground.supervisor, 'orderSuspension', order(), DURING);
    must(ground, ground.suppliers['S2']!, 'objectToResult', { objection: 'objection:P1/1/a', lot: LOT, grounds: '理由', request: '请求', concerns: '公示', documents: [] }, DURING);
    must(ground, ground.supervisor, 'liftSuspension', lift, DURING);
    expect(roomOfLot(ground).holds.map((each) => each.machine)).toEqual(['objection']);
  });
});
