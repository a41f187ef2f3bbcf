/** `zhaobiao check`: a tender document or notice against the law, before it is published. Nothing leaves the machine. */
import { readFile } from 'node:fs/promises';
import { parseAsked, type Asked } from '@zhaobiao/domain';
import { READ_FAULTS } from './check/fault.ts';
import { checkFolder } from './check/notices.ts';
import { readDocument } from './check/read-document.ts';
import { checkedJson, checkedLines, checkText } from './check/run-check.ts';
import { defineCommand, type Out } from './command.ts';

const NOTHING_SAID: Asked = { kind: null, subject: null, policyMaker: null, regions: [], terms: {} };

/** What the asker says, as JSON on the line or in a file. */
async function askedOf(text: string | undefined, out: Out): Promise<Asked | undefined> {
  if (text === undefined) return NOTHING_SAID;
  try {
    const json: unknown = JSON.parse(text.trimStart().startsWith('{') ? text : await readFile(text, 'utf8'));
    const parsed = parseAsked(json);
    if (parsed.ok) return parsed.value;
    out.note(`--terms 有误：${parsed.fault.map(({ path, what }) => `${path} ${what}`).join('；')}`);
    out.note('--terms is wrong: see the names and forms in docs/rooms/document-check.md');
  } catch (error) {
    out.note(`--terms 不能读取：${error instanceof Error ? error.message : String(error)}`);
    out.note('--terms cannot be read');
  }
  return undefined;
}

async function checkFile(file: string, asked: Asked, json: boolean, out: Out): Promise<number> {
  const document = await readDocument(file);
  if (!document.ok) {
    const words = READ_FAULTS[document.fault];
    if (json) out.print(JSON.stringify({ fault: document.fault, reason: words.zh, en: { reason: words.en } }));
    out.note(`不能检查 ${file}：${words.zh}。`);
    out.note(`${file} cannot be checked: ${words.en}.`);
    return 2;
  }
  const checked = checkText(document.value, asked);
  if (json) out.print(JSON.stringify(checkedJson(checked)));
  else for (const line of checkedLines(checked)) out.print(line);
  return checked.findings.some(({ kind }) => kind === 'law') ? 1 : 0;
}

async function checkNotices(folder: string, asked: Asked, json: boolean, out: Out): Promise<number> {
  const report = await checkFolder(folder, asked).catch(() => undefined);
  if (report === undefined) {
    out.note(`不能读取文件夹 ${folder}。 The folder ${folder} cannot be read.`);
    return 2;
  }
  const rows = report.tallies.map(({ rule, check, kind, findings, files }) => ({ rule, check, kind, findings, files: files.size }));
  if (json) out.print(JSON.stringify({ read: report.read, unread: report.unread, rules: rows }));
  else {
    for (const { rule, check, kind, findings, files } of rows) out.print(`${rule.padEnd(9)} ${kind.padEnd(10)} ${check.padEnd(26)} ${String(findings).padStart(5)} 条 / findings, ${files} 件 / files`);
    out.print(`读取 ${report.read} 件，不能读取 ${report.unread.length} 件 / ${report.read} read, ${report.unread.length} not`);
  }
  return report.law > 0 ? 1 : 0;
}

export const run = defineCommand(
  {
    name: 'check',
    zh: '发布前检查招标文件或者公告：引用原句，给出条文和合法写法。不联网。',
    en: 'Checks a tender document or notice before it is published: the sentence, the article, lawful wording. Without a network.',
    operands: [{ name: 'FILE', zh: '.docx、.txt、.md 或 .html 文件', en: 'a .docx, .txt, .md or .html file', optional: true }],
    options: {
      json: { kind: 'flag', zh: '只输出一行 JSON', en: 'print one line of JSON' },
      terms: { kind: 'text', value: 'JSON', zh: '结构化条款（JSON 或其文件），用于核对金额、日期和招标人性质', en: 'structured terms (JSON, or a file of it) to hold amounts, dates and the procuring entity against' },
      notices: { kind: 'text', value: 'DIR', zh: '检查一个文件夹，按规则统计', en: 'check a folder and count by rule' },
    },
    more: ['  退出状态 0：没有违法项；1：有违法项；2：不能读取。 / Exit status 0: nothing unlawful; 1: something unlawful; 2: unreadable.'],
  },
  async ({ options: { json, terms, notices }, operands: [file] }, out) => {
    if ((file === undefined) === (notices === undefined)) {
      out.note('请给出一个文件，或者用 --notices 给出一个文件夹。 Give a file, or a folder with --notices.');
      return 2;
    }
    const asked = await askedOf(terms, out);
    if (asked === undefined) return 2;
    return file === undefined ? checkNotices(notices ?? '', asked, json, out) : checkFile(file, asked, json, out);
  },
);
