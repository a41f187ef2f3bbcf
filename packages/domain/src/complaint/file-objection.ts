import { fail, instantText, ok, present, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import type { Context, Plan, Verdict } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomIfAny, roomOfStream } from '../act/typed.kernel.ts';
import { bidId, type BidRoom } from '../bid/state.ts';
import type { PartyRoom } from '../party/state.ts';
import { lotOfStream, papers, type ObjectionKind } from './state.ts';

const contract = z
  .strictObject({
    /** `objection:P/1/NAME`; the name is chosen by who objects and says nothing of it. */
    objection: streamId('objection'),
    lot: streamId('lot'),
    grounds: text(5000),
    request: text(2000),
    concerns: text(500),
    documents: papers,
  })
  .refine((value) => lotOfStream(value.objection) === value.lot, { path: ['objection'], message: 'an objection of this lot' });
type File = z.infer<typeof contract>;

const planned = (command: File, reads: readonly string[]): Plan => ({
  primary: { id: command.objection, machine: 'objection', owner: command.lot },
  // The lot keeps what holds it up, so that every act that asks is answered under one lock.
  writes: [{ id: command.lot, machine: 'lot' }],
  reads,
  objects: command.documents.map((each) => each.digest),
});

function filed(context: Context<File>, kind: ObjectionKind, stage: 'sealed' | 'filed'): Result<Verdict, Refusal> {
  const { command, actor, streams, at } = context;
  const { objection, lot, grounds, request, concerns, documents } = command;
  const objectorName = roomOfStream<PartyRoom>(streams, actor.party).name;
  const filedAt = instantText(at);
  return ok({
    events: [
      { type: 'ObjectionFiled', fields: { lot, kind, objector: actor.party, objectorName, grounds, request, concerns, documents, filedAt } },
      { type: 'HoldBegun', stream: lot, fields: { hold: { machine: 'objection', id: objection, stage } } },
    ],
    answer: { objection, filedAt },
  });
}

/**
 * 实施条例 22: to the document, at least 10 days before the closing. Who objects is a potential tenderer, so that the whole act is sealed
 * until the tenderers are announced (法 22).
 */
export const objectToDocument = defineAct({
  id: 'objectToDocument',
  room: 'complaint',
  title: { zh: '对招标文件提出异议', en: 'object to the tender document' },
  machine: 'objection',
  contract,
  plan: (command) => planned(command, []),
  decide: (context) => filed(context, 'document', 'sealed'),
});

/** The tenderers of the lot: whose bid stood at the deadline. A bid withdrawn before it, or never sent, gives no standing. */
function standingFault(context: Context<File>, act: { readonly zh: string; readonly en: string }): Refusal | undefined {
  const bid = context.streams.get(bidId(context.command.lot, context.actor.party));
  const took = new Set(['submitted', 'released', 'opened', 'unopened']);
  const refusedLate = (roomIfAny<BidRoom>(bid)?.refused ?? 0) > 0;
  if (bid !== undefined && (took.has(bid.stage) || refusedLate)) return undefined;
  return refuse('notPermitted', ['TND-061'], { act: act.zh, actZh: act.zh, actEn: act.en, who: 'a tenderer of this lot', whoZh: '本标段投标人', whoEn: 'a tenderer of this lot' });
}

/** 实施条例 44: to the opening, on the spot; the spot ends `spotObjectionMs` after the record. */
export const objectToOpening = defineAct({
  id: 'objectToOpening',
  room: 'complaint',
  title: { zh: '对开标当场提出异议', en: 'object to the opening on the spot' },
  machine: 'objection',
  contract,
  plan: (command, actor) => planned(command, [bidId(command.lot, actor.party)]),
  decide: (context) => {
    const fault = standingFault(context, { zh: '对开标提出异议', en: 'object to the opening' });
    if (fault) return fail(fault);
    const until = present(context.streams.get(context.command.lot), context.command.lot).deadlines['spotObjections'];
    if (until !== undefined && 'at' in until && context.at >= until.at) return fail(refuse('windowClosed', ['TND-061'], { until: instantText(until.at), at: instantText(context.at) }));
    return filed(context, 'opening', 'filed');
  },
});

/** 实施条例 54: to the result, while the candidates are publicised. */
export const objectToResult = defineAct({
  id: 'objectToResult',
  room: 'complaint',
  title: { zh: '对评标结果提出异议', en: 'object to the result of the evaluation' },
  machine: 'objection',
  contract,
  plan: (command, actor) => planned(command, [bidId(command.lot, actor.party)]),
  decide: (context) => {
    const fault = standingFault(context, { zh: '对评标结果提出异议', en: 'object to the result' });
    return fault ? fail(fault) : filed(context, 'result', 'filed');
  },
});
