import { bidId, committeeId } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { lotState } from '../tender/queries.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { committeeRoom, evaluationOf, isPublished, publicCommittee, questionsTo } from './queries.ts';

const MEMBER = { who: '本标段评标委员会成员（中标通知书发出后向社会公开）', whoEn: 'a member of the evaluation committee (everybody, once the award is issued)' };
const question = z.looseObject({ no: z.int(), kind: z.string(), text: z.string(), askedAt: moment, answerBy: moment });

export function expertRoutes(app: App, { platform }: Ground): void {
  const { pool } = platform.door;
  app.get('/api/v1/tenders/:project/:lot/committee', {
    schema: { summary: '评标委员会 · the committee’s room for its members; its members and report for everybody after the award', tags: ['evaluation'], operationId: 'committee', params: lotPath, response: { 200: z.looseObject({ committee: z.string(), stage: z.string() }), ...refusals } },
  }, async (request, reply) => {
    const lot = await lotState(pool, lotOf(request.params));
    if (lot === undefined) return sendFailed(reply, 'notFound', { path: lotOf(request.params) });
    const own = request.identity && (await committeeRoom(pool, lot.id, request.identity.party));
    const found = own ?? (await publicCommittee(pool, lot));
    return found === undefined ? sendFailed(reply, 'notYetPublic', MEMBER) : reply.send(found);
  });

  app.get('/api/v1/tenders/:project/:lot/evaluation', {
    schema: { summary: '评分计算过程 · every number of the evaluation, for members, and for everybody after the award', tags: ['evaluation'], operationId: 'evaluation', params: lotPath, response: { 200: z.strictObject({ entry: hexText, evaluation: z.json() }), ...refusals } },
  }, async (request, reply) => {
    const lot = await lotState(pool, lotOf(request.params));
    if (lot === undefined) return sendFailed(reply, 'notFound', { path: lotOf(request.params) });
    const own = request.identity && (await committeeRoom(pool, lot.id, request.identity.party));
    if (own === undefined && !(await isPublished(pool, committeeId(lot.id)))) return sendFailed(reply, 'notYetPublic', MEMBER);
    const found = await evaluationOf(pool, committeeId(lot.id));
    return found === undefined ? sendFailed(reply, 'notFound', { path: request.url }) : reply.send(found);
  });

  app.get('/api/v1/tenders/:project/:lot/questions/mine', {
    schema: { summary: '评标委员会向我提出的澄清 · what the committee asks of this tenderer', tags: ['evaluation'], operationId: 'questionsMine', params: lotPath, response: { 200: z.strictObject({ questions: z.array(question) }), ...refusals } },
  }, async (request, reply) => {
    // The bid's name follows from who asks: there is no way to name another's.
    const lot = lotOf(request.params);
    return reply.send({ questions: [...(await questionsTo(pool, lot, bidId(lot, request.identity?.party ?? '')))] });
  });
}
