/**
 * The closed lists that data may name, with the words shown to people. Adding a word here is adding it to `types.ts`:
 * `satisfies` makes a missing one a type error.
 */
import type { Bilingual, EnvelopeKind, FactId, MachineId, Relation } from './types.ts';

const word = (zh: string, en: string): Bilingual => ({ zh, en });

export const RELATION_TITLES = {
  founder: word('平台建设单位', 'the founder of the platform'),
  registrar: word('注册登记机构', 'the registrar'),
  systemAdministrator: word('系统管理员', 'the system administrator'),
  operator: word('公共资源交易中心', 'the trading centre'),
  supervisor: word('行政监督部门', 'the supervising authority'),
  coordinator: word('综合协调部门', 'the coordinating authority'),
  discipline: word('纪检监察、审计机关', 'the disciplinary and audit authorities'),
  procuringEntity: word('招标人', 'the procuring entity'),
  agency: word('招标代理机构', 'the agency of this tender'),
  anySupplier: word('已登记的单位', 'any registered supplier'),
  tenderer: word('本标段投标人', 'the tenderer of this bid'),
  invitedSupplier: word('受邀请的单位', 'an invited supplier'),
  expert: word('本项目评审专家', 'the experts of this case'),
  guardian: word('开标密钥保管人', 'a guardian of the opening key'),
  notary: word('公证机构', 'the notary'),
  member: word('本标段评标委员会成员', 'a member of the evaluation committee'),
  chair: word('评标委员会组长', 'the chair of the evaluation committee'),
  supplier: word('中标人', 'the supplier'),
  objector: word('提出异议的人', 'who raised the objection'),
  depository: word('保证金代收机构、保函机构', 'the keeper of deposits and guarantees'),
  clock: word('平台时钟', 'the clock of the platform'),
  public: word('社会公众', 'the public'),
} as const satisfies Record<Relation, Bilingual>;

export const MACHINE_TITLES = {
  platform: word('平台', 'platform'),
  party: word('交易主体', 'party'),
  calendar: word('放假安排', 'holiday table'),
  guardianship: word('开标密钥保管', 'guardianship'),
  project: word('项目', 'project'),
  lot: word('标段', 'lot'),
  bid: word('投标', 'bid'),
  opening: word('开标', 'opening'),
  application: word('申请', 'application'),
  round: word('轮次', 'round'),
  auction: word('竞价', 'auction'),
  offer: word('报价', 'offer'),
  draw: word('抽取', 'draw'),
  entry: word('报名响应', 'entry'),
  enquiry: word('提问', 'enquiry'),
  recipient: word('招标文件获取', 'recipient of the document'),
  mailbox: word('通知送达', 'delivery of notices'),
  security: word('保证金', 'security'),
  objection: word('异议', 'objection'),
  order: word('责令暂停', 'order to suspend'),
  committee: word('评标委员会', 'committee'),
  scoreSheet: word('评分表', 'score sheet'),
  award: word('定标', 'award'),
  contract: word('合同', 'contract'),
} as const satisfies Record<MachineId, Bilingual>;

/** What a fact is: guards of a `count` or `amount` compare numbers, of a `truth` only equality with true or false. */
export type FactKind = 'count' | 'amount' | 'truth';
const fact = (kind: FactKind, zh: string, en: string): Bilingual & { readonly kind: FactKind } => ({ kind, zh, en });

export const FACTS = {
  liveBidCount: fact('count', '有效递交的投标文件数', 'bids submitted and not withdrawn'),
  liveApplicationCount: fact('count', '申请人数', 'applications submitted and not withdrawn'),
  qualifiedCount: fact('count', '合格申请人数', 'qualified applicants'),
  shortlistedCount: fact('count', '入围人数', 'shortlisted applicants'),
  entryCount: fact('count', '报名响应数', 'entries'),
  offerCount: fact('count', '报价数', 'offers'),
  offerBeatsBest: fact('truth', '出价高于当前最高价一个加价幅度', 'the offer beats the best by a step'),
  roundNumber: fact('count', '轮次', 'number of this round'),
  openedCount: fact('count', '已解密数', 'bids opened'),
  unopenedCount: fact('count', '尚未处理的投标文件数', 'live bids not yet dealt with at the opening'),
  decrypted: fact('truth', '投标文件已解密', 'the bid decrypts and agrees with its commitment'),
  sealedCount: fact('count', '尚未解密的信封数', 'envelopes of this opening still sealed'),
  priceSealedCount: fact('count', '尚未处理的报价信封数', 'price envelopes of responsive bids not yet dealt with'),
  responsiveCount: fact('count', '通过评审的投标数', 'responsive bids'),
  openObjectionCount: fact('count', '未答复的异议数', 'unanswered objections'),
  guardianShares: fact('count', '已收到的解密份额数', 'guardian shares received'),
  guardianThreshold: fact('count', '解密所需份额数', 'guardian shares required'),
  draftedByAnother: fact('truth', '由另一人起草', 'drafted by another person'),
  estimateFen: fact('amount', '估算价', 'estimate in fen'),
  belowCompulsoryThreshold: fact('truth', '估算价低于必须招标的标准', 'the estimate is below the threshold of compulsory tendering'),
  lotCount: fact('count', '标段数', 'lots'),
  onNegativeList: fact('truth', '列入负面清单', 'on the negative list'),
  pledgeSigned: fact('truth', '已签署诚信承诺书', 'the integrity pledge is signed'),
  technicalReviewComplete: fact('truth', '技术评审已完成', 'the technical review is complete'),
  bidResponsive: fact('truth', '技术标通过评审', 'the technical bid is responsive'),
  applicationQualified: fact('truth', '资格审查合格', 'the application is qualified'),
  affectsPreparation: fact('truth', '可能影响文件编制', 'may affect the preparation of bids'),
  noticeComplete: fact('truth', '公告载明履约责任、违约处罚和承诺书范本', 'the notice states duties, penalties and the pledge'),
  invitedCount: fact('count', '邀请的供应商数', 'invited suppliers'),
  finalOfferCount: fact('count', '最后报价数', 'final offers'),
  commitmentCount: fact('count', '随机数承诺数', 'commitments to random numbers'),
  revealCount: fact('count', '已揭示的随机数', 'revealed random numbers'),
  alternateCount: fact('count', '备选数', 'alternates left'),
  expertCount: fact('count', '评审专家数', 'experts of this case'),
  expertsDone: fact('count', '已办理的专家数', 'experts who have done it'),
  basisGiven: fact('truth', '已提供招标依据', 'the basis of the tender is given'),
  approvedOpen: fact('truth', '核准为公开招标', 'open tendering is approved'),
  fundsSecured: fact('truth', '资金已落实', 'the funds are secured'),
  blockingFindings: fact('count', '文件检查未处理的问题数', 'findings of the document check that still block'),
  coefficientCount: fact('count', '需要抽取的系数个数', 'coefficients to be drawn'),
  candidateCount: fact('count', '中标候选人数', 'candidates for award'),
  reportSigned: fact('truth', '评标报告已签署', 'the evaluation report is signed'),
  firstInRank: fact('truth', '排名第一的中标候选人', 'the candidate is first in rank, or the law does not bind'),
  writtenReportMet: fact('truth', '书面报告已提交或者本行业不要求在先', 'the written report is filed, or may follow'),
  heldSecurityCount: fact('count', '未退还的投标保证金数', 'bid securities not returned'),
  reportFiled: fact('truth', '书面报告已提交', 'the written report is filed'),
  contractPublished: fact('truth', '合同已公开', 'the contract is published'),
  returnsConfirmed: fact('truth', '投标保证金已全部退还', 'all bid securities are returned'),
  confirmedByAnother: fact('truth', '由另一人复核', 'confirmed by another person'),
  memberCount: fact('count', '评标委员会成员数', 'members of the committee'),
  oddMembers: fact('truth', '成员人数为单数', 'the number of members is odd'),
  twoThirdsExperts: fact('truth', '专家不少于三分之二', 'experts are at least two thirds'),
  supervisorStaffCount: fact('count', '行政监督部门工作人员数', 'members who are staff of the supervisor'),
  membersClear: fact('count', '已申报且无需回避的成员数', 'members who declared no conflict'),
  membersPrepared: fact('count', '已完成学习的成员数', 'members who have studied the case'),
  membersSigned: fact('count', '已签署评标报告的成员数', 'members who have signed the report'),
  chairElected: fact('truth', '组长得票过半', 'a chair has the majority'),
  openMotionCount: fact('count', '未表决的否决提议数', 'motions to reject that are not voted on'),
  openQuestionCount: fact('count', '未答复的澄清数', 'questions to tenderers not answered'),
  lacksCompetition: fact('truth', '有效投标不足三个且明显缺乏竞争', 'fewer than three responsive bids, plainly lacking competition'),
  sheetsMissing: fact('count', '未提交的评分表数', 'score sheets not submitted'),
  openFindingCount: fact('count', '汇总时没有处理的问题数', 'findings of the summary that are not settled'),
  sealsIntact: fact('truth', '密封完好', 'the bids are those bound at the close'),
  depositReceived: fact('truth', '已收到保证金', 'the deposit is received'),
} as const satisfies Record<FactId, Bilingual & { readonly kind: FactKind }>;

export const ENVELOPE_TITLES = {
  whole: word('投标文件', 'the whole bid'),
  qualification: word('资格文件', 'qualification envelope'),
  technical: word('技术标信封', 'technical envelope'),
  price: word('报价信封', 'price envelope'),
} as const satisfies Record<EnvelopeKind, Bilingual>;

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] => {
  const isName = (key: string): key is Name => Object.hasOwn(table, key);
  return Object.keys(table).filter(isName);
};

export const RELATIONS: readonly Relation[] = namesOf(RELATION_TITLES);
export const MACHINES: readonly MachineId[] = namesOf(MACHINE_TITLES);
export const FACT_IDS: readonly FactId[] = namesOf(FACTS);
export const ENVELOPE_KINDS: readonly EnvelopeKind[] = namesOf(ENVELOPE_TITLES);
