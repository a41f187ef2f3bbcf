/** Who lives in the demonstration city 清源市. Names and codes are invented; the codes' check characters are right. */
import { creditCodeCheck } from '@zhaobiao/domain';

export type CastRole = 'registrar' | 'systemAdministrator' | 'supervisor' | 'procuringEntity' | 'agency' | 'guardian' | 'depository' | 'supplier' | 'expert';

/** What the register says of a natural person. */
export type CastPerson = { readonly fields: readonly string[]; readonly employer: string; readonly yearsInField: number };

export type CastMember = {
  /** The role it is known by; `roles` are those it is registered with. */
  readonly role: CastRole;
  readonly roles: readonly string[];
  readonly title: string;
  readonly name: string;
  /** Of a natural person the number in the expert bank. */
  readonly creditCode: string;
  readonly login: string;
  /** Registered by the founding act; the others by the trading centre. */
  readonly founding: boolean;
  readonly person?: CastPerson;
};

const code = (first17: string): string => `${first17}${creditCodeCheck(first17)}`;

const member = (role: CastRole, title: string, name: string, first17: string, login: string, more: Partial<Pick<CastMember, 'roles' | 'founding'>> = {}): CastMember => ({
  role, title, name, creditCode: code(first17), login, roles: more.roles ?? [role], founding: more.founding ?? false,
});

export const CENTRE = member('registrar', '交易中心', '清源市公共资源交易中心', '12350599MB1A20417', 'centre', { roles: ['operator', 'registrar'], founding: true });
export const ADMINISTRATOR = member('systemAdministrator', '系统管理员', '清源市数据管理局', '11350599MB0C15326', 'admin', { founding: true });
const SUPERVISOR = member('supervisor', '行政监督', '清源市发展和改革委员会', '11350599003652718', 'supervisor', { founding: true });
export const PROCURING_ENTITY = member('procuringEntity', '招标人', '清源市城市建设投资有限公司', '91350599MA31KT526', 'owner');
export const AGENCY = member('agency', '招标代理', '福建衡正工程咨询有限公司', '91350599MA2Y84D3X', 'agency');
export const NOTARY = member('guardian', '密钥保管人', '清源市公证处', '12350599488230715', 'notary');
export const SUPPLIERS: readonly CastMember[] = [
  member('supplier', '投标人一', '福建闽岳建设集团有限公司', '91350599MA32QH817', 'bidder1'),
  member('supplier', '投标人二', '泉州筑安市政工程有限公司', '91350599MA33P40C2', 'bidder2'),
  member('supplier', '投标人三', '福建禾川建筑工程有限公司', '91350599MA2XUK95T', 'bidder3'),
  member('supplier', '投标人四', '厦门海沧路桥工程有限公司', '91350599MA3492B6E', 'bidder4'),
];

/** Keeps the bid securities (保证金). */
export const DEPOSITORY = member('depository', '保证金存管', '清源农村商业银行股份有限公司', '91350599158620437', 'bank');

/** The field the experts of the city are registered for. */
export const EXPERT_FIELD = '市政工程';
const expert = (title: string, name: string, number: string, login: string, employer: string, yearsInField: number): CastMember => ({
  role: 'expert', roles: ['expert'], title, name, creditCode: number, login, founding: false, person: { fields: [EXPERT_FIELD], employer, yearsInField },
});
/** Five, none of one employer with another: the first is elected chair. */
export const EXPERTS: readonly CastMember[] = [
  expert('评标专家一', '陈国平', 'ZJ35059901017', 'expert1', '清源市市政工程设计院', 21),
  expert('评标专家二', '林秀英', 'ZJ35059901024', 'expert2', '清源理工学院土木工程系', 17),
  expert('评标专家三', '黄志强', 'ZJ35059901031', 'expert3', '清源市建设工程质量监测中心有限公司', 14),
  expert('评标专家四', '吴晓梅', 'ZJ35059901048', 'expert4', '福建同恒造价咨询有限公司', 12),
  expert('评标专家五', '郑建华', 'ZJ35059901055', 'expert5', '清源市水利规划设计院', 25),
];

export const CAST: readonly CastMember[] = [CENTRE, ADMINISTRATOR, SUPERVISOR, PROCURING_ENTITY, AGENCY, NOTARY, DEPOSITORY, ...SUPPLIERS, ...EXPERTS];
