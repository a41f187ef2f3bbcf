import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { present } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/check.ts';

type Part = { readonly name: string; readonly content: Uint8Array; readonly flags?: number; readonly crc?: number; readonly size?: number; readonly method?: number };

/** A ZIP archive with whatever lies its parts tell. */
function zip(parts: readonly Part[]): Uint8Array {
  const [files, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, content, flags = 0x800, method = 8, crc = crc32(content), size = content.length } of parts) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const nameBytes = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc, 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(size, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    files.push(Buffer.from('PK\u0003\u0004'), shared, nameBytes, Buffer.from(packed));
    central.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), shared, tail, nameBytes);
    offset += 30 + nameBytes.length + packed.length;
  }
  const index = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...files, index, Buffer.from('PK\u0005\u0006'), end]));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const body = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${inner}</w:body></w:document>`;
const paragraph = (...runs: readonly string[]): string => `<w:p>${runs.map((text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`).join('')}</w:p>`;
const docx = (inner: string): Uint8Array => zip([{ name: '[Content_Types].xml', content: utf8('<Types/>') }, { name: 'word/document.xml', content: utf8(body(inner)) }]);

const UNLAWFUL = '投标人须在本市设有分公司。';
const LAWFUL = '投标人须具有建筑工程施工总承包三级及以上资质。';

describe('zhaobiao check', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-check-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function check(name: string, content: string | Uint8Array, ...args: readonly string[]): Promise<{ readonly status: number; readonly lines: readonly string[]; readonly notes: readonly string[] }> {
    const file = join(directory, name);
    await writeFile(file, content);
    const [lines, notes]: [string[], string[]] = [[], []];
    const status = await run([file, ...args], { print: (line) => void lines.push(line), note: (line) => void notes.push(line) });
    return { status, lines, notes };
  }

  type Report = { readonly findings: readonly { readonly rule: string; readonly kind: string; readonly sentence: string; readonly cite: string; readonly offer: string; readonly en: { readonly cite: string } }[]; readonly notEntered: readonly { readonly ruleSet: string; readonly note: string }[] };
  const report = async (name: string, content: string | Uint8Array, ...args: readonly string[]): Promise<Report & { readonly status: number }> => {
    const { status, lines } = await check(name, content, '--json', ...args);
    return { status, ...(JSON.parse(present(lines[0], 'a line')) as Report) };
  };

  it('prints one line of JSON and fails on what is unlawful', async () => {
    const { status, findings, notEntered } = await report('a.txt', `${LAWFUL}\n${UNLAWFUL}`);
    expect(status).toBe(1);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'NEG-06', kind: 'law', sentence: UNLAWFUL });
    expect(findings[0]?.cite).toContain('招标投标法实施条例第三十二条');
    expect(findings[0]?.offer).toContain('不论注册地');
    expect(findings[0]?.en.cite).toMatch(/art\. 32/);
    expect(notEntered).toMatchObject([{ ruleSet: 'zj-7' }]);
    expect(notEntered[0]?.note).toMatch(/^原文未录入/);
  });

  it('is content with lawful text, and with advice', async () => {
    expect((await check('b.md', LAWFUL)).status).toBe(0);
    const { status, lines } = await check('c.txt', '提供连续6个月社保证明。');
    expect(status).toBe(0);
    expect(lines.join('\n')).toMatch(/提示，须说明理由 \/ advice\] NEG-02 第 1 行\n +提供连续6个月社保证明。\n +依据 .*\n(.*\n)+.*1 findings, 0 of them unlawful/);
  });

  it('reads Word: split runs, tables, entities; not deleted words, nor a text box twice', async () => {
    const split = await report('a.docx', docx(paragraph('投标人须在', '本市', '设有分公', '司。')));
    expect(split.findings.map(({ rule, sentence }) => `${rule} ${sentence}`)).toEqual([`NEG-06 ${UNLAWFUL}`]);
    const cell = (...texts: readonly string[]): string => `<w:tc>${texts.map((text) => paragraph(text)).join('')}</w:tc>`;
    const table = await report('b.docx', docx(`<w:tbl><w:tr>${cell('企业业绩', '具有江南省内业绩')}${cell('加3分')}</w:tr></w:tbl>`));
    expect(table.findings.map(({ rule }) => rule)).toEqual(['NEG-03']);
    const deleted = await report('c.docx', docx(`<w:p><w:del><w:r><w:delText>${UNLAWFUL}</w:delText></w:r></w:del></w:p>${paragraph('报价 &lt; 限价')}`));
    expect(deleted.findings).toEqual([]);
    const box = await report('d.docx', docx(`<mc:AlternateContent><mc:Choice>${paragraph(UNLAWFUL)}</mc:Choice><mc:Fallback>${paragraph(UNLAWFUL)}</mc:Fallback></mc:AlternateContent>`));
    expect(box.findings).toMatchObject([{ rule: 'NEG-06', times: 1 }]);
  });

  it('reads what browsers show of a page, and GB 18030', async () => {
    const page = await report('a.html', `<html><head><script>"${UNLAWFUL}"</script><style>p{}</style></head><body><!-- ${UNLAWFUL} --><div>投标人须在<b>本市</b>&nbsp;设有\n分公司。</div><p title="a>b">${LAWFUL}</p></body></html>`);
    expect(page.findings.map(({ rule }) => rule)).toEqual(['NEG-06']);
    // 在本市纳税 in GB 18030.
    const coded = await report('gb.txt', Uint8Array.from([0xd4, 0xda, 0xb1, 0xbe, 0xca, 0xd0, 0xc4, 0xc9, 0xcb, 0xb0]));
    expect(coded.findings).toMatchObject([{ rule: 'NEG-06', sentence: '在本市纳税' }]);
  });

  it('holds the text against the terms', async () => {
    const terms = JSON.stringify({ securityFen: 40_000_000, estimateFen: 2_000_000_000, policyMaker: true, regions: ['高新区'] });
    const { findings } = await report('d.txt', '投标保证金为80万元。\n投标人须在高新区设有办事处。', '--terms', terms);
    expect(findings.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual(['TND-029 advice', 'NEG-06 law', 'FCR-0602 exception']);
    const file = join(directory, 'terms.json');
    await writeFile(file, '{"securityFen":50000000,"estimateFen":2000000000}');
    expect((await report('e.txt', LAWFUL, '--terms', file)).findings).toMatchObject([{ rule: 'TND-029', kind: 'law', sentence: '' }]);
    expect(await check('e.txt', LAWFUL, '--terms', '{"securityFen":1.5}')).toMatchObject({ status: 2, lines: [] });
    expect((await check('e.txt', LAWFUL, '--terms', '{"closingAt":"tomorrow"}')).notes[0]).toContain('closingAt');
  });

  it('counts a folder by rule', async () => {
    const lines: string[] = [];
    const folder = await mkdtemp(join(directory, 'notices-'));
    await writeFile(join(folder, '1.txt'), `${UNLAWFUL}\n${UNLAWFUL}`);
    await writeFile(join(folder, '2.docx'), 'no archive');
    expect(await run(['--notices', folder, '--json'], { print: (line) => void lines.push(line), note: () => undefined })).toBe(1);
    expect(JSON.parse(present(lines[0], 'a line'))).toEqual({ read: 1, unread: ['2.docx'], rules: [{ rule: 'NEG-06', check: 'localOffice', kind: 'law', findings: 2, files: 1 }] });
  });

  it('refuses archives made to harm, and says why in both languages', async () => {
    const document = utf8(body(paragraph(UNLAWFUL)));
    const cases: readonly (readonly [string, string, Uint8Array])[] = [
      ['inflates', 'bomb.docx', zip([{ name: 'word/document.xml', content: new Uint8Array(200 * 1024 * 1024) }])],
      ['inflates', 'liar.docx', zip([{ name: 'word/document.xml', content: new Uint8Array(80 * 1024 * 1024), size: 100 }])],
      ['strangeNames', 'path.docx', zip([{ name: '../../etc/passwd', content: document }, { name: 'word/document.xml', content: document }])],
      ['strangeNames', 'windows.docx', zip([{ name: 'word\\document.xml', content: document }])],
      ['encrypted', 'locked.docx', zip([{ name: 'word/document.xml', content: document, flags: 0x801 }])],
      ['damagedZip', 'sum.docx', zip([{ name: 'word/document.xml', content: document, crc: 1 }])],
      ['damagedZip', 'twice.docx', zip([{ name: 'word/document.xml', content: document }, { name: 'word/document.xml', content: document }])],
      ['damagedZip', 'method.docx', zip([{ name: 'word/document.xml', content: document, method: 99 }])],
      ['damagedZip', 'short.docx', docx(paragraph(LAWFUL)).slice(0, -30)],
      ['noDocument', 'sheet.docx', zip([{ name: 'xl/workbook.xml', content: document }])],
      ['tooManyEntries', 'many.docx', zip(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}`, content: new Uint8Array(0), method: 0 })))],
      ['damagedXml', 'entities.docx', zip([{ name: 'word/document.xml', content: utf8(`<!DOCTYPE a [<!ENTITY b "c">]>${body(paragraph('&b;'))}`) }])],
      ['damagedXml', 'other.docx', zip([{ name: 'word/document.xml', content: utf8('<html/>') }])],
      ['pdf', 'a.txt', utf8('%PDF-1.7')],
      ['oldWord', 'a.docx', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
      ['unknownKind', 'a.exe', utf8('MZ')],
      ['notText', 'b.txt', Uint8Array.from([0xff, 0xff, 0xff, 0x80])],
    ];
    for (const [fault, name, bytes] of cases) {
      const { status, lines, notes } = await check(name, bytes, '--json');
      expect([name, status, (JSON.parse(present(lines[0], 'a line')) as { readonly fault: string }).fault]).toEqual([name, 2, fault]);
      expect(notes.join('\n')).toMatch(/不能检查 [^]*cannot be checked/);
    }
    expect(await run([join(directory, 'nowhere.txt')], { print: () => undefined, note: () => undefined })).toBe(2);
    expect(await run([], { print: () => undefined, note: () => undefined })).toBe(2);
  });

  it('reads deep nesting and text without end in a moment', async () => {
    const deep = await check('deep.docx', docx(`${'<w:sdt>'.repeat(200_000)}${paragraph(UNLAWFUL)}${'</w:sdt>'.repeat(200_000)}`));
    expect(deep.status).toBe(1);
    expect((await check('open.html', `${'<div '.repeat(200_000)}`)).status).toBe(0);
    expect((await check('tags.html', `${'<'.repeat(1_000_000)}`)).status).toBe(0);
    expect((await check('nul.txt', `\u0000${UNLAWFUL}\u0000`)).status).toBe(1);
  });
});
