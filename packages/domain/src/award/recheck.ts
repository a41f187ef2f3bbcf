import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { papers } from '../complaint/state.ts';
import { committeeId } from '../expert/state.ts';
import type { LotRoom } from '../tender/state.ts';
import { candidateOf, capacityOf } from './candidates.ts';

/**
 * The same committee checks again (条例 54, 71): on an objection, or because the procuring entity found the report at fault. The publicity falls;
 * a later report replaces the earlier one, and both stay in the log.
 */
export const orderRecheck = defineAct({
  id: 'orderRecheck',
  room: 'award',
  title: { zh: '组织原评标委员会复核', en: 'have the same committee check again' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), reason: text(5000), objection: streamId('objection').nullable() }),
  plan: (command) => ({
    primary: { id: command.lot, machine: 'lot' },
    writes: [{ id: committeeId(command.lot), machine: 'committee', owner: command.lot }],
    ...(command.objection === null ? {} : { reads: [command.objection] }),
  }),
  decide: ({ command, streams }) => {
    const { reason, objection, lot } = command;
    const about = objection === null ? undefined : streams.get(objection);
    if (objection !== null && about?.owner !== lot) return fail(refuse('unknownStream', [], { stream: objection }));
    const committee = present(streams.get(committeeId(lot)), 'committee of the plan');
    if (committee.stage !== 'reported') return fail(refuse('reportUnsigned', ['TND-071']));
    return ok({
      events: [
        { type: 'EvaluationReopened', fields: { reason, objection } },
        { type: 'CommitteeRecalled', stream: committee.id, stage: 'reviewing', fields: { reason, objection } },
      ],
      answer: { lot },
    });
  },
});

/**
 * 条例 56: a candidate's operations or finances changed much, or it broke the law, so that it may not be able to perform. The committee that evaluated
 * looks at it again by the standard of the document; until it has, nothing is awarded to that candidate.
 */
export const reviewCapacity = defineAct({
  id: 'reviewCapacity',
  room: 'award',
  title: { zh: '履约能力审查', en: 'review the capacity to perform' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), bid: streamId('bid'), ground: z.enum(['operations', 'finance', 'unlawful']), reason: text(5000), documents: papers }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [committeeId(command.lot)], objects: command.documents.map((each) => each.digest) }),
  decide: ({ command, primary, streams, at }) => {
    const room = roomOf<LotRoom>(primary);
    const candidate = candidateOf(room, command.bid);
    if (candidate?.standing !== 'stands') return fail(refuse('notCandidate', ['REG-56'], { bid: candidate?.name ?? command.bid }));
    if (capacityOf(room, streams.get(committeeId(command.lot)), command.bid) === 'pending') return fail(refuse('capacityPending', ['REG-56'], { name: candidate.name }));
    const { bid, ground, reason, documents } = command;
    return ok({ events: [{ type: 'CapacityReviewOrdered', fields: { bid, ground, reason, documents, orderedAt: instantText(at) } }], answer: { lot: command.lot, bid } });
  },
});
