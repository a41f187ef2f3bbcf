import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomIfAny, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import type { PartyRoom } from '../party/state.ts';
import type { SecurityRoom } from '../security/state.ts';
import { needsOwnKeys, type LotRoom } from '../tender/state.ts';
import { envelopeLabelHex } from './label.ts';
import { bidId, securityRef, type Sealed } from './state.ts';

const envelope = z.strictObject({
  kind: z.enum(['whole', 'qualification', 'technical', 'price']),
  label: hex(32),
  capsule: z.strictObject({ u: hex(32), uBar: hex(32), e: hex(32), f: hex(32) }),
  ciphertext: hex(32),
  lengthBytes: z.int().min(1).max(2 ** 31),
  /** Given exactly where the document has bids opened by guardians and tenderer together. */
  ownCommitment: hex(32).nullable().default(null),
});

const contract = z.strictObject({
  lot: streamId('lot'),
  tenderer: z.strictObject({ lead: streamId('party'), members: z.array(streamId('party')).max(10) }),
  envelopes: z.array(envelope).min(1).max(4),
});
type Submit = z.infer<typeof contract>;

/** 条例 37 and 31: whoever joins is registered as a supplier; who may not join is the committee's to say, after the opening. */
function memberFault({ command, streams }: Context<Submit>): Refusal | undefined {
  const strange = command.tenderer.members.find((id) => id === command.tenderer.lead || !roomOfStream<PartyRoom>(streams, id).roles.includes('supplier'));
  const twice = command.tenderer.members.length !== new Set(command.tenderer.members).size;
  return strange !== undefined || twice ? refuse('notSupplier', ['TND-056'], { party: strange ?? command.tenderer.lead }) : undefined;
}

/** 条例 13, 34: who runs a tender, or runs it for another, is no tenderer in it, alone or in a consortium. */
function relatedFault(context: Context<Submit>): Refusal | undefined {
  const { procuringEntity, agency } = roomOf<LotRoom>(lotOf(context));
  const related = [context.command.tenderer.lead, ...context.command.tenderer.members].find((party) => party === procuringEntity || party === agency);
  return related === undefined ? undefined : refuse('relatedTenderer', ['REG-13', 'TND-054'], { party: related });
}

const lotOf = ({ streams, command }: Context<Submit>) => present(streams.get(command.lot), command.lot);

function sealedOf({ command, actor, streams }: Context<Submit>): Sealed {
  const { name, creditCode } = roomOfStream<PartyRoom>(streams, actor.party);
  // Without a key of its own an envelope is what it was before there were any.
  const envelopes = command.envelopes.map(({ ownCommitment, ...rest }) => (ownCommitment === null ? rest : { ...rest, ownCommitment }));
  return { tenderer: command.tenderer, name, creditCode, envelopes };
}

/** 实施条例 36 (未按要求密封) and 法 28: every envelope the document asks for, each bound to this lot and tenderer. */
function sealFault(context: Context<Submit>): Refusal | undefined {
  const { command } = context;
  const lot = roomOf<LotRoom>(lotOf(context));
  const required = lot.envelopes;
  const kinds = command.envelopes.map((each) => each.kind);
  if (kinds.length !== required.length || !required.every((kind) => kinds.includes(kind))) return refuse('notSealed', ['TND-055']);
  if (command.envelopes.some((each) => (each.ownCommitment !== null) !== needsOwnKeys(lot))) return refuse('notSealed', ['TND-055', 'ELE-09']);
  const foreign = command.envelopes.find((each) => each.label !== envelopeLabelHex(command.lot, each.kind, command.tenderer));
  return foreign ? refuse('wrongEnvelope', ['TND-055'], { kind: foreign.kind }) : undefined;
}

/**
 * A sealed bid, first or replacing one (法 28, 29). Shares the lot's lock: many at once, none while the lot is being closed.
 * Late: refused and recorded (条例 36). In time but found closed: the platform's fault, recorded as such.
 */
export const submitBid = defineAct({
  id: 'submitBid',
  room: 'bid',
  title: { zh: '递交投标文件', en: 'submit a bid' },
  machine: 'bid',
  contract,
  plan: (command, actor) => ({
    primary: { id: bidId(command.lot, actor.party), machine: 'bid', owner: command.lot },
    reads: [command.lot, ...command.tenderer.members],
    // A security that was owed back since an earlier bid was withdrawn serves the new one.
    writes: [securityRef(command.lot, actor.party)],
    objects: command.envelopes.map((each) => each.ciphertext),
  }),
  decide: (context) => {
    const { command, actor, at, tender } = context;
    if (command.tenderer.lead !== actor.party) return fail(refuse('notPermitted', ['REG-37', 'TND-056'], { act: '递交投标文件', actEn: 'submit a bid', who: '投标人（联合体牵头人）', whoEn: 'the tenderer (the lead of a consortium)' }));
    const notice = present(roomOf<LotRoom>(lotOf(context)).notice, 'notice of a lot that is bidding');
    if (tender !== notice.digest) return fail(refuse('otherDocument', ['TND-023'], { current: notice.version }));
    const fault = memberFault(context) ?? relatedFault(context) ?? sealFault(context);
    if (fault) return fail(fault);
    const security = securityRef(command.lot, actor.party).id;
    const owed = roomIfAny<SecurityRoom>(context.streams.get(security))?.owedBecause === 'withdrawn';
    return ok({
      events: [
        { type: 'BidSubmitted', fields: { lot: command.lot, sealed: sealedOf(context), submittedAt: instantText(at) } },
        ...(owed ? [{ type: 'SecurityKept', stream: security, fields: {} }] : []),
      ],
      answer: { submittedAt: instantText(at) },
    });
  },
  record: (context, refusal) => {
    const lot = lotOf(context);
    const closing = lot.deadlines['closing'];
    if (closing === undefined || !('at' in closing) || lot.stage === 'terminated') return undefined;
    const { envelopes: _envelopes, ...sealed } = sealedOf(context);
    const turnedAway = (code: 'tooLate' | 'bidNotTaken', type: string, cause: string) => ({
      refusal: refuse(code, ['TND-055'], { at: instantText(context.at), until: instantText(closing.at) }),
      events: [{ type, fields: { lot: lot.id, sealed, cause } }],
    });
    if (refusal.code === 'bidNotTaken') return turnedAway('bidNotTaken', 'BidNotTaken', 'platform');
    const isLate = refusal.code === 'tooLate' || refusal.code === 'wrongStage';
    return isLate && context.at >= closing.at ? turnedAway('tooLate', 'BidRefused', 'late') : undefined;
  },
});
