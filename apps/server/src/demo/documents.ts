/** The papers of the demonstration's tenders: on what they rest, and their tender documents. */
import { addDays, dayOf, type JsonObject } from '@zhaobiao/basics';
import type { DemoTender } from './tenders.ts';

const yuan = (amountFen: number): string => (amountFen / 100).toFixed(2);

/** Approval, funds and the agency's contract; the days before the project was registered. */
export function basisOf({ estimateFen, registeredAt }: Pick<DemoTender, 'estimateFen' | 'registeredAt'>): JsonObject {
  const before = (days: number): string => addDays(dayOf(registeredAt), -days);
  return {
    kind: 'works',
    approval: { number: '清发改审〔演示〕12号', authority: '清源市发展和改革局', approvedOn: before(30), scope: '施工', mode: 'open', form: 'agency' },
    funds: { source: '市级财政资金', secured: true, amountFen: estimateFen, stateDominated: true },
    form: { kind: 'agency', contract: '委托合同（演示）12号', signedOn: before(20), mandate: ['draft', 'host', 'answer', 'file'] },
    policyMaker: false,
  };
}

export const planOf = ({ project, name, estimateFen, publishedAt }: DemoTender): JsonObject => ({
  project: `project:${project}`, content: name, estimateFen, noticeMonth: dayOf(publishedAt).slice(0, 7), method: 'open', contact: '清源市城市建设投资有限公司工程部 0595-0000000',
});

const DETAILS = {
  lowestEvaluated: '对通过初步评审的投标，按照经评审的投标价由低到高排序',
  comprehensive: '综合评估，满分一百分：施工组织设计二十五分，类似工程业绩十五分，投标报价六十分；得分相同的，报价低的优先',
} as const;

const EVALUATIONS: Readonly<Record<DemoTender['method'], JsonObject>> = {
  lowestEvaluated: { method: 'lowestEvaluated', ties: ['priceLow', 'committeeVote'] },
  comprehensive: {
    method: 'comprehensive', scale: 'points', ties: ['priceLow', 'committeeVote'],
    groups: [
      {
        id: 'technical', title: '技术', kind: 'technical', points: '40',
        items: [
          { kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '25', step: '0.5' },
          { kind: 'levels', id: 'record', title: '类似工程业绩', nature: 'objective', levels: [{ title: '两项以上', score: '15' }, { title: '一项', score: '8' }, { title: '没有', score: '0' }] },
        ],
      },
      { id: 'price', title: '报价', kind: 'price', points: '60', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '60', formula: { kind: 'lowPriceFirst' } }] },
    ],
  },
};

function terms({ ceilingFen, securityFen, method }: DemoTender): JsonObject {
  return {
    template: { id: 'works', version: '2.0' },
    qualification: { mode: 'post', requirements: ['具有与本工程规模相适应的市政公用工程或者建筑工程施工总承包资质', '具有有效的安全生产许可证', '拟派项目负责人具有相应专业的注册建造师执业资格'] },
    consortium: { allowed: true, maxMembers: 2 },
    billOfQuantities: null,
    ceiling: { kind: 'amount', fen: ceilingFen },
    validityDays: 90,
    security: { amountFen: securityFen, kinds: ['transfer', 'bankGuarantee', 'suretyGuarantee', 'electronic'] },
    decryption: { mode: 'guardians', remedy: '因平台原因没有解密的，开标中止，平台恢复后继续；因投标人原因不能解密的，视为撤销其投标文件。' },
    drawCommitment: null,
    evaluation: EVALUATIONS[method],
    contract: { form: 'unitPrice', performanceRequired: true, performancePermille: 100, payment: '按月支付已完工程价款的百分之八十五，竣工结算审核后支付至结算总额的百分之九十七。' },
    emergency: '平台故障影响递交或者开标的，由公共资源交易中心认定，相应延长截止时间并通知全部获取招标文件的单位。',
    spotObjectionMs: 1_800_000,
    signingMs: 14_400_000,
    publicityDays: 3,
  };
}

/** The body of `draftDocument`. The digest is of the file that goes with the words. */
export const draftOf = (tender: DemoTender, lot: string, digest: string): JsonObject => ({
  lot, title: `${tender.name}招标公告`, documents: [{ name: '招标文件.txt', digest }], terms: terms(tender), answers: [], baselineFen: null,
  document: {
    answers: {
      entityContact: '清源市城市建设投资有限公司，清源市滨江路 1 号，工程部，0595-0000000', agencyContact: '福建衡正工程咨询有限公司，0595-0000001', scope: '施工图范围内的全部内容', site: '清源市', scale: '见施工图', period: '180 日历天', quality: '合格',
      siteConditions: '场地已经具备进场条件', bidContents: '投标函、已标价工程量清单、施工组织设计、资格审查资料', priceRules: '按照工程量清单填报单价和合价，报价包含完成全部工作的费用', technicalStandards: '执行现行国家和行业标准', drawings: '见附件',
      billNotes: '按照国家计量规范编制', specialConditions: '无', subcontracting: '无', objectionChannel: '清源市城市建设投资有限公司工程部，0595-0000000', supervisor: '清源市住房和城乡建设局，0595-0000002', evaluationDetails: DETAILS[tender.method],
    },
    changes: [],
  },
});

/** The file that goes with the words: it says nothing that they do not. */
export const fileOf = ({ name, ceilingFen }: DemoTender): string => `${name}\n招标文件附件（演示）\n\n最高投标限价：${yuan(ceilingFen)} 元\n\n本文件仅用于演示，不具有法律效力。\n`;
