import { addDays, amountText, dayOf, fail, fen, ok, present, shift, startOf, type Instant } from '@zhaobiao/basics';
import { z } from 'zod';
import { calendarDay, hex, streamId, text } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import type { PartyRoom } from '../party/state.ts';
import type { RuleId } from '../procedure/types.ts';
import type { LotRoom } from '../tender/state.ts';
import { FROM_BASIC_ACCOUNT, GUARANTEES, SECURITY_KINDS, performanceId, securityId, type Lodged } from './state.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  tenderer: streamId('party'),
  kind: z.enum(SECURITY_KINDS),
  /** Fen; zero for an exemption, and for a yearly security that is not divided by tender. */
  amountFen: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  receivedOn: calendarDay,
  /** Last day of a guarantee, as it is written on it. */
  validUntilOn: calendarDay.nullable(),
  number: text(80).nullable(),
  issuer: text(100).nullable(),
  payer: text(100).nullable(),
  accountTail: z.string().regex(/^\d{4}$/).nullable(),
  domestic: z.boolean(),
  fromBasicAccount: z.boolean(),
  document: hex(32).nullable(),
});
type Lodge = z.infer<typeof contract>;

export const yuan = (amount: number): string => amountText(present(fen(amount), 'whole fen'), 2, 2);

const invalid = (field: string, problemZh: string, problemEn: string, cite: readonly RuleId[] = ['TND-029']): Refusal => refuse('termsInvalid', cite, { field, problemZh, problemEn });

/** What the record of any security must say, by its kind. */
function formFault({ command, at, streams }: Context<Lodge>): Refusal | undefined {
  const { kind, amountFen, domestic, fromBasicAccount, validUntilOn } = command;
  if (!roomOfStream<PartyRoom>(streams, command.tenderer).roles.includes('supplier')) return refuse('notSupplier', ['TND-029'], { party: command.tenderer });
  if (command.receivedOn > dayOf(at)) return invalid('receivedOn', '晚于今天', 'is later than today');
  if (kind === 'exempt' && amountFen !== 0) return invalid('amountFen', '免交的应当为零', 'is zero for an exemption');
  if (kind !== 'exempt' && kind !== 'annual' && amountFen === 0) return invalid('amountFen', '应当大于零', 'is more than zero');
  if (GUARANTEES.has(kind) && (validUntilOn === null || command.issuer === null || command.number === null)) return invalid('validUntilOn', '保函应当写明出具机构、编号和有效期', 'a guarantee names its issuer, number and validity', ['TND-032']);
  // 实施条例 26: money of a domestic unit leaves its basic account, so that nobody lends his name.
  return FROM_BASIC_ACCOUNT.has(kind) && domestic && !fromBasicAccount ? refuse('notFromBasicAccount', ['TND-033'], { party: command.tenderer }) : undefined;
}

const recorded = (command: Lodge, purpose: Lodged['purpose']): Lodged => ({ ...command, purpose });

/** End of the bid validity as it stands now; a later amendment may move it. */
function validityEnd({ streams, command }: Context<Lodge>): Instant {
  const timing = present(present(streams.get(command.lot), command.lot).deadlines['validityEnd'], 'end of the validity of a lot that is bidding');
  return 'at' in timing ? timing.at : timing.notBefore;
}

/** 实施条例 26: asked for in the document, not more than it asks, and as long as the bids are valid. */
function bidSecurityFault(context: Context<Lodge>, asked: number | null): Refusal | undefined {
  const { kind, amountFen, validUntilOn } = context.command;
  if (asked === null) return refuse('securityNotAsked', ['TND-029']);
  if (amountFen > asked) return refuse('securityAboveDocument', ['TND-029'], { amount: yuan(amountFen), asked: yuan(asked) });
  const until = validityEnd(context);
  if (GUARANTEES.has(kind) && validUntilOn !== null && startOf(addDays(validUntilOn, 1)) < until) return refuse('securityTooShort', ['TND-032'], { validUntil: validUntilOn, until: dayOf(shift(until, -1)) });
  return undefined;
}

/** A security below the amount of the document, or of another kind, is taken and shown: whether the bid stands is the committee's to say, after the opening. */
const otherKind = ({ kind }: Lodge, kinds: readonly string[]): readonly Warning[] =>
  kind === 'exempt' || kinds.includes(kind) ? [] : [warn('TND-029', '招标文件没有列明这种投标保证金方式。', 'The document does not name this kind of security.')];
const shortfall = ({ kind, amountFen }: Lodge, asked: number): readonly Warning[] =>
  kind === 'exempt' || kind === 'annual' || amountFen >= asked ? [] : [warn('TND-029', `投标保证金 ${yuan(amountFen)} 元，低于招标文件要求的 ${yuan(asked)} 元。`, `The security of ${yuan(amountFen)} yuan is below the ${yuan(asked)} yuan of the document.`)];

/**
 * A bid security on record, by whoever keeps the money or the guarantee. Sealed until the tenderers are announced: who has lodged one is a potential
 * tenderer (法 22).
 */
export const lodgeSecurity = defineAct({
  id: 'lodgeSecurity',
  room: 'security',
  title: { zh: '登记投标保证金', en: 'record a bid security' },
  machine: 'security',
  contract,
  plan: (command) => ({
    primary: { id: securityId(command.lot, command.tenderer), machine: 'security', owner: command.lot },
    reads: [command.lot, command.tenderer],
    objects: command.document === null ? [] : [command.document],
  }),
  decide: (context) => {
    const { command, streams, primary } = context;
    const notice = roomOfStream<LotRoom>(streams, command.lot).notice;
    const asked = notice?.securityFen ?? null;
    const fault = bidSecurityFault(context, asked) ?? formFault(context);
    if (fault) return fail(fault);
    const warnings = [...shortfall(command, asked ?? 0), ...otherKind(command, notice?.terms.security?.kinds ?? [])];
    return ok({ events: [{ type: 'SecurityLodged', fields: { ...recorded(command, 'bid'), warnings } }], answer: { security: primary.id, warnings } });
  },
});

/** 实施条例 58: at most a tenth of the contract price, or what share of it the document says; from the winner only. */
function performanceFault({ command, streams, procedure }: Context<Lodge>): Refusal | undefined {
  const { award, supplier, notice } = roomOfStream<LotRoom>(streams, command.lot);
  if (!award || supplier !== command.tenderer) return refuse('notWinner', ['TND-080'], { party: command.tenderer });
  const lawful = Number(procedure.parameters['performancePermille']?.value ?? 100);
  const permille = Math.min(lawful, notice?.terms.contract.performancePermille ?? lawful);
  const cap = Number((BigInt(award.priceFen) * BigInt(permille)) / 1000n);
  return command.amountFen > cap ? refuse('performanceTooHigh', ['TND-080'], { amount: yuan(command.amountFen), cap: yuan(cap), permille }) : undefined;
}

export const lodgePerformanceBond = defineAct({
  id: 'lodgePerformanceBond',
  room: 'security',
  title: { zh: '登记履约保证金', en: 'record a performance bond' },
  machine: 'security',
  contract: contract.refine((command) => command.kind !== 'annual' && command.kind !== 'exempt', { path: ['kind'], message: 'money or a guarantee' }),
  plan: (command) => ({
    primary: { id: performanceId(command.lot, command.tenderer), machine: 'security', owner: command.lot },
    reads: [command.lot, command.tenderer],
    objects: command.document === null ? [] : [command.document],
  }),
  decide: (context) => {
    const fault = performanceFault(context) ?? formFault(context);
    if (fault) return fail(fault);
    return ok({ events: [{ type: 'SecurityLodged', fields: { ...recorded(context.command, 'performance'), warnings: [] } }], answer: { security: context.primary.id } });
  },
});
