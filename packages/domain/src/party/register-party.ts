import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { creditCode, publicKey, text } from '../act/contract.ts';
import { powersFault } from '../act/relations.ts';
import { defineAct } from '../act/typed.kernel.ts';

const ROLES = ['procuringEntity', 'agency', 'supplier', 'guardian', 'operator', 'registrar', 'supervisor', 'systemAdministrator', 'depository', 'notary'] as const;

/** A subject enters the register (主体库) under its checked credit code; the contact person is personal data and stands in the act as a commitment. */
export const registerParty = defineAct({
  id: 'registerParty',
  room: 'party',
  title: { zh: '登记主体', en: 'register a party' },
  machine: 'party',
  contract: z.strictObject({
    creditCode,
    name: text(100),
    roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
    keys: z.array(publicKey).min(1).max(8),
    contact: z.strictObject({ name: text(40), phone: z.string().regex(/^[0-9+ -]{5,20}$/) }).nullable(),
  }),
  plan: (command) => ({ primary: { id: `party:${command.creditCode}`, machine: 'party' } }),
  decide: ({ command }) => {
    const fault = powersFault(command.name, command.roles);
    return fault ? fail(fault) : ok({ events: [{ type: 'PartyRegistered', fields: command }], answer: { party: `party:${command.creditCode}` } });
  },
});
