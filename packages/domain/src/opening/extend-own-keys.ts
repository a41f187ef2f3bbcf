import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { moment, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { ownKeysEnd } from './own-keys.ts';

/**
 * 20号令 31: what is not the tenderer's doing is not at his cost. Where the platform could not be reached in the hour of the keys, the operator gives more time,
 * to all tenderers of the lot alike, with the reason on record and public. Only while the time still runs: a bid given up stays given up.
 */
export const extendOwnKeys = defineAct({
  id: 'extendOwnKeys',
  room: 'opening',
  title: { zh: '延长投标人释放密钥的时间', en: 'extend the time for the tenderers’ keys' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), until: moment, reason: text(2000) }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' } }),
  chosen: (command) => ({ ownKeysUntil: command.until }),
  decide: ({ command, primary }) => {
    const end = present(ownKeysEnd(primary), 'time of the keys, which the window asks for');
    if (command.until <= end) return fail(refuse('extensionNotLater', ['ELE-10'], { until: instantText(end) }));
    return ok({ events: [{ type: 'OwnKeysExtended', fields: { until: instantText(command.until), reason: command.reason } }], answer: { lot: primary.id, until: instantText(command.until) } });
  },
});
