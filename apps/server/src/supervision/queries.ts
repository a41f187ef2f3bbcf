/**
 * Node monitoring (D1): what each supervision node of a running tender looks like now. The clocks of a lot are public anyway; those of objections, committees
 * and securities are for the supervisor alone, and never a clock of something that is still sealed (法 22, 37): those streams are left out until they are public.
 */
import { lights, type Light, type LotRoom, type Procedure, type StreamState, type SupervisionNode } from '@zhaobiao/domain';
import { instantText, type Instant } from '@zhaobiao/basics';
import type pg from 'pg';
import { ownedStates, streamState } from '../http/stream-state.ts';
import { lotState } from '../tender/queries.ts';

export type NodeLine = {
  readonly node: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly owner: string;
  readonly stream: string;
  readonly light: Light;
  readonly at: string | null;
  readonly metAt: string | null;
};

const LIMIT = 200;
/** Stages of a lot whose clocks nobody watches any more. */
const OVER = ['archived', 'failed', 'invalid', 'terminated'];

function lineOf(procedure: Procedure, node: SupervisionNode, state: StreamState, now: Instant): NodeLine {
  const timing = state.deadlines[node.clock];
  return {
    node: node.id, title: node.title, owner: node.owner, stream: state.id, light: lights(procedure, node, state, now),
    at: timing && 'at' in timing ? instantText(timing.at) : null, metAt: timing?.metAt === undefined ? null : instantText(timing.metAt),
  };
}

/** Nodes on the lot's own clocks, in the order of the procedure. */
export function nodesOf(procedure: Procedure, lot: StreamState<LotRoom>, now: Instant): readonly NodeLine[] {
  return procedure.nodes.filter((node) => node.machine === 'lot').map((node) => lineOf(procedure, node, lot, now));
}

/** An objection to the document is sealed until the tenderers are announced; its answer is owed all the same, and the lot's hold says so to everybody. */
async function objectionNodes(pool: pg.Pool, procedure: Procedure, lot: string, now: Instant): Promise<readonly NodeLine[]> {
  const nodes = procedure.nodes.filter((node) => node.machine === 'objection');
  const states = nodes.length === 0 ? [] : await ownedStates(pool, lot, 'objection');
  return states.flatMap((state) => nodes.map((node) => lineOf(procedure, node, state, now)));
}

export type Watched = { readonly lot: string; readonly name: string; readonly stage: string; readonly procedure: string; readonly holds: number; readonly nodes: readonly NodeLine[] };

/** Running tenders with their lights, a page at a time by lot id; `next` is where the following page begins, or null. */
export async function watchedLots(pool: pg.Pool, procedureOf: (pinned: LotRoom['procedure']) => Procedure | undefined, now: Instant, after: string): Promise<{ readonly lots: readonly Watched[]; readonly next: string | null }> {
  const { rows } = await pool.query<{ lot: string }>('SELECT lot FROM tender_view WHERE published_at IS NOT NULL AND NOT (stage = ANY($1::text[])) AND lot > $2 ORDER BY lot LIMIT $3', [OVER, after, LIMIT + 1]);
  const shown = rows.slice(0, LIMIT);
  const lots = await Promise.all(shown.map(async ({ lot }): Promise<readonly Watched[]> => {
    const state = await streamState<LotRoom>(pool, lot);
    const procedure = state && procedureOf(state.room.procedure);
    if (!state || !procedure) return [];
    const nodes = [...nodesOf(procedure, state, now), ...(await objectionNodes(pool, procedure, lot, now))];
    return [{ lot, name: state.room.name, stage: state.stage, procedure: procedure.id, holds: state.room.holds.length, nodes }];
  }));
  return { lots: lots.flat(), next: rows.length > LIMIT ? (shown.at(-1)?.lot ?? null) : null };
}

/** The public's lights of one lot; undefined before its notice. */
export async function publicNodes(pool: pg.Pool, procedureOf: (pinned: LotRoom['procedure']) => Procedure | undefined, now: Instant, lot: string): Promise<readonly NodeLine[] | undefined> {
  const state = await lotState(pool, lot);
  const procedure = state?.room.notice ? procedureOf(state.room.procedure) : undefined;
  return state && procedure && nodesOf(procedure, state, now);
}
