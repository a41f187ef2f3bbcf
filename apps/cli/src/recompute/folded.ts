/** The streams of a bundle as they stood when one of its acts was decided, folded from the acts themselves. */
import { parseInstant, present, type Instant, type Json } from '@zhaobiao/basics';
import { EVENTS, MACHINES, absent, applyEvent, restored, type MachineId, type StreamState } from '@zhaobiao/domain';
import type { BundledAct, VerifiedBundle } from '@zhaobiao/evidence';

type Happened = { readonly at: Instant; readonly index: number; readonly stream: string; readonly version: number; readonly apply: (state: StreamState) => StreamState };

/** `machine:` before the first colon; a bid, objection or sheet of a lot is owned by it, a sheet by its committee. */
export function refOf(stream: string): { readonly id: string; readonly machine: MachineId; readonly owner?: string } {
  const [machine = '', name = ''] = [stream.slice(0, stream.indexOf(':')), stream.slice(stream.indexOf(':') + 1)];
  const [project = '', lot = ''] = name.split('/');
  const owner = machine === 'lot' ? `project:${project}` : machine === 'scoreSheet' ? `committee:${project}/${lot}` : name.includes('/') ? `lot:${project}/${lot}` : undefined;
  return { id: stream, machine: MACHINES.find((each) => each === machine) ?? 'lot', ...(owner === undefined ? {} : { owner }) };
}

export type Folded = {
  /** Streams after everything that was decided before this act of the bundle. */
  readonly before: (act: BundledAct) => ReadonlyMap<string, StreamState>;
  /** A stream after everything the bundle holds; `undefined` where nothing happened in it. */
  readonly last: (stream: string) => StreamState | undefined;
};

/** A field that was not disclosed is read as null: what is computed from it is then not equal, and said so. */
function valuesOf(bundle: VerifiedBundle): (index: number, ordinal: number, names: readonly string[]) => Readonly<Record<string, Json>> {
  const disclosed = new Map(bundle.disclosures.map((each) => [`${each.index}/${each.event}/${each.name}`, each.value]));
  return (index, ordinal, names) => Object.fromEntries(names.map((name) => [name, disclosed.get(`${index}/${ordinal}/${name}`) ?? null]));
}

export function foldedStreams(bundle: VerifiedBundle): Folded {
  const values = valuesOf(bundle);
  const happened = bundle.acts.flatMap(({ act, index }) => {
    const at = present(parseInstant(act.at), 'moment of an act');
    return act.events.flatMap((event, ordinal): readonly Happened[] =>
      Object.hasOwn(EVENTS, event.type)
        ? [{ at, index, stream: event.stream, version: event.version, apply: (state) => applyEvent(EVENTS, state, restored(act, ordinal, at, values(index, ordinal, Object.keys(event.hidden)))) }]
        : []);
  });
  const byStream = Map.groupBy(happened.toSorted((left, right) => left.version - right.version), (each) => each.stream);
  const fold = (stream: string, events: readonly Happened[]): StreamState | undefined =>
    events.length === 0 ? undefined : events.reduce<StreamState>((state, each) => each.apply(state), absent(refOf(stream)));
  return {
    last: (stream) => fold(stream, byStream.get(stream) ?? []),
    before: ({ act, index }) => {
      const at = present(parseInstant(act.at), 'moment of an act');
      // Places within a beat of the log are drawn: on its own streams an act comes before what has a higher version, elsewhere before what was stamped later.
      const own = new Map(act.events.map((event) => [event.stream, event.version] as const).toReversed());
      const streams = new Map<string, StreamState>();
      for (const [stream, events] of byStream) {
        const limit = own.get(stream);
        const state = fold(stream, events.filter((each) => (limit === undefined ? each.at <= at && each.index !== index : each.version < limit)));
        if (state !== undefined) streams.set(stream, state);
      }
      return streams;
    },
  };
}
