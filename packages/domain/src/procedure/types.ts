/**
 * A procedure is data: machines, who may do what, deadlines, supervision nodes and fan-out, each with its article.
 * The files live in `packages/rulebook`; `schema.ts` parses them, `permit.ts`, `timetable.ts` and `reaction.ts` interpret them.
 */
import type { Instant } from '@zhaobiao/basics';

export type Bilingual = { readonly zh: string; readonly en: string };

/** A row of the rule table, `TND-021` (招标投标法第二十四条). */
export type RuleId = string;
export type ActId = string;
export type Stage = string;
export type DeadlineId = string;
export type ParameterId = string;
export type EnvelopeKind = 'whole' | 'qualification' | 'technical' | 'price';

/** What a stream is. A machine of a procedure and the stream kind have one name. */
export type MachineId =
  | 'platform' | 'party' | 'calendar' | 'guardianship'
  | 'project' | 'lot' | 'bid' | 'opening' | 'application' | 'round' | 'auction' | 'offer' | 'draw' | 'entry'
  | 'enquiry' | 'recipient' | 'mailbox' | 'security' | 'objection' | 'order' | 'committee' | 'scoreSheet' | 'award' | 'contract';

/** How an actor stands to the case in hand. Relation, not role, decides (招标投标法 12, 实施条例 5: powers stay apart). */
export type Relation =
  | 'founder' | 'registrar' | 'systemAdministrator' | 'operator' | 'supervisor' | 'coordinator' | 'discipline'
  | 'procuringEntity' | 'agency' | 'anySupplier' | 'tenderer' | 'invitedSupplier' | 'expert' | 'guardian' | 'notary'
  | 'member' | 'chair' | 'supplier' | 'objector' | 'depository' | 'clock' | 'public';

/** Facts that guards may ask for: computed by domain code, never by the data. */
export type FactId =
  | 'liveBidCount' | 'liveApplicationCount' | 'qualifiedCount' | 'shortlistedCount' | 'entryCount' | 'offerCount' | 'offerBeatsBest' | 'roundNumber' | 'openedCount' | 'unopenedCount' | 'decrypted' | 'sealedCount' | 'responsiveCount'
  | 'openObjectionCount' | 'guardianShares' | 'guardianThreshold' | 'draftedByAnother' | 'estimateFen' | 'belowCompulsoryThreshold' | 'lotCount' | 'onNegativeList' | 'pledgeSigned' | 'technicalReviewComplete'
  | 'bidResponsive' | 'applicationQualified' | 'affectsPreparation' | 'noticeComplete' | 'invitedCount' | 'finalOfferCount' | 'priceSealedCount' | 'commitmentCount' | 'revealCount' | 'alternateCount' | 'depositReceived' | 'expertCount' | 'expertsDone'
  | 'basisGiven' | 'approvedOpen' | 'fundsSecured'
  | 'blockingFindings' | 'coefficientCount' | 'candidateCount' | 'reportSigned' | 'firstInRank' | 'writtenReportMet' | 'heldSecurityCount' | 'reportFiled' | 'contractPublished' | 'returnsConfirmed'
  | 'confirmedByAnother' | 'memberCount' | 'oddMembers' | 'twoThirdsExperts' | 'supervisorStaffCount' | 'membersClear' | 'membersPrepared' | 'membersSigned' | 'chairElected'
  | 'sealsIntact' | 'openMotionCount' | 'openQuestionCount' | 'lacksCompetition' | 'sheetsMissing' | 'openFindingCount';

export type Value = number | string | boolean;
export type Guard = {
  readonly fact: FactId;
  readonly is: 'equal' | 'notEqual' | 'atLeast' | 'atMost' | 'below';
  /** A literal, the value of a parameter, or another fact. */
  readonly value: Value | { readonly parameter: ParameterId } | { readonly fact: FactId };
  /** The code of the refusal when the guard fails (a row of `act/refusals.ts`); not used in branches of `to`. */
  readonly refusal?: string;
  readonly cite?: readonly RuleId[];
};

export type Branch = { readonly if?: readonly Guard[]; readonly to: Stage };

export type Effect =
  /**
   * Moves a deadline so that it is not before another one (修改文件顺延, 实施条例 21). A period of days moves it by whole days and
   * keeps its time of day; a period of the clock moves it to the millisecond. It moves unless *all* guards of `unless` hold,
   * so that an unknown fact moves it: the side that protects the bidder.
   */
  | { readonly move: DeadlineId; readonly notBefore: DeadlineId; readonly unless?: readonly Guard[] }
  | { readonly clear: DeadlineId }
  /** The act moves its parent too (a contract concluded, and its lot); it says from where by `parentIn`. */
  | { readonly parent: Stage }
  /** What has waited for that act is published by this one: the case ends here and the other cannot come any more. */
  | { readonly publish: ActId; readonly when?: readonly Guard[] }
  | { readonly invalidate: MachineId }
  | { readonly spawn: MachineId }
  | { readonly release: EnvelopeKind; readonly of?: readonly Guard[] };

/**
 * Moments of this machine or its parent between which the act may be done; `from` is inclusive, `until` exclusive.
 * `closedIn` names the stages that the parent reaches by the passing of `until`: there the answer speaks of time, not of the stage —
 * `late` (default `windowClosed`) when the act came after `until`, `overtaken` when it came before and the platform had closed already.
 */
export type Window = {
  readonly from?: DeadlineId;
  readonly until?: DeadlineId;
  readonly late?: string;
  readonly overtaken?: string;
  readonly closedIn?: readonly Stage[];
};

/** `done` is the fact that says how many of the relation have done the act, this one counted; `of` how many there are. */
export type Completion =
  | { readonly allOf: Relation; readonly done: FactId; readonly of: FactId }
  | { readonly atLeast: Relation; readonly done: FactId; readonly count: number | { readonly parameter: ParameterId } | { readonly fact: FactId } };

/** For one act and one stage there is at most one transition (checked by `schema.ts`). */
export type Transition = {
  readonly act: ActId;
  readonly by: readonly Relation[];
  readonly from: readonly Stage[];
  /** Absent: the stage stays. Branches are tried in order; the last has no `if`. */
  readonly to?: Stage | readonly Branch[];
  readonly when?: readonly Guard[];
  readonly window?: Window;
  /** The stage of the parent machine in which this act may be done (a bid while its lot is bidding). */
  readonly parentIn?: readonly Stage[];
  /** The step is complete (and the stage moves) only when all, or so many, of a relation have done it. */
  readonly completes?: Completion;
  readonly effects?: readonly Effect[];
  /** The act stands in the log as a sealed entry until this act. */
  readonly publicAt?: ActId | 'never';
  readonly title: Bilingual;
  readonly cite: readonly RuleId[];
};

export type Length = number | { readonly parameter: ParameterId };

export type Anchor =
  /** One act, or any of several (publicity begins with the draw and again with each alternate); the latest counts. */
  | { readonly after: ActId | readonly ActId[] }
  | { readonly before: DeadlineId }
  | { readonly afterDeadline: DeadlineId }
  | { readonly field: string; readonly of: readonly ActId[] };

export type Deadline = {
  readonly id: DeadlineId;
  readonly title: Bilingual;
  /**
   * After an act; before or after another deadline (自停止发售之日起, 实施条例 17); or the moment that a public field of an act names
   * (`closingAt` of `publishNotice`). A field that the act leaves out leaves the deadline as it was.
   */
  readonly anchor: Anchor;
  readonly length: Length;
  /** Days of the calendar, working days of the State Council's table, or milliseconds of the clock. */
  readonly count: 'calendar' | 'working' | 'clock';
  /** `atLeast` bounds another deadline from below (`limits`) or opens a window; `atMost` is a duty, with `limits` a bound from above; `exactly` is a moment. */
  readonly kind: 'atLeast' | 'atMost' | 'exactly';
  readonly limits?: DeadlineId;
  /** A last day that is a holiday moves to the first day after it (民法典 203; 87号令 85). */
  readonly rollOver: boolean;
  /** The act that the clock performs when the moment has passed; with `drain` the clock waits this many ms more. */
  readonly onPass?: ActId;
  readonly drain?: Length;
  /** The acts that fulfil a duty and stop its clock. */
  readonly metBy?: readonly ActId[];
  readonly cite: readonly RuleId[];
};

export type Suspension = {
  readonly by: MachineId;
  readonly while: readonly Stage[];
  readonly blocks: readonly ActId[];
  /** The clocks run on while the acts stand still (条例 22, 54). A clock that stops would need its pause kept in the timing (ADR 0003). */
  readonly clocks: 'run';
  readonly cite: readonly RuleId[];
};

export type Machine = {
  readonly title: Bilingual;
  readonly parent?: MachineId;
  readonly many?: boolean;
  /** The stage of a stream in which nothing has been done yet; by convention `absent`. */
  readonly initial: Stage;
  /** `final`: no act is possible any more. `resting`: a stream may stay here for good, though acts remain (a registered party). */
  readonly stages: Readonly<Record<Stage, Bilingual & { readonly final?: boolean; readonly resting?: boolean }>>;
  readonly transitions: readonly Transition[];
  readonly deadlines: readonly Deadline[];
  readonly suspensions: readonly Suspension[];
};

export type Parameter = {
  readonly title: Bilingual;
  readonly value: Value;
  readonly unit: 'day' | 'workingDay' | 'ms' | 'fen' | 'permille' | 'count' | 'none';
  readonly cite: readonly RuleId[];
  readonly mayChange: 'never' | 'region' | 'tender';
  readonly bounds?: { readonly min?: number; readonly max?: number };
};

export type SupervisionNode = {
  readonly id: string;
  readonly title: Bilingual;
  readonly machine: MachineId;
  readonly opens: readonly ActId[];
  readonly closes: readonly ActId[];
  readonly clock: DeadlineId;
  readonly owner: Relation;
  readonly evidence: readonly ActId[];
  /** Parts per thousand of the period left when the light turns amber. */
  readonly amberAtPermille: number;
};

/** Fan-out: when an event of `on` happens, `due` falls to every member stream of machine `each` that meets the guards. */
export type Reaction = { readonly on: ActId; readonly each: MachineId; readonly if?: readonly Guard[]; readonly due: ActId; readonly within: DeadlineId; readonly cite: readonly RuleId[] };

export type Procedure = {
  readonly id: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly cite: readonly RuleId[];
  readonly parameters: Readonly<Record<ParameterId, Parameter>>;
  readonly machines: Readonly<Partial<Record<MachineId, Machine>>>;
  readonly reactions: readonly Reaction[];
  readonly nodes: readonly SupervisionNode[];
  /** What the bidder seals, and the act at which each kind may be released. */
  readonly envelopes: readonly { readonly kind: EnvelopeKind; readonly releasedBy: ActId }[];
  readonly words?: Readonly<Record<string, Bilingual>>;
};

/**
 * A moment fixed, or the earliest it can be until the holiday table of a year is loaded. `at` is exclusive for a duty: the last day of
 * "within 3 days" counted from 11-23 is 11-26 and `at` is 11-27T00:00. `since` is where the period began, `amberAt` when its light
 * turns, `metAt` when the duty was fulfilled or the clock acted.
 */
export type Timing =
  | { readonly at: Instant; readonly since: Instant; readonly amberAt: Instant; readonly metAt?: Instant }
  | { readonly notBefore: Instant; readonly awaitingYear: number; readonly since: Instant; readonly metAt?: Instant };

/** What the interpreter needs to know of a stream. `room` is the subject's own state. */
export type StreamState<Room = unknown> = {
  readonly id: string;
  readonly machine: MachineId;
  readonly version: number;
  readonly stage: Stage;
  readonly owner?: string;
  readonly deadlines: Readonly<Record<DeadlineId, Timing>>;
  readonly room: Room;
};

export type Facts = Readonly<Partial<Record<FactId, Value>>>;
