import { instantText, shift, type Instant, type JsonObject } from '@zhaobiao/basics';
import { permit, type Machine, type MachineId } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { AFTER, COMMITTEE, DAYS, DURING, LOT, at, bidOf, digestOf, decision, evaluatedLot, must, publicisedLot, publicity, roomOfLot, said, type AwardGround } from '../award/evaluated-lot.ts';
import { CLOSING, NOW, WORKS, biddingLot } from '../tender/bidding-lot.ts';

const ID = 'objection:P1/1/k7f3';
const objection = (change: JsonObject = {}): JsonObject => ({ objection: ID, lot: LOT, grounds: '资格条件限定特定产品', request: '删除该条件', concerns: '第二章 2.3', documents: [], ...change });
const answer = (change: JsonObject = {}): JsonObject => ({ objection: ID, lot: LOT, outcome: 'partly', text: '异议部分成立', measure: 'none', documents: [], ...change });
const stageOf = (ground: Pick<AwardGround, 'state'>, id = ID): string => ground.state(id).stage;
const code = (result: ReturnType<AwardGround['act']>): string => (result.ok ? 'accepted' : `${result.fault.code} ${result.fault.cite[0] ?? ''}`.trim());

/** Ten days before the closing on 16 March: until the end of 5 March. */
const LAST = at('2026-03-05T23:59:59.999+08:00');

describe('对招标文件的异议', () => {
  it('by any supplier until ten days before the closing; sealed, and the lot does not say whose', () => {
    const ground = biddingLot();
    const who = ground.supplier('S1');
    const result = ground.act(who, 'objectToDocument', objection(), LAST);
    expect(code(result)).toBe('accepted');
    expect(result.ok && result.value.decision.publicAt).toBe('announceTenderers');
    expect(JSON.stringify(ground.room().holds)).toBe(JSON.stringify([{ machine: 'objection', id: ID, stage: 'sealed' }]));
    // Three days from Thursday 5 March end on Sunday 8 March, which moves to the end of Monday.
    expect(ground.state(ID).deadlines['answering']).toMatchObject({ at: at('2026-03-10T00:00:00.000+08:00') });
  });

  it.each([
    ['too late by a millisecond', 'S1', shift(LAST, 1), {}, 'windowClosed TND-026'],
    ['not by the trading centre', 'OPERATOR', LAST, {}, 'notPermitted TND-026'],
  ] as const)('%s', (_name, who, when, change, expected) => {
    const ground = biddingLot();
    const actor = who === 'S1' ? ground.supplier('S1') : ground.operator;
    expect(code(ground.act(actor, 'objectToDocument', objection(change), when))).toBe(expected);
  });

  it('an objection of another lot is no objection of this one', () => {
    const ground = biddingLot();
    expect(() => ground.act(ground.supplier('S1'), 'objectToDocument', objection({ objection: 'objection:P1/2/k7f3' }), NOW)).toThrow(/an objection of this lot/);
  });

  it('twice under one name is refused', () => {
    const ground = biddingLot();
    must(ground as AwardGround, ground.supplier('S1'), 'objectToDocument', objection(), NOW);
    expect(code(ground.act(ground.supplier('S2'), 'objectToDocument', objection(), NOW))).toBe('alreadyExists TND-026');
  });

  it('holds the closing up while the clock runs on; the answer lets it go on at once', () => {
    const ground = biddingLot();
    for (const name of ['S1', 'S2', 'S3']) ground.bid(ground.supplier(name), 'submitted', { commitment: 'ab'.repeat(32) });
    must(ground as AwardGround, ground.supplier('S1'), 'objectToDocument', objection(), LAST);
    const before = ground.state(LOT).deadlines['closing'];
    expect(code(ground.act(ground.clock, 'closeBidding', { lot: LOT }, shift(CLOSING, 5_000)))).toBe('suspended TND-028');
    expect(ground.state(LOT).deadlines['closing']).toEqual(before);
    const answered = ground.act(ground.entity, 'answerObjection', answer({ outcome: 'dismissed' }), shift(CLOSING, 10_000));
    expect(answered.ok && answered.value.answer['warnings']).toMatchObject([{ rule: 'TND-027' }]);
    expect(ground.room().holds).toEqual([]);
    expect(code(ground.act(ground.clock, 'closeBidding', { lot: LOT }, shift(CLOSING, 11_000)))).toBe('accepted');
  });

  it('the answer is public and names nobody', () => {
    const ground = biddingLot();
    must(ground as AwardGround, ground.supplier('S1'), 'objectToDocument', objection(), NOW);
    const result = ground.act(ground.entity, 'answerObjection', answer({ measure: 'amendDocument' }), NOW);
    expect(result.ok && result.value.decision.publicAt).toBeUndefined();
    expect(result.ok && new TextDecoder().decode(result.value.decision.bytes)).not.toContain('S1');
    expect(ground.room().owed).toEqual([{ objection: ID, measure: 'amendDocument' }]);
  });

  it('who objected may take it back, as sealed as it was; nobody else', () => {
    const ground = biddingLot();
    const command = { objection: ID, lot: LOT, reason: '已理解' };
    must(ground as AwardGround, ground.supplier('S1'), 'objectToDocument', objection(), NOW);
    expect(code(ground.act(ground.supplier('S2'), 'withdrawObjection', command, NOW))).toBe('notPermitted TND-027');
    const result = ground.act(ground.supplier('S1'), 'withdrawObjection', command, NOW);
    expect(result.ok && result.value.decision.publicAt).toBe('announceTenderers');
    expect([stageOf(ground), ground.room().holds]).toEqual(['withdrawn', []]);
    expect(code(ground.act(ground.entity, 'answerObjection', answer(), NOW))).toBe('wrongStage TND-027');
  });
});

describe('对开标的异议', () => {
  const spot = at('2026-03-16T10:29:59.999+08:00');
  it.each([
    ['a tenderer on the spot', 'S1', spot, 'accepted'],
    ['after the spot', 'S1', shift(spot, 1), 'windowClosed TND-061'],
    ['whose bid was not opened', 'S5', spot, 'accepted'],
    ['who withdrew', 'S6', spot, 'notPermitted TND-061'],
    ['who never bid', 'S9', spot, 'notPermitted TND-061'],
  ] as const)('%s', (_name, who, when, expected) => {
    const ground = evaluatedLot();
    const actor = ground.suppliers[who] ?? ground.supplier(who);
    expect(code(ground.act(actor, 'objectToOpening', objection(), when))).toBe(expected);
  });

  it('its answer on the spot brings no measure', () => {
    const ground = evaluatedLot();
    must(ground, ground.suppliers['S1']!, 'objectToOpening', objection(), spot);
    expect(code(ground.act(ground.entity, 'answerObjection', answer({ measure: 'recheck' }), spot))).toBe('measureUnfit TND-027');
    must(ground, ground.entity, 'answerObjection', answer(), spot);
  });
});

describe('对评标结果的异议', () => {
  it.each([
    ['while publicised', 'S4', DURING, 'accepted'],
    ['at the end of the publicity', 'S4', AFTER, 'windowClosed TND-073'],
    ['not by the agency', undefined, DURING, 'notPermitted TND-027'],
  ] as const)('%s', (_name, who, when, expected) => {
    const ground = publicisedLot();
    expect(code(ground.act(who ? ground.suppliers[who]! : ground.agency, 'objectToResult', objection(), when))).toBe(expected);
  });

  it.each([
    ['not by the agency', 'agency', answer(), 'notPermitted TND-027'],
    ['a measure of another kind', 'entity', answer({ measure: 'amendDocument' }), 'measureUnfit TND-027'],
    ['dismissed and yet a measure', 'entity', answer({ outcome: 'dismissed', measure: 'recheck' }), 'answerEmpty TND-027'],
    ['answered', 'entity', answer(), 'accepted'],
  ] as const)('answer: %s', (_name, who, command, expected) => {
    const ground = publicisedLot();
    must(ground, ground.suppliers['S4']!, 'objectToResult', objection(), DURING);
    expect(code(ground.act(ground[who], 'answerObjection', command, DURING))).toBe(expected);
  });

  it('upheld: the recheck is owed until a new report is received, and then publicised', () => {
    const ground = publicisedLot();
    must(ground, ground.suppliers['S4']!, 'objectToResult', objection(), DURING);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('suspended TND-028');
    must(ground, ground.entity, 'answerObjection', answer({ measure: 'recheck' }), DURING);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S1'), AFTER))).toBe('measuresOwed TND-027');
    must(ground, ground.entity, 'orderRecheck', { lot: LOT, reason: '异议成立', objection: ID }, DURING);
    const { formerReports } = ground.state(COMMITTEE).room as { formerReports: readonly { ranking: readonly JsonObject[]; round: number }[] };
    const [report] = formerReports;
    const ranking = [{ ...report!.ranking[0]!, bid: bidOf('S4') }, ...report!.ranking.slice(1)];
    ground.change(COMMITTEE, { report: { ...(report as unknown as JsonObject), round: 2, ranking } }, { stage: 'reported' });
    must(ground, ground.entity, 'receiveReport', { lot: LOT }, DURING);
    expect(roomOfLot(ground).owed).toEqual([]);
    const again = publicity(['S4', 'S2', 'S3'], { publicityEndsAt: '2026-03-25T00:00:00.000+08:00' });
    must(ground, ground.entity, 'publishCandidates', again, DURING);
    expect(said(ground, ground.act(ground.entity, 'decideAward', decision('S4'), at('2026-03-25T00:00:05.000+08:00')))).toBe('decided');
  });

  it('an objection that no lot of another file can serve: the recheck names one of this lot', () => {
    const ground = publicisedLot();
    const command = { lot: LOT, reason: '复核', objection: 'objection:P1/2/zz' };
    expect(said(ground, ground.act(ground.entity, 'orderRecheck', command, DURING))).toBe('unknownStream');
  });
});

/** Every act of the procedure, from where it may be done, asked while something holds the lot up. */
describe('what stands still', () => {
  const { machines } = WORKS;
  const blockedBy = (machine: MachineId, by: MachineId): readonly string[] =>
    [machine, machines[machine]?.parent].flatMap((id) => (id === undefined ? [] : (machines[id]?.suspensions ?? []).filter((each) => each.by === by).flatMap((each) => each.blocks)));

  it.each([
    ['objection', 'filed'],
    ['order', 'issued'],
  ] as const)('%s: exactly the acts listed, on the lot and all that hangs on it', (by, stage) => {
    const asked = (Object.entries(machines) as [MachineId, Machine][]).filter(([id]) => id !== 'project').flatMap(([id, machine]) =>
      machine.transitions.map((transition) => {
        const parent = machine.parent && transition.parentIn ? { parent: { id: 'p', machine: machine.parent, version: 1, stage: transition.parentIn[0]!, deadlines: {}, room: {} } } : {};
        const result = permit({
          procedure: WORKS, machine: id, act: transition.act, state: { id: 's', machine: id, version: 1, stage: transition.from[0]!, deadlines: {}, room: {} }, ...parent,
          relations: new Set(transition.by), at: AFTER, facts: {}, suspending: [{ machine: by, stage }],
        });
        const suspended = !result.ok && result.fault.code === 'suspended';
        return suspended === blockedBy(id, by).includes(transition.act) ? [] : [`${id}/${transition.act}: ${suspended ? 'suspended' : 'goes on'}`];
      }),
    );
    expect(asked.flat()).toEqual([]);
    expect(asked.length).toBeGreaterThan(60);
  });

  it('what is blocked is an act of the procedure, and what ends a hold is never blocked', () => {
    const acts = new Set(Object.values(machines).flatMap((machine) => machine.transitions.map((each) => each.act)));
    const blocked = [...new Set(Object.values(machines).flatMap((machine) => machine.suspensions.flatMap((each) => each.blocks)))];
    expect(blocked.filter((act) => !acts.has(act))).toEqual([]);
    expect(['answerObjection', 'withdrawObjection', 'liftSuspension', 'terminateTender', 'invalidateDocument'].filter((act) => blocked.includes(act))).toEqual([]);
  });

  it('the refusal says what holds it up', () => {
    const ground = publicisedLot();
    const why = (hold: JsonObject): unknown => {
      ground.change(LOT, { holds: [hold] });
      const result = ground.act(ground.entity, 'decideAward', decision('S1'), AFTER);
      return result.ok ? undefined : result.fault.params['whyZh'];
    };
    expect(why({ machine: 'objection', id: 'objection:P1/1/x', stage: 'filed' })).toBe('有 1 件异议没有答复');
    expect(why({ machine: 'order', id: 'order:P1/1/x', stage: 'issued' })).toBe('行政监督部门责令暂停，还没有恢复');
  });
});

/** Whatever is done in whatever order: nobody is awarded while something holds the lot up. */
describe('no award while something stands in the way', () => {
  type Step = (ground: AwardGround, when: Instant) => unknown;
  const objectors = ['S2', 'S3', 'S4'] as const;
  const steps: readonly Step[] = [
    ...objectors.map((who): Step => (g, when) => g.act(g.suppliers[who]!, 'objectToResult', objection({ objection: `objection:P1/1/${who}` }), when)),
    ...objectors.map((who): Step => (g, when) => g.act(g.entity, 'answerObjection', answer({ objection: `objection:P1/1/${who}`, measure: who === 'S3' ? 'republicise' : 'none' }), when)),
    (g, when) => g.act(g.suppliers['S2']!, 'withdrawObjection', { objection: 'objection:P1/1/S2', lot: LOT, reason: '撤回' }, when),
    (g, when) => g.act(g.supervisor, 'orderSuspension', { order: 'order:P1/1/1', lot: LOT, reason: '投诉处理', article: '实施条例第六十二条', documents: [] }, when),
    (g, when) => g.act(g.supervisor, 'liftSuspension', { order: 'order:P1/1/1', lot: LOT, reason: '处理完毕' }, when),
    (g, when) => g.act(g.entity, 'publishCandidates', publicity(undefined, { reason: '重新公示', publicityEndsAt: instantText(shift(when, 4 * DAYS)) }), when),
    ...Array.from({ length: 4 }, (): Step => (g, when) => g.act(g.entity, 'decideAward', decision(first(g)), when)),
    (g, when) => g.act(g.entity, 'issueAward', { lot: LOT, bid: bidOf(first(g)), number: '1', media: ['national'] }, when),
    (g, when) => (g.lot().stage === 'publicised' ? undefined : g.act(g.entity, 'passOver', { lot: LOT, bid: bidOf(first(g)), cause: 'renounced', reason: '放弃', documents: [{ name: '放弃声明', digest: digestOf('aa') }] }, when)),
  ];
  const first = (g: AwardGround): string => roomOfLot(g).candidates?.find((each) => each.standing === 'stands')?.bid.split('/')[2] ?? 'S1';
  /** A small generator of its own: the seed is printed with what went wrong. */
  const stepsOf = (seed: number): readonly number[] => {
    let state = seed;
    return Array.from({ length: 50 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state >>> 16) % steps.length;
    });
  };

  it('over 150 walks', () => {
    const unlawful: string[] = [];
    let awards = 0;
    let held = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const ground = publicisedLot();
      let when = at('2026-03-22T09:00:00.000+08:00');
      for (const index of stepsOf(seed)) {
        const before = { stage: ground.lot().stage, holds: roomOfLot(ground).holds.length, owed: roomOfLot(ground).owed?.length ?? 0 };
        steps[index]!(ground, when);
        const { stage } = ground.lot();
        if (before.holds > 0) held += 1;
        const decided = stage === 'decided' && before.stage === 'publicised';
        const awarded = stage === 'awarded' && before.stage === 'decided';
        if (decided || awarded) awards += 1;
        if ((decided || awarded) && before.holds > 0) unlawful.push(`seed ${seed}: ${stage} under a hold`);
        if (decided && before.owed > 0) unlawful.push(`seed ${seed}: decided while something is owed`);
        when = shift(when, 14_400_000 + (seed % 7) * 3_600_000);
      }
    }
    expect(unlawful).toEqual([]);
    expect([awards > 50, held > 300]).toEqual([true, true]);
  });
});
