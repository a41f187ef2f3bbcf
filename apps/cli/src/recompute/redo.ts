/**
 * What an act of a lot computed, computed again from what went before it: the close, the announcement, the seals, the draw, the opening record, the summary
 * of the scores. The same functions of the law run over the streams of the bundle; nothing of the platform is asked or believed.
 */
import { parseInstant, present, type Json, type JsonObject } from '@zhaobiao/basics';
import { ACTS, absent, firstDifference, roomIfAny, setKey, withParameters, type Actor, type CommitteeRoom, type Context, type Difference, type LotRoom, type Procedure, type StreamState } from '@zhaobiao/domain';
import type { BundledAct, VerifiedBundle } from '@zhaobiao/evidence';
import type { memoryLaw } from '@zhaobiao/testkit';
import type { Folded } from './folded.ts';

export type Lawbook = ReturnType<typeof memoryLaw>;

/** One computation done again. `difference`: where ours and theirs first part; `refused`: ours came to a refusal instead. */
export type Redone = { readonly act: string; readonly title: { readonly zh: string; readonly en: string }; readonly stream: string; readonly index: number; readonly line: number; readonly difference: Difference | null; readonly refused: string | null };

type Told = { readonly field: (name: string) => Json };

/** How the command of a computing act is told from what it left in the log. Acts that only say something compute nothing and are not here. */
const COMMANDS: Readonly<Record<string, (lot: string, told: Told) => JsonObject>> = {
  closeBidding: (lot) => ({ lot }),
  announceTenderers: (lot) => ({ lot }),
  checkSeals: (lot) => ({ lot }),
  drawCoefficients: (lot, { field }) => ({ lot, nonce: field('nonce') }),
  drawWithoutNonce: (lot) => ({ lot }),
  recordOpening: (lot) => ({ lot }),
  summariseScores: (lot, { field }) => {
    const [given, report] = [field('given'), field('report')];
    return { lot, ...(isObject(given) ? given : {}), reasons: field('reasons'), lacksCompetition: isObject(report) ? (report['reason'] ?? null) : null };
  },
};

/** What these computed rests on every bid that stood at the deadline. */
const OVER_BIDS: ReadonlySet<string> = new Set(['closeBidding', 'announceTenderers', 'checkSeals']);

/**
 * The acts that can be computed again, and those that cannot yet or ever: bids that were never opened stay sealed (法 22, 条例 44), so that nobody but
 * the platform could count them.
 */
export function computedActs(bundle: VerifiedBundle): { readonly computed: readonly BundledAct[]; readonly sealed: readonly BundledAct[] } {
  const opened = new Set(bundle.acts.filter(({ act }) => act.act === 'recordOpening').map(({ act }) => act.stream));
  const acts = bundle.acts.filter(({ act }) => Object.hasOwn(COMMANDS, act.act));
  const isSealed = ({ act }: BundledAct): boolean => OVER_BIDS.has(act.act) && !opened.has(act.stream);
  return { computed: acts.filter((each) => !isSealed(each)), sealed: acts.filter(isSealed) };
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const lotOf = (stream: string): string => `lot:${stream.slice(stream.indexOf(':') + 1).split('/').slice(0, 2).join('/')}`;

/**
 * The procedure that the lot pinned, with what its document set. Where this program has the same version with another digest (a title, a supervision node
 * was changed) that one is used: a change that matters shows as a difference.
 */
function procedureOf(law: Lawbook, { procedure: pinned, ...lot }: LotRoom): Procedure {
  const named = law.pin(pinned.id);
  const base = law.procedureOf(pinned) ?? (named.version === pinned.version ? law.procedure(pinned.id) : undefined);
  if (!base) throw new Error(`this program does not know procedure ${pinned.id} ${pinned.version} (${pinned.digest}): use the version of the platform that ran the case`);
  const own = withParameters(base, 'tender', lot.parameters);
  return own.ok ? own.value : base;
}

/** Deadlines and stage are the interpreter's, not the room's: what is compared is what the act computed. */
const computed = (fields: JsonObject): JsonObject => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'stage' && name !== 'deadlines'));

/** Where acts of one millisecond could have come either way, one that agrees is enough; where none does, the first is told. */
export function redo(law: Lawbook, bundle: VerifiedBundle, folded: Folded, bundled: BundledAct): Redone {
  const first = redoAfter(law, bundle, folded.before(bundled, 'earlier'), bundled);
  if (first.difference === null && first.refused === null) return first;
  const second = redoAfter(law, bundle, folded.before(bundled, 'later'), bundled);
  return second.difference === null && second.refused === null ? second : first;
}

function redoAfter(law: Lawbook, bundle: VerifiedBundle, before: ReadonlyMap<string, StreamState>, bundled: BundledAct): Redone {
  const { act, index, line } = bundled;
  const definition = present(ACTS.get(act.act), `act ${act.act}`);
  const lot = lotOf(act.stream);
  const [event] = act.events.filter((each) => each.stream === act.stream);
  const disclosed = new Map(bundle.disclosures.filter((each) => each.index === index && each.event === 0).map((each) => [each.name, each.value]));
  const theirs: JsonObject = { ...computed(event?.public ?? {}), ...Object.fromEntries(disclosed) };
  const done = { act: act.act, title: definition.title, stream: act.stream, index, line };
  const command = COMMANDS[act.act]?.(lot, { field: (name) => theirs[name] ?? null }) ?? {};
  const parsed = definition.contract.parse(command);
  const plan = definition.plan(parsed, { party: act.actor });
  const streams = new Map<string, StreamState>();
  for (const ref of [plan.primary, ...(plan.writes ?? []), ...(plan.reads ?? []).map((id) => ({ id, machine: plan.primary.machine }))]) streams.set(ref.id, before.get(ref.id) ?? absent(ref));
  const sets = new Map((plan.sums ?? []).map((set) => [setKey(set), [...before.values()].filter((state) => state.owner === set.owner && state.machine === set.machine).toSorted((left, right) => (left.id < right.id ? -1 : 1))] as const));
  const room = present(roomIfAny<LotRoom>(before.get(lot)), `lot ${lot} before ${act.act}`);
  const chair = roomIfAny<CommitteeRoom>(before.get(act.stream))?.chair ?? null;
  const actor: Actor = { party: act.actor === 'clock' ? 'clock' : (chair ?? act.actor), roles: [], keyId: act.signature.keyId };
  const context: Context = {
    act: act.act, command: parsed, actor, at: present(parseInstant(act.at), 'moment of an act'), tender: act.tender, procedure: procedureOf(law, room), calendar: law.calendar, library: law.library,
    primary: present(streams.get(plan.primary.id), plan.primary.id), streams, sets,
  };
  const verdict = definition.decide(context);
  if (!verdict.ok) return { ...done, difference: null, refused: verdict.fault.code };
  const [ours] = verdict.value.events.filter((each) => (each.stream ?? plan.primary.id) === act.stream);
  const hidden = new Set(Object.keys(event?.hidden ?? {}).filter((name) => !disclosed.has(name)));
  const fields = Object.fromEntries(Object.entries(ours?.fields ?? {}).filter(([name, value]) => !hidden.has(name) && !(value === null && theirs[name] === undefined)));
  return { ...done, difference: firstDifference(theirs, fields) ?? null, refused: null };
}
