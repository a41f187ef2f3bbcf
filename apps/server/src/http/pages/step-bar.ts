/** The way of a tender, every stage of it on each page: done, current, to come. A tender that ended without a contract ends short, at the step where it did. */
import type { Milestone } from '../told.ts';
import { html, type Html } from './html.ts';
import { headed, say, withLanguage, type Language } from './language.ts';

const STEPS: readonly (readonly [string, string])[] = [
  ['登记', 'Registered'], ['招标计划', 'Plan'], ['招标公告', 'Notice'], ['投标', 'Bidding'], ['开标', 'Opening'], ['评标', 'Evaluation'], ['候选人公示', 'Candidates'], ['定标', 'Award'], ['合同', 'Contract'], ['履约归档', 'Archive'],
];

/** Index of the step a stage stands at. */
const AT: Readonly<Record<string, number>> = { defined: 2, bidding: 3, closed: 4, announced: 4, checked: 4, opening: 4, opened: 5, evaluated: 6, publicised: 6, decided: 7, awarded: 8, contracted: 9, archived: 10 };
const ENDED = new Set(['failed', 'invalid', 'terminated']);

/** The step at which a tender stands after an act: what ended it ended it there. */
const AFTER: Readonly<Record<string, number>> = { publishNotice: 3, closeBidding: 4, recordOpening: 5, orderRecheck: 5, receiveReport: 6, publishCandidates: 6, passOver: 6, decideAward: 7, issueAward: 8 };

/** Which act dates a step that is done. */
const DATED: readonly (readonly string[])[] = [['registerProject'], ['publishPlan'], ['publishNotice'], ['closeBidding'], ['recordOpening'], ['receiveReport'], ['publishCandidates'], ['issueAward', 'decideAward'], ['concludeContract'], ['archiveTender']];

/** What a step says that is not done yet: until when, or why not yet. */
export type StepNotes = Readonly<Record<number, string>>;

export type Way = {
  readonly stage: string;
  /** The stage in words, for the end of a tender that ended short. */
  readonly title: string;
  readonly milestones: readonly Milestone[];
  readonly notes: StepNotes;
  /** Sections there are on the page. */
  readonly sections: ReadonlySet<string>;
  /** Something holds it up: an objection, an order. */
  readonly held: boolean;
  /** Path of the tender that repeats this one. */
  readonly next: string | null;
};

/** Where on the page a step is told of: the first of these that is there. */
const TOLD: readonly (readonly string[])[] = [[], [], ['notice'], ['changes', 'deadlines'], ['opening'], ['committee'], ['candidates'], ['award'], ['contract'], ['archive', 'returns']];

type Step = { readonly kind: 'done' | 'current' | 'future'; readonly near: string; readonly title: string; readonly note: string; readonly address: string | undefined };

const monthDay = (moment: string): string => moment.slice(5, 10);

/** Index of the current step; of an ended tender the one it did not get past. */
export function stepOf(stage: string, milestones: readonly Milestone[]): number {
  if (!ENDED.has(stage)) return AT[stage] ?? 0;
  const last = milestones.findLast((each) => AFTER[each.act] !== undefined);
  return last === undefined ? 2 : (AFTER[last.act] ?? 2);
}

/** What a narrow screen shows: the step before, this one, the next. */
const nearness = (index: number, at: number): string => (Math.abs(index - at) > 1 ? '' : index === Math.max(0, at - 1) ? ' near first' : ' near');

function stepsOf(language: Language, { stage, milestones, notes, sections, held }: Way): readonly Step[] {
  const at = stepOf(stage, milestones);
  // The last step is never passed: an archived tender stands at its end.
  const shown = Math.min(at, STEPS.length - 1);
  return (ENDED.has(stage) ? STEPS.slice(0, at) : STEPS).map(([zh, en], index) => {
    const dated = milestones.findLast((each) => DATED[index]?.includes(each.act) === true);
    const place = TOLD[index]?.find((each) => sections.has(each));
    const done = index < at ? (dated === undefined ? '' : monthDay(dated.at)) : undefined;
    return { kind: index < at ? 'done' : index === at ? 'current' : 'future', near: `${held && index === at ? ' held' : ''}${nearness(index, shown)}`, title: say(language, zh, en), note: done ?? (held && index === at ? say(language, '暂停', 'on hold') : (notes[index] ?? '')), address: index <= at && place !== undefined ? `#${place}` : undefined };
  });
}

const titled = ({ title, address }: Step): Html => (address === undefined ? html`<span>${title}</span>` : html`<a href="${address}">${title}</a>`);

const KINDS = { done: ['已完成', 'done'], current: ['当前', 'now'], future: ['未到', 'to come'] } as const;

type End = { readonly title: string; readonly note: string; readonly next: Html | null; readonly where: string };

function endOf(language: Language, { stage, title, milestones, next }: Way): End | undefined {
  if (!ENDED.has(stage)) return undefined;
  const [zh, en] = STEPS[stepOf(stage, milestones)] ?? ['', ''];
  const link = next === null ? null : html`<a href="${withLanguage(language, next)}">${say(language, '重新招标', 'New tender')}</a>`;
  const last = milestones.at(-1);
  return { title: headed(language, title), note: last === undefined ? '' : monthDay(last.at), next: link, where: say(language, `在${zh}阶段结束`, `ended at: ${en}`) };
}

/** On a narrow screen the bar shows the step before, this one and the next; the whole way stands in a list that opens below it. */
export function stepBar(language: Language, way: Way): Html {
  const steps = stepsOf(language, way);
  const end = endOf(language, way);
  const last = end === undefined && way.stage === 'archived' ? steps.length - 1 : -1;
  const here = (step: Step, index: number): Html | null => (step.kind === 'current' || index === last ? html` aria-current="step"` : null);
  return html`<ol class="steps" aria-label="${say(language, '进度', 'Progress')}">
${steps.map((step, index) => html`<li class="${step.kind}${step.near}"${here(step, index)}><span class="dot" aria-hidden="true"></span>${titled(step)}<span class="note">${step.note}</span></li>`)}
${end === undefined ? null : html`<li class="end near" aria-current="step"><span class="dot" aria-hidden="true"></span><span>${end.title}</span><span class="note">${end.next ?? end.note}</span></li>`}
</ol>
<details class="way"><summary>${say(language, '全部进度', 'The whole way')}</summary><ol>
${steps.map((step, index) => html`<li${here(step, index)}>${step.title}<span class="note">${say(language, KINDS[step.kind][0], KINDS[step.kind][1])}${step.note === '' ? null : ` · ${step.note}`}</span></li>`)}
${end === undefined ? null : html`<li aria-current="step">${end.title}<span class="note">${end.where}${end.note === '' ? null : ` · ${end.note}`}</span></li>`}
</ol></details>`;
}
