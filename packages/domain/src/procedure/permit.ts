/**
 * May this act be done now? One pure function over the data, in the legal order:
 * relation → stage → stage of the parent → suspension → window of time → guards. The first that fails answers; what the data does not
 * name is refused.
 */
import { fail, instant, instantText, ok } from '@zhaobiao/basics';
import type { Instant, Result } from '@zhaobiao/basics';
import { refuse } from '../act/refusal.ts';
import type { Refusal } from '../act/refusal.ts';
import { allHold, codeOr, factValue, firstFailure, firstUnknown, guardRefusal } from './guard.ts';
import { lengthOf, own, parameterOf } from './parameter.ts';
import { shift } from './shift.kernel.ts';
import type { ActId, Bilingual, Completion, Deadline, Facts, Machine, MachineId, Procedure, Relation, Stage, StreamState, Timing, Transition, Value } from './types.ts';
import { RELATION_TITLES } from './vocabulary.ts';

/** The stage of a stream that may suspend this one, as `suspensions` names its machine (an objection of the lot). */
export type Suspending = { readonly machine: MachineId; readonly stage: Stage };

export type PermitInput = {
  readonly procedure: Procedure;
  readonly machine: MachineId;
  readonly act: ActId;
  /** A stream that does not exist yet stands at the machine's `initial` stage with version 0. */
  readonly state: StreamState;
  readonly parent?: StreamState;
  /** How the actor stands to this case; empty is nobody. */
  readonly relations: ReadonlySet<Relation>;
  readonly at: Instant;
  readonly facts: Facts;
  readonly suspending: readonly Suspending[];
  /** What the facts rest on is not there, and the act is refused for it in any case: who, stage, suspension and window are asked, guards are not. */
  readonly unguarded?: true;
};

/** `complete` is false while others of the relation have still to do the act: the stage stays. */
export type Permit = { readonly transition: Transition; readonly to: Stage; readonly complete: boolean };

/** A moment far enough from the ends of what days can express that adding a century cannot leave it. */
export const usable = (at: Instant): boolean => instant(at) !== undefined && at < Date.UTC(9800, 0);

export const textOf = (at: Instant): string => (instant(at) === undefined ? String(at) : instantText(at));

/** The machine of a procedure, or `undefined`. */
export const machineOf = (procedure: Procedure, id: MachineId): Machine | undefined => own<Machine>(procedure.machines, id);

/** The one transition of an act from a stage, or `undefined`. */
export const transitionOf = (machine: Machine, act: ActId, stage: Stage): Transition | undefined =>
  machine.transitions.find((transition) => transition.act === act && transition.from.includes(stage));

/** What a procedure calls a relation: its own `words` go first (中选人, never 投标人). */
export const relationTitle = (procedure: Procedure, relation: Relation): Bilingual => own<Bilingual>(procedure.words, relation) ?? RELATION_TITLES[relation];

type Case = PermitInput & { readonly its: Machine; readonly parentMachine: Machine | undefined };

const names = (title: Bilingual, name: string): Record<string, string> => ({ [`${name}Zh`]: title.zh, [`${name}En`]: title.en });
const actNames = (transition: Transition): Record<string, string> => ({ act: transition.act, ...names(transition.title, 'act') });

function stageRefusal(transition: Transition, machine: Machine | undefined, stage: Stage): Refusal {
  const title = own<Bilingual>(machine?.stages, stage) ?? { zh: stage, en: stage };
  return refuse('wrongStage', transition.cite, { ...actNames(transition), stage, ...names(title, 'stage') });
}

function chosenTransition(given: Case): Result<Transition, Refusal> {
  const candidates = given.its.transitions.filter((transition) => transition.act === given.act);
  const [first] = candidates;
  if (first === undefined) return fail(refuse('unknownAct', [], { act: given.act }));
  const lawful = candidates.filter((transition) => transition.by.some((relation) => given.relations.has(relation)));
  const here = transitionOf(given.its, given.act, given.state.stage);
  if (lawful.length === 0 || (here !== undefined && !lawful.includes(here))) {
    const by = here === undefined ? [...new Set(candidates.flatMap((transition) => transition.by))] : here.by;
    const who = by.map((relation) => relationTitle(given.procedure, relation));
    const said = { zh: who.map((title) => title.zh).join('、'), en: who.map((title) => title.en).join(' or ') };
    return fail(refuse('notPermitted', (here ?? first).cite, { ...actNames(here ?? first), who: said.en, ...names(said, 'who') }));
  }
  if (here !== undefined) return ok(here);
  const foundsOnly = candidates.every((transition) => transition.from.every((stage) => stage === given.its.initial));
  if (foundsOnly) return fail(refuse('alreadyExists', first.cite, { stream: given.state.id }));
  // Where the parent is at the wrong stage too, that is the answer: whether a bid is there may not be asked before its lot is opened (招标投标法 22).
  return fail(parentRefusal(given, first) ?? stageRefusal(first, given.its, given.state.stage));
}

function parentRefusal(given: Case, transition: Transition): Refusal | undefined {
  if (transition.parentIn === undefined) return undefined;
  const stage = given.parent !== undefined && given.parent.machine === given.its.parent ? given.parent.stage : given.parentMachine?.initial;
  if (stage !== undefined && transition.parentIn.includes(stage)) return undefined;
  const until = transition.window?.until === undefined ? undefined : timingOf(given, transition.window.until);
  if (stage !== undefined && until !== undefined && 'at' in until && transition.window?.closedIn?.includes(stage) === true) {
    if (given.at >= until.at) return lateRefusal(given, transition, until.at);
    if (transition.window.overtaken !== undefined) {
      return refuse(codeOr(transition.window.overtaken, 'wrongStage'), transition.cite, { ...actNames(transition), at: textOf(given.at), until: textOf(until.at) });
    }
  }
  return stageRefusal(transition, given.parentMachine, stage ?? '');
}

/** Suspensions of the machine itself and of its parent: an objection against the lot blocks the opening of its bids. */
function suspensionRefusal(given: Case, transition: Transition): Refusal | undefined {
  for (const suspension of [...given.its.suspensions, ...(given.parentMachine?.suspensions ?? [])]) {
    if (!suspension.blocks.includes(given.act)) continue;
    const count = given.suspending.filter((other) => other.machine === suspension.by && suspension.while.includes(other.stage)).length;
    const why: Bilingual = suspension.by === 'order' ? { zh: '行政监督部门责令暂停，还没有恢复', en: 'the supervising authority ordered it' } : { zh: `有 ${count} 件异议没有答复`, en: `${count} objection(s) unanswered` };
    if (count > 0) return refuse('suspended', suspension.cite, { ...actNames(transition), count, ...names(why, 'why') });
  }
  return undefined;
}

const timingOf = (given: Case, id: string): Timing | undefined => own(given.state.deadlines, id) ?? own(given.parent?.deadlines, id);
const deadlineOf = (given: Case, id: string): Deadline | undefined =>
  given.its.deadlines.find((deadline) => deadline.id === id) ?? given.parentMachine?.deadlines.find((deadline) => deadline.id === id);

const lateRefusal = (given: Case, transition: Transition, until: Instant): Refusal => {
  const cite = deadlineOf(given, transition.window?.until ?? '')?.cite ?? [];
  return refuse(codeOr(transition.window?.late, 'windowClosed'), [...new Set([...cite, ...transition.cite])], { ...actNames(transition), at: textOf(given.at), until: textOf(until) });
};

const unset = (given: Case, transition: Transition, id: string): Refusal => {
  const title = deadlineOf(given, id)?.title ?? { zh: id, en: id };
  return refuse('deadlineUnset', transition.cite, { ...actNames(transition), deadline: id, ...names(title, 'deadline') });
};

/** The clock waits `drain` after the moment at which it acts: what was stamped in time is still on its way. */
function fromRefusal(given: Case, transition: Transition, id: string): Refusal | undefined {
  const [timing, deadline] = [timingOf(given, id), deadlineOf(given, id)];
  if (timing === undefined || deadline === undefined) return unset(given, transition, id);
  const drain = deadline.onPass === given.act && deadline.drain !== undefined ? (lengthOf(given.procedure, deadline.drain) ?? 0) : 0;
  const from = shift('at' in timing ? timing.at : timing.notBefore, drain);
  if (!(given.at >= from)) return refuse('tooEarly', [...new Set([...deadline.cite, ...transition.cite])], { ...actNames(transition), from: textOf(from) });
  return 'at' in timing ? undefined : refuse('calendarUnknown', deadline.cite, { ...actNames(transition), year: timing.awaitingYear });
}

function windowRefusal(given: Case, transition: Transition): Refusal | undefined {
  const { from, until } = transition.window ?? {};
  const early = from === undefined ? undefined : fromRefusal(given, transition, from);
  if (early !== undefined || until === undefined) return early;
  const timing = timingOf(given, until);
  if (timing === undefined) return unset(given, transition, until);
  if ('at' in timing) return given.at < timing.at ? undefined : lateRefusal(given, transition, timing.at);
  // Before the lower bound it is certainly in time, whatever the missing table says.
  return given.at < timing.notBefore ? undefined : refuse('calendarUnknown', deadlineOf(given, until)?.cite ?? [], { ...actNames(transition), year: timing.awaitingYear });
}

/** An unknown count is nobody: the step is not complete. */
function isComplete(given: Case, completes: Completion | undefined): boolean {
  if (completes === undefined) return true;
  const done = factValue(given.facts, completes.done);
  const needed = 'allOf' in completes ? factValue(given.facts, completes.of) : countOf(given, completes.count);
  return typeof done === 'number' && typeof needed === 'number' && needed >= 1 && done >= needed;
}

const countOf = (given: Case, count: Extract<Completion, { atLeast: unknown }>['count']): Value | undefined => {
  if (typeof count === 'number') return count;
  return 'parameter' in count ? parameterOf(given.procedure, count.parameter)?.value : factValue(given.facts, count.fact);
};

/** Branches are tried in order; one whose facts are not known refuses the act, it is not passed over. */
function stageAfter(given: Case, transition: Transition): Result<Stage, Refusal> {
  if (transition.to === undefined) return ok(given.state.stage);
  if (typeof transition.to === 'string') return ok(transition.to);
  for (const branch of transition.to) {
    const unknown = firstUnknown(given.procedure, branch.if, given.facts);
    if (unknown !== undefined) return fail(guardRefusal(given.procedure, unknown, given.facts, transition.cite));
    if (allHold(given.procedure, branch.if, given.facts)) return ok(branch.to);
  }
  return ok(given.state.stage);
}

function whenRefusal(given: Case, transition: Transition): Refusal | undefined {
  const failed = firstFailure(given.procedure, transition.when, given.facts);
  return failed === undefined ? undefined : guardRefusal(given.procedure, failed, given.facts, transition.cite);
}

/**
 * The transition of an act and the stage after it, or the first refusal in the legal order. Never throws.
 *
 * Example: `submitBid` one millisecond after `closing` by a registered supplier → `tooLate` citing 招标投标法 28.
 */
export function permit(input: PermitInput): Result<Permit, Refusal> {
  const its = machineOf(input.procedure, input.machine);
  if (its === undefined) return fail(refuse('unknownAct', [], { act: input.act }));
  if (!usable(input.at)) return fail(refuse('malformed', [], { field: 'at', problemZh: '不是可用的时刻', problemEn: 'is not a usable moment' }));
  const given: Case = { ...input, its, parentMachine: its.parent === undefined ? undefined : machineOf(input.procedure, its.parent) };
  const chosen = chosenTransition(given);
  if (!chosen.ok) return chosen;
  const transition = chosen.value;
  const early = parentRefusal(given, transition) ?? suspensionRefusal(given, transition) ?? windowRefusal(given, transition);
  if (early !== undefined) return fail(early);
  if (input.unguarded) return ok({ transition, to: input.state.stage, complete: false });
  const refusal = whenRefusal(given, transition);
  if (refusal !== undefined) return fail(refusal);
  if (!isComplete(given, transition.completes)) return ok({ transition, to: input.state.stage, complete: false });
  const to = stageAfter(given, transition);
  return to.ok ? ok({ transition, to: to.value, complete: true }) : to;
}
