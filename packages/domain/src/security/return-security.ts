import { DAY, dayOf, fail, ok, present, startOf, day, type Day, type Instant, type Result } from '@zhaobiao/basics';
import { z } from 'zod';
import { calendarDay, hex, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomIfAny, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import type { PassOverCause } from '../award/state.ts';
import { bidId, faultOf, lapsed, type BidRoom } from '../bid/state.ts';
import type { StreamState } from '../procedure/types.ts';
import type { LotRoom } from '../tender/state.ts';
import { FORFEIT_CAUSES, MONEY, interestFen, partsOfSecurity, type ForfeitCause, type Returned, type SecurityRoom } from './state.ts';

const named = { security: streamId('security'), lot: streamId('lot') };
const ofItsLot = { path: ['lot'], message: 'the lot of this security' };
const belongs = ({ security, lot }: { readonly security: string; readonly lot: string }): boolean => partsOfSecurity(security).lot === lot;

const returning = z
  .strictObject({
    ...named,
    paidOn: calendarDay,
    /** The bank's rate for such a deposit, per thousand and year, decimal text; `null` where no money was held. */
    ratePermille: z.string().regex(/^\d{1,3}(?:\.\d{1,3})?$/).nullable(),
  })
  .refine(belongs, ofItsLot);
type Return = z.infer<typeof returning>;

/** The bid may not exist: a security lodged and no bid submitted. Written and not read, for a stream that is read must be there. */
const planOf = ({ security, lot }: Pick<Return, 'security' | 'lot'>) => {
  const bid = bidId(lot, partsOfSecurity(security).party);
  return { primary: { id: security, machine: 'security', owner: lot }, writes: [{ id: bid, machine: 'bid', owner: lot }], reads: [lot] } as const;
};

const bidOf = ({ command, streams }: Pick<Context<Pick<Return, 'security' | 'lot'>>, 'command' | 'streams'>): StreamState => {
  const id = bidId(command.lot, partsOfSecurity(command.security).party);
  return present(streams.get(id), id);
};

const LIVE = new Set(['submitted', 'released', 'opened']);
/** Until the notice of award any of the bids may still win; the winner's security is held until the contract (条例 57). */
const UNDECIDED = new Set(['bidding', 'closed', 'announced', 'checked', 'opening', 'opened', 'evaluated', 'publicised', 'decided']);

function stillNeeded(context: Context<Return>): Refusal | undefined {
  const { command, streams, primary, at } = context;
  const lot = present(streams.get(command.lot), command.lot);
  const { purpose, tenderer } = roomOf<SecurityRoom>(primary);
  const { supplier = null } = roomOf<LotRoom>(lot);
  if (purpose === 'performance') return undefined;
  const wins = lot.stage === 'awarded' && supplier === tenderer;
  const stands = UNDECIDED.has(lot.stage) && standing(bidOf(context), lot, at);
  return wins || stands ? refuse('securityNeeded', ['TND-079'], { security: command.security }) : undefined;
}

/** Whether it may still win: a bid that has lapsed may not, and its security goes back (30号令 29). */
const standing = (bid: StreamState, lot: StreamState, at: Instant): boolean => LIVE.has(bid.stage) && !lapsed({ ...bid, room: roomOf<BidRoom>(bid) }, lot, at);

/** 实施条例 57: money goes back with the interest of a bank deposit of that time; a guarantee earns none. */
function paid({ command, primary }: Context<Return>): Result<Returned, Refusal> {
  const { kind, amountFen, receivedOn, purpose } = roomOf<SecurityRoom>(primary);
  const { paidOn, ratePermille } = command;
  const bears = MONEY.has(kind) && amountFen > 0;
  if (bears && purpose === 'bid' && ratePermille === null) return fail(refuse('interestMissing', ['TND-079'], {}));
  if (!bears && ratePermille !== null) return fail(refuse('termsInvalid', ['TND-079'], { field: 'ratePermille', problemZh: '保函不计利息', problemEn: 'a guarantee bears no interest' }));
  if (ratePermille === null) return ok({ amountFen, interestFen: 0, interest: null, paidOn });
  const days = daysBetween(present(day(receivedOn), 'day a security came in'), paidOn);
  return ok({ amountFen, interestFen: interestFen(amountFen, ratePermille, days), interest: { ratePermille, from: receivedOn, to: paidOn, days }, paidOn });
}

const daysBetween = (from: Day, to: Day): number => (startOf(to) - startOf(from)) / DAY;

function returned(context: Context<Return>) {
  const { command, primary, at } = context;
  const fault = stillNeeded(context);
  if (fault) return fail(fault);
  const { receivedOn } = roomOf<SecurityRoom>(primary);
  if (command.paidOn < receivedOn || command.paidOn > dayOf(at)) return fail(refuse('termsInvalid', ['TND-079'], { field: 'paidOn', problemZh: '应当在收到之日以后、今天以前', problemEn: 'lies between the day it came in and today' }));
  const back = paid(context);
  if (!back.ok) return back;
  return ok({ events: [{ type: 'SecurityReturned', fields: { ...back.value } }], answer: { security: primary.id, ...back.value } });
}

/** Who got money back is known to the parties and the supervisor: of a tender that was never opened it would name potential tenderers (法 22). */
export const returnSecurity = defineAct({
  id: 'returnSecurity',
  room: 'security',
  title: { zh: '退还保证金及利息', en: 'return a security with interest' },
  machine: 'security',
  contract: returning,
  plan: planOf,
  decide: returned,
});

/** 实施条例 35: the security of a bid that was withdrawn before the deadline, within five days, while others still bid. */
export const returnWithdrawn = defineAct({
  id: 'returnWithdrawn',
  room: 'security',
  title: { zh: '退还已撤回投标的保证金', en: 'return the security of a withdrawn bid' },
  machine: 'security',
  contract: returning,
  plan: planOf,
  decide: (context) => (bidOf(context).stage === 'withdrawn' ? returned(context) : fail(refuse('securityNeeded', ['TND-051'], { security: context.command.security }))),
});

const forfeiting = z.strictObject({ ...named, cause: z.enum(FORFEIT_CAUSES), reason: text(1000), evidence: hex(32).nullable() }).refine(belongs, ofItsLot);
type Forfeit = z.infer<typeof forfeiting>;

const unfounded = (cause: ForfeitCause, problemZh: string, problemEn: string): Refusal => refuse('forfeitUnfounded', ['TND-052'], { cause, problemZh, problemEn });

type Ground = { readonly bid: StreamState; readonly lot: LotRoom; readonly room: SecurityRoom };
type Problem = readonly [string, string] | undefined;

/** Causes that the record cannot show: the paper that proves them comes with the act. */
const PROVED: ReadonlySet<ForfeitCause> = new Set(['revoked', 'noContract', 'addedConditions', 'contractBroken']);

/** Each cause rests on a fact that the record shows, where the record can show it. */
const FOUNDED: Readonly<Record<ForfeitCause, (given: Ground) => Problem>> = {
  revoked: ({ bid, lot, room }) => {
    if (!LIVE.has(bid.stage)) return ['没有截止时有效的投标', 'there was no bid at the deadline'];
    return lot.supplier === room.tenderer ? ['中标后不再是撤销投标文件', 'a bid that was awarded is not revoked any more'] : undefined;
  },
  undecrypted: ({ bid }) => {
    const cause = roomIfAny<BidRoom>(bid)?.cause ?? null;
    return bid.stage === 'unopened' && cause !== null && faultOf(cause) === 'tenderer' ? undefined : ['不是因投标人原因未解密', 'the bid was not left unopened by the tenderer’s doing'];
  },
  noContract: (given) => lostBy(given, 'renounced'),
  addedConditions: (given) => lostBy(given, 'renounced'),
  noPerformanceBond: (given) => (given.lot.notice?.terms.contract.performanceRequired === true ? lostBy(given, 'noPerformanceBond') : ['招标文件没有要求提交履约保证金', 'the document asks for no performance bond']),
  contractBroken: ({ room, lot }) => (room.purpose === 'performance' && lot.contract !== undefined ? undefined : ['只适用于已订立合同的履约保证金', 'applies to the performance bond of a concluded contract only']),
};

/** 条例 74: the winner before there is a contract, or who was passed over for this and for nothing else (not for force majeure, nor because the bid lapsed). */
function lostBy({ bid, lot, room }: Ground, cause: PassOverCause): Problem {
  if (lot.supplier === room.tenderer) return lot.contract === undefined ? undefined : ['合同已经订立', 'the contract is concluded'];
  const passed = lot.candidates?.find((each) => each.bid === bid.id && each.standing === 'passedOver');
  if (passed === undefined) return ['不是中标人', 'this is not the winner'];
  return passed.cause === cause ? undefined : ['不是因为这个原因被取消中标资格', 'it was not passed over for that'];
}

/** 实施条例 35 and 74, 20号令 31: a security is kept for one of these reasons and no other. */
export const forfeitSecurity = defineAct({
  id: 'forfeitSecurity',
  room: 'security',
  title: { zh: '不予退还保证金', en: 'keep a security' },
  machine: 'security',
  contract: forfeiting,
  plan: (command) => ({ ...planOf(command), objects: command.evidence === null ? [] : [command.evidence] }),
  decide: (context: Context<Forfeit>) => {
    const { command, streams, primary } = context;
    const room = roomOf<SecurityRoom>(primary);
    if ((command.cause === 'contractBroken') !== (room.purpose === 'performance')) return fail(unfounded(command.cause, '与保证金的种类不符', 'does not fit this kind of security'));
    const problem = FOUNDED[command.cause]({ bid: bidOf(context), lot: roomOfStream<LotRoom>(streams, command.lot), room });
    if (problem) return fail(unfounded(command.cause, problem[0], problem[1]));
    if (PROVED.has(command.cause) && command.evidence === null) return fail(unfounded(command.cause, '应当附证明材料', 'the proof is missing'));
    return ok({ events: [{ type: 'SecurityForfeited', fields: { cause: command.cause, reason: command.reason, evidence: command.evidence } }], answer: { security: primary.id, amountFen: room.amountFen } });
  },
});
