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

export type People = {
  readonly clock: Intent['actor'];
  readonly admin: Citizen;
  readonly registrar: Citizen;
  readonly entities: readonly Citizen[];
  readonly agency: Citizen;
  readonly guardian: Citizen;
  readonly depository: Citizen;
  readonly supplier: (index: number) => Citizen;
  readonly dealt: DealtKeys;
};

const hexOf = (seed: Uint8Array): string => toHex(seed);

/** Seeds of the platform's two keys, hex, as the processes are handed them. */
export const platformSeeds = (seed: string): { readonly platformKey: string; readonly logKey: string } => ({ platformKey: hexOf(seeded(`${seed}/platform`)(32)), logKey: hexOf(seeded(`${seed}/log`)(32)) });

export function peopleOf(seed: string): People {
  const born = (name: string, ...roles: readonly string[]): Citizen => citizen({ creditCode: creditCodeOf(`${name} ${seed}`), name, roles }, seeded(`${seed}/${name}`));
  const platformSigner: Signer = signer('ed25519', seeded(`${seed}/platform`)(32));
  const suppliers = new Map<number, Citizen>();
  return {
    clock: { party: 'clock', roles: [], signer: platformSigner },
    admin: born('系统管理员', 'systemAdministrator'),
    registrar: born('公共资源交易中心', 'registrar', 'operator'),
    entities: ['交通建设公司', '水务集团', '教育局'].map((name) => born(name, 'procuringEntity')),
    agency: born('招标代理公司', 'agency'),
    guardian: born('公证处', 'guardian'),
    depository: born('保证金代收银行', 'depository'),
    supplier: (index) => {
      const known = suppliers.get(index) ?? born(`施工企业${index}`, 'supplier');
      suppliers.set(index, known);
      return known;
    },
    dealt: dealKeys(1, 1, seeded(`${seed}/guardian key`)),
  };
}

/** The request as it travels: the same intent signed twice differs in its nonce only where the entropy does. */
export function signedAct({ actor, act, command, tender, at, key }: Intent, entropy: Entropy): SignedAct {
  const definition = present(actById(act), `act ${act}`);
  const stream = definition.plan(definition.contract.parse(command), { party: actor.party }).primary.id;
  return { ...signCommand({ act, stream, key, tender, command }, actor.signer, entropy), actor: { party: actor.party, roles: actor.roles, keyId: actor.signer.keyId }, at };
}
