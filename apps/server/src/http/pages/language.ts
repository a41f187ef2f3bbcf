import type { FastifyRequest } from 'fastify';
import { html, type Html } from './html.ts';

export type Language = 'zh' | 'en';

/** Chinese unless the address or the browser asks for English. */
export function languageOf(request: FastifyRequest): Language {
  const asked = new URL(request.url, 'http://page').searchParams.get('lang');
  if (asked === 'en' || asked === 'zh') return asked;
  const first = request.headers['accept-language']?.split(',')[0]?.trim().toLowerCase() ?? '';
  return first.startsWith('en') ? 'en' : 'zh';
}

export const say = (language: Language, zh: string, en: string): string => (language === 'zh' ? zh : en);

/** A heading or label of its own: in English with a capital, `closing of bids` → `Closing of bids`. */
export const headed = (language: Language, text: string): string => (language === 'zh' ? text : text.slice(0, 1).toUpperCase() + text.slice(1));

/** Text as people of the city wrote it: on an English page marked as Chinese, so that it is read aloud as such. */
export const written = (language: Language, text: string): Html => (language === 'zh' ? html`${text}` : html`<span lang="zh-CN">${text}</span>`);

/** An address with the language kept, where it was chosen. */
export function withLanguage(language: Language, path: string): string {
  if (language === 'zh') return path;
  return `${path}${path.includes('?') ? '&' : '?'}lang=en`;
}

/** `2026-11-23 09:30` of RFC 3339 in Shanghai time, as screens show it. */
export const screenTime = (moment: string): string => `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;
/** To the millisecond, for records. */
export const exactTime = (moment: string): string => `${moment.slice(0, 10)} ${moment.slice(11, 23)}`;

/** `18,350,534.00 元` of whole fen. */
export function yuan(language: Language, amountFen: number): string {
  const [whole = '0', part] = (Math.abs(amountFen) / 100).toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${amountFen < 0 ? '-' : ''}${grouped}.${part}${language === 'zh' ? ' 元' : ' CNY'}`;
}
