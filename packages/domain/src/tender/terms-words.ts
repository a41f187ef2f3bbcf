/** The structured terms in the words of the document: what the fixed slots of a template are filled with. */
import { amountText, fen, present } from '@zhaobiao/basics';
import type { ProjectRoom } from '../planning/state.ts';
import type { LotRoom } from './state.ts';
import type { FixedSlot } from './template.ts';
import type { SECURITY_KINDS, TenderTerms } from './terms.ts';

export const yuan = (amount: number): string => amountText(present(fen(amount), 'whole fen'), 2, 2);

const KINDS: Readonly<Record<(typeof SECURITY_KINDS)[number], string>> = {
  transfer: '银行转账', cheque: '支票', bankGuarantee: '银行保函', suretyGuarantee: '担保机构保函', insurance: '保证保险', electronic: '电子保函', annual: '年度保证金',
};
const FORMS: Readonly<Record<TenderTerms['contract']['form'], string>> = { unitPrice: '单价合同', lumpSum: '总价合同', costPlus: '成本加酬金合同' };
const METHODS: Readonly<Record<TenderTerms['evaluation']['method'], string>> = { lowestEvaluated: '经评审的最低投标价法', comprehensive: '综合评估法' };

function ceilingText({ ceiling }: TenderTerms): string {
  if (ceiling.kind === 'amount') return `最高投标限价为 ${yuan(ceiling.fen)} 元`;
  return ceiling.kind === 'method' ? `最高投标限价的计算方法：${ceiling.text}` : '不设最高投标限价';
}

const consortiumText = ({ consortium: { allowed, maxMembers } }: TenderTerms): string => (allowed ? `接受联合体投标，联合体成员不超过 ${maxMembers ?? 2} 家` : '不接受联合体投标');

const securityText = ({ security }: TenderTerms): string =>
  security === null ? '不要求提交投标保证金' : `投标保证金为 ${yuan(security.amountFen)} 元，可以采用${security.kinds.map((kind) => KINDS[kind]).join('、')}方式提交，有效期与投标有效期一致`;

const decryptionText = ({ decryption }: TenderTerms): string =>
  decryption.mode === 'guardians'
    ? '由登记的开标密钥保管人在投标截止后共同解密'
    : `由投标人和登记的开标密钥保管人在投标截止后共同解密；投标人应当在密封核验并抽取系数后 ${Math.floor(decryption.ownKeyMs / 60_000)} 分钟内释放封标时保存的密钥，逾期没有释放的，视为撤销其投标文件`;

const performanceText = ({ contract }: TenderTerms): string => (contract.performanceRequired ? `履约保证金为中标合同金额的 ${contract.performancePermille / 10}%` : '不要求提交履约保证金');

const WITHOUT_BASIS = { approval: '见项目登记', funds: '见项目登记' };

function basisText({ basis }: Pick<ProjectRoom, 'basis'>): typeof WITHOUT_BASIS {
  if (basis === null) return WITHOUT_BASIS;
  const { approval, funds } = basis;
  return { approval: `${approval.authority}以 ${approval.number} 批准（核准）`, funds: `资金来源为${funds.source}，已经落实` };
}

export function termsWords(project: Pick<ProjectRoom, 'name' | 'basis'>, lot: Pick<LotRoom, 'name' | 'estimateFen'>, terms: TenderTerms): Readonly<Record<FixedSlot, string>> {
  const { approval, funds } = basisText(project);
  return {
    'project.name': project.name,
    'project.approval': approval,
    'project.funds': funds,
    'lot.name': lot.name,
    'lot.estimate': `${yuan(lot.estimateFen)} 元`,
    'terms.requirements': terms.qualification.requirements.map((each, index) => `（${index + 1}）${each}`).join('\n'),
    'terms.consortium': consortiumText(terms),
    'terms.billOfQuantities': terms.billOfQuantities === null ? '本次招标不提供工程量清单' : `工程量清单随招标文件提供，文件摘要为 ${terms.billOfQuantities}`,
    'terms.ceiling': ceilingText(terms),
    'terms.validity': `${terms.validityDays} 日，自投标截止之日起算`,
    'terms.security': securityText(terms),
    'terms.decryption': decryptionText(terms),
    'terms.remedy': terms.decryption.remedy,
    'terms.draw': terms.drawCommitment === null ? '本次招标不抽取系数' : `系数在投标截止后、解密前抽取，招标人预先公布的承诺值为 ${terms.drawCommitment}`,
    'terms.evaluation': METHODS[terms.evaluation.method],
    'terms.contractForm': FORMS[terms.contract.form],
    'terms.performance': performanceText(terms),
    'terms.payment': terms.contract.payment,
    'terms.emergency': terms.emergency,
    'terms.spotObjection': `${Math.floor(terms.spotObjectionMs / 60_000)} 分钟`,
    'terms.publicity': `${terms.publicityDays} 日`,
  };
}
