/** What the driver sees of the city when it thinks of something to do: read from the streams, in a fixed order. */
import { present, type Instant } from '@zhaobiao/basics';
import { GUARDIANSHIP, roomOf, stateOfText, type BidRoom, type LotRoom, type ProjectRoom, type StreamState } from '@zhaobiao/domain';
import type { DatabasePool } from '@zhaobiao/server';

export type LotSeen = { readonly id: string; readonly stage: string; readonly room: LotRoom; readonly closing: Instant | undefined };
export type ProjectSeen = { readonly id: string; readonly room: ProjectRoom };
export type BidSeen = { readonly id: string; readonly lot: string; readonly room: BidRoom };

export type Landscape = {
  readonly projects: readonly ProjectSeen[];
  /** Every lot that is not final, and the last few that are. */
  readonly lots: readonly LotSeen[];
  readonly parties: readonly { readonly id: string; readonly stage: string }[];
  readonly guardiansRegistered: boolean;
};

type Row = { readonly state: string };

const QUIET = ['opened', 'failed', 'terminated'];
const RECENT = 12;

function lotSeen(state: StreamState): LotSeen {
  const closing = state.deadlines['closing'];
  return { id: state.id, stage: state.stage, room: roomOf<LotRoom>(state), closing: closing && 'at' in closing ? closing.at : undefined };
}

export async function survey(pool: DatabasePool): Promise<Landscape> {
  const read = async (text: string, values: readonly unknown[] = []): Promise<readonly StreamState[]> => (await pool.query<Row>(text, [...values])).rows.map((row) => stateOfText(row.state));
  const [projects, running, quiet, parties, guardianship] = await Promise.all([
    read("SELECT state FROM stream WHERE machine = 'project' AND stage = 'registered' ORDER BY id DESC LIMIT 10"),
    read("SELECT state FROM stream WHERE machine = 'lot' AND stage <> ALL($1::text[]) ORDER BY id", [QUIET]),
    read("SELECT state FROM stream WHERE machine = 'lot' AND stage = ANY($1::text[]) ORDER BY id DESC LIMIT $2", [QUIET, RECENT]),
    pool.query<{ readonly id: string; readonly stage: string }>("SELECT id, stage FROM stream WHERE machine = 'party' ORDER BY id"),
    read('SELECT state FROM stream WHERE id = $1', [GUARDIANSHIP]),
  ]);
  return {
    projects: projects.map((state) => ({ id: state.id, room: roomOf<ProjectRoom>(state) })),
    lots: [...running, ...quiet].map(lotSeen),
    parties: parties.rows,
    guardiansRegistered: guardianship[0]?.stage === 'registered',
  };
}

/** Bids of a lot that wait for the guardian's share. */
export async function awaitingShare(pool: DatabasePool, lot: string): Promise<readonly BidSeen[]> {
  const { rows } = await pool.query<Row>("SELECT state FROM stream WHERE owner = $1 AND machine = 'bid' AND stage = 'submitted' ORDER BY id", [lot]);
  return rows.map((row) => stateOfText(row.state)).map((state) => ({ id: state.id, lot, room: roomOf<BidRoom>(state) }));
}

/** How many acts stand in the database. */
export async function countActs(pool: DatabasePool): Promise<number> {
  const { rows } = await pool.query<{ readonly count: number }>('SELECT count(*)::int AS count FROM act');
  return present(rows[0], 'a count').count;
}
