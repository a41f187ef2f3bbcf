import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { statementDigest } from './preparation.ts';

export const TERMINATION_CAUSES = ['projectCancelled', 'planChanged', 'fundsLost', 'forceMajeure', 'authorityOrder', 'other'] as const;

/**
 * 终止招标 (条例 31): announced at once with its cause, and everybody who has the document, a bid or a security in is told. The duty to return what was
 * collected, with interest, begins here (`securityReturn` of the procedure).
 */
export const terminateTender = defineAct({
  id: 'terminateTender',
  room: 'tender',
  title: { zh: '终止招标', en: 'terminate the tender' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), cause: z.enum(TERMINATION_CAUSES), reason: text(2000) }),
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' } }),
  decide: ({ command: { cause, reason }, primary }) => {
    const digest = statementDigest(primary.id, 'terminated', { cause, reason });
    return ok({ events: [{ type: 'TenderTerminated', fields: { cause, reason, digest } }], answer: { lot: primary.id, digest } });
  },
});
