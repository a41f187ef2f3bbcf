/** What went wrong inside, told outside only by a number under which the log holds the rest. */
import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger, FastifyError } from 'fastify';
import type { JsonObject } from '@zhaobiao/basics';
import { failed, type Failed } from './failure.ts';
import { malformed, refusalOfIssues } from './problem.ts';
import { refusalStatus, refuse, type Refusal } from '@zhaobiao/domain';
import { isStoreAway } from '../perform.ts';
import { z } from 'zod';

const incidentNumber = (): string => randomBytes(6).toString('hex').toUpperCase();

/** A fault of the platform: logged whole, answered with its number. */
export function failureOf(error: unknown, log: FastifyBaseLogger): Failed {
  const incident = incidentNumber();
  log.error({ err: error, incident }, 'a request failed');
  return failed('internal', { incident });
}

const LIMIT = 1024 * 1024;

/** Faults that fastify itself raises before a handler runs. */
function byCode(error: FastifyError, bodyLimit: number | undefined): Failed | Refusal | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failed('bodyTooLarge', { limit: bodyLimit ?? LIMIT });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failed('unsupportedMedia', { type: /: (.{1,80})/.exec(error.message)?.[1] ?? '' });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return malformed('body', { zh: '不是完整的 JSON', en: 'is not whole JSON' });
    default:
      return undefined;
  }
}

type FormFault = Error & { readonly refusal: Refusal };

const isFormFault = (error: unknown): error is FormFault => error instanceof Error && 'refusal' in error;

/** Queries and bodies of reads go through their zod contract; what does not fit becomes the refusal that names the field. */
export const formCompiler = ({ schema }: { readonly schema: unknown }) => (value: unknown): { readonly value: unknown } | { readonly error: FormFault } => {
  if (!(schema instanceof z.ZodType)) return { value };
  const parsed = schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : { error: Object.assign(new Error('the request does not fit its form'), { refusal: refusalOfIssues(parsed.error.issues, value) }) };
};

/** The answer to whatever was thrown; `refusalBodyOf` adds the articles. */
export function answerTo(error: FastifyError, log: FastifyBaseLogger, bodyLimit: number | undefined, refusalBodyOf: (refusal: Refusal) => JsonObject): Failed {
  const known = isFormFault(error) ? error.refusal : isStoreAway(error) ? refuse('storeUnavailable') : byCode(error, bodyLimit);
  if (known !== undefined) return 'status' in known ? known : { status: refusalStatus(known.code), body: refusalBodyOf(known) };
  const client = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  if (!client) return failureOf(error, log);
  const refusal = malformed('body', { zh: '不能识别', en: 'cannot be understood' });
  return { status: error.statusCode ?? 400, body: refusalBodyOf(refusal) };
}
