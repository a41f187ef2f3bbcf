/** The way of a tender, every stage of it on each page: done, current, to come. A failed or terminated one ends short. */
import { html, type Html } from './html.ts';
import { say, type Language } from './language.ts';

const STEPS: readonly (readonly [string, string])[] = [
  ['登记', 'Registered'], ['招标计划', 'Plan'], ['招标公告', 'Notice'], ['投标', 'Bidding'], ['开标', 'Opening'], ['评标', 'Evaluation'], ['候选人公示', 'Candidates'], ['定标', 'Award'], ['合同', 'Contract'], ['履约归档', 'Performance'],
];

/** Index of the step a stage stands at; `opened` waits for the evaluation. */
const AT: Readonly<Record<string, number>> = { defined: 2, bidding: 3, closed: 4, announced: 4, opened: 5 };
const ENDED = new Set(['failed', 'terminated']);

export type StepNotes = Readonly<Record<number, string>>;

export function stepBar(language: Language, stage: string, endTitle: string, notes: StepNotes): Html {
  const ended = ENDED.has(stage);
  const at = ended ? 4 : (AT[stage] ?? 0);
  const shown = ended ? STEPS.slice(0, 4) : STEPS;
  const kindOf = (index: number): string => (index < at ? 'done' : index === at ? 'current' : 'future');
  return html`<ol class="steps" aria-label="${say(language, '进度', 'Progress')}">
${shown.map(([zh, en], index) => html`<li class="${kindOf(index)}"${index === at ? html` aria-current="step"` : null}><span class="dot" aria-hidden="true"></span><span>${say(language, zh, en)}</span><span class="note">${notes[index] ?? ''}</span></li>`)}
${ended ? html`<li class="end" aria-current="step"><span class="dot" aria-hidden="true"></span><span>${endTitle}</span></li>` : null}
</ol>`;
}
