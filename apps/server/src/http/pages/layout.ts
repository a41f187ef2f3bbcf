/** The frame of every portal page: head, content, foot. One style sheet, no script. */
import { instantText, type Instant } from '@zhaobiao/basics';
import { html, type Html } from './html.ts';
import { exactTime, say, withLanguage, type Language } from './language.ts';

/** Where and when a page was made; stands on its print. `at` is the platform's time, absent while its clock is not to be trusted. */
export type Made = { readonly origin: string; readonly at: Instant | undefined };
export type Page = { readonly language: Language; readonly title: string; readonly path: string; readonly content: Html; readonly current?: 'tenders' | 'docs' | 'login'; readonly made?: Made };

const mark = html`<svg class="mark" viewBox="0 0 20 20" width="28" height="28" aria-hidden="true" focusable="false"><rect x="1.5" y="1.5" width="17" height="17" fill="none" stroke="currentColor" stroke-width="1.5"/><rect x="6" y="6" width="8" height="8" fill="currentColor"/></svg>`;

/** The same page in the other language. */
const other = ({ language, path }: Page): string => `${path}${path.includes('?') ? '&' : '?'}lang=${language === 'zh' ? 'en' : 'zh'}`;

/** The mark once more, for the tab. */
const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path fill="none" stroke="black" stroke-width="2" d="M2 2h16v16H2z"/><path d="M6 6h8v8H6z"/></svg>')}`;

/**
 * The header says `no-referrer`, under which a browser sends our own forms with `Origin: null`, so that nobody could sign in (Fetch, "append a request
 * Origin header"). A page tells its address to pages of ours only.
 */
const REFERRER = html`<meta name="referrer" content="same-origin">`;

function madeLine({ language, path, made }: Page): Html | null {
  if (made === undefined) return null;
  const at = made.at === undefined ? '' : exactTime(instantText(made.at)).slice(0, 19);
  return html`<p class="made">${say(language, '网址', 'Address')} ${made.origin}${withLanguage(language, path)}${at === '' ? null : html` · ${say(language, '打印内容截至', 'as of')} ${at}`}</p>`;
}

const link = (page: Page, name: Page['current'], path: string, text: string): Html =>
  html`<a href="${withLanguage(page.language, path)}"${page.current === name ? html` aria-current="page"` : null}>${text}</a>`;

export function layout(page: Page): string {
  const { language, title, content } = page;
  const { markup } = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
${REFERRER}
<title>${title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/assets/portal.css">
</head>
<body>
<a class="skip" href="#content">${say(language, '跳到正文', 'Skip to content')}</a>
<header class="head"><div class="frame">
<a class="brand" href="${withLanguage(language, '/')}">${mark}<span>${say(language, '公共资源交易', 'Public Resource Trading')}</span></a>
<nav aria-label="${say(language, '主菜单', 'Main menu')}">
${link(page, 'tenders', '/', say(language, '招标项目', 'Tenders'))}
${link(page, 'docs', '/docs', say(language, '数据接口', 'API'))}
${link(page, 'login', '/login', say(language, '登录', 'Sign in'))}
<a href="${other(page)}" lang="${language === 'zh' ? 'en' : 'zh-CN'}" hreflang="${language === 'zh' ? 'en' : 'zh-CN'}">${language === 'zh' ? 'EN' : '中文'}</a>
</nav></div></header>
<main id="content" class="frame" tabindex="-1">
${content}
</main>
<footer class="foot"><div class="frame">
<p>${say(language, '每一项办理都有签名、时间和日志序号，任何人都可以核验。', 'Every act has a signature, a time and a place in the log that anybody can verify.')} <a href="/log/checkpoint">${say(language, '日志检查点', 'Log checkpoint')}</a></p>
${madeLine(page)}
</div></footer>
</body>
</html>
`;
  return markup;
}
