import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId, text } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { GUARDIANSHIP } from './state.ts';

const guardian = z.strictObject({ party: streamId('party'), index: z.int().min(1).max(32), verificationKey: hex(32) });

/** Who can open sealed bids from now on; running tenders keep the guardians they were published with. */
export const registerGuardians = defineAct({
  id: 'registerGuardians',
  room: 'governance',
  title: { zh: '登记开标密钥保管人', en: 'register the guardians of the opening key' },
  machine: 'guardianship',
  contract: z
    .strictObject({ threshold: z.int().min(1).max(32), publicKey: hex(32), guardians: z.array(guardian).min(1).max(32) })
    .refine((value) => value.threshold <= value.guardians.length, { path: ['threshold'], message: 'at most the number of guardians' })
    .refine((value) => new Set(value.guardians.map((each) => each.index)).size === value.guardians.length, { path: ['guardians'], message: 'each guardian has an index of its own' }),
  plan: (command) => ({ primary: { id: GUARDIANSHIP, machine: 'guardianship' }, reads: command.guardians.map((each) => each.party) }),
  decide: ({ command }) => ok({ events: [{ type: 'GuardiansRegistered', fields: command }] }),
});

export const retireGuardians = defineAct({
  id: 'retireGuardians',
  room: 'governance',
  title: { zh: '保管人退出', en: 'retire the guardians' },
  machine: 'guardianship',
  contract: z.strictObject({ reason: text(500) }),
  plan: () => ({ primary: { id: GUARDIANSHIP, machine: 'guardianship' } }),
  decide: ({ command }) => ok({ events: [{ type: 'GuardiansRetired', fields: { reason: command.reason } }] }),
});
