/** What must be so over a whole case: nothing awarded under a hold, no more money back than came in. */
import { present } from '@zhaobiao/basics';
import { roomIfAny, type LotRoom, type StreamState } from '@zhaobiao/domain';
import type { StoredAct, World } from './world.ts';

/** Objections and orders stand on their own streams; what holds a lot up follows from them alone. */
function standing(world: World, lot: string): readonly string[] {
  const states = [...(world.owned.get(lot) ?? [])].map((id) => present(world.states.get(id), id));
  const holds = (state: StreamState): boolean => (state.machine === 'objection' && ['sealed', 'filed'].includes(state.stage)) || (state.machine === 'order' && state.stage === 'issued');
  return states.filter(holds).map((state) => state.id).toSorted();
}

/** Steps on the way to a contract that nobody may take while something holds the lot; asked while the world stands just before the act. */
const STILL = new Set(['closeBidding', 'announceTenderers', 'recordOpening', 'receiveReport', 'decideAward', 'issueAward', 'concludeContract']);

export function holdFaults(act: StoredAct, world: World): readonly string[] {
  if (!STILL.has(act.name)) return [];
  const lots = act.record.events.map((event) => event.stream).filter((stream) => stream.startsWith('lot:'));
  return [...new Set(lots)].flatMap((lot) => {
    const held = standing(world, lot);
    const kept = (roomIfAny<LotRoom>(world.states.get(lot))?.holds ?? []).map((each) => each.id).toSorted();
    return [
      ...(held.length > 0 ? [`act ${act.id}: ${act.name} on ${lot} while ${held.join(', ')} stands`] : []),
      ...(held.join(' ') === kept.join(' ') ? [] : [`${lot} keeps ${kept.join(', ')} as its holds before act ${act.id}, its streams say ${held.join(', ')}`]),
    ];
  });
}

const amountOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/** Of each security what was lodged goes back once or is kept, never more, and never before it came in. */
export function securityFaults(acts: readonly StoredAct[], world: World): readonly string[] {
  const faults: string[] = [];
  const lodged = new Map<string, number>();
  const returns = new Map<string, { in: number; out: number }>();
  for (const act of acts) {
    for (const { stream, type, public: open } of act.record.events) {
      const lot = world.states.get(stream)?.owner ?? stream;
      const sum = returns.get(lot) ?? { in: 0, out: 0 };
      if (type === 'SecurityLodged') {
        lodged.set(stream, (lodged.get(stream) ?? 0) + amountOf(open['amountFen']));
        sum.in += amountOf(open['amountFen']);
      }
      if (type === 'SecurityReturned' || type === 'SecurityForfeited') {
        const amount = type === 'SecurityReturned' ? amountOf(open['amountFen']) : (lodged.get(stream) ?? 0);
        if (lodged.get(stream) !== amount) faults.push(`act ${act.id}: ${type} of ${String(amount)} on ${stream}, which holds ${String(lodged.get(stream) ?? 0)}`);
        lodged.set(stream, 0);
        sum.out += amount;
      }
      if (sum.in > 0 || sum.out > 0) returns.set(lot, sum);
    }
  }
  return [...faults, ...[...returns].filter(([, sum]) => sum.out > sum.in).map(([lot, sum]) => `${lot}: ${sum.out} fen went back of ${sum.in} that came in`)];
}
