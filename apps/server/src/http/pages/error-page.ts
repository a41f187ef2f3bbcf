/** A "no" as a page: result, reason, way out, in the chosen language with the other beside it. */
import type { JsonObject } from '@zhaobiao/basics';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { say, withLanguage, type Language } from './language.ts';

const TITLES: Readonly<Record<number, readonly [string, string]>> = {
  400: ['未能受理', 'Not accepted'], 401: ['需要登录', 'Sign in first'], 403: ['不能查看', 'Not allowed'], 404: ['没有找到', 'Not found'], 405: ['不接受这种请求', 'Method not allowed'],
  429: ['请稍后再试', 'Too many requests'], 500: ['平台出错', 'A fault of the platform'], 503: ['暂不受理', 'Not available'],
};

function sentences(body: JsonObject): { readonly zh: string; readonly en: string } {
  const { refused } = body;
  const text = (name: string): string => {
    const value = typeof refused === 'object' && refused !== null && !Array.isArray(refused) ? Object.entries(refused).find(([key]) => key === name)?.[1] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { zh: text('zh'), en: text('en') };
}

export function errorPage(language: Language, status: number, body: JsonObject): string {
  const [zh, en] = TITLES[status] ?? ['未能受理', 'Not accepted'];
  const said = sentences(body);
  const [first, second] = language === 'zh' ? [said.zh, said.en] : [said.en, said.zh];
  return layout({
    language, title: `${say(language, zh, en)} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path: '/',
    content: html`<article class="narrow">
<h1>${say(language, zh, en)}</h1>
<p>${first}</p>
<p class="second" lang="${language === 'zh' ? 'en' : 'zh-CN'}">${second}</p>
<p><a class="button" href="${withLanguage(language, '/')}">${say(language, '查看招标项目', 'See the tenders')}</a></p>
</article>`,
  });
}
