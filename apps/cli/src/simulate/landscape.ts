/** What the driver sees of the city when it thinks of something to do: read from the streams, in a fixed order. */
import { present, type Instant } from '@zhaobiao/basics';
import { CALENDAR, GUARDIANSHIP, committeeId, roomIfAny, roomOf, stateOfText, type BidRoom, type CalendarRoom, type CommitteeRoom, type ContractRoom, type EnquiryRoom, type LotRoom, type MachineId, type ObjectionRoom, type OrderRoom, type PartyRoom, type ProjectRoom, type RecipientRoom, type SecurityRoom, type SheetRoom, type StreamState } from '@zhaobiao/domain';
import type { DatabasePool } from '@zhaobiao/server';

export type Seen<Room> = Pick<StreamState, 'id' | 'stage' | 'version' | 'deadlines'> & { readonly room: Room };
export type LotSeen = Seen<LotRoom> & { readonly closing: Instant | undefined; /** Live bids while it is bidding. */ readonly live: number };
export type BidSeen = Seen<BidRoom>;
export type ProjectSeen = Pick<Seen<ProjectRoom>, 'id' | 'room'>;

export type Landscape = {
  readonly projects: readonly ProjectSeen[];
  /** Every lot that runs, and the last few that do not. */
  readonly lots: readonly LotSeen[];
  readonly parties: readonly Seen<PartyRoom>[];
  readonly guardiansRegistered: boolean;
  /** Years whose holiday table somebody has loaded. */
  readonly years: readonly string[];
};

/** One lot with everything that belongs to it. */
export type Case = {
  readonly lot: LotSeen;
  readonly bids: readonly BidSeen[];
  readonly recipients: readonly Seen<RecipientRoom>[];
  readonly enquiries: readonly Seen<EnquiryRoom>[];
  readonly securities: readonly Seen<SecurityRoom>[];
  readonly objections: readonly Seen<ObjectionRoom>[];
  readonly orders: readonly Seen<OrderRoom>[];
  readonly committee: Seen<CommitteeRoom> | undefined;
  readonly sheets: readonly Seen<SheetRoom>[];
  readonly contract: Seen<ContractRoom> | undefined;
};

type Row = { readonly state: string };

const QUIET = ['archived', 'failed', 'invalid', 'terminated'];
const RECENT = 12;

/** The moment of a deadline, where it is fixed. */
export function momentOf({ deadlines }: Pick<StreamState, 'deadlines'>, id: string): Instant | undefined {
  const timing = deadlines[id];
  return timing && 'at' in timing ? timing.at : undefined;
}

const seen = <Room>(state: StreamState): Seen<Room> => ({ id: state.id, stage: state.stage, version: state.version, deadlines: state.deadlines, room: roomOf<Room>(state) });
const lotSeen = (state: StreamState, live: number): LotSeen => ({ ...seen<LotRoom>(state), closing: momentOf(state, 'closing'), live });

export async function survey(pool: DatabasePool): Promise<Landscape> {
  const read = async (text: string, values: readonly unknown[] = []): Promise<readonly StreamState[]> => (await pool.query<Row>(text, [...values])).rows.map((row) => stateOfText(row.state));
  const [projects, running, quiet, live, parties, fixed] = await Promise.all([
    read("SELECT state FROM stream WHERE machine = 'project' AND stage = 'registered' ORDER BY id DESC LIMIT 10"),
    read("SELECT state FROM stream WHERE machine = 'lot' AND stage <> ALL($1::text[]) ORDER BY id", [QUIET]),
    read("SELECT state FROM stream WHERE machine = 'lot' AND stage = ANY($1::text[]) ORDER BY id DESC LIMIT $2", [QUIET, RECENT]),
    pool.query<{ readonly owner: string; readonly count: number }>("SELECT owner, count(*)::int AS count FROM stream WHERE machine = 'bid' AND stage = 'submitted' GROUP BY owner"),
    read("SELECT state FROM stream WHERE machine = 'party' ORDER BY id"),
    read('SELECT state FROM stream WHERE id = ANY($1::text[])', [[GUARDIANSHIP, CALENDAR]]),
  ]);
  const counts = new Map(live.rows.map((row) => [row.owner, row.count]));
  return {
    projects: projects.map((state) => seen<ProjectRoom>(state)),
    lots: [...running, ...quiet].map((state) => lotSeen(state, counts.get(state.id) ?? 0)),
    parties: parties.map((state) => seen<PartyRoom>(state)),
    guardiansRegistered: fixed.find((state) => state.id === GUARDIANSHIP)?.stage === 'registered',
    years: Object.keys(roomIfAny<CalendarRoom>(fixed.find((state) => state.id === CALENDAR))?.years ?? {}),
  };
}

/** The case of a lot as it stands now, whatever was seen of it before. */
export async function caseOf(pool: DatabasePool, lot: string): Promise<Case> {
  const { rows } = await pool.query<Row>('SELECT state FROM stream WHERE id = $1 OR owner = $1 OR owner = $2 ORDER BY id', [lot, committeeId(lot)]);
  const states = rows.map((row) => stateOfText(row.state)).filter((state) => state.version > 0);
  const all = <Room>(machine: MachineId): readonly Seen<Room>[] => states.filter((state) => state.machine === machine).map((state) => seen<Room>(state));
  const bids = all<BidRoom>('bid');
  return {
    lot: lotSeen(present(states.find((state) => state.id === lot), lot), bids.filter((bid) => bid.stage === 'submitted').length),
    bids, recipients: all('recipient'), enquiries: all('enquiry'), securities: all('security'), objections: all('objection'), orders: all('order'),
    committee: all<CommitteeRoom>('committee')[0], sheets: all('scoreSheet'), contract: all<ContractRoom>('contract')[0],
  };
}

/** How many acts stand in the database. */
export async function countActs(pool: DatabasePool): Promise<number> {
  const { rows } = await pool.query<{ readonly count: number }>('SELECT count(*)::int AS count FROM act');
  return present(rows[0], 'a count').count;
}
