/** The portal in a real browser: for everybody's eyes, keyboard, zoom and paper, in both languages, with script and without. */
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { ENDED_PAGES, LIFE_PAGES } from './life.ts';
import { HOSTILE, LOGIN, LONGEST_TITLE, LONG_NAME, RECORD_LINES, openCity, type City } from './city.ts';

const DESK = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
/** A reader at 200 % sees half the window, one at 400 % (WCAG 1.4.10) 320 px. */
const ZOOMED = [{ width: 683, height: 384 }, { width: 320, height: 256 }] as const;

const LONG_RECORD = '/tenders/OPENED/2';
const PAGES = ['/', '/?q=nothing', '/tenders/BIDDING/1', '/tenders/LONGEST/1', '/tenders/FAILED/1', '/tenders/OPENED/1', ...LIFE_PAGES, ...ENDED_PAGES, `${LONG_RECORD}?lines=210&page=2`, '/login', '/docs', '/nowhere'] as const;
const inLanguage = (path: string, lang: 'zh' | 'en'): string => `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

let city: City;
let browser: Browser;
let base: string;

async function contextOf(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: DESK, locale: 'zh-CN', ...options });
  await context.route((url) => url.pathname === LONG_RECORD, async (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: await city.record(new URL(route.request().url()).searchParams) }));
  return context;
}

async function pageAt(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await contextOf(options)).newPage();
  await page.goto(base + path);
  return page;
}

/** Rule and place of each fault; the newest rules too, and those that are only advice. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { readonly axe: typeof axe };
    const { violations } = await runner.run({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  });
}

/** By how much the page is wider than its window. */
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

type Focus = { readonly text: string; readonly where: string; readonly outline: number; readonly seen: boolean };

/** Presses Tab and says where the focus is, how wide its ring, and whether it is in the window. */
async function tab(page: Page): Promise<Focus> {
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const seen = box.width > 0 && box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
    return { text: (element.textContent ?? '').trim(), where: element.id === '' ? (element.getAttribute('href') ?? element.tagName.toLowerCase()) : `#${element.id}`, outline: style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth), seen };
  });
}

async function tabTo(page: Page, where: string): Promise<readonly Focus[]> {
  const way: Focus[] = [];
  for (let pressed = 0; pressed < 60 && way.at(-1)?.where !== where; pressed += 1) way.push(await tab(page));
  return way;
}

beforeAll(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
  base = city.base;
});
afterAll(async () => {
  await browser?.close();
  await city?.close();
});

describe('every page', () => {
  it.each([['a desk', DESK], ['a phone', PHONE]] as const)('is accessible and no wider than its window on %s, in both languages', { timeout: 120_000 }, async (_name, viewport) => {
    const context = await contextOf({ viewport });
    const page = await context.newPage();
    const found: (readonly [string, readonly string[], number])[] = [];
    for (const path of PAGES) {
      for (const lang of ['zh', 'en'] as const) {
        await page.goto(base + inLanguage(path, lang));
        found.push([inLanguage(path, lang), await faultsOf(page), Math.max(0, await overflow(page))]);
      }
    }
    expect(found).toEqual(found.map(([path]) => [path, [], 0]));
    await context.close();
  });

  it('would be told of a fault', async () => {
    const page = await pageAt('/login');
    await page.evaluate(() => document.querySelector('label')?.remove());
    expect(await faultsOf(page)).toEqual([expect.stringMatching(/^label: <input id="login"/)]);
    await page.evaluate(() => document.querySelector('h1')?.replaceChildren('A'.repeat(200)));
    await page.evaluate(() => document.querySelector('h1')?.classList.add('fixed'));
    expect(await overflow(page)).toBeGreaterThan(100);
    await page.context().close();
  });

  it.each(ZOOMED)('has no horizontal scroll when zoomed to $width px', async (viewport) => {
    const page = await pageAt('/', { viewport, deviceScaleFactor: 2 });
    const found: (readonly [string, number])[] = [];
    for (const path of PAGES) {
      await page.goto(base + path);
      found.push([path, Math.max(0, await overflow(page))]);
    }
    expect(found).toEqual(PAGES.map((path) => [path, 0]));
    await page.context().close();
  });

  it('wears 演示 across it, and does not catch the pointer with it', async () => {
    const page = await pageAt('/tenders/BIDDING/1');
    const worn = await page.evaluate(() => {
      const { content, position, pointerEvents } = getComputedStyle(document.body, '::after');
      return { content, position, pointerEvents };
    });
    expect(worn).toEqual({ content: '"演示"', position: 'fixed', pointerEvents: 'none' });
    await page.click('text=招标项目 >> nth=0');
    expect(new URL(page.url()).pathname).toBe('/');
    await page.context().close();
  });
});

describe('the keyboard', () => {
  it('goes from search to list to tender to documents, its place always to be seen', async () => {
    const page = await pageAt('/');
    const onHome = await tabTo(page, '/tenders/DOCUMENT/1');
    const places = onHome.map((focus) => focus.where);
    const order = ['#content', '#q', '#stage', 'button', '/tenders/DOCUMENT/1'].map((where) => places.indexOf(where));
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order).not.toContain(-1);
    expect(onHome.filter(({ outline, seen }) => outline < 2 || !seen)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tenders/DOCUMENT/1');
    const onTender = await tabTo(page, '/api/v1/tenders/DOCUMENT/1/bundle');
    expect(onTender.map((focus) => focus.text)).toEqual(expect.arrayContaining(['招标项目', '招标公告', '招标文件.txt', '下载核验包']));
    expect(onTender.filter(({ outline, seen }) => outline < 2 || !seen)).toEqual([]);
    await page.context().close();
  });

  it('skips to the content at once, and opens the proof of an act', async () => {
    const page = await pageAt('/tenders/DOCUMENT/1');
    expect((await tab(page)).text).toBe('跳到正文');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    const digest = page.locator('.proof code').first();
    expect(await digest.isVisible()).toBe(false);
    await page.locator('.proof summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await digest.isVisible()).toBe(true);
    expect(await digest.textContent()).toMatch(/^[0-9a-f]{64}$/);
    await page.context().close();
  });
});

describe('without script', () => {
  it('a tender is searched, opened and downloaded, a firm found in the record, a person signed in and out', async () => {
    const page = await pageAt('/', { javaScriptEnabled: false, acceptDownloads: true });
    await page.fill('#q', '环城东路');
    await page.selectOption('#stage', 'bidding');
    await page.click('button[type=submit]');
    expect(new URL(page.url()).searchParams.get('stage')).toBe('bidding');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.click('text=环城东路改造工程施工招标公告');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=招标文件.txt')]);
    expect(await (await download.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString())).toBe('招标文件');
    const [bundle] = await Promise.all([page.waitForEvent('download'), page.click('a.button:has-text("下载核验包")')]);
    expect(bundle.suggestedFilename()).toBe('DOCUMENT-1.zhaobiao');

    await page.goto(base + LONG_RECORD);
    await page.fill('#firm', '91350525MA00001400');
    await page.click('.within button');
    expect(await page.locator('[role=status]').textContent()).toBe('找到 1 家。');
    expect(await page.locator('.record tbody .no').allTextContents()).toEqual(['1401']);

    await page.goto(`${base}/login`);
    await page.fill('#login', LOGIN.login);
    await page.fill('#password', 'a wrong password');
    await page.click('button');
    expect(await page.locator('[role=alert]').textContent()).toContain('用户名或者密码不对');
    await page.fill('#login', LOGIN.login);
    await page.fill('#password', LOGIN.password);
    await page.click('button');
    await page.goto(`${base}/account`);
    expect(await page.locator('h1').textContent()).toBe('我的账号');
    await page.click('text=退出');
    await page.goto(`${base}/account`);
    expect(new URL(page.url()).pathname).toBe('/login');
    await page.context().close();
  });

  it('asks for nothing but the page and its style sheet', async () => {
    const page = await (await contextOf({ javaScriptEnabled: false })).newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url().replace(base, '')));
    await page.goto(`${base}/tenders/OPENED/1`);
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual(['/tenders/OPENED/1', '/assets/portal.css']);
    await page.context().close();
  });
});

describe('what people wrote', () => {
  it('is text wherever it stands, and what gets into a page all the same does not run', async () => {
    const page = await pageAt('/tenders/LONGEST/1');
    expect(await page.locator('h1').textContent()).toBe(LONGEST_TITLE);
    expect(await page.title()).toContain(HOSTILE);
    expect(await page.locator('.documents a').allTextContents()).toContain(HOSTILE);
    expect(await page.locator('main script, main img, main style').count()).toBe(0);
    const held = await page.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
      const add = (name: string, text: string): void => void document.head.append(Object.assign(document.createElement(name), { textContent: text }));
      add('script', 'window.ran = 3');
      add('style', 'body{display:none}');
      document.body.setAttribute('style', 'display:none');
      document.body.append(Object.assign(document.createElement('img'), { src: 'https://elsewhere.example/x.png' }));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { violated: [...new Set(violated)].toSorted(), ran: 'ran' in window, display: getComputedStyle(document.body).display };
    });
    expect(held).toEqual({ violated: ['img-src', 'script-src-elem', 'style-src-attr', 'style-src-elem'], ran: false, display: 'block' });
    await page.context().close();
  });

  it('breaks no layout: dates, money and tags stand on one line beside the longest names', async () => {
    const page = await pageAt('/');
    for (const path of ['/', '/tenders/LONGEST/1', '/tenders/OPENED/1', LONG_RECORD]) {
      await page.goto(base + path);
      const wrapped = await page.evaluate(() =>
        [...document.querySelectorAll('td.fixed, .tag, td time')].filter((each) => {
          const range = document.createRange();
          range.selectNodeContents(each);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round((box.top + box.bottom) / 20)));
          return lines.size > 2 || range.getBoundingClientRect().height > 32;
        }).map((each) => each.textContent),
      );
      expect([path, wrapped]).toEqual([path, []]);
    }
    expect(await page.locator('.record th').filter({ hasText: LONG_NAME }).count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('is marked as Chinese on an English page', async () => {
    const page = await pageAt('/tenders/DOCUMENT/1?lang=en');
    expect(await page.locator('h1 [lang=zh-CN]').textContent()).toBe('环城东路改造工程施工招标公告');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.context().close();
  });
});

describe('the search form', () => {
  it('stands on one line on a desk', async () => {
    const page = await pageAt('/');
    const boxes = await Promise.all(['#q', '#stage', 'button[type=submit]'].map((selector) => page.locator(selector).boundingBox()));
    expect(new Set(boxes.map((box) => `${box?.y} ${box?.height}`)).size).toBe(1);
    await page.context().close();
  });
});

describe('a record of 1,528 lines', () => {
  it('comes 200 a page or whole, its head in sight wherever one reads', async () => {
    const page = await pageAt(LONG_RECORD);
    expect(await page.locator('.record tbody tr').count()).toBe(200);
    const started = performance.now();
    await Promise.all([page.waitForURL('**/*page=0*'), page.click('nav.pages >> text=全部')]);
    expect(await page.locator('.record tbody tr').count()).toBe(RECORD_LINES);
    expect(performance.now() - started).toBeLessThan(5_000);
    await page.locator('.record tbody tr').nth(900).scrollIntoViewIfNeeded();
    expect(await page.locator('.record thead th').first().boundingBox()).toMatchObject({ y: 0 });
    await page.context().close();
  });
});

describe('paper', () => {
  it('has no menus, but address, time and 演示; tables stay tables', async () => {
    const page = await pageAt('/tenders/OPENED/1', { viewport: { width: 627, height: 900 } });
    const address = page.locator('.made');
    expect(await address.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    for (const menu of await page.locator('.head nav, .crumbs, .skip, .actions, .way, .foot a').all()) expect(await menu.isVisible()).toBe(false);
    expect(await address.textContent()).toMatch(/\/tenders\/OPENED\/1 · 打印内容截至 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await address.isVisible()).toBe(true);
    expect(await page.evaluate(() => [getComputedStyle(document.body, '::after').content, document.querySelectorAll('.record th[scope=row]').length, getComputedStyle(document.querySelector('.record tr') ?? document.body).display])).toEqual(['"演示"', 3, 'table-row']);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });
});
