import { powerTitles, powersAmong } from '../procedure/powers.ts';
import type { Relation, StreamState } from '../procedure/types.ts';
import type { Actor } from './definition.ts';
import { refuse, type Refusal } from './refusal.ts';
import { roomOf } from './typed.kernel.ts';

const ROLE_RELATIONS: Readonly<Record<string, Relation>> = {
  registrar: 'registrar', systemAdministrator: 'systemAdministrator', operator: 'operator', supervisor: 'supervisor', supplier: 'anySupplier', expert: 'expert', notary: 'notary', depository: 'depository',
};

type CaseRoom = {
  readonly procuringEntity?: string;
  readonly agency?: string | null;
  readonly tenderer?: { readonly lead: string };
  readonly guardianship?: { readonly guardians: readonly { readonly party: string }[] } | null;
  readonly members?: readonly { readonly party: string }[];
  readonly chair?: string | null;
  readonly supplier?: string | null;
  readonly objector?: string;
};

/**
 * How an actor stands to the streams of a case. The agency is the agency *of this tender*; a supplier is the tenderer of its own bid only.
 * Nothing is inherited: no relation gives another, and who has none is `public`.
 */
export function relationsOf(actor: Actor, states: Iterable<StreamState>): ReadonlySet<Relation> {
  if (actor.party === 'clock') return new Set(['clock']);
  const relations = new Set<Relation>(['public']);
  for (const role of actor.roles) {
    const relation = ROLE_RELATIONS[role];
    if (relation) relations.add(relation);
  }
  for (const state of states) {
    if (state.version === 0 || state.machine === 'party') continue;
    const room = roomOf<CaseRoom>(state);
    if (room.procuringEntity === actor.party) relations.add('procuringEntity');
    if (room.agency === actor.party) relations.add('agency');
    if (room.tenderer?.lead === actor.party) relations.add('tenderer');
    if (room.guardianship?.guardians.some((each) => each.party === actor.party)) relations.add('guardian');
    if (state.machine === 'committee' && room.members?.some((each) => each.party === actor.party)) relations.add('member');
    if (room.chair === actor.party) relations.add('chair');
    if (room.supplier === actor.party) relations.add('supplier');
    if (room.objector === actor.party) relations.add('objector');
  }
  return relations;
}

/** 条例 5: roles of two powers in one hand are refused at the register, so that no act of a case can ever join them. */
export function powersFault(party: string, roles: readonly string[]): Refusal | undefined {
  if (powersAmong(roles).length < 2) return undefined;
  const { zh, en } = powerTitles(roles);
  return refuse('powersCombined', ['REG-05'], { party, roles: en, rolesZh: zh, rolesEn: en });
}
