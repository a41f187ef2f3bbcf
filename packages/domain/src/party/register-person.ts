import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { localName, publicKey, text } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';

/**
 * A natural person enters the register under the number of the expert bank: an evaluation expert (法 37, 评标专家库). The name is personal data; what the law
 * asks of an expert — field of work, employer, years — is public, so that anyone can check a committee once its names are public.
 */
export const registerPerson = defineAct({
  id: 'registerPerson',
  room: 'party',
  title: { zh: '登记评标专家', en: 'register an expert' },
  machine: 'party',
  contract: z.strictObject({
    number: localName,
    name: text(40),
    roles: z.array(z.enum(['expert'])).min(1).max(1),
    fields: z.array(text(60)).min(1).max(10),
    employer: text(100),
    seniorTitle: z.boolean(),
    yearsInField: z.int().min(0).max(70),
    /** Works for an authority that supervises tenders: may not sit on a committee it supervises (条例 46). */
    supervisorStaff: z.boolean(),
    keys: z.array(publicKey).min(1).max(8),
  }),
  plan: (command) => ({ primary: { id: `party:${command.number}`, machine: 'party' } }),
  decide: ({ command }) => ok({ events: [{ type: 'PersonRegistered', fields: command }], answer: { party: `party:${command.number}` } }),
});
