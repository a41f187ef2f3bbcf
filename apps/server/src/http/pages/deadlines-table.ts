/** The legal clocks of a tender, in order of time, each with its articles. */
import type { Deadline, Procedure } from '@zhaobiao/domain';
import { ruleChip } from '@zhaobiao/rulebook';
import type { publicTender } from '../../tender/queries.ts';
import { html, type Html } from './html.ts';
import { headed, say, screenTime, type Language } from './language.ts';
import type { Life } from './life.ts';
import { lapsedBy } from './times.ts';

type Tender = NonNullable<Awaited<ReturnType<typeof publicTender>>>;
type Timing = Tender['deadlines'][string];
export type RuleText = (rule: string) => { readonly zh: string; readonly en: string };

/** How days are counted is the same for every period: beside a date stands the article that gives it, not the rules of counting. */
const isCounting = (rule: string): boolean => rule.startsWith('CAL-');

/** 法24 with the whole name behind it; each article once, whichever rules rest on it. */
function chips(language: Language, rules: readonly string[], ruleText: RuleText): readonly Html[] {
  const named = new Map(rules.filter((rule) => !isCounting(rule)).map((rule) => [ruleChip(rule) || ruleText(rule)[language], ruleText(rule)[language]]));
  return [...named].map(([chip, whole]) => html`<span class="chip" title="${whole}">${language === 'zh' ? chip : whole}</span> `);
}

const momentOf = (timing: Timing): string => ('at' in timing ? timing.at : timing.notBefore);

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;

/** A period is a bound of something else: 公告至投标截止 of 20 days says how early the closing may be. */
const bound = (language: Language, kind: Deadline['kind']): string => (kind === 'atLeast' ? say(language, '不得早于 ', 'not before ') : kind === 'atMost' ? say(language, '不得晚于 ', 'by ') : '');

function when(language: Language, { kind }: Deadline, timing: Timing): Html {
  if ('at' in timing) return html`${bound(language, kind)}${time(timing.at)}`;
  return html`${say(language, '不早于', 'not before')} ${time(timing.notBefore)}<span class="note">${say(language, `${timing.awaitingYear} 年放假安排公布后确定`, `fixed once the holiday table of ${timing.awaitingYear} is loaded`)}</span>`;
}

/** What the clock does at once after another act is no period that anybody keeps or misses; it stands among the acts. */
const isAtOnce = ({ onPass, length, anchor }: Deadline): boolean => onPass !== undefined && length === 0 && 'after' in anchor;

/** Once a tender has ended, what lay ahead comes no more, but for what is owed back; where nothing is drawn there is no draw. */
function applies({ tender, life }: DeadlinesView, deadline: Deadline, timing: Timing): boolean {
  if (isAtOnce(deadline) || (deadline.id === 'drawing' && (tender.notice?.terms.evaluation.coefficients.length ?? 0) === 0)) return false;
  return life.ending === undefined || deadline.id === 'securityReturn' || momentOf(timing) <= life.ending.at;
}

/** 正常 needs no colour: a deadline says how it stands when it was met, is near or has passed. Only what is to be done by then can be met or late. */
function standing(language: Language, { life, now }: DeadlinesView, { id, kind, metBy }: Deadline, timing: Timing): Html | string {
  const { metAt = null, amberAt = null } = life.clocks[id] ?? {};
  if (kind !== 'atMost' || metBy === undefined) return '';
  if (metAt !== null) return html`<span class="tag ok"><span aria-hidden="true">●</span> ${say(language, '已办理', 'Done')}</span> <span class="fixed">${screenTime(metAt)}</span>`;
  if (!('at' in timing)) return '';
  if (lapsedBy(now, timing.at)) return html`<span class="tag bad"><span aria-hidden="true">■</span> ${say(language, '超期', 'Late')}</span>`;
  return lapsedBy(now, amberAt) ? html`<span class="tag soon"><span aria-hidden="true">◐</span> ${say(language, '临期', 'Due soon')}</span>` : html`<span class="tag"><span aria-hidden="true">○</span> ${say(language, '待办理', 'To be done')}</span>`;
}

export type DeadlinesView = { readonly tender: Tender; readonly procedure: Procedure | undefined; readonly life: Pick<Life, 'clocks' | 'ending'>; readonly ruleText: RuleText; readonly now: string | undefined };

export function deadlinesTable(language: Language, view: DeadlinesView): Html {
  const fixed = (view.procedure?.machines.lot?.deadlines ?? []).flatMap((deadline) => {
    const timing = view.tender.deadlines[deadline.id];
    return timing === undefined || !applies(view, deadline, timing) ? [] : [{ deadline, timing }];
  });
  if (fixed.length === 0) return html`<p>${say(language, '还没有确定的期限。', 'No deadline is fixed yet.')}</p>`;
  const [title, moment, article, stands] = [say(language, '期限', 'Deadline'), say(language, '时刻', 'Moment'), say(language, '依据', 'Article'), say(language, '办理', 'Standing')];
  const rows = fixed
    .toSorted((left, right) => momentOf(left.timing).localeCompare(momentOf(right.timing)))
    .map(({ deadline, timing }) => ({ deadline, timing, state: standing(language, view, deadline, timing) }));
  const withState = rows.some(({ state }) => state !== '');
  const cells = rows.map(({ deadline, timing, state }) => html`<tr><th scope="row">${headed(language, deadline.title[language])}</th><td class="fixed" data-label="${moment}"><span>${when(language, deadline, timing)}</span></td>${withState ? html`<td class="${state === '' ? 'empty' : ''}" data-label="${stands}"><span>${state}</span></td>` : null}<td data-label="${article}"><span>${chips(language, deadline.cite, view.ruleText)}</span></td></tr>`);
  return html`<table class="stack"><caption>${say(language, '按时间先后排列', 'In order of time')}</caption><thead><tr><th scope="col">${title}</th><th scope="col">${moment}</th>${withState ? html`<th scope="col">${stands}</th>` : null}<th scope="col">${article}</th></tr></thead><tbody>${cells}</tbody></table>`;
}
