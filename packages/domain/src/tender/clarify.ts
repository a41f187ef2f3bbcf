import { fail, instantText, ok, present, toHex, utf8, type Json } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { moment, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson, defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { CALENDAR } from '../governance/state.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { closingAfter, noticeDigest } from './notice.ts';
import type { LotRoom, Notice } from './state.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  /** The question stands as the procuring entity words it: without a name and without what would give one away. */
  answers: z.array(z.strictObject({ enquiry: streamId('enquiry').nullable(), question: text(2000), answer: text(5000) })).min(1).max(100),
  affectsBids: z.boolean(),
  closingAt: moment.optional(),
});
type Clarify = z.infer<typeof contract>;

/**
 * The document with a clarification added: a new version with its own digest. What a tenderer signs from now on includes the answers.
 * Digest of the clarification: SHA-256 over 'clarification/v1' and the canonical bytes of lot, version and answers.
 */
function clarified(lot: string, { digest: _before, ...notice }: Notice, answers: Json, closingAt: string): Notice {
  const version = notice.version + 1;
  const clarification = toHex(digest('sha256', utf8('clarification/v1'), canonicalBytes({ lot, version, answers })));
  const body = { ...notice, version, closingAt, clarifications: [...(notice.clarifications ?? []), clarification] };
  return { ...body, digest: noticeDigest(lot, body) };
}

const chosen = ({ closingAt }: Pick<Clarify, 'closingAt'>) => (closingAt === undefined ? {} : { closingAt });
const facts = ({ affectsBids }: Pick<Clarify, 'affectsBids'>) => ({ affectsPreparation: affectsBids });

function fault({ command, streams, primary, actor, act }: Context<Clarify>): Refusal | undefined {
  const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), act, actor);
  if (beyond) return beyond;
  const foreign = command.answers.find(({ enquiry }) => enquiry !== null && streams.get(enquiry)?.owner !== command.lot);
  if (foreign) return refuse('unknownStream', [], { stream: foreign.enquiry ?? '' });
  const closing = primary.deadlines['closing'];
  if (command.closingAt === undefined || closing === undefined) return undefined;
  const until = 'at' in closing ? closing.at : closing.notBefore;
  return command.closingAt < until ? refuse('closingEarlier', ['TND-023'], { until: instantText(until) }) : undefined;
}

/**
 * 澄清 (条例 21): to everybody, never naming who asked. Part of the document; bids already in stay valid and their owners are urged to read again. What may
 * affect the making of bids needs 15 days: the deadline moves by itself (the effect stands in the procedure).
 */
export const clarify = defineAct({
  id: 'clarify',
  room: 'tender',
  title: { zh: '发出澄清', en: 'issue a clarification' },
  machine: 'lot',
  contract,
  plan: ({ lot, answers }) => ({ primary: { id: lot, machine: 'lot' }, reads: [CALENDAR, projectOf(lot), ...new Set(answers.flatMap(({ enquiry }) => (enquiry === null ? [] : [enquiry])))] }),
  facts: ({ command }) => facts(command),
  chosen,
  decide: (context) => {
    const { command, primary } = context;
    const refusal = fault(context);
    if (refusal) return fail(refusal);
    const before = present(roomOf<LotRoom>(primary).notice, 'notice of a lot that is bidding');
    const answers = command.answers.map(({ question, answer }) => ({ question, answer }));
    const notice = clarified(primary.id, before, answers, closingAfter(context, 'clarify', chosen(command), facts(command)));
    const enquiries = command.answers.map((each) => each.enquiry);
    return ok({
      events: [{ type: 'ClarificationIssued', fields: { notice: asJson(notice), answers, affectsBids: command.affectsBids, enquiries } }],
      answer: { lot: primary.id, tender: notice.digest, version: notice.version, closingAt: notice.closingAt },
    });
  },
});
