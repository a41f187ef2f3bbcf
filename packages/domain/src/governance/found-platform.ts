import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { creditCode, publicKey, text } from '../act/contract.ts';
import { powersFault } from '../act/relations.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { PLATFORM } from './state.ts';

const party = z.strictObject({ creditCode, name: text(100), roles: z.array(z.string().regex(/^[a-z][A-Za-z]{1,31}$/)).min(1).max(8), keys: z.array(publicKey).min(1).max(8) });

/** The first act of an installation: its name in the log, its own key, and the first parties (三员 and the centre). */
export const foundPlatform = defineAct({
  id: 'foundPlatform',
  room: 'governance',
  title: { zh: '启用平台', en: 'found the platform' },
  machine: 'platform',
  contract: z.strictObject({ origin: z.string().regex(/^[a-z0-9][a-z0-9./-]{2,63}$/), title: text(100), key: publicKey, parties: z.array(party).max(16) }),
  plan: (command) => ({ primary: { id: PLATFORM, machine: 'platform' }, writes: command.parties.map((each) => ({ id: `party:${each.creditCode}`, machine: 'party' as const })) }),
  claims: (command, actor) => (actor.party === 'clock' && actor.keyId === command.key.keyId ? ['founder'] : []),
  decide: ({ command: { origin, title, key, parties } }) => {
    const [fault] = parties.flatMap(({ name, roles }) => powersFault(name, roles) ?? []);
    if (fault) return fail(fault);
    return ok({
      events: [
        { type: 'PlatformFounded', fields: { origin, title, key } },
        ...parties.map((each) => ({ stream: `party:${each.creditCode}`, stage: 'active', type: 'PartyRegistered', fields: { ...each, contact: null } })),
      ],
    });
  },
});
