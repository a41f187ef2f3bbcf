import { ok, present, toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import { bidsOf, faultOf, type BidRoom, type BidSheet, type SheetItem } from '../bid/state.ts';
import type { StreamState } from '../procedure/types.ts';
import type { LotRoom, TenderFailure } from '../tender/state.ts';
import type { OpeningFlag, OpeningLine } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot') });
type Given = Context<z.infer<typeof contract>>;
const AT_OPENING = new Set(['submitted', 'released', 'opened', 'unopened']);

const presented = (context: Given): readonly StreamState[] => setOf(context, bidsOf(context.command.lot)).filter((bid) => AT_OPENING.has(bid.stage));

/** Bids that share a party with another bid: the company alone and in a consortium, or in two (条例 37). */
function sharing(bids: readonly StreamState[]): ReadonlySet<string> {
  const byParty = Map.groupBy(
    bids.flatMap((bid) => {
      const { lead, members } = roomOf<BidRoom>(bid).tenderer;
      return [lead, ...members].map((party) => ({ party, bid: bid.id }));
    }),
    ({ party }) => party,
  );
  return new Set([...byParty.values()].filter((list) => list.length > 1).flatMap((list) => list.map(({ bid }) => bid)));
}

function flagsOf(lot: LotRoom, { tenderer, sheet }: BidRoom, twice: boolean): readonly OpeningFlag[] {
  const { terms, ceilingFen, validityDays } = present(lot.notice, 'notice of a lot that is opened');
  const parties = tenderer.members.length + 1;
  const joint = parties > 1;
  const said: readonly (readonly [OpeningFlag, boolean])[] = [
    ['partyTwice', twice],
    ['consortiumNotAllowed', joint && !terms.consortium.allowed],
    ['consortiumTooLarge', joint && terms.consortium.maxMembers !== null && parties > terms.consortium.maxMembers],
    ['agreementMissing', joint && sheet !== null && sheet.agreement === null],
    ['aboveCeiling', sheet !== null && ceilingFen !== null && sheet.priceFen > ceilingFen],
    ['validityTooShort', sheet !== null && sheet.validityDays !== null && sheet.validityDays < validityDays],
  ];
  return said.flatMap(([flag, holds]) => (holds ? [flag] : []));
}

const itemsOf = (items: readonly SheetItem[] | null): OpeningLine['items'] =>
  items === null ? null : { count: items.length, digest: toHex(digest('sha256', utf8('zhaobiao/items/v1'), canonicalBytes(items.map((each) => ({ ...each }))))) };

const readOut = ({ items: _items, ...rest }: BidSheet): OpeningLine['sheet'] => rest;

/** Lines in order of receipt; the serial number says nothing of the price. */
function linesOf(lot: LotRoom, bids: readonly StreamState[]): readonly OpeningLine[] {
  const twice = sharing(bids);
  return bids
    .map((bid) => ({ id: bid.id, room: roomOf<BidRoom>(bid) }))
    .toSorted((left, right) => ((left.room.submittedAt ?? '') + left.id < (right.room.submittedAt ?? '') + right.id ? -1 : 1))
    .map(({ id, room }, index) => ({
      no: index + 1, bid: id, creditCode: room.creditCode, name: room.name, members: room.tenderer.members, submittedAt: room.submittedAt ?? '', openedAt: room.openedAt,
      outcome: room.sheet ? 'opened' : 'unopened', cause: room.cause, regardedAs: room.cause === null ? null : faultOf(room.cause) === 'tenderer' ? 'revoked' : 'withdrawn',
      sheet: room.sheet === null ? null : readOut(room.sheet), items: itemsOf(room.sheet?.items ?? null), flags: flagsOf(lot, room, twice.has(id)),
    }));
}

/**
 * 开标记录 (法 36, 办法 32): complete only when every bid that stood at the deadline is dealt with. A bid left unopened counts as revoked or as withdrawn
 * (办法 31); with fewer than three left the tender fails, which is another thing than too few at the deadline.
 */
export const recordOpening = defineAct({
  id: 'recordOpening',
  room: 'opening',
  title: { zh: '唱标并形成开标记录', en: 'read out and record the opening' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, sums: [bidsOf(command.lot)] }),
  facts: (context) => {
    const bids = presented(context);
    return { openedCount: bids.filter((bid) => bid.stage === 'opened').length, unopenedCount: bids.filter((bid) => bid.stage === 'submitted' || bid.stage === 'released').length };
  },
  decide: (context) => {
    const lines = linesOf(roomOf<LotRoom>(context.primary), presented(context));
    const opened = lines.filter((each) => each.outcome === 'opened').length;
    const counted = (as: 'revoked' | 'withdrawn'): number => lines.filter((each) => each.regardedAs === as).length;
    const fewest = Number(context.procedure.parameters['minTenderers']?.value ?? 3);
    const failure: TenderFailure | null = opened < fewest ? { cause: 'fewAfterDecryption', count: opened } : null;
    return ok({ events: [{ type: 'OpeningRecorded', fields: { lines, opened, unopened: lines.length - opened, revoked: counted('revoked'), withdrawn: counted('withdrawn'), failure } }] });
  },
});
