import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instant, type JsonObject } from '@zhaobiao/basics';
import { html } from '../../src/http/pages/html.ts';
import { PORTAL_CSS } from '../../src/http/pages/portal-css.ts';
import { ENDED_PAGES, LIFE_PAGES, SUMMARY, openLife, pathOf } from '../browser/life.ts';
import { CLOSING, bid, expectAccepted, openLot, projectCommand, publishNotice, register, type Party } from '../spine.ts';
import { serve, type Served } from './platform.ts';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'&';
const VOID = new Set(['meta', 'link', 'input', 'br', 'img', 'rect', 'path', '!doctype']);

/** Faults that every page must be without: unbalanced tags, doubled ids, fields without label, images without text, script. */
function faultsOf(page: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [, close, name = '', rest = ''] of page.matchAll(/<(\/)?([!a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>/g)) {
    const tag = name.toLowerCase();
    if (VOID.has(tag) || rest.endsWith('/')) continue;
    if (close === undefined) open.push(tag);
    else if (open.pop() !== tag) faults.push(`</${tag}> closes nothing`);
  }
  if (open.length > 0) faults.push(`left open: ${open.join(' ')}`);
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  for (const id of ids) if (ids.filter((other) => other === id).length > 1) faults.push(`id ${id} twice`);
  for (const [field] of page.matchAll(/<(?:input|select|textarea)[^>]*>/g)) {
    const id = /\sid="([^"]+)"/.exec(field)?.[1];
    if (!field.includes('type="hidden"') && !(id !== undefined && page.includes(`<label for="${id}">`))) faults.push(`no label: ${field}`);
  }
  for (const [svg] of page.matchAll(/<svg[^>]*>/g)) if (!svg.includes('aria-hidden="true"')) faults.push(`no text: ${svg}`);
  const tags = [...page.matchAll(/<(?:[^<>"]|"[^"]*")*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""')).join('');
  if (/<script|\son\w+=|<style|\sstyle=/i.test(tags) || /(?:href|src|action)="\s*javascript:/i.test(page)) faults.push('script or inline style');
  if ([...page.matchAll(/<h1/g)].length !== 1) faults.push('one h1');
  const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
  for (const [index, level] of levels.entries()) if (level > (levels[index - 1] ?? 0) + 1) faults.push(`h${level} after h${levels[index - 1] ?? 0}`);
  if (!/<html lang="(?:zh-CN|en)">/.test(page) || !page.includes('<main id="content"')) faults.push('language or main');
  for (const [, header] of page.matchAll(/<th(\s[^>]*)?>/g)) if (!header?.includes('scope=')) faults.push('th without scope');
  return faults;
}

describe('html', () => {
  it('escapes every part but what it made itself', () => {
    expect(html`<a title="${HOSTILE}">${[html`<b>${'<'}</b>`, null, false, 7]}</a>`.markup).toBe('<a title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&#39;&amp;"><b>&lt;</b>7</a>');
    expect(html`${'a\u0000\u0007b'}`.markup).toBe('a\uFFFD\uFFFDb');
  });
});

describe('the portal', () => {
  let served: Served;
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) => served.inject({ method: 'GET', url, headers: { accept: 'text/html,application/xhtml+xml', ...headers } });

  beforeAll(async () => {
    served = await serve('pages');
    const { entity, agency } = served.spine.people;
    await openLot(served.spine);
    // A project whose every text is hostile.
    await expectAccepted(served.spine.act(entity, 'registerProject', projectCommand(served.spine, 'EVIL', { name: HOSTILE })));
    await expectAccepted(served.spine.act(entity, 'defineLot', { project: 'project:EVIL', number: '1', name: HOSTILE, estimateFen: 4_000_000_000 }));
    const digest = 'ab'.repeat(32);
    await served.spine.upload(agency.party, digest);
    await expectAccepted(publishNotice(served.spine, 'lot:EVIL/1', { title: HOSTILE, documents: [{ name: HOSTILE, digest }] }));
    await served.log.beat();
  });
  afterAll(() => served.close());

  it('has no fault of structure in either language, and escapes what people wrote', async () => {
    for (const url of ['/', '/?q=%3Cscript%3E&stage=bidding', '/?q=nothing', '/tenders/P1/1', '/tenders/EVIL/1', '/login', '/docs', '/nowhere', '/tenders/P1/404', `/?q=${encodeURIComponent(HOSTILE)}`]) {
      for (const lang of ['zh', 'en']) {
        const page = await get(`${url}${url.includes('?') ? '&' : '?'}lang=${lang}`);
        expect([url, lang, faultsOf(page.body)]).toEqual([url, lang, []]);
        expect(page.body).not.toMatch(/<script|<img/);
        expect([url, /undefined|\[object|NaN/.exec(page.body)?.[0]]).toEqual([url, undefined]);
        // A path's own braces stand in the API page; anywhere else they are a place nobody filled.
        expect([url, /\{\w+\}/.exec(url === '/docs' ? '' : page.body)?.[0]]).toEqual([url, undefined]);
      }
    }
  });

  it('allows no script, no frame, no foreign source', async () => {
    const { headers } = await get('/');
    expect(headers['content-security-policy']).toBe("default-src 'self';script-src 'none';style-src 'self';img-src 'self' data:;object-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'self'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('is titled 公共资源交易 and lists tenders with stage, deadline and procuring entity', async () => {
    const page = (await get('/')).body;
    expect(page).toContain('<title>公共资源交易</title>');
    for (const text of ['测试道路工程施工招标公告', '投标中', '2026-03-16 09:30', 'href="/tenders/P1/1"']) expect(page).toContain(text);
    const english = (await get('/', { 'accept-language': 'en-GB,en;q=0.9' })).body;
    expect(english).toContain('<title>Public Resource Trading</title>');
    expect(english).toContain('<html lang="en">');
    expect((await get('/?lang=zh', { 'accept-language': 'en' })).body).toContain('<html lang="zh-CN">');
  });

  it('shows a tender: steps, notice, documents, deadlines with their articles, acts with their place in the log', async () => {
    const page = (await get('/tenders/EVIL/1')).body;
    for (const text of ['38,000,000.00 元', '800,000.00 元', '90 日', `href="/api/v1/objects/${'ab'.repeat(32)}"`, 'aria-current="step"', '>法24</span>', '招标投标法第二十四条', '投标截止时间']) expect(page).toContain(text);
    expect(page).toMatch(/日志第 <a href="\/api\/v1\/feed\/\d+">\d+<\/a> 号/);
    expect(page).toContain('开标前，任何人不能查看投标人的名称、数量和投标文件，平台也不能（法第二十二条、第二十八条）。');
  });

  it('answers in the house’s voice: 404, 405 and JSON for programs', async () => {
    const page = await get('/nowhere/<b>');
    expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([404, 'text/html; charset=utf-8', 'no-store']);
    expect(page.body).toContain('没有找到');
    expect(page.body).toContain('lang="en">Not found: /nowhere/');
    const api = await get('/api/v1/nowhere');
    expect([api.statusCode, api.json()]).toEqual([404, { refused: { code: 'notFound', zh: expect.any(String), en: expect.any(String), params: { path: '/api/v1/nowhere' }, cite: [] } }]);
    const wrong = await served.inject({ method: 'PUT', url: '/tenders/P1/1' });
    expect([wrong.statusCode, wrong.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await get('/tenders/..%2F..%2Fetc/1')).statusCode).toBe(400);
    expect((await get('/%')).statusCode).toBe(400);
  });

  it('holds a style sheet whose colours stand in one place', async () => {
    const sheet = await get('/assets/portal.css');
    expect(sheet.headers['content-type']).toBe('text/css; charset=utf-8');
    const rules = PORTAL_CSS.slice(PORTAL_CSS.indexOf('}') + 1);
    expect(rules.match(/#[0-9a-fA-F]{3,8}\b|rgba?\(/g)).toBeNull();
    const used = new Set([...rules.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]));
    const named = new Set([...PORTAL_CSS.slice(0, PORTAL_CSS.indexOf('}')).matchAll(/(--[\w-]+):/g)].map((match) => match[1]));
    expect([...used].filter((name) => !named.has(name))).toEqual([]);
    expect([...PORTAL_CSS].filter((sign) => sign === '{')).toHaveLength([...PORTAL_CSS].filter((sign) => sign === '}').length);
  });

  it('shows the opening record, 200 lines a page or all', async () => {
    const lot = 'lot:P1/1';
    const notice = (await get('/api/v1/tenders/P1/1')).json<{ notice: { digest: string } }>().notice;
    for (let index = 0; index < 3; index += 1) {
      const bidder = served.spine.party(100 + index, ['supplier']);
      await register(served.spine, bidder, `单位<${index}>`);
      await expectAccepted(bid(served.spine, { lot, tender: notice.digest }, bidder, { at: (CLOSING - 1) as Instant }));
    }
    const at = (CLOSING + 6_000) as Instant;
    const { clock, guardian } = served.spine.people;
    for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await expectAccepted(served.spine.act(clock, act, { lot }, { at }));
    expect((await get('/tenders/P1/1')).body).toContain('正在解密开标');
    for (let index = 0; index < 3; index += 1) {
      const command: JsonObject = { bid: `bid:P1/1/${served.spine.party(100 + index, []).creditCode}`, lot };
      await expectAccepted(served.spine.act(guardian, 'releaseShare', { ...command, shares: [{ kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) }], refused: null }, { at }));
      const result = index === 2 ? { outcome: 'unopened', cause: 'commitmentMismatch' } : { outcome: 'opened', sheet: { priceFen: 1_835_053_400, period: '<i>180</i>', quality: null, projectManager: null, security: null } };
      await expectAccepted(served.spine.act(clock, 'openBid', { ...command, result }, { at }));
    }
    await expectAccepted(served.spine.act(clock, 'recordOpening', { lot }, { at }));
    const page = (await get('/tenders/P1/1')).body;
    expect(faultsOf(page)).toEqual([]);
    for (const text of ['投标人 3 家，已解密 2 家，未解密 1 家', '18,350,534.00 元', '密钥承诺不一致', '单位&lt;0&gt;', '&lt;i&gt;180&lt;/i&gt;']) expect(page).toContain(text);
  });
});

describe('the page of a tender beyond its opening', () => {
  let served: Served;
  let suppliers: readonly Party[];
  const get = (url: string) => served.inject({ method: 'GET', url, headers: { accept: 'text/html,application/xhtml+xml' } });
  const body = async (url: string): Promise<string> => (await get(url)).body;
  const { publicised, awarded, archived } = SUMMARY;

  beforeAll(async () => {
    served = await serve('life', { demo: true });
    suppliers = await openLife(served);
    await served.log.beat();
  });
  afterAll(() => served.close());

  it('has no fault of structure, nothing unsaid and no raw word, in either language', async () => {
    for (const path of [...LIFE_PAGES, ...ENDED_PAGES]) {
      for (const lang of ['zh', 'en']) {
        const page = await body(`${path}?lang=${lang}`);
        expect([path, lang, faultsOf(page)]).toEqual([path, lang, []]);
        expect([path, /undefined|\[object|NaN|\bnull\b/.exec(page)?.[0]]).toEqual([path, undefined]);
      }
    }
  });

  it('links each step that is done to a section that is there', async () => {
    for (const path of LIFE_PAGES) {
      const page = await body(path);
      const targets = [...page.slice(page.indexOf('<ol class="steps"'), page.indexOf('</ol>')).matchAll(/href="#([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(targets.length).toBeGreaterThan(3);
      expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
    }
    expect(await body(pathOf(archived))).toMatch(/<li class="done near" aria-current="step"><span class="dot" aria-hidden="true"><\/span><a href="#archive">/);
  });

  it('publicises candidates with everything 10号令 6 asks for, and nobody of the committee', async () => {
    const page = await body(pathOf(publicised));
    const asked = ['中标候选人公示中', '第 1', '福建禾川建筑工程有限公司', '22,190,758.00 元', '180日历天', '合格', '陈锦辉', '一级建造师注册证书', '评标情况', '资格能力条件', '提出异议的渠道和方式', '0595-0000000', '公示截止'];
    expect(asked.filter((text) => !page.includes(text))).toEqual([]);
    expect(page).not.toMatch(/ZJ3505|评标委员会成员|id="committee"/);
    for (const what of ['committee', 'evaluation']) expect((await get(`/api/v1${pathOf(publicised)}/${what}`)).json<JsonObject>()).toMatchObject({ refused: { code: 'notYetPublic' } });
  });

  it('tells the award, what came of each bid and why, who sat by number only, and how to compute it again', async () => {
    const page = await body(pathOf(awarded));
    const told = [
      '中标结果已公布', '29,736,400.00 元', '清城投中字〔2026〕21号', '公示期内没有异议', '资质不符合要求，或者证书不在有效期内', '资格要求第 1 项', '第 36 页', 'ZJ35059901017', '清源市市政工程设计院', '组长', '95.55', '36.2', 'zhaobiao recompute QY2026-GC-0121-1.zhaobiao',
      '/evaluation"', '收取', '4 笔', '对招标文件的异议', '异议不成立', '第 2 版', '已送达全部获取招标文件的单位', '施工期间的交通疏导费用由谁承担',
    ];
    expect(told.filter((text) => !page.includes(text))).toEqual([]);
    // The names of natural persons are personal.
    expect(page).not.toMatch(/陈国平|林秀英|黄志强|吴晓梅|郑建华/);
  });

  it('goes on to contract, returns and archive', async () => {
    const page = await body(pathOf(archived));
    const told = ['已归档', '合同价', '已公开', '已全部退还', '归档材料', '保证金退还记录', '书面报告', '>异议<'];
    expect(told.filter((text) => !page.includes(text))).toEqual([]);
    const returns = (await get(`/api/v1${pathOf(archived)}/returns`)).json<JsonObject>();
    expect(returns).toMatchObject({ counts: { lodged: 4, returned: 4, forfeited: 0, held: 0 }, confirmedAt: expect.any(String) });
  });

  it('says why a tender ended, by whom and by which article, and leads to the one that repeats it', async () => {
    const [terminated, invalid] = [await body('/tenders/TERMINATED/1'), await body('/tenders/INVALID/1')];
    for (const text of ['招标已终止', '规划、方案发生重大变更', '条例第三十一条', '道路红线调整', '没有开标，投标文件没有解密']) expect(terminated.replaceAll('实施条例', '条例')).toContain(text);
    for (const text of ['招标无效', '招标投标法第十八条', '清源市住房和城乡建设局宣布无效', '条例第二十三条', 'href="/tenders/INVALID/2"']) expect(invalid).toContain(text);
    expect(await body('/tenders/INVALID/2')).toContain('href="/tenders/INVALID/1"');
    expect(terminated).toContain('在投标阶段结束');
  });

  it('says what an order holds up, and an objection without a word of whose it is or how many there are', async () => {
    const ordered = await body('/tenders/ORDERED/1');
    for (const text of ['行政监督部门责令暂停', '清源市住房和城乡建设局', '处理投诉', '<span class="note">暂停</span>']) expect(ordered).toContain(text);
    const one = await body('/tenders/HELD/1');
    for (const text of ['异议处理中，暂停开标', '自 2026-02-10 起', '条例第二十二条', '公布投标人以前不公开']) expect(one).toContain(text);
    expect(one).not.toMatch(/限定特定品牌|objection:HELD|待答复/);
    for (const { creditCode } of suppliers) expect(one).not.toContain(creditCode);
    const other = suppliers[1];
    if (other === undefined) throw new Error('two suppliers');
    const { at } = served.clock;
    await expectAccepted(served.spine.act(other, 'objectToDocument', { objection: 'objection:HELD/1/b', lot: 'lot:HELD/1', grounds: '另一理由', request: '修改', concerns: '第三章', documents: [] }));
    served.clock.at = at;
    expect(await body('/tenders/HELD/1')).toBe(one);
  });

  it('keeps numbers of securities to itself until the tenderers are announced', async () => {
    const before = (await get('/api/v1/tenders/TERMINATED/1/returns')).json<JsonObject>();
    expect(before).toMatchObject({ counts: null, confirmedAt: null });
    expect((await get('/api/v1/tenders/HELD/1/returns')).statusCode).toBe(404);
    expect(await body('/tenders/TERMINATED/1')).not.toContain('收取</dt>');
  });

  it('has each change as data, in order, with its delivery', async () => {
    const { changes } = (await get(`/api/v1${pathOf(awarded)}/changes`)).json<{ changes: readonly JsonObject[] }>();
    expect(changes).toMatchObject([{ kind: 'notice', document: { version: 1 }, deliveredAt: null }, { kind: 'clarification', document: { version: 2 }, affectsBids: false, deliveredAt: expect.any(String) }]);
  });
});
