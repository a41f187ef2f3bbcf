import { fail, instantText, later, MINUTE, ok, shift, type Instant } from '@zhaobiao/basics';
import { z } from 'zod';
import { moment, streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, type BidRoom } from '../bid/state.ts';
import { OUTAGE_CAUSES, statementDigest } from './preparation.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  cause: z.enum(OUTAGE_CAUSES),
  from: moment,
  to: moment,
  statement: text(2000),
  closingAt: moment,
});
type Declare = z.infer<typeof contract>;

const wrong = (problemZh: string, problemEn: string): Refusal => refuse('outageInvalid', ['ELE-07'], { problemZh, problemEn });

/**
 * The earliest deadline after an outage: as long after its end as it lasted, and later than the one it met. The measure is the platform's own (建议).
 * Example: down 08:40–09:40, closing at 09:30 → not before 10:40.
 */
const earliestClosing = ({ from, to }: Pick<Declare, 'from' | 'to'>, closing: Instant): Instant => later(shift(to, to - from), shift(closing, MINUTE));

function fault({ command, primary, at }: Context<Declare>): Refusal | undefined {
  const closing = primary.deadlines['closing'];
  if (closing === undefined || !('at' in closing)) return refuse('deadlineUnset', ['ELE-07'], { deadline: 'closing', deadlineZh: '投标截止时间', deadlineEn: 'closing of bids', act: 'declareOutage', actZh: '认定平台故障', actEn: 'declare an outage' });
  if (command.to <= command.from) return wrong('结束时间应当晚于开始时间', 'it ends before it begins');
  if (command.to > at) return wrong('故障还没有结束', 'it is not over yet');
  if (command.from >= closing.at) return wrong('故障开始时投标已经截止', 'it began after the deadline');
  const earliest = earliestClosing(command, closing.at);
  if (command.closingAt >= earliest) return undefined;
  return refuse('extensionTooShort', ['ELE-07'], { length: Math.ceil((command.to - command.from) / MINUTE), earliest: instantText(earliest) });
}

/**
 * The platform failed before the deadline (20号令 27, 31: what is not the tenderer's fault is not at its cost). Bidding goes on, or is reopened where it had
 * closed and nobody has been announced; bids that are in stay in. How many had begun and were not taken is evidence, hidden until the tenderers are announced.
 * The document is the same: who had sealed a bid for it may submit that bid.
 */
export const declareOutage = defineAct({
  id: 'declareOutage',
  room: 'tender',
  title: { zh: '认定平台故障并延长截止时间', en: 'declare an outage and extend the deadline' },
  machine: 'lot',
  contract,
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' }, sums: [bidsOf(lot)] }),
  chosen: ({ closingAt }) => ({ closingAt }),
  decide: (context) => {
    const { command, primary } = context;
    const refusal = fault(context);
    if (refusal) return fail(refusal);
    const bids = setOf(context, bidsOf(primary.id));
    const statement = { cause: command.cause, from: instantText(command.from), to: instantText(command.to), statement: command.statement, closingAt: instantText(command.closingAt) };
    const digest = statementDigest(primary.id, 'outage', statement);
    const attempts = bids.filter((bid) => roomOf<BidRoom>(bid).attempt !== null).length;
    const notTaken = bids.filter((bid) => roomOf<BidRoom>(bid).refused > 0).length;
    return ok({ events: [{ type: 'OutageDeclared', fields: { ...statement, digest, attempts, notTaken } }], answer: { lot: primary.id, closingAt: statement.closingAt, digest } });
  },
});
