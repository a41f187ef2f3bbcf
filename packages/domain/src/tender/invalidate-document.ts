import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { defineAct } from '../act/typed.kernel.ts';
import { statementDigest } from './preparation.ts';

/**
 * 条例 23: a document that breaks mandatory law or the principles of openness, fairness and honesty, and touches the bids of potential tenderers, is mended
 * and the tender made anew (a new lot with `retenderOf`). `article` names the provision that is broken.
 */
export const invalidateDocument = defineAct({
  id: 'invalidateDocument',
  room: 'tender',
  title: { zh: '招标文件违法，修改后重新招标', en: 'the document is unlawful: tender again' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), article: text(200), reason: text(2000) }),
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' } }),
  decide: ({ command: { article, reason }, primary }) => {
    const digest = statementDigest(primary.id, 'invalid', { article, reason });
    return ok({ events: [{ type: 'DocumentInvalidated', fields: { article, reason, digest } }], answer: { lot: primary.id, digest } });
  },
});
