import { shift, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { AFTER, CONTRACT, DAYS, LEADER, LOT, at, awardedLot, bidOf, decision, digestOf, lodge, must, notice, roomOfLot, said, type AwardGround } from '../award/evaluated-lot.ts';

const WHEN = shift(AFTER, DAYS);
const text = digestOf('d1');
const proposal = (change: JsonObject = {}): JsonObject => ({ lot: LOT, priceFen: 3_500_000_000, period: '365日历天', quality: '合格', projectLeader: LEADER, document: text, ...change });
const code = (result: ReturnType<AwardGround['act']>): string => (result.ok ? 'accepted' : `${result.fault.code} ${result.fault.cite[0] ?? ''}`.trim());

const bonded = (): AwardGround => {
  const ground = awardedLot();
  lodge(ground, 'S1', 'performance');
  return ground;
};

describe('合同与招标文件、投标文件一致', () => {
  it('as awarded', () => {
    const ground = bonded();
    expect(must(ground, ground.entity, 'proposeContract', proposal(), WHEN)).toMatchObject({ contract: CONTRACT, document: text });
    expect(ground.state(CONTRACT).stage).toBe('proposed');
  });

  it.each([
    ['合同价（中标为“35000000.00 元”，合同为“35000000.01 元”）', { priceFen: 3_500_000_001 }],
    ['工期（中标为“365日历天”，合同为“300日历天”）', { period: '300日历天' }],
    ['质量（中标为“合格”，合同为“优良”）', { quality: '优良' }],
    ['项目负责人（中标为“张工”，合同为“李工”）', { projectLeader: { ...LEADER, name: '李工' } }],
    ['项目负责人证书编号（中标为“闽1352022000001”，合同为“无”）', { projectLeader: { ...LEADER, certificateNumber: '无' } }],
  ])('%s', (fields, change) => {
    const ground = bonded();
    expect(ground.act(ground.entity, 'proposeContract', proposal(change), WHEN)).toMatchObject({ ok: false, fault: { code: 'contractDeviates', cite: ['LAW-46', 'REG-57'], params: { fieldsZh: fields } } });
  });

  it('every deviation is named at once', () => {
    const ground = bonded();
    const result = ground.act(ground.entity, 'proposeContract', proposal({ priceFen: 1, quality: '优良' }), WHEN);
    expect(!result.ok && String(result.fault.params['fieldsZh']).split('；')).toHaveLength(2);
  });

  it('writing differs in blanks only: the same', () => {
    const ground = bonded();
    expect(code(ground.act(ground.entity, 'proposeContract', proposal({ period: '365 日历天' }), WHEN))).toBe('accepted');
  });
});

describe('签订', () => {
  it.each([
    ['not before the award is issued', 'decided', 'entity', 'proposeContract', proposal(), 'wrongStage LAW-46'],
    ['not by the agency', 'awarded', 'agency', 'proposeContract', proposal(), 'notPermitted LAW-46'],
  ] as const)('%s', (_name, stage, who, act, command, expected) => {
    const ground = bonded();
    ground.stage(stage);
    expect(code(ground.act(ground[who], act, command, WHEN))).toBe(expected);
  });

  it.each([
    ['none', undefined],
    ['returned again', 'returned'],
  ])('a performance bond that the document asks for: %s', (_name, stage) => {
    const ground = awardedLot();
    if (stage) lodge(ground, 'S1', 'performance', stage);
    expect(code(ground.act(ground.entity, 'proposeContract', proposal(), WHEN))).toBe('bondMissing REG-58');
    lodge(ground, 'S2', 'performance');
    expect(code(ground.act(ground.entity, 'proposeContract', proposal(), WHEN))).toBe('bondMissing REG-58');
  });

  it('without one where the document asks for none', () => {
    const ground = awardedLot();
    ground.change(LOT, { notice: { ...(roomOfLot(ground).notice as unknown as JsonObject), terms: { contract: { performanceRequired: false, performancePermille: 0 } } } });
    expect(code(ground.act(ground.entity, 'proposeContract', proposal(), WHEN))).toBe('accepted');
  });

  it('by the supplier over the same text; the lot moves, its thirty days are met, five days to the securities begin', () => {
    const ground = bonded();
    const conclude = { lot: LOT, document: text };
    expect(code(ground.act(ground.suppliers['S1']!, 'concludeContract', conclude, WHEN))).toBe('wrongStage LAW-46');
    must(ground, ground.entity, 'proposeContract', proposal(), WHEN);
    expect(code(ground.act(ground.suppliers['S2']!, 'concludeContract', conclude, WHEN))).toBe('notPermitted LAW-46');
    expect(code(ground.act(ground.entity, 'concludeContract', conclude, WHEN))).toBe('notPermitted LAW-46');
    expect(code(ground.act(ground.suppliers['S1']!, 'concludeContract', { lot: LOT, document: digestOf('d2') }, WHEN))).toBe('contractChanged LAW-46');
    expect(must(ground, ground.suppliers['S1']!, 'concludeContract', conclude, WHEN)['warnings']).toEqual([]);
    expect([ground.lot().stage, ground.state(CONTRACT).stage]).toEqual(['contracted', 'concluded']);
    const { deadlines } = ground.lot();
    expect(deadlines['contracting']).toMatchObject({ metAt: WHEN });
    expect(deadlines['securityReturn']).toMatchObject({ at: at('2026-03-31T00:00:00.000+08:00') });
    expect(roomOfLot(ground).contract).toMatchObject({ stream: CONTRACT, document: text });
  });

  it('late is a warning: the contract is better late than never', () => {
    const ground = bonded();
    must(ground, ground.entity, 'proposeContract', proposal(), WHEN);
    const late = at('2026-04-24T00:00:00.000+08:00');
    expect(must(ground, ground.suppliers['S1']!, 'concludeContract', { lot: LOT, document: text }, late)['warnings']).toMatchObject([{ rule: 'TND-078' }]);
  });

  it('what was proposed to a former winner binds nobody after it', () => {
    const ground = bonded();
    must(ground, ground.entity, 'proposeContract', proposal(), WHEN);
    must(ground, ground.entity, 'passOver', { lot: LOT, bid: bidOf('S1'), cause: 'renounced', reason: '放弃', documents: [{ name: '放弃声明', digest: digestOf('aa') }] }, WHEN);
    expect(code(ground.act(ground.suppliers['S1']!, 'concludeContract', { lot: LOT, document: text }, WHEN))).toBe('notPermitted LAW-46');
    must(ground, ground.entity, 'decideAward', decision('S2'), WHEN);
    must(ground, ground.entity, 'issueAward', notice('S2'), WHEN);
    lodge(ground, 'S2', 'performance');
    expect(code(ground.act(ground.suppliers['S2']!, 'concludeContract', { lot: LOT, document: text }, WHEN))).toBe('contractChanged LAW-46');
    must(ground, ground.entity, 'proposeContract', proposal({ priceFen: 3_600_000_000 }), WHEN);
    expect(code(ground.act(ground.suppliers['S2']!, 'concludeContract', { lot: LOT, document: text }, WHEN))).toBe('accepted');
  });
});

describe('公开与归档', () => {
  const concluded = (): AwardGround => {
    const ground = bonded();
    must(ground, ground.entity, 'proposeContract', proposal(), WHEN);
    must(ground, ground.suppliers['S1']!, 'concludeContract', { lot: LOT, document: text }, WHEN);
    return ground;
  };
  const publish = (change: JsonObject = {}): JsonObject => ({ lot: LOT, document: text, withheld: null, ...change });

  it.each([
    ['not by the supplier', (g: AwardGround) => g.act(g.suppliers['S1']!, 'publishContract', publish(), WHEN), 'notPermitted LAW-46'],
    ['another text without saying what is withheld', (g: AwardGround) => g.act(g.entity, 'publishContract', publish({ document: digestOf('d3') }), WHEN), 'contractChanged LAW-46'],
    ['with a reason', (g: AwardGround) => g.act(g.entity, 'publishContract', publish({ document: digestOf('d3'), withheld: '商业秘密：分包价格' }), WHEN), 'accepted'],
    ['as it is', (g: AwardGround) => g.act(g.entity, 'publishContract', publish(), WHEN), 'accepted'],
  ] as const)('publication: %s', (_name, act, expected) => {
    expect(code(act(concluded()))).toBe(expected);
  });

  it('securities: confirmed only when none is held', () => {
    const ground = concluded();
    lodge(ground, 'S1', 'bid');
    lodge(ground, 'S2', 'bid', 'returned');
    lodge(ground, 'S3', 'bid', 'forfeited');
    expect(ground.act(ground.entity, 'confirmReturns', { lot: LOT }, WHEN)).toMatchObject({ ok: false, fault: { code: 'securitiesHeld', params: { value: '1' } } });
    lodge(ground, 'S1', 'bid', 'returned');
    expect(code(ground.act(ground.suppliers['S1']!, 'confirmReturns', { lot: LOT }, WHEN))).toBe('notPermitted TND-079');
    expect(must(ground, ground.depository, 'confirmReturns', { lot: LOT }, WHEN)).toMatchObject({ returned: 2, forfeited: 1, warnings: [] });
  });

  const report = { lot: LOT, document: digestOf('ab'), authority: '某市住建局', summary: '情况' };
  const pass = { passed: true, statement: '已检测' };
  const manifest = (ground: AwardGround, change: JsonObject = {}): JsonObject => ({
    lot: LOT, lotVersion: ground.lot().version,
    pieces: ['tenderDocument', 'notice', 'openingRecord', 'evaluationReport', 'candidatePublicity', 'noticeOfAward', 'resultPublication', 'writtenReport', 'contract', 'securityReturns'].map((piece) => ({
      piece, digest: piece === 'tenderDocument' ? digestOf('11') : piece === 'writtenReport' ? digestOf('ab') : piece === 'contract' ? text : digestOf('77'),
    })),
    checks: { authentic: pass, complete: pass, usable: pass, safe: pass },
    ...change,
  });
  const ready = (): AwardGround => {
    const ground = concluded();
    must(ground, ground.entity, 'publishContract', publish(), WHEN);
    must(ground, ground.entity, 'fileWrittenReport', report, WHEN);
    lodge(ground, 'S1', 'bid', 'returned');
    must(ground, ground.entity, 'confirmReturns', { lot: LOT }, WHEN);
    return ground;
  };

  it.each([
    ['the report', (g: AwardGround) => g.change(LOT, { writtenReport: null }), '书面报告已提交', 'archiveIncomplete TND-077'],
    ['the contract', (g: AwardGround) => g.change(CONTRACT, {}, { stage: 'concluded' }), '合同已公开', 'archiveIncomplete LAW-46'],
    ['the returns', (g: AwardGround) => g.put({ ...g.lot(), room: { ...roomOfLot(g), returnsConfirmedAt: undefined } }), '投标保证金已全部退还', 'archiveIncomplete TND-079'],
  ] as const)('not without %s', (_name, spoil, fact, expected) => {
    const ground = ready();
    spoil(ground);
    const result = ground.act(ground.operator, 'archiveTender', manifest(ground), WHEN);
    expect([code(result), !result.ok && result.fault.params['factZh']]).toEqual([expected, fact]);
  });

  it.each([
    ['a piece is missing', (m: JsonObject) => ({ ...m, pieces: (m['pieces'] as JsonObject[]).filter((each) => each['piece'] !== 'openingRecord') }), '缺少或者不符：开标记录'],
    ['another document than the case knows', (m: JsonObject) => ({ ...m, pieces: (m['pieces'] as JsonObject[]).map((each) => (each['piece'] === 'contract' ? { ...each, digest: digestOf('00') } : each)) }), '缺少或者不符：合同'],
    ['a bundle that ends before the case does', (m: JsonObject) => ({ ...m, lotVersion: Number(m['lotVersion']) - 1 }), /^归档资料截至第/],
  ] as const)('refused: %s', (_name, spoil, fact) => {
    const ground = ready();
    const result = ground.act(ground.operator, 'archiveTender', spoil(manifest(ground)), WHEN);
    expect(code(result)).toMatch(/^archiveIncomplete ARC-0/);
    expect(!result.ok && result.fault.params['factZh']).toMatch(fact);
  });

  it('a check that is not passed is named', () => {
    const ground = ready();
    const checks = { authentic: pass, complete: pass, usable: { passed: false, statement: '一份扫描件打不开' }, safe: pass };
    expect(ground.act(ground.entity, 'archiveTender', manifest(ground, { checks }), WHEN)).toMatchObject({ ok: false, fault: { code: 'checkFailed', params: { checksZh: '可用性' } } });
  });

  it('each objection of the lot is a piece', () => {
    const ground = ready();
    ground.put({ id: 'objection:P1/1/a', machine: 'objection', version: 2, stage: 'answered', owner: LOT, deadlines: {}, room: { lot: LOT } });
    const result = ground.act(ground.operator, 'archiveTender', manifest(ground), WHEN);
    expect(!result.ok && result.fault.params['factZh']).toBe('缺少或者不符：异议 objection:P1/1/a');
    const pieces = [...(manifest(ground)['pieces'] as JsonObject[]), { piece: 'objection:P1/1/a', digest: digestOf('78') }];
    expect(said(ground, ground.act(ground.operator, 'archiveTender', manifest(ground, { pieces }), WHEN))).toBe('archived');
  });

  it('complete: archived, and nothing follows', () => {
    const ground = ready();
    expect(said(ground, ground.act(ground.suppliers['S1']!, 'archiveTender', manifest(ground), WHEN))).toBe('notPermitted ARC-02');
    expect(said(ground, ground.act(ground.operator, 'archiveTender', manifest(ground), WHEN))).toBe('archived');
    expect(said(ground, ground.act(ground.operator, 'archiveTender', manifest(ground), WHEN))).toBe('wrongStage ARC-02');
  });
});
