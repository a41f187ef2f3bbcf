/** What a lawful tender for works rests on and says: one builder, so that a test names only what it is about. */
import type { JsonObject } from '@zhaobiao/basics';

export type BasisFacts = { readonly agency: string | null; readonly estimateFen: number };

/** Approved open tendering with secured state funds; an agency is entrusted with everything. Anything may be changed. */
export function worksBasis({ agency, estimateFen }: BasisFacts, change: JsonObject = {}): JsonObject {
  const form: JsonObject = agency === null
    ? { kind: 'own', record: '自招备〔2020〕12号', filedOn: '2020-06-20' }
    : { kind: 'agency', contract: '委字〔2020〕31号', signedOn: '2020-06-20', mandate: ['draft', 'host', 'answer', 'file'] };
  return {
    kind: 'works',
    approval: { number: '发改审〔2020〕88号', authority: '发展和改革局', approvedOn: '2020-06-01', scope: '施工', mode: 'open', form: agency === null ? 'own' : 'agency' },
    funds: { source: '财政资金', secured: true, amountFen: estimateFen, stateDominated: true },
    form,
    policyMaker: false,
    ...change,
  };
}

export type TermsFacts = { readonly ceilingFen: number | null; readonly securityFen: number | null; readonly validityDays: number };

/** Terms on the standard document for works, evaluated by the lowest price. Anything may be changed. */
export const worksTerms = ({ ceilingFen, securityFen, validityDays }: TermsFacts, change: JsonObject = {}): JsonObject => ({
  template: { id: 'works', version: '2.0' },
  qualification: { mode: 'post', requirements: ['具有建设行政主管部门核发的市政公用工程施工总承包三级及以上资质', '具有有效的安全生产许可证'] },
  consortium: { allowed: true, maxMembers: 2 },
  billOfQuantities: null,
  ceiling: ceilingFen === null ? { kind: 'method', text: '按照招标时现行的计价依据编制，开标前十五日公布' } : { kind: 'amount', fen: ceilingFen },
  validityDays,
  security: securityFen === null ? null : { amountFen: securityFen, kinds: ['transfer', 'bankGuarantee', 'electronic'] },
  decryption: { mode: 'guardians', remedy: '因平台原因没有解密的，开标中止，恢复后继续解密。' },
  drawCommitment: null,
  evaluation: { method: 'lowestEvaluated', ties: ['priceLow', 'committeeVote'] },
  contract: { form: 'unitPrice', performanceRequired: true, performancePermille: 100, payment: '按月支付已完工程价款的百分之八十五，竣工结算后支付至百分之九十七。' },
  emergency: '平台故障超过三十分钟的，相应延长截止时间并通知全部获取招标文件的单位。',
  spotObjectionMs: 1_800_000,
  signingMs: 14_400_000,
  publicityDays: 3,
  ...change,
});

/** Answers to every slot of the standard document. */
export const worksWords = (change: JsonObject = {}): JsonObject => ({
  answers: {
    entityContact: '建设单位，王工，0595-20000001', agencyContact: '招标代理公司，李工，0595-20000002', scope: '施工图范围内的全部内容', site: '城区', scale: '道路长 1.2 公里', period: '180 日历天', quality: '合格',
    siteConditions: '场地已经平整', bidContents: '投标函、已标价工程量清单、施工组织设计', priceRules: '按照工程量清单填报单价和合价', technicalStandards: '执行现行国家标准', drawings: '见附件',
    billNotes: '按照国家计量规范编制', specialConditions: '无', subcontracting: '无', objectionChannel: '建设单位，王工', supervisor: '住房和城乡建设局，0595-20000003', evaluationDetails: '以经评审的投标价由低到高排序',
    ...(typeof change['answers'] === 'object' ? change['answers'] : {}),
  },
  changes: change['changes'] ?? [],
});

export type DraftFacts = TermsFacts & {
  readonly lot: string;
  readonly title: string;
  readonly documents: readonly { readonly name: string; readonly digest: string }[];
  readonly baselineFen?: number | null;
  readonly answers?: readonly JsonObject[];
  /** Changes to the terms. */
  readonly terms?: JsonObject;
  /** `answers` and `changes` of the document's words. */
  readonly words?: JsonObject;
};

/** The body of `draftDocument`. */
export const worksDraft = ({ lot, title, documents, baselineFen = null, answers = [], terms = {}, words = {}, ...facts }: DraftFacts): JsonObject => ({
  lot, title, documents: documents.map((each) => ({ ...each })), terms: worksTerms(facts, terms), document: worksWords(words), answers: [...answers], baselineFen,
});
