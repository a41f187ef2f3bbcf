import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, publicKey, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import type { PartyRoom } from './state.ts';

const party = streamId('party');

export const addKey = defineAct({
  id: 'addKey',
  room: 'party',
  title: { zh: '增加密钥', en: 'add a key' },
  machine: 'party',
  contract: z.strictObject({ party, key: publicKey }),
  plan: (command) => ({ primary: { id: command.party, machine: 'party' } }),
  decide: ({ command }) => ok({ events: [{ type: 'KeyAdded', fields: { keys: [command.key] } }] }),
});

export const revokeKey = defineAct({
  id: 'revokeKey',
  room: 'party',
  title: { zh: '停用密钥', en: 'revoke a key' },
  machine: 'party',
  contract: z.strictObject({ party, keyId: hex(16), reason: text(200) }),
  plan: (command) => ({ primary: { id: command.party, machine: 'party' } }),
  decide: ({ command, primary }) => {
    const { keys } = roomOf<PartyRoom>(primary);
    if (!keys.some((key) => key.keyId === command.keyId)) return fail(refuse('unknownStream', [], { stream: command.keyId }));
    return ok({ events: [{ type: 'KeyRevoked', fields: { keyId: command.keyId, reason: command.reason } }] });
  },
});

const changeStanding = (id: 'suspendParty' | 'reinstateParty', zh: string, en: string, type: string) =>
  defineAct({
    id,
    room: 'party',
    title: { zh, en },
    machine: 'party',
    contract: z.strictObject({ party, reason: text(500) }),
    plan: (command) => ({ primary: { id: command.party, machine: 'party' } }),
    decide: ({ command }) => ok({ events: [{ type, fields: { reason: command.reason } }] }),
  });

export const suspendParty = changeStanding('suspendParty', '停用主体', 'suspend a party', 'PartySuspended');
export const reinstateParty = changeStanding('reinstateParty', '恢复主体', 'reinstate a party', 'PartyReinstated');
