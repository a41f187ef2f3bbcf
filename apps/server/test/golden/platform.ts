/** The platform before any case: who is registered, keys, a holiday table. */
import { toHex, type JsonObject } from '@zhaobiao/basics';
import { found, register, type Party } from '../spine.ts';
import type { Desk } from './desk.ts';

const FIRMS = 9;
const EXPERTS = 7;

const keyOf = ({ signer: { scheme, keyId, publicKey } }: Pick<Party, 'signer'>): JsonObject => ({ scheme, keyId, publicKey: toHex(publicKey) });

const enter = (desk: Desk, expert: Party, employer: string, fields: readonly string[]): Promise<JsonObject> =>
  desk.must(desk.spine.people.registrar, 'registerPerson', {
    number: expert.creditCode, name: `专家 ${expert.creditCode}`, roles: ['expert'], fields: [...fields], employer, seniorTitle: true, yearsInField: 12, supervisorStaff: false, keys: [keyOf(expert)],
  });

/** Founded, and everybody registered who acts in a case. */
export async function settled(desk: Desk): Promise<void> {
  const { spine, cast } = desk;
  await found(spine);
  for (const [party, name] of [[cast.operator, '公共资源交易中心'], [cast.supervisor, '住房和城乡建设局'], [cast.depository, '保证金代收银行']] as const) await register(spine, party, name);
  for (let index = 1; index <= FIRMS; index += 1) await register(spine, cast.firm(index), `第${index}建筑公司`);
  for (let index = 1; index <= EXPERTS; index += 1) await enter(desk, cast.expert(index), `第${index}设计院`, ['市政']);
  await enter(desk, cast.delegate, `单位 ${spine.people.entity.creditCode}`, ['造价']);
}

/** What happens to a party and its keys. */
export async function keysChanged(desk: Desk): Promise<void> {
  const { spine: { people: { registrar }, party }, cast } = desk;
  const [first, second, other] = [cast.firm(1), cast.firm(2), party(199, [])];
  await desk.must(registrar, 'addKey', { party: first.party, key: keyOf(other) });
  await desk.must(registrar, 'revokeKey', { party: first.party, keyId: other.keyId, reason: '遗失' });
  await desk.must(registrar, 'suspendParty', { party: second.party, reason: '资料核查' });
  await desk.must(registrar, 'reinstateParty', { party: second.party, reason: '核查完毕' });
}

const YEAR_2027 = {
  year: '2027', off: ['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05', '2027-05-01', '2027-05-02', '2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02', '2027-10-03'], work: [], notice: '测试 2027 年放假安排',
};

export const yearLoaded = (desk: Desk): Promise<JsonObject> => desk.must(desk.spine.people.admin, 'loadCalendarYear', YEAR_2027);
export const guardiansRetired = (desk: Desk): Promise<JsonObject> => desk.must(desk.spine.people.admin, 'retireGuardians', { reason: '更换' });
