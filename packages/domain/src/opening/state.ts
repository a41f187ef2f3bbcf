import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { BidSheet, UnopenedCause } from '../bid/state.ts';
import type { LotRoom, TenderFailure } from '../tender/state.ts';

/** What the committee finds with a bid and decides on (条例 51): the opening only says what the record shows. */
export type OpeningFlag =
  /** A party of this bid is a party of another bid for the lot too: all of them are invalid (条例 37). */
  | 'partyTwice'
  | 'consortiumNotAllowed'
  | 'consortiumTooLarge'
  /** No agreement of the consortium in the bid (法 31, 条例 51). */
  | 'agreementMissing'
  | 'aboveCeiling'
  /** The sheet offers fewer days of validity than the document asks. */
  | 'validityTooShort';

/** What is read out of a sheet; the priced bill stays in the act that opened the bid, here as number of lines and digest. */
export type ReadOut = Omit<BidSheet, 'items'>;

/** A line of the opening record (开标记录), as it is read out and published. */
export type OpeningLine = {
  readonly no: number;
  readonly bid: string;
  readonly creditCode: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly submittedAt: string;
  readonly openedAt: string | null;
  readonly outcome: 'opened' | 'unopened';
  readonly cause: UnopenedCause | null;
  /** 20号令 31: left unopened by the tenderer's doing counts as revoked (视为撤销), by the platform's as withdrawn (视为撤回). */
  readonly regardedAs: 'revoked' | 'withdrawn' | null;
  readonly sheet: ReadOut | null;
  /** SHA-256('zhaobiao/items/v1' ‖ canonical bytes of the list), and how many lines it has. */
  readonly items: { readonly count: number; readonly digest: string } | null;
  readonly flags: readonly OpeningFlag[];
};

const lot = (room: LotRoom | undefined, change: Partial<LotRoom>): LotRoom => {
  if (!room) throw new Error('an opening event before the lot');
  return { ...room, ...change };
};

type Coefficients = { readonly seed: string; readonly coefficients: readonly { readonly name: string; readonly value: string }[] };

export const openingEvents = {
  TenderersAnnounced: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { tenderers: 'public', count: 'public', baselineFen: 'public' }, evolve: (room) => lot(room, {}) }),
  SealsChecked: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { root: 'public', bound: 'public', count: 'public', intact: 'public' },
    evolve: (room, event) => {
      const { intact, count } = fieldsOf<{ readonly intact: boolean; readonly count: number }>(event);
      return lot(room, { seals: { intact, count } });
    },
  }),
  CoefficientsDrawn: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { nonce: 'public', seed: 'public', coefficients: 'public' },
    evolve: (room, event) => {
      const { seed, coefficients } = fieldsOf<Coefficients>(event);
      return lot(room, { drawSeed: seed, coefficients: Object.fromEntries(coefficients.map(({ name, value }) => [name, value])) });
    },
  }),
  /** The deadline itself stands with the event's deadlines. */
  OwnKeysExtended: defineEvent<LotRoom>({ v: 1, machine: 'lot', fields: { until: 'public', reason: 'public' }, evolve: (room) => lot(room, {}) }),
  OpeningRecorded: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { lines: 'public', opened: 'public', unopened: 'public', revoked: 'public', withdrawn: 'public', failure: 'public' },
    evolve: (room, event) => lot(room, { failure: fieldsOf<{ readonly failure: TenderFailure | null }>(event).failure }),
  }),
};
