import { describe, expect, it } from 'vitest';
import { checkDocument, parseDocumentChecks, type CheckInput } from '@zhaobiao/domain';
import { unwrap } from '@zhaobiao/basics';
import { DOCUMENT_CHECKS, RULES, ruleOf } from '@zhaobiao/rulebook';
import { fullTender } from './document-checks.sample.ts';

const checks = unwrap(parseDocumentChecks(DOCUMENT_CHECKS, new Set(Object.keys(RULES))));

const asked = (text: string, more: Partial<CheckInput> = {}): CheckInput => ({ document: { text }, kind: 'notice', subject: 'works', terms: {}, policyMaker: null, regions: ['青州市'], ...more });
const told = (text: string, more: Partial<CheckInput> = {}): readonly string[] => checkDocument(checks, asked(text, more)).map(({ rule, kind }) => `${rule} ${kind}`);

type Case = readonly [sentence: string, expected: string, subject?: CheckInput['subject']];

/** §6, reworded: the sentence and what must be found in it. */
const FIRES: readonly Case[] = [
  ['本市注册企业优先中标。', 'NEG-06 law'],
  ['外地施工企业须办理备案登记后方可投标。', 'NEG-06 law'],
  ['具有烟台市区内固定经营场所的企业得3分。', 'NEG-06 law'],
  ['空调选用甲或乙的品牌。', 'NEG-05 advice'],
  ['施工方案由评委酌情打0-10分。', 'NEG-04 advice'],
  ['根据方案优劣，优秀的得高分，一般的得低分。', 'NEG-04 advice'],
  ['投标保函应由某某银行青州分行开具。', 'FCR-1104 advice'],
  ['报名时间3天。', 'TND-020 law'],
  ['不组成联合体的投标人不得投标。', 'NEG-08 law'],
  ['中标候选人公示2天。', 'TND-073 law'],
  ['投标人必须在本市设有常驻服务机构，并附租赁合同。', 'NEG-06 law'],
  ['供应商应当在青州市注册成立分公司。', 'NEG-06 law', 'procurement'],
  ['具有本地办公场所的得2分。', 'NEG-06 law'],
  ['未在本省设立分支机构的，按无效投标处理。', 'NEG-06 law'],
  ['本项目仅限本市企业参加投标。', 'NEG-06 law'],
  ['外省企业不得参加本次投标。', 'NEG-06 law'],
  ['近一年在当地缴纳税收并提供社保证明。', 'NEG-06 law'],
  ['投标人须与本地企业组成联合体参加投标。', 'NEG-08 law'],
  ['投标人应当组成联合体投标，独立投标的不予受理。', 'NEG-08 law'],
  ['近三年具有江南省内同类业绩的，每项加3分。', 'NEG-03 law'],
  ['投标人须具有本省内类似工程业绩。', 'NEG-03 law'],
  ['获青州市优质工程奖的加2分。', 'NEG-03 law'],
  ['投标人近三年获得过江南省优质工程奖。', 'NEG-03 law'],
  ['提供近一年内至少三个月的社会保障资金缴纳证明。', 'NEG-02 advice', 'procurement'],
  ['近五年获得过江南省省级优质工程奖项，一个得1分。', 'NEG-03 law'],
  ['具有教育系统同类项目业绩的，每个得2分。', 'NEG-03 law'],
  ['投标人注册资本不低于5000万元。', 'NEG-02 advice'],
  ['供应商注册资本不低于五百万元人民币。', 'GPP-010 law', 'procurement'],
  ['资产负债率低于60%的加2分。', 'NEG-02 advice'],
  ['市场占有率排名靠前的，得3分。', 'GPP-010 law', 'procurement'],
  ['本项目估算价为400万元，要求投标人具备建筑工程施工总承包一级资质。', 'NEG-02 advice'],
  ['工程估算价5.84万元，监理单位须具有工程监理综合资质。', 'NEG-02 advice'],
  ['具有ISO27001信息安全管理体系认证证书的，得2分。', 'NEG-02 advice'],
  ['投标人为青州市建筑业协会会员单位的，加1分。', 'NEG-02 advice'],
  ['取得社会组织评估等级5A级的得2分。', 'NEG-02 advice'],
  ['投标时须提供原厂授权书。', 'GPP-011 law', 'procurement'],
  ['须提供设备制造商唯一授权。', 'NEG-05 advice'],
  ['照明灯具指定使用甲牌或同档次产品。', 'NEG-05 law'],
  ['电缆必须采用远方品牌。', 'NEG-05 law'],
  ['门窗五金采用国际一线品牌。', 'NEG-05 advice'],
  ['本项目限国有企业投标。', 'NEG-06 law'],
  ['国有企业参加投标的加2分。', 'NEG-06 law'],
  ['投标人必须为独立法人，不接受分公司投标。', 'NEG-06 law'],
  ['投标人须为独立法人企业。', 'NEG-06 advice'],
  ['拟派人员须在本单位缴纳社保，并提供近6个月连续社保证明。', 'NEG-02 advice'],
  ['提供2025年以来连续6个月的社会保险缴纳凭证。', 'NEG-02 advice'],
  ['项目负责人须提供为其缴纳社保的证明。', 'NEG-02 advice'],
  ['具有有效安全生产许可证的得2分。', 'GPP-014 law', 'procurement'],
  ['近三年无重大违法记录的，得3分。', 'NEG-02 advice'],
  ['评委按优/良/中/差横向比较打分。', 'GPP-014 law', 'procurement'],
  ['由专家酌情打分，最高10分。', 'NEG-04 advice'],
  ['开标时投标人须携带营业执照原件。', 'PLT-07 advice'],
  ['投标人的法定代表人应当亲自到场参加开标。', 'PLT-07 advice'],
  ['现场演示得5分。', 'GPP-013 advice', 'procurement'],
  ['投标保证金必须以现金转账方式缴纳。', 'DEP-04 law'],
  ['投标保证金不接受银行保函。', 'DEP-04 law'],
  ['保函须由青州市某某融资担保公司开具。', 'FCR-1104 advice'],
  ['中标人另行缴纳低价风险金200万元。', 'FCR-1102 advice'],
  ['投标人应交纳诚信金5万元。', 'FCR-1102 advice'],
  ['招标文件发售期为3日。', 'TND-020 law'],
  ['自公告发布之日起10日内递交投标文件，逾期截止。', 'TND-021 law'],
  ['招标人在投标截止时间5日前以补遗方式通知修改内容。', 'TND-023 law'],
  ['货物项目，价格分权重为20%。', 'GPP-027 law', 'procurement'],
  ['本服务项目价格权重为5%。', 'GPP-028 law', 'procurement'],
  ['磋商采用综合评分，货物类价格权重为70%。', 'CST-06 advice', 'procurement'],
  ['磋商采用综合评分，服务类价格权重为40%。', 'CST-07 advice', 'procurement'],
  ['发包人收到上级单位付款后30日内支付工程款。', 'DEP-09 law'],
  ['收到业主付款后支付给供应商。', 'DEP-09 law', 'procurement'],
  ['工程质量保证金为结算价的5%。', 'DEP-01 advice'],
  ['工程竣工经审计后支付至95%。', 'DEP-18 exception'],
  ['最终结算以审计机关的审计结果作为结算依据。', 'DEP-18 exception'],
  ['施工单位须垫资施工至主体封顶。', 'DEP-19 law'],
  ['验收合格后90日内付清全部货款。', 'DEP-07 advice', 'procurement'],
  ['投标报价低于最高投标限价85%的，否决其投标。', 'TND-035 law'],
  ['最低投标限价为1000万元。', 'TND-035 law'],
  ['供应商报价低于最低限价的作无效投标处理。', 'GPP-009 law', 'procurement'],
  ['投标报价超出标底上下5%的，作废标处理。', 'TND-036 law'],
  ['招标人组织部分潜在投标人踏勘现场。', 'TND-037 law'],
  ['合格投标人中以摇号方式确定中标人。', 'SML-15 law'],
  ['中标候选人公示期为1日。', 'TND-073 law'],
  ['投标人须先报名，经审核通过后方可获取招标文件。', 'ELE-03 advice'],
  ['中标通知书发出后45日内签订合同。', 'TND-078 advice'],
  ['招标人仅向部分意向投标人提供地勘资料说明。', 'NEG-01 advice'],
  ['对外地企业另行规定更高的评审标准。', 'NEG-04 advice'],
  ['技术参数以天衡牌TH-9型号的参数为准。', 'NEG-07 law', 'procurement'],
  ['投标人须具有青州市建设主管部门颁发的上岗证。', 'FCR-0604 advice'],
  ['采用进口产品的得3分。', 'FCR-0703 advice'],
  ['联合体成员注册地在本市的加2分。', 'FCR-0705 advice'],
  ['投标前须办理进青州市备案手续。', 'FCR-0601 advice'],
  ['投标保证金的退还时间和条件由招标人另行通知。', 'FCR-1105 advice'],
];

/** §6 and lawful wording of real documents: nothing may be found. */
const SILENT: readonly (readonly [sentence: string, subject?: CheckInput['subject']])[] = [
  // Found wrongly in real notices, reworded.
  ['甲机电有限公司江南省分公司为成交供应商。', 'procurement'],
  ['中标候选人：甲公司（牵头人）与青州市灯具厂组成的联合体。'],
  ['创优要求：获得江南省优质工程奖。'],
  ['不少于两栋单体工程需获评江南省优质工程奖。'],
  ['澄清文件的发布：投标截止15日前。'],
  ['公示期满后2日内发出中标通知书。'],
  ['核心产品提供相同品牌的，采用相同品牌参加投标的按一家计算。', 'procurement'],
  ['未组成联合体的，无需提供共同投标协议。'],
  ['中标后接到通知2小时内到场响应，投标时提供承诺书。'],
  ['近三年完成过类似工程业绩（不限地区）。'],
  ['投标人须具有建筑工程施工总承包三级及以上资质。'],
  ['监理单位具有综合资质或房屋建筑工程监理乙级及以上资质，估算价5.84万元。'],
  ['本工程估算价9000万元，投标人具有建筑工程施工总承包一级资质。'],
  ['进口货物须提供制造商授权书。', 'procurement'],
  ['电缆品牌推荐甲、乙、丙三个及以上品牌，或相当于。'],
  ['不接受分公司投标，银行、保险、电信等行业的分支机构除外。'],
  ['提供2025年3月1日以来任意1个月的社保缴费证明材料。', 'procurement'],
  ['方案完整可行得8分，基本完整得5分，缺项不得分。'],
  ['优得10分，良得7分，一般得3分。', 'procurement'],
  ['本项目采用远程不见面开标，供应商无需到现场提交原件资料。', 'procurement'],
  ['演示按照本章评分标准的规定得5分，评审方法见附表。', 'procurement'],
  ['投标保证金可以采用转账、支票、银行保函、保证保险等形式。'],
  ['投标保证金应当从投标人基本账户以转账方式缴纳或者提交电子保函。'],
  ['招标文件获取期限为7日。'],
  ['招标文件的发售期不得少于5日。'],
  ['自招标文件开始发出之日起至投标截止之日止不少于20日。'],
  ['招标人在投标截止时间15日前以书面形式通知澄清内容。'],
  ['投标人对招标文件有异议的，应当在投标截止时间10日前提出。'],
  ['投标人要求澄清招标文件的，应在投标截止时间17日前提出。'],
  ['不得要求投标人在本市设立分公司。'],
  ['招标人不得以本省业绩作为加分条件。'],
  ['不得以抽签、摇号方式确定中标人。'],
  ['通过抽签方式确定评标基准价下浮系数。'],
  ['本项目不设最低投标限价。'],
  ['标底不得作为否决投标的依据。'],
  ['联合体各方应当签订共同投标协议，组成联合体的，应明确牵头人。'],
  ['本次招标接受联合体投标。'],
  ['验收合格后收到发票30日内支付。', 'procurement'],
  ['提供2024年度经会计师事务所审计后的财务报告。'],
  ['工程质量保证金为结算总额的3%，可以用保函替代。'],
  ['收到合格发票后10日内支付。'],
  ['青州市公共资源交易中心有限公司青州市分公司监督。'],
  ['开标时间为北京时间2026年4月8日09时30分，标书制作费用5元。'],
  ['项目负责人具有省级主管部门颁发的注册建造师证书。'],
  ['中标候选人公示期不少于3日。'],
  ['中标人应当自中标通知书发出之日起30日内订立合同。'],
  ['投标人不论所有制形式，国有企业、民营企业平等参加。'],
  ['竖立安全标识牌，采用统一标识牌。'],
];

describe('the checks as data', () => {
  it('are lawful data: every rule and exception stands in the tables', () => {
    expect(parseDocumentChecks(DOCUMENT_CHECKS, new Set(Object.keys(RULES))).ok).toBe(true);
  });

  it('never refuse without override on a rule that was not checked against its text', () => {
    const unread = [...checks.sentences, ...checks.minima].filter(({ kind, rule }) => kind === 'law' && !/^[VS]/.test(ruleOf(rule)?.verified ?? ''));
    expect(unread.map(({ id }) => id)).toEqual([]);
  });

  it('keep an unknown rule set by its name and invent nothing for it', () => {
    expect(checks.notEntered.map(({ ruleSet, note }) => `${ruleSet} ${note.zh.slice(0, 5)}`)).toEqual(['zj-7 原文未录入']);
  });

  for (const [sentence, expected, subject = 'works'] of FIRES) it(`${sentence} → ${expected}`, () => expect(told(sentence, { subject })).toContain(expected));

  for (const [sentence, subject = 'works'] of SILENT) it(`${sentence} → nothing`, () => expect(told(sentence, { subject })).toEqual([]));

  it('have each check of a sentence fired by a sentence above', () => {
    const fired = new Set(FIRES.flatMap(([sentence, , subject = 'works']) => checkDocument(checks, asked(sentence, { subject })).map(({ check }) => check)));
    expect(checks.sentences.map(({ id }) => id).filter((id) => !fired.has(id))).toEqual([]);
  });

  it('see through spaces, width, look-alikes and case', () => {
    expect(told('投 标 人 必 须 在 本 市 设 有\u200b办事处。')).toContain('NEG-06 law');
    expect(told('具有ＩＳＯ９００１认证的，加２分。')).toContain('NEG-02 advice');
    expect(told('⼯程质量保证⾦为结算价的５％。')).toContain('DEP-01 advice');
  });
});

describe('a whole tender document', () => {
  it('is complete: no finding', () => {
    expect(checkDocument(checks, asked(fullTender, { kind: 'tenderDocument', policyMaker: true }))).toEqual([]);
  });

  it('misses what is taken out', () => {
    const without = (words: string): readonly string[] => checkDocument(checks, asked(fullTender.replaceAll(words, ''), { kind: 'tenderDocument' })).map(({ check }) => check);
    expect(without('第六章 图纸')).toEqual(['sectionDrawings']);
    expect(without('投标有效期')).toContain('validityPresent');
    expect(without('解密')).toContain('decryptionPresent');
  });
});
