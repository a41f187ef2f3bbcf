/** The public acts of a tender: who did what when, and for each its place in the log with what is needed to check it. */
import type { ActLine } from '../../log/queries.ts';
import { html, type Html } from './html.ts';
import { exactTime, headed, say, withLanguage, type Language } from './language.ts';

export type ActsShown = {
  /** `/tenders/P1/1` */
  readonly path: string;
  readonly acts: readonly ActLine[];
  /** Log index to go on from where there are more acts than one page shows. */
  readonly next: number | null;
  /** How the page calls who acted; `undefined` when it does not know more than the register's id. */
  readonly nameOf: (actor: string) => Html | undefined;
};

function proof(language: Language, { index, entry }: ActLine): Html {
  return html`<details class="proof"><summary>${say(language, `日志第 ${index} 号`, `Log entry ${index}`)}</summary>
<p class="note">${say(language, '摘要', 'digest')} <code class="digest">${entry}</code><br>${say(language, '日志第', 'log entry')} <a href="/api/v1/feed/${index}">${index}</a> ${say(language, '号的原文', ', its bytes')} · <a href="/api/v1/acts/${entry}/receipt">${say(language, '回执', 'receipt')}</a></p></details>`;
}

const line = (language: Language, act: ActLine, nameOf: ActsShown['nameOf']): Html => {
  const who = nameOf(act.actor);
  return html`<li><time datetime="${act.at}">${exactTime(act.at)}</time> <span class="what">${headed(language, act.title[language])}</span>${who === undefined ? null : html` <span class="note who">${who}</span>`}${proof(language, act)}</li>`;
};

/** Places in the log say nothing of time within a second: they are drawn (招标投标法 22). A reader wants the order in which things were done. */
const inTime = (left: ActLine, right: ActLine): number => left.at.localeCompare(right.at) || left.index - right.index;

export function actsList(language: Language, { path, acts, next, nameOf }: ActsShown): Html {
  if (acts.length === 0) return html`<p>${say(language, '公开办理记入日志后在这里列出，一般需要几秒。', 'Public acts are listed here once they stand in the log, within seconds.')}</p>`;
  return html`<p class="note">${say(language, '按办理时间排列', 'In order of time')}</p><ol class="timeline">${acts.toSorted(inTime).map((act) => line(language, act, nameOf))}</ol>
${next === null ? null : html`<nav class="pages" aria-label="${say(language, '办理记录分页', 'Pages of the acts')}"><a rel="next" href="${withLanguage(language, `${path}?acts=${next}`)}#acts">${say(language, '后面的办理', 'Later acts')}</a></nav>`}`;
}

/** How anybody checks all of it without believing the platform. */
export const verifying = (language: Language, path: string): Html => html`<p>${say(
  language,
  '下载核验包，在自己的电脑上运行 ', 'Download the bundle and run ',
)}<code>zhaobiao verify ${path.slice('/tenders/'.length).replace('/', '-')}.zhaobiao</code>${say(language, '，就能核对每一项办理的签名、时间和顺序，开标后还会重新解密每一份投标文件，不需要相信本平台。', ' on a machine of your own: it checks signature, time and order of every act and, after the opening, opens every bid again, without trusting this platform.')}</p>
<p class="actions"><a class="button quiet" href="/api/v1${path}/bundle" download>${say(language, '下载核验包', 'Download the bundle')}</a></p>`;
