import { addDays, fail, instantText, ok, parseInstant, startOf } from '@zhaobiao/basics';
import { z } from 'zod';
import { calendarDay, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { preparationOf, statementDigest } from './preparation.ts';
import type { LotRoom } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot'), lastOn: calendarDay, reason: text(2000) });
const endOf = ({ lastOn }: z.infer<typeof contract>) => startOf(addDays(lastOn, 1));

/**
 * Before the bids run out, all tenderers alike are asked to let them stand longer (12号令 40, 30号令 29). Who agrees may change nothing else and lengthens its
 * security; who does not agree is out and gets its security back (`consentExtension`). `lastOn` is the last day of the new validity.
 */
export const extendValidity = defineAct({
  id: 'extendValidity',
  room: 'tender',
  title: { zh: '请求延长投标有效期', en: 'ask for an extension of the validity' },
  machine: 'lot',
  contract,
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' } }),
  chosen: (command) => ({ validUntil: endOf(command) }),
  decide: ({ command, primary, at }) => {
    const { extension } = preparationOf(roomOf<LotRoom>(primary));
    const validity = primary.deadlines['validityEnd'];
    const until = extension === null ? (validity !== undefined && 'at' in validity ? validity.at : undefined) : parseInstant(extension.validUntil);
    const names = { act: 'extendValidity', actZh: '请求延长投标有效期', actEn: 'ask for an extension of the validity' };
    if (until === undefined) return fail(refuse('deadlineUnset', ['TND-034'], { ...names, deadline: 'validityEnd', deadlineZh: '投标有效期届满', deadlineEn: 'end of the bid validity' }));
    if (at >= until) return fail(refuse('windowClosed', ['EVP-40', 'TND-034'], { ...names, until: instantText(until), at: instantText(at) }));
    const validUntil = endOf(command);
    if (validUntil <= until) return fail(refuse('validityNotLonger', ['EVP-40'], { until: instantText(until) }));
    const statement = { validUntil: instantText(validUntil), lastOn: command.lastOn, reason: command.reason };
    const digest = statementDigest(primary.id, 'validity', statement);
    return ok({ events: [{ type: 'ValidityExtensionAsked', fields: { ...statement, digest } }], answer: { lot: primary.id, validUntil: statement.validUntil, digest } });
  },
});
