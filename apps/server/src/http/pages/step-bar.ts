/** The way of a tender, every stage of it on each page: done, current, to come. A failed or terminated one ends short. */
import { html, type Html } from './html.ts';
import { headed, say, type Language } from './language.ts';

const STEPS: readonly (readonly [string, string])[] = [
  ['登记', 'Registered'], ['招标计划', 'Plan'], ['招标公告', 'Notice'], ['投标', 'Bidding'], ['开标', 'Opening'], ['评标', 'Evaluation'], ['候选人公示', 'Candidates'], ['定标', 'Award'], ['合同', 'Contract'], ['履约归档', 'Performance'],
];

/** Index of the step a stage stands at; `opened` waits for the evaluation. */
const AT: Readonly<Record<string, number>> = { defined: 2, bidding: 3, closed: 4, announced: 4, checked: 4, opening: 4, opened: 5 };
const ENDED = new Set(['failed', 'terminated']);

export type StepNotes = Readonly<Record<number, string>>;

/** Where on the page a step is told of. */
const TOLD: Readonly<Record<number, string>> = { 2: '#notice', 3: '#deadlines', 4: '#opening' };

type Step = { readonly kind: 'done' | 'current' | 'future'; readonly near: string; readonly title: string; readonly note: string; readonly address: string | undefined };

/** What a narrow screen shows: the step before, this one, the next. */
const nearness = (index: number, at: number): string => (Math.abs(index - at) > 1 ? '' : index === Math.max(0, at - 1) ? ' near first' : ' near');

function stepsOf(language: Language, stage: string, notes: StepNotes): readonly Step[] {
  const ended = ENDED.has(stage);
  const at = ended ? 4 : (AT[stage] ?? 0);
  return (ended ? STEPS.slice(0, 4) : STEPS).map(([zh, en], index) => ({
    kind: index < at ? 'done' : index === at ? 'current' : 'future', near: nearness(index, at), title: say(language, zh, en), note: notes[index] ?? '', address: index <= at ? TOLD[index] : undefined,
  }));
}

const titled = ({ title, address }: Step): Html => (address === undefined ? html`<span>${title}</span>` : html`<a href="${address}">${title}</a>`);
const here = ({ kind }: Step): Html | null => (kind === 'current' ? html` aria-current="step"` : null);

const KINDS = { done: ['已完成', 'done'], current: ['当前', 'now'], future: ['未到', 'to come'] } as const;

/** On a narrow screen the bar shows the step before, this one and the next; the whole way stands in a list that opens below it. */
export function stepBar(language: Language, stage: string, endTitle: string, notes: StepNotes): Html {
  const steps = stepsOf(language, stage, notes);
  const end = ENDED.has(stage) ? headed(language, endTitle) : undefined;
  const label = say(language, '进度', 'Progress');
  return html`<ol class="steps" aria-label="${label}">
${steps.map((step) => html`<li class="${step.kind}${step.near}"${here(step)}><span class="dot" aria-hidden="true"></span>${titled(step)}<span class="note">${step.note}</span></li>`)}
${end === undefined ? null : html`<li class="end near" aria-current="step"><span class="dot" aria-hidden="true"></span><span>${end}</span></li>`}
</ol>
<details class="way"><summary>${say(language, '全部进度', 'The whole way')}</summary><ol>
${steps.map((step) => html`<li${here(step)}>${step.title}<span class="note">${say(language, KINDS[step.kind][0], KINDS[step.kind][1])}${step.note === '' ? null : ` · ${step.note}`}</span></li>`)}
${end === undefined ? null : html`<li aria-current="step">${end}</li>`}
</ol></details>`;
}
