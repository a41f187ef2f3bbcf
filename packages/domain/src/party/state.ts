import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { PublicKey } from '../governance/state.ts';

export type PartyRoom = {
  readonly creditCode: string;
  readonly name: string;
  /** What the party is registered as; what it may do in a case follows from its relation to the case. */
  readonly roles: readonly string[];
  readonly keys: readonly PublicKey[];
  /** Set for a natural person; `creditCode` and `name` are then the number in the expert bank. */
  readonly person?: Person;
};

export type Person = { readonly fields: readonly string[]; readonly employer: string; readonly seniorTitle: boolean; readonly yearsInField: number; readonly supervisorStaff: boolean };

export const partyEvents = {
  PartyRegistered: defineEvent<PartyRoom>({
    v: 1,
    machine: 'party',
    fields: { creditCode: 'public', name: 'public', roles: 'public', keys: 'public', contact: 'personal' },
    evolve: (_room, event) => fieldsOf<PartyRoom>(event),
  }),
  PersonRegistered: defineEvent<PartyRoom>({
    v: 1,
    machine: 'party',
    fields: { number: 'public', name: 'personal', roles: 'public', fields: 'public', employer: 'public', seniorTitle: 'public', yearsInField: 'public', supervisorStaff: 'public', keys: 'public' },
    evolve: (_room, event) => {
      const { number, roles, keys, ...person } = fieldsOf<Person & { readonly number: string; readonly roles: readonly string[]; readonly keys: readonly PublicKey[] }>(event);
      return { creditCode: number, name: number, roles, keys, person };
    },
  }),
  KeyAdded: defineEvent<PartyRoom>({
    v: 1,
    machine: 'party',
    fields: { keys: 'public' },
    evolve: (room, event) => known(room, { keys: [...(room?.keys ?? []), ...fieldsOf<{ readonly keys: readonly PublicKey[] }>(event).keys] }),
  }),
  KeyRevoked: defineEvent<PartyRoom>({
    v: 1,
    machine: 'party',
    fields: { keyId: 'public', reason: 'public' },
    evolve: (room, event) => known(room, { keys: (room?.keys ?? []).filter((key) => key.keyId !== fieldsOf<{ readonly keyId: string }>(event).keyId) }),
  }),
  PartySuspended: defineEvent<PartyRoom>({ v: 1, machine: 'party', fields: { reason: 'public' }, evolve: (room) => known(room, {}) }),
  PartyReinstated: defineEvent<PartyRoom>({ v: 1, machine: 'party', fields: { reason: 'public' }, evolve: (room) => known(room, {}) }),
};

function known(room: PartyRoom | undefined, change: Partial<PartyRoom>): PartyRoom {
  if (!room) throw new Error('a party event before its registration');
  return { ...room, ...change };
}
