/** The legal clocks of a tender, in order of time, each with its articles. */
import type { Deadline, Procedure } from '@zhaobiao/domain';
import { ruleChip } from '@zhaobiao/rulebook';
import type { publicTender } from '../../tender/queries.ts';
import { html, type Html } from './html.ts';
import { headed, say, screenTime, type Language } from './language.ts';
import { hasEnded } from './step-bar.ts';

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

/** What the clock would have done after the deadline does not come any more once the tender has ended. */
const stillComes = (tender: Tender, { id, onPass }: Deadline): boolean => !(hasEnded(tender.stage) && onPass !== undefined && id !== 'closing');

export function deadlinesTable(language: Language, tender: Tender, procedure: Procedure | undefined, ruleText: RuleText): Html {
  const fixed = (procedure?.machines.lot?.deadlines ?? []).flatMap((deadline) => {
    const timing = tender.deadlines[deadline.id];
    return timing === undefined || !stillComes(tender, deadline) ? [] : [{ deadline, timing }];
  });
  if (fixed.length === 0) return html`<p>${say(language, '还没有确定的期限。', 'No deadline is fixed yet.')}</p>`;
  const [title, moment, article] = [say(language, '期限', 'Deadline'), say(language, '时刻', 'Moment'), say(language, '依据', 'Article')];
  const rows = fixed
    .toSorted((left, right) => momentOf(left.timing).localeCompare(momentOf(right.timing)))
    .map(({ deadline, timing }) => html`<tr><th scope="row">${headed(language, deadline.title[language])}</th><td class="fixed" data-label="${moment}"><span>${when(language, deadline, timing)}</span></td><td data-label="${article}"><span>${chips(language, deadline.cite, ruleText)}</span></td></tr>`);
  return html`<table class="stack"><caption>${say(language, '按时间先后排列', 'In order of time')}</caption><thead><tr><th scope="col">${title}</th><th scope="col">${moment}</th><th scope="col">${article}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
