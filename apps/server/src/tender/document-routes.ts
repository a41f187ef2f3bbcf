import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { bilingual, hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { documentInForce, draftWaiting } from './document.ts';
import { lotOf, lotPath } from './routes.ts';

const clause = z.strictObject({ id: z.string(), text: z.string(), difference: z.enum(['added', 'changed', 'removed']).nullable(), standard: z.string().nullable(), fixed: z.boolean() });
const page = {
  lot: z.string(),
  title: z.string(),
  template: z.strictObject({ id: z.string(), version: z.string(), title: bilingual }),
  documents: z.array(z.strictObject({ name: z.string(), digest: hexText })),
  terms: z.looseObject({}),
  sections: z.array(z.strictObject({ id: z.string(), title: z.string(), clauses: z.array(clause) })),
  differences: z.array(z.strictObject({ kind: z.enum(['added', 'changed', 'removed']), section: z.string(), clause: z.string(), standard: z.string().nullable(), text: z.string().nullable(), fixed: z.boolean() })),
  differencesDigest: hexText,
  answers: z.array(z.looseObject({})),
};
const inForce = z.strictObject({ ...page, version: z.int(), digest: hexText, publishedAt: moment });
const waiting = z.strictObject({
  ...page, number: z.int(), digest: hexText, drafter: z.string(), keyId: z.string(), draftedAt: moment, baselineFen: z.int().nullable(), missing: z.array(z.string()),
  findings: z.strictObject({ digest: hexText, count: z.int(), blocking: z.int(), list: z.array(z.looseObject({})) }),
});

export function tenderDocumentRoutes(app: App, { platform: { door } }: Ground): void {
  const { pool, law: { library } } = door;
  app.get('/api/v1/tenders/:project/:lot/document', {
    schema: { summary: '招标文件 · the tender document in force, every departure from the standard text marked', tags: ['tender'], operationId: 'tenderDocument', params: lotPath, response: { 200: inForce, ...refusals } },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    const found = await documentInForce(pool, library, lot);
    return found === undefined ? sendFailed(reply, 'notFound', { path: lot }) : reply.send(inForce.parse(found));
  });

  app.get('/api/v1/tenders/:project/:lot/draft', {
    schema: { summary: '待签发的招标文件 · the draft that waits to be issued, with the findings of the check', tags: ['tender'], operationId: 'tenderDraft', params: lotPath, response: { 200: waiting, ...refusals } },
  }, async (request, reply) => {
    const lot = lotOf(request.params);
    const found = await draftWaiting(pool, library, lot, request.identity?.party ?? '');
    return found === undefined ? sendFailed(reply, 'notFound', { path: lot }) : reply.send(waiting.parse(found));
  });
}
