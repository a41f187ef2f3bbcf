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
  objection: word('异议', 'objection'),
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
