/** A path for every act that anybody but the clock may do, with its own contract, and one for many at once. */
import { ACTS, type ActDefinition } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from './app.ts';
import { DEMO_AT, type Counter, type Performed } from './act.ts';
import { failed, sendFailed } from './failure.ts';
import type { Platform } from './platform.ts';
import { failureOf } from './mishap.ts';
import { signedForm } from './signed.ts';
import { refusalAnswer } from './documents.ts';

const BATCH_MOST = 200;
const BATCH_LANES = 8;
const BATCH_BYTES = 8 * 1024 * 1024;

/** Acts some relation other than the clock or the founder may do in some procedure. The clock's acts have no path: nobody can call them. */
export function callableActs(platform: Pick<Platform, 'door' | 'rulebook'>): readonly ActDefinition[] {
  const procedures = [platform.door.law.platform, ...platform.rulebook.procedures.map((each) => each.procedure)];
  const byPeople = new Set(
    procedures
      .flatMap((procedure) => Object.values(procedure.machines).flatMap((machine) => machine.transitions))
      .filter((transition) => transition.by.some((relation) => relation !== 'clock' && relation !== 'founder'))
      .map((transition) => transition.act),
  );
  return [...ACTS.values()].filter((definition) => byPeople.has(definition.id));
}

const headerOf = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** What an accepted act answers; acts add their own fields. */
const accepted = z.looseObject({ act: z.string().describe('log entry of the act, hex'), at: z.string().describe('moment stamped at the door, RFC 3339') });

const answers: Readonly<Record<number, z.ZodType>> = {
  200: accepted.describe('a repeat of an accepted act: the first answer, header idempotent-replayed: true'),
  201: accepted.describe('accepted'),
  ...Object.fromEntries([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507].map((status) => [status, refusalAnswer])),
};

/** The act's own contract parses; fastify only carries the document. */
const asItCame = { validatorCompiler: () => (value: unknown) => ({ value }) };

type Batch = { readonly act: string; readonly rest: unknown };

function batchOf(body: unknown): readonly Batch[] | undefined {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
  const list = isObject(body) && Object.keys(body).length === 1 ? body['acts'] : undefined;
  if (!Array.isArray(list) || list.length === 0 || list.length > BATCH_MOST) return undefined;
  const items = list.map((item: unknown): Batch | undefined => {
    if (!isObject(item)) return undefined;
    const { act, ...rest } = item;
    return typeof act === 'string' ? { act, rest } : undefined;
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

async function inLanes<Item, Outcome>(items: readonly Item[], work: (item: Item) => Promise<Outcome>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      const item = items[index];
      if (item !== undefined) outcomes[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: BATCH_LANES }, lane));
  return outcomes;
}

export function actRoutes(app: App, platform: Platform, counter: Counter): void {
  const callable = new Map(callableActs(platform).map((definition) => [definition.id, definition]));
  for (const definition of callable.values()) {
    app.post(`/api/v1/acts/${definition.id}`, {
      ...asItCame,
      config: { meter: 'acts' },
      schema: { summary: `${definition.title.zh} · ${definition.title.en}`, tags: [`act: ${definition.room}`], operationId: definition.id, body: signedForm(definition.contract), response: answers },
    }, async (request, reply) => {
      const party = request.identity?.party ?? '';
      const answer: Performed = await counter({ definition, party, body: request.body, demoAt: headerOf(request.headers[DEMO_AT]) });
      if (answer.repeated === true) void reply.header('idempotent-replayed', 'true');
      return reply.code(answer.status).send(answer.body);
    });
  }
  app.post('/api/v1/acts', {
    ...asItCame,
    bodyLimit: BATCH_BYTES,
    config: { meter: 'batches' },
    schema: {
      summary: '批量办理 · many acts at once, answers in order', tags: ['acts'], operationId: 'acts',
      body: z.strictObject({ acts: z.array(signedForm(z.looseObject({})).extend({ act: z.string() })).min(1).max(BATCH_MOST) }),
      response: { 200: z.strictObject({ answers: z.array(z.strictObject({ status: z.int(), body: z.looseObject({}) })) }), 400: refusalAnswer },
    },
  }, async (request, reply) => {
    const items = batchOf(request.body);
    if (items === undefined) return sendFailed(reply, 'batchMalformed', { most: BATCH_MOST });
    const party = request.identity?.party ?? '';
    const demoAt = headerOf(request.headers[DEMO_AT]);
    const list = await inLanes(items, async ({ act, rest }) => {
      const definition = callable.get(act);
      if (definition === undefined) return failed('noSuchAct', { act: act.slice(0, 64) });
      const { status, body } = await counter({ definition, party, body: rest, demoAt }).catch((error: unknown): Performed => failureOf(error, request.log));
      return { status, body };
    });
    return reply.send({ answers: list });
  });
  // Whatever else is posted here is no act, or one that only the clock does.
  app.post('/api/v1/acts/:act', { ...asItCame, config: { meter: 'acts' }, schema: { hide: true, params: z.object({ act: z.string() }) } }, async (request, reply) => sendFailed(reply, 'noSuchAct', { act: request.params.act.slice(0, 64) }));
}
