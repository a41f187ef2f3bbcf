/** The streams of a bundle as they stood when one of its acts was decided, folded from the acts themselves. */
import { parseInstant, present, type Instant, type Json } from '@zhaobiao/basics';
import { EVENTS, MACHINES, absent, applyEvent, restored, type MachineId, type StreamState } from '@zhaobiao/domain';
import type { BundledAct, VerifiedBundle } from '@zhaobiao/evidence';

type Happened = { readonly at: Instant; readonly index: number; readonly stream: string; readonly version: number; readonly apply: ((state: StreamState) => StreamState) | undefined };

/** `machine:` before the first colon; a bid, objection or sheet of a lot is owned by it, a sheet by its committee. */
export function refOf(stream: string): { readonly id: string; readonly machine: MachineId; readonly owner?: string } {
  const [machine = '', name = ''] = [stream.slice(0, stream.indexOf(':')), stream.slice(stream.indexOf(':') + 1)];
  const [project = '', lot = ''] = name.split('/');
  const owner = machine === 'lot' ? `project:${project}` : machine === 'scoreSheet' ? `committee:${project}/${lot}` : name.includes('/') ? `lot:${project}/${lot}` : undefined;
  return { id: stream, machine: MACHINES.find((each) => each === machine) ?? 'lot', ...(owner === undefined ? {} : { owner }) };
}

export type Folded = {
  /**
   * Streams after everything that was decided before this act of the bundle. Which of two acts of one millisecond on different streams came first the log does not
   * say: `earlier` takes those of the act's own millisecond for done, `later` for not.
   */
  readonly before: (act: BundledAct, ties: 'earlier' | 'later') => ReadonlyMap<string, StreamState>;
  /** A stream after everything the bundle holds; `undefined` where nothing happened in it, or something stays hidden. */
  readonly last: (stream: string) => StreamState | undefined;
};

type Values = Readonly<Record<string, Json>>;

/** Hidden fields of an event by value; `undefined` where one that a state rests on is not disclosed (who was told of a change, after the announcement). */
function valuesOf(bundle: VerifiedBundle): (index: number, ordinal: number, hidden: BundledAct['act']['events'][number]['hidden']) => Values | undefined {
  const disclosed = new Map(bundle.disclosures.map((each) => [`${each.index}/${each.event}/${each.name}`, each.value]));
  return (index, ordinal, hidden) => {
    const values: Record<string, Json> = {};
    for (const [name, field] of Object.entries(hidden)) {
      const value = disclosed.get(`${index}/${ordinal}/${name}`);
      if (value !== undefined) values[name] = value;
      else if (field.class.startsWith('until:')) return undefined;
    }
    return values;
  };
}

export function foldedStreams(bundle: VerifiedBundle): Folded {
  const values = valuesOf(bundle);
  const happened = bundle.acts.flatMap(({ act, index }) => {
    const at = present(parseInstant(act.at), 'moment of an act');
    return act.events.flatMap((event, ordinal): readonly Happened[] => {
      if (!Object.hasOwn(EVENTS, event.type)) return [];
      const told = values(index, ordinal, event.hidden);
      return [{ at, index, stream: event.stream, version: event.version, apply: told && ((state) => applyEvent(EVENTS, state, restored(act, ordinal, at, told))) }];
    });
  });
  const byStream = Map.groupBy(happened.toSorted((left, right) => left.version - right.version), (each) => each.stream);
  // A stream of which something stays hidden is none for whoever computes again: what would rest on it is then not equal, and said so.
  const fold = (stream: string, events: readonly Happened[]): StreamState | undefined =>
    events.length === 0 ? undefined : events.reduce<StreamState | undefined>((state, { apply }) => state && apply?.(state), absent(refOf(stream)));
  return {
    last: (stream) => fold(stream, byStream.get(stream) ?? []),
    before: ({ act, index }, ties) => {
      const at = present(parseInstant(act.at), 'moment of an act');
      // Places within a beat of the log are drawn: on its own streams an act comes before what has a higher version, elsewhere before what was stamped later.
      const own = new Map(act.events.map((event) => [event.stream, event.version] as const).toReversed());
      const streams = new Map<string, StreamState>();
      for (const [stream, events] of byStream) {
        const limit = own.get(stream);
        const state = fold(stream, events.filter((each) => (limit === undefined ? (ties === 'earlier' ? each.at <= at : each.at < at) && each.index !== index : each.version < limit)));
        if (state !== undefined) streams.set(stream, state);
      }
      return streams;
    },
  };
}
