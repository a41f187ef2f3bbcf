import { dayOf, fail, ok, type Instant } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, localName, streamId, text } from '../act/contract.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson, defineAct } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { tenderBasis, type TenderBasis } from './state.ts';

const contract = z.strictObject({
  project: localName,
  name: text(200),
  region: z.string().regex(/^\d{6}$/),
  procuringEntity: streamId('party'),
  agency: streamId('party').nullable(),
  procedure: z.strictObject({ id: z.string().max(64), version: z.string().max(32), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  estimateFen: amountFen,
  investmentCode: text(40).nullable(),
  /** On what the tender rests; whether it must be given stands in the procedure. */
  basis: tenderBasis.nullable().default(null),
});
type Command = z.output<typeof contract>;

const unlawful = (rule: string, zh: readonly [string, string], en: readonly [string, string]): Refusal => refuse('termsInvalid', [rule], { field: en[0], fieldZh: zh[0], fieldEn: en[0], problemZh: zh[1], problemEn: en[1] });

/** 法 12, 条例 7, 13: who runs the tender must be who was approved to, and on paper. */
function basisFault({ agency, procuringEntity }: Command, { approval, form }: TenderBasis, at: Instant): Refusal | undefined {
  if (agency === procuringEntity) return unlawful('LAW-12', ['招标代理机构', '不能是招标人自己'], ['agency', 'may not be the procuring entity itself']);
  if (approval.form !== form.kind) return unlawful('REG-07', ['招标组织形式', '与核准的不一致'], ['form of tendering', 'is not the approved one']);
  if ((form.kind === 'agency') !== (agency !== null)) return unlawful('LAW-12', ['招标代理机构', '委托招标的应当写明，自行招标的不写'], ['agency', 'is named exactly where one is entrusted']);
  const today = dayOf(at);
  if (approval.approvedOn > today) return unlawful('REG-07', ['核准日期', '晚于今天'], ['day of approval', 'is after today']);
  const on = form.kind === 'agency' ? form.signedOn : form.filedOn;
  if (on > today) return unlawful('REG-13', ['委托合同或者备案的日期', '晚于今天'], ['day of the contract or record', 'is after today']);
  return undefined;
}

const basisWarnings = ({ estimateFen }: Command, { funds }: TenderBasis): readonly Warning[] =>
  funds.amountFen < estimateFen ? [warn('LAW-09', '已经落实的资金少于项目估算价。', 'The funds secured are less than the estimate of the project.')] : [];

/** A project enters the platform with what its tender rests on and the procedure it will run under, pinned by digest. */
export const registerProject = defineAct({
  id: 'registerProject',
  room: 'planning',
  title: { zh: '登记项目', en: 'register a project' },
  machine: 'project',
  contract,
  plan: (command) => ({ primary: { id: `project:${command.project}`, machine: 'project' }, reads: [command.procuringEntity, ...(command.agency ? [command.agency] : [])] }),
  claims: (command, actor) => {
    if (actor.party === command.procuringEntity && actor.roles.includes('procuringEntity')) return ['procuringEntity'];
    return actor.party === command.agency && actor.roles.includes('agency') ? ['agency'] : [];
  },
  asksFor: (command) => command.procedure,
  facts: ({ command: { basis } }) => ({ basisGiven: basis !== null, approvedOpen: basis?.approval.mode === 'open', fundsSecured: basis?.funds.secured === true }),
  decide: ({ command, primary, at }) => {
    const { project: _project, ...fields } = command;
    const fault = command.basis && basisFault(command, command.basis, at);
    if (fault) return fail(fault);
    const warnings = (command.basis ? basisWarnings(command, command.basis) : []).map(asJson);
    return ok({ events: [{ type: 'ProjectRegistered', fields: { ...fields, warnings } }], answer: { project: primary.id, warnings } });
  },
});
