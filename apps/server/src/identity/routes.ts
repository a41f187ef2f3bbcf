/** Tokens for machines, against a signature by a registered key. */
import { instant, instantText, present, type Json, type JsonObject } from '@zhaobiao/basics';
import { refusalStatus, refuse, type Refusal } from '@zhaobiao/domain';
import { z } from 'zod';
import type { App } from '../http/app.ts';
import type { Ground } from '../http/context.ts';
import { moment, refusalAnswer, refusals } from '../http/documents.ts';
import { failed, sendFailed, type Failed } from '../http/failure.ts';
import { malformed, storable } from '../http/problem.ts';
import { checkSignature, commandOf, parseSigned, signedForm } from '../http/signed.ts';
import { refusalBody } from '../perform.ts';

const OBTAIN = 'obtainToken';

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Signed like an act, on the party's own stream, with an empty command; each signature is good once. */
async function obtainToken({ platform, parties, tokens }: Ground, body: unknown): Promise<Failed> {
  const no = (refusal: Refusal): Failed => ({ status: refusalStatus(refusal.code), body: refusalBody(platform.door.law, refusal) });
  const json = storable(body);
  if (!json.ok) return no(json.fault);
  const { act = null, ...rest } = isObject(json.value) ? json.value : {};
  if (act !== OBTAIN) return no(malformed('act', { zh: `应当是 ${OBTAIN}`, en: `must be ${OBTAIN}` }));
  const frame = parseSigned(rest);
  if (!frame.ok) return no(frame.fault);
  const party = await parties.find(frame.value.stream);
  if (party === undefined || party.stage !== 'active') return no(refuse('unknownActor'));
  const checked = checkSignature(party, OBTAIN, frame.value, commandOf(rest));
  if (!checked.ok) return checked.fault === 'badSignature' ? no(refuse('badSignature')) : checked.fault;
  if (!(await tokens.useOnce(checked.value.bytes))) return failed('replayed');
  const { token, expiresAt } = await tokens.issue(party.party);
  return { status: 201, body: { token, party: party.party, expiresAt: instantText(present(instant(expiresAt), 'moment of expiry')) } };
}

export function tokenRoutes(app: App, ground: Ground): void {
  app.post('/api/v1/tokens', {
    validatorCompiler: () => (value: unknown) => ({ value }),
    config: { meter: 'tokens' },
    schema: {
      summary: '取得令牌 · a token for a registered party, against a signature', tags: ['identity'], operationId: OBTAIN,
      body: signedForm(z.strictObject({})).extend({ act: z.literal(OBTAIN) }),
      response: { 201: z.strictObject({ token: z.string(), party: z.string(), expiresAt: moment }), 409: refusalAnswer, ...refusals },
    },
  }, async (request, reply) => {
    const { status, body } = await obtainToken(ground, request.body);
    return reply.code(status).send(body);
  });

  app.delete('/api/v1/tokens/current', { schema: { summary: '停用本令牌 · end this token', tags: ['identity'], operationId: 'endToken', response: { 204: z.null().describe('ended'), ...refusals } } }, async (request, reply) => {
    const { identity } = request;
    if (identity?.kind !== 'token') return sendFailed(reply, 'unauthenticated');
    await ground.tokens.revoke(identity.digest);
    return reply.code(204).send();
  });
}
