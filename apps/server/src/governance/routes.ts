/** The platform itself: its time, its keys, its rulebook. */
import { instantText, parseInstant } from '@zhaobiao/basics';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { bilingual, hexText, moment, refusalAnswer, refusals } from '../http/documents.ts';
import { sendFailed } from '../http/failure.ts';
import { refusalBody } from '../perform.ts';
import { refuse, refusalStatus } from '@zhaobiao/domain';
import { guardianshipRoom, platformRoom } from './queries.ts';

const key = z.strictObject({ scheme: z.enum(['ed25519', 'sm2-sm3']), keyId: hexText, publicKey: hexText });
const guardianship = z.strictObject({ threshold: z.int(), publicKey: hexText, guardians: z.array(z.strictObject({ party: z.string(), index: z.int(), verificationKey: hexText })) });
const procedure = z.strictObject({ id: z.string(), version: z.string(), title: bilingual, digest: hexText });

export function governanceRoutes(app: App, { platform, parties }: Ground): void {
  const { door, rulebook, settings } = platform;

  app.get('/api/v1/time', { schema: { summary: '服务器时间 · time of the platform', tags: ['platform'], operationId: 'time', response: { 200: z.strictObject({ at: moment, demo: z.boolean() }), ...refusals } } }, async (_request, reply) => {
    const now = door.clock.now();
    if (now !== undefined) return { at: instantText(now), demo: settings.demo };
    const stale = refuse('clockStale');
    return reply.code(refusalStatus(stale.code)).send(refusalBody(door.law, stale));
  });

  app.get('/api/v1/platform', {
    schema: {
      summary: '平台 · origin, keys, guardians and rulebook of this platform', tags: ['platform'], operationId: 'platform',
      response: {
        200: z.strictObject({
          origin: z.string(), vkey: z.string(), title: z.string().nullable(), key: key.nullable(), guardianship: guardianship.nullable(),
          rulebook: z.strictObject({ digest: hexText, procedures: z.array(procedure) }), demo: z.boolean(),
        }),
        ...refusals,
      },
    },
  }, async () => {
    const [own, guardians] = await Promise.all([platformRoom(door.pool), guardianshipRoom(door.pool)]);
    const procedures = rulebook.procedures.map(({ procedure: { id, version, title }, digest }) => ({ id, version, title, digest }));
    return {
      origin: platform.origin, vkey: platform.logKey, title: own?.title ?? null, key: own?.key ?? null, guardianship: guardians ?? null,
      rulebook: { digest: rulebook.digest, procedures }, demo: settings.demo,
    };
  });

  app.get('/api/v1/procedures/:digest', {
    schema: { summary: '程序 · a procedure as data, by its digest', tags: ['platform'], operationId: 'procedure', params: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }), response: { 200: z.looseObject({ id: z.string() }), ...refusals } },
  }, async (request, reply) => {
    const found = rulebook.procedures.find(({ digest }) => digest === request.params.digest);
    return found === undefined ? sendFailed(reply, 'notFound', { path: request.params.digest }) : reply.send(found.procedure);
  });

  const { moveClock } = platform;
  if (!settings.demo || moveClock === undefined) return;
  app.post('/api/v1/demo/clock', {
    schema: { summary: '拨动演示时钟 · move the demonstration clock forward (operator)', tags: ['demonstration'], operationId: 'moveClock', body: z.strictObject({ to: z.string() }), response: { 200: z.strictObject({ at: moment }), 409: refusalAnswer, ...refusals } },
  }, async (request, reply) => {
    const party = await parties.find(request.identity?.party ?? '');
    if (party === undefined || !party.roles.includes('operator')) return sendFailed(reply, 'notAllowed', { who: '公共资源交易中心', whoEn: 'the trading centre' });
    const to = parseInstant(request.body.to);
    if (to === undefined) return sendFailed(reply, 'momentMalformed', { field: 'to' });
    if (!(await moveClock(to))) return sendFailed(reply, 'clockBackwards');
    return reply.send({ at: instantText(door.clock.now() ?? to) });
  });
}
