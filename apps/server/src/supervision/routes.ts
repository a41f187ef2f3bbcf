import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { bilingual, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { publicNodes, watchedLots } from './queries.ts';

const light = z.enum(['off', 'waiting', 'green', 'yellow', 'red']).describe('off: not begun; waiting: a holiday table is missing; red: a duty not met in time');
const nodeLine = z.strictObject({ node: z.string(), title: bilingual, owner: z.string(), stream: z.string(), light, at: moment.nullable(), metAt: moment.nullable() });
const watched = z.strictObject({ lot: z.string(), name: z.string(), stage: z.string(), procedure: z.string(), holds: z.int(), nodes: z.array(nodeLine) });

const SUPERVISOR = { who: '行政监督部门', whoEn: 'a supervising authority' };

export function supervisionRoutes(app: App, { platform, parties }: Ground): void {
  const { pool, law, clock } = platform.door;
  app.get('/api/v1/tenders/:project/:lot/nodes', {
    schema: { summary: '监管节点 · the nodes of a tender with their lights and clocks', tags: ['supervision'], operationId: 'nodes', params: lotPath, response: { 200: z.strictObject({ nodes: z.array(nodeLine) }), ...refusals } },
  }, async (request, reply) => {
    const now = clock.now();
    if (now === undefined) return sendFailed(reply, 'notReady');
    const nodes = await publicNodes(pool, law.procedureOf, now, lotOf(request.params));
    return nodes === undefined ? sendFailed(reply, 'notFound', { path: lotOf(request.params) }) : reply.send({ nodes: [...nodes] });
  });

  app.get('/api/v1/supervision/nodes', {
    schema: {
      summary: '在办项目监管节点 · every running tender with the lights of its nodes, for the supervisor', tags: ['supervision'], operationId: 'supervisionNodes',
      querystring: z.strictObject({ after: z.string().regex(/^lot:[A-Za-z0-9._/-]{3,140}$/).optional() }), response: { 200: z.strictObject({ lots: z.array(watched), next: z.string().nullable() }), ...refusals },
    },
  }, async (request, reply) => {
    const party = await parties.find(request.identity?.party ?? '');
    if (party === undefined || !party.roles.includes('supervisor')) return sendFailed(reply, 'notAllowed', SUPERVISOR);
    const now = clock.now();
    if (now === undefined) return sendFailed(reply, 'notReady');
    const found = await watchedLots(pool, law.procedureOf, now, request.query.after ?? '');
    return reply.send({ lots: found.lots.map((each) => ({ ...each, nodes: [...each.nodes] })), next: found.next });
  });
}
