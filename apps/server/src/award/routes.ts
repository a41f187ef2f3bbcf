import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { archiveOf, awardOf, candidatesOf, contractOf, returnsOf } from './queries.ts';

const open = z.looseObject({});
const candidates = z.looseObject({ lot: z.string(), stage: z.string(), entry: hexText, candidates: z.array(z.looseObject({ rank: z.int(), bid: z.string(), name: z.string(), priceFen: z.int(), standing: z.string() })), publicityEndsAt: moment.nullable(), publicisedAt: moment, rejected: z.array(z.strictObject({ bid: z.string(), code: z.string(), clause: z.string(), page: z.string(), reason: z.string() })), recheck: open.nullable() });
const award = z.looseObject({ lot: z.string(), stage: z.string(), decision: open, award: open.nullable(), results: z.array(open).nullable(), publication: open.nullable(), entry: hexText.nullable(), reportFiledAt: moment.nullable() });
const contract = z.strictObject({ lot: z.string(), contract: z.string(), stage: z.string(), proposal: open, concluded: open.nullable(), published: open.nullable() });
const archive = z.strictObject({ lot: z.string(), stage: z.string(), lotVersion: z.int(), pieces: z.array(z.strictObject({ piece: z.string(), digest: hexText })), missing: z.array(z.string()) });
const count = z.int().min(0);
const returns = z.strictObject({ lot: z.string(), stage: z.string(), dueBy: moment.nullable(), confirmedAt: moment.nullable(), counts: z.strictObject({ lodged: count, returned: count, forfeited: count, held: count }).nullable().describe('null until the tenderers are announced') });

export function awardRoutes(app: App, { platform }: Ground): void {
  const { pool } = platform.door;
  const answer = (reply: FastifyReply, found: object | undefined, path: string): FastifyReply => (found === undefined ? sendFailed(reply, 'notFound', { path }) : reply.send(found));

  app.get('/api/v1/tenders/:project/:lot/candidates', {
    schema: { summary: '中标候选人公示 · the candidates as publicised', tags: ['award'], operationId: 'candidates', params: lotPath, response: { 200: candidates, ...refusals } },
  }, async (request, reply) => answer(reply, await candidatesOf(pool, lotOf(request.params)), request.url));

  app.get('/api/v1/tenders/:project/:lot/award', {
    schema: { summary: '中标结果 · decision, notice of award and result', tags: ['award'], operationId: 'award', params: lotPath, response: { 200: award, ...refusals } },
  }, async (request, reply) => answer(reply, await awardOf(pool, lotOf(request.params)), request.url));

  app.get('/api/v1/tenders/:project/:lot/contract', {
    schema: { summary: '合同 · the contract, proposed, concluded, published', tags: ['award'], operationId: 'contract', params: lotPath, response: { 200: contract, ...refusals } },
  }, async (request, reply) => answer(reply, await contractOf(pool, lotOf(request.params)), request.url));

  app.get('/api/v1/tenders/:project/:lot/returns', {
    schema: { summary: '保证金退还 · how many bid securities are back, kept or still held, from the announcement of the tenderers on', tags: ['award'], operationId: 'securityReturns', params: lotPath, response: { 200: returns, ...refusals } },
  }, async (request, reply) => answer(reply, await returnsOf(pool, lotOf(request.params)), request.url));

  app.get('/api/v1/tenders/:project/:lot/archive', {
    schema: { summary: '归档清单 · what the archive must hold, each piece with its digest, and what is missing yet', tags: ['award'], operationId: 'archive', params: lotPath, response: { 200: archive, ...refusals } },
  }, async (request, reply) => answer(reply, await archiveOf(pool, lotOf(request.params)), request.url));
}
