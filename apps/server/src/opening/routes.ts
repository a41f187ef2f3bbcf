import { fromUtf8 } from '@zhaobiao/basics';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { hexText, moment, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { receiptOf } from '../log/queries.ts';
import { lotState } from '../tender/queries.ts';
import { lotOf, lotPath } from '../tender/routes.ts';
import { guardianOpening, isGuardian, mayGuard, openingOf, openingsFor } from './queries.ts';

const failure = z.strictObject({ cause: z.string(), count: z.int().nullable() });
const awaited = z.strictObject({ lot: z.string(), stage: z.string(), recorded: z.literal(false), closingAt: moment.nullable(), sealsIntact: z.boolean().nullable(), failure: failure.nullable() });
const line = z.strictObject({
  no: z.int(), bid: z.string(), creditCode: z.string(), name: z.string(), members: z.array(z.string()), submittedAt: moment, openedAt: moment.nullable(), outcome: z.enum(['opened', 'unopened']), cause: z.string().nullable(),
  regardedAs: z.enum(['revoked', 'withdrawn']).nullable(), sheet: z.looseObject({ priceFen: z.int() }).nullable(), items: z.strictObject({ count: z.int(), digest: hexText }).nullable(), flags: z.array(z.string()),
});
const recorded = z.strictObject({ lot: z.string(), stage: z.string(), recorded: z.literal(true), entry: hexText, index: z.int().nullable(), recordedAt: moment, opened: z.int(), unopened: z.int(), revoked: z.int(), withdrawn: z.int(), failure: failure.nullable(), lines: z.array(line) });

const sealedBid = z.strictObject({ bid: z.string(), stage: z.string(), commitment: hexText, salt: hexText, sealed: z.json(), awaiting: z.boolean() });
const guarded = z.looseObject({
  lot: z.string(), closeAct: z.strictObject({ index: z.int().nullable(), entry: hexText, salt: hexText, bytes: z.string() }), receipt: z.string().describe('receipt of the close act, C2SP tlog-proof text'), bids: z.array(sealedBid),
});

const GUARDIAN = { who: '本标段的开标密钥保管人', whoEn: 'a guardian of this lot' };

export function openingRoutes(app: App, { platform, parties }: Ground): void {
  const { pool } = platform.door;
  app.get('/api/v1/tenders/:project/:lot/opening', { schema: { summary: '开标记录 · the opening record, or the stage before it', tags: ['opening'], operationId: 'opening', params: lotPath, response: { 200: z.union([recorded, awaited]), ...refusals } } }, async (request, reply) => {
    const found = await openingOf(pool, lotOf(request.params));
    return found === undefined ? sendFailed(reply, 'notFound', { path: lotOf(request.params) }) : reply.send(found);
  });

  app.get('/api/v1/guardian/openings', {
    schema: { summary: '待释放份额的标段 · lots that wait for this guardian', tags: ['guardian'], operationId: 'guardianOpenings', response: { 200: z.strictObject({ openings: z.array(z.strictObject({ lot: z.string(), awaiting: z.int() })) }), ...refusals } },
  }, async (request, reply) => {
    const party = await parties.find(request.identity?.party ?? '');
    if (party === undefined || !party.roles.includes('guardian')) return sendFailed(reply, 'notAllowed', GUARDIAN);
    return reply.send({ openings: await openingsFor(pool, party.party) });
  });

  app.get('/api/v1/guardian/openings/:project/:lot', {
    schema: { summary: '核验与释放所需 · what a guardian checks before it releases its shares', tags: ['guardian'], operationId: 'guardianOpening', params: lotPath, response: { 200: guarded, 202: z.strictObject({ pending: z.literal(true) }), ...refusals } },
  }, async (request, reply) => {
    const lot = await lotState(pool, lotOf(request.params));
    const guardian = request.identity?.party ?? '';
    if (lot === undefined || !isGuardian(lot, guardian)) return sendFailed(reply, 'notAllowed', GUARDIAN);
    if (!mayGuard(lot)) return sendFailed(reply, 'stageTooEarly', { stage: lot.stage });
    const opening = await guardianOpening(pool, lot, guardian);
    const receipt = await receiptOf(pool, platform.logDirectory, opening.closeAct.entry, guardian);
    if (!receipt.ok) return reply.code(202).header('retry-after', 1).send({ pending: true });
    return reply.send({ ...opening, closeAct: { ...opening.closeAct, index: receipt.value.index }, receipt: fromUtf8(receipt.value.receipt) });
  });
}
