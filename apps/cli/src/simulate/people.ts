/** The actors of the simulated city, and the signed requests they send. */
import { present, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { signCommand } from '@zhaobiao/client';
import { dealKeys, signer, type DealtKeys, type Entropy, type Signer } from '@zhaobiao/evidence';
import { actById } from '@zhaobiao/server';
import { citizen, creditCodeOf, seeded, type Citizen } from '@zhaobiao/testkit';
import type { SignedAct } from './wire.ts';

/** What somebody wants; `hostile` says why the platform must not accept it. */
export type Intent = {
  readonly actor: Pick<Citizen, 'party' | 'roles' | 'signer'>;
  readonly act: string;
  readonly command: JsonObject;
  readonly tender: string | null;
  readonly at: Instant;
  readonly key: string;
  readonly hostile?: string;
};

/** A person of the expert bank; whoever works for a procuring entity sits as its representative. */
export type Expert = Citizen & { readonly employer: string; readonly supervisorStaff: boolean };

export type People = {
  readonly clock: Intent['actor'];
  readonly admin: Citizen;
  readonly registrar: Citizen;
  readonly entities: readonly Citizen[];
  readonly agency: Citizen;
  readonly guardian: Citizen;
  readonly depository: Citizen;
  /** The first supervises; the second is another authority. */
  readonly supervisors: readonly [Citizen, Citizen];
  readonly experts: readonly Expert[];
  /** One a procuring entity, in the order of the entities. */
  readonly delegates: readonly Expert[];
  /** Works for the supervising authority: may sit nowhere. */
  readonly staff: Expert;
  readonly supplier: (index: number) => Citizen;
  /** Whoever was born under this id; a party of the city that nobody knows is a programmer's fault. */
  readonly of: (party: string) => Citizen;
  readonly dealt: DealtKeys;
};

const hexOf = (seed: Uint8Array): string => toHex(seed);

/** Seeds of the platform's two keys, hex, as the processes are handed them. */
export const platformSeeds = (seed: string): { readonly platformKey: string; readonly logKey: string } => ({ platformKey: hexOf(seeded(`${seed}/platform`)(32)), logKey: hexOf(seeded(`${seed}/log`)(32)) });

const ENTITIES = ['交通建设公司', '水务集团', '教育局'];
const EXPERTS = 13;

/** Numbers of the expert bank, of a form that stands nowhere else: what must not name a member is searched for them. */
const EXPERT_NUMBER = /ZJ3505\d{5}/g;
export const numbersIn = (text: string): readonly string[] => [...new Set(text.match(EXPERT_NUMBER) ?? [])];
const numberOf = (index: number): string => `ZJ3505${String(25_001 + index)}`;

export function peopleOf(seed: string): People {
  const known = new Map<string, Citizen>();
  const keep = <Who extends Citizen>(who: Who): Who => {
    known.set(who.party, who);
    return who;
  };
  const born = (name: string, ...roles: readonly string[]): Citizen => keep(citizen({ creditCode: creditCodeOf(`${name} ${seed}`), name, roles }, seeded(`${seed}/${name}`)));
  const expert = (index: number, employer: string, supervisorStaff = false): Expert =>
    keep({ ...citizen({ creditCode: numberOf(index), name: `评审专家${index}`, roles: ['expert'] }, seeded(`${seed}/expert ${index}`)), employer, supervisorStaff });
  const platformSigner: Signer = signer('ed25519', seeded(`${seed}/platform`)(32));
  const suppliers = new Map<number, Citizen>();
  return {
    clock: { party: 'clock', roles: [], signer: platformSigner },
    admin: born('系统管理员', 'systemAdministrator'),
    registrar: born('公共资源交易中心', 'registrar', 'operator'),
    entities: ENTITIES.map((name) => born(name, 'procuringEntity')),
    agency: born('招标代理公司', 'agency'),
    guardian: born('公证处', 'guardian'),
    depository: born('保证金代收银行', 'depository'),
    supervisors: [born('住房和城乡建设局', 'supervisor'), born('水利局', 'supervisor')],
    experts: Array.from({ length: EXPERTS }, (_, index) => expert(index, `设计院${index}`)),
    delegates: ENTITIES.map((name, index) => expert(EXPERTS + index, name)),
    staff: expert(EXPERTS + ENTITIES.length, '住房和城乡建设局', true),
    supplier: (index) => {
      const firm = suppliers.get(index) ?? born(`施工企业${index}`, 'supplier');
      suppliers.set(index, firm);
      return firm;
    },
    of: (party) => present(known.get(party), party),
    dealt: dealKeys(1, 1, seeded(`${seed}/guardian key`)),
  };
}

/** The request as it travels: the same intent signed twice differs in its nonce only where the entropy does. */
export function signedAct({ actor, act, command, tender, at, key }: Intent, entropy: Entropy): SignedAct {
  const definition = present(actById(act), `act ${act}`);
  const stream = definition.plan(definition.contract.parse(command), { party: actor.party }).primary.id;
  return { ...signCommand({ act, stream, key, tender, command }, actor.signer, entropy), actor: { party: actor.party, roles: actor.roles, keyId: actor.signer.keyId }, at };
}
