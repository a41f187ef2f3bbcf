/** A lot with sealed bids in memory, from the notice to wherever a test wants it, and the acts of the opening in short form. */
import { instantText, shift, toHex, unwrap, utf8, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import { bidId, type BidRoom, type LotRoom, type Refusal } from '@zhaobiao/domain';
import { digest, sealLabel } from '@zhaobiao/evidence';
import type { Done, MemoryCity, Person } from '@zhaobiao/testkit';
import { CLOSING, LOT, at, publishedLot, room } from '../tender/works-city.ts';

export { LOT, at } from '../tender/works-city.ts';
export const SHUT: Instant = at(CLOSING);
export const BEFORE = shift(SHUT, -3_600_000);
export const after = (ms: number): Instant => shift(SHUT, 5_000 + ms);

export type Said = Result<Done, Refusal>;
/** `accepted`, or the refusal's code. */
export const said = (result: Said): string => (result.ok ? 'accepted' : result.fault.code);
export const events = (result: Said): readonly JsonObject[] => unwrap(result).decision.record.events.map((event) => ({ type: event.type, stream: event.stream, ...event.public }));

type Published = ReturnType<typeof publishedLot>;
export type Sealed = Published & {
  readonly supplier: (code: string) => Person;
  readonly depository: Person;
  readonly operator: Person;
  readonly notary: Person;
  readonly guardian: Person;
  /** Submits a bid, members by code. */
  readonly submit: (who: Person, moment?: Instant, members?: readonly Person[]) => Said;
  readonly close: () => Said;
  readonly announce: () => Said;
  readonly check: (who?: Person) => Said;
  readonly release: (who: Person, moment?: Instant) => Said;
  readonly open: (who: Person, sheet?: JsonObject) => Said;
  readonly fail: (who: Person, cause: string) => Said;
  readonly record: () => Said;
  readonly lot: () => LotRoom;
  readonly bid: (who: Person) => { readonly stage: string; readonly room: BidRoom };
};

/** A bid whose envelope is well formed but not really encrypted. */
export function sealedBid(lead: string, members: readonly string[] = [], seed = ''): JsonObject {
  const name = toHex(digest('sha256', utf8(`${lead}/${seed}`)));
  return { lot: LOT, tenderer: { lead, members: [...members] }, envelopes: [{ kind: 'whole', label: toHex(sealLabel([LOT, 'whole', lead, ...members])), capsule: { u: name, uBar: name, e: name, f: name }, ciphertext: name, lengthBytes: 1 }] };
}

export const sheetOf = (priceFen: number, change: JsonObject = {}): JsonObject => ({ priceFen, period: '180 日历天', ...change });

export function sealedLot(change: Parameters<typeof publishedLot>[0] = {}): Sealed {
  const city: Published = publishedLot(change);
  const settled = (code: string, role: string): Person => city.settle(code, [role]);
  const [depository, operator, notary, guardian] = [settled('DEPOSITORY', 'depository'), settled('OPERATOR', 'operator'), settled('NOTARY', 'notary'), settled('GUARDIAN', 'guardian')];
  const by = (who: Person, act: string, moment: Instant, command: JsonObject = {}): Said => city.act(who, act, { lot: LOT, ...command }, moment);
  const share = { kind: 'whole', index: 1, d: '11'.repeat(32), c: '22'.repeat(32), z: '33'.repeat(32) };
  return {
    ...city, depository, operator, notary, guardian,
    supplier: (code) => settled(code, 'supplier'),
    submit: (who, moment = BEFORE, members = []) => city.act(who, 'submitBid', sealedBid(who.party, members.map((each) => each.party), instantText(moment)), moment, room(city).notice?.digest ?? null),
    close: () => by(city.clock, 'closeBidding', after(0)),
    announce: () => by(city.clock, 'announceTenderers', after(1_000)),
    check: (who = city.clock) => by(who, 'checkSeals', after(2_000)),
    release: (who, moment = after(4_000)) => by(guardian, 'releaseShare', moment, { bid: bidId(LOT, who.party), shares: [share], refused: null }),
    open: (who, sheet = sheetOf(1_835_053_400)) => by(city.clock, 'openBid', after(5_000), { bid: bidId(LOT, who.party), result: { outcome: 'opened', sheet } }),
    fail: (who, cause) => by(city.clock, 'openBid', after(5_000), { bid: bidId(LOT, who.party), result: { outcome: 'unopened', cause } }),
    record: () => by(city.clock, 'recordOpening', after(6_000)),
    lot: () => room(city),
    bid: (who) => {
      const state = city.state(bidId(LOT, who.party));
      return { stage: state.stage, room: state.room as BidRoom };
    },
  };
}

/** Bids by these codes, closed. */
export function closedLot(codes: readonly string[], change: Parameters<typeof publishedLot>[0] = {}): Sealed & { readonly firms: readonly Person[] } {
  const city = sealedLot(change);
  const firms = codes.map((code) => city.supplier(code));
  for (const firm of firms) unwrap(city.submit(firm));
  unwrap(city.close());
  return { ...city, firms };
}

export const lotOf = (city: MemoryCity): { readonly stage: string; readonly deadlines: JsonObject } => city.state(LOT) as unknown as { readonly stage: string; readonly deadlines: JsonObject };
