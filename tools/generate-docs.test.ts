import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACTS, machineIds, matrixOf, parseProcedure } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import { describe, expect, it } from 'vitest';
import { actName, duration } from './docs/wording.ts';
import { generatedPages } from './docs/pages.ts';
import { fieldsOf, sampleOf } from './docs/contract.ts';
import { matrixRows } from './docs/procedure-page.ts';
import { plain, table } from './docs/markdown.ts';
import { planOf } from './docs/acts-page.ts';

const ROOT = join(import.meta.dirname, '..');
const pages = generatedPages();
const rulebook = loadRulebook();
const rules = new Set(Object.keys(rulebook.rules));
const procedures = Object.values(rulebook.procedures).flatMap(({ procedure }) => {
  const parsed = parseProcedure(procedure, rules);
  return parsed.ok ? [parsed.value] : [];
});

describe('generated pages', () => {
  it.each([...pages])('%s is what the rulebook and the catalogue say now (npm run docs)', (path, text) => {
    expect(readFileSync(join(ROOT, path), 'utf8') === text).toBe(true);
  });
  it('there is a page for each procedure and none for another', () => {
    expect(readdirSync(join(ROOT, 'docs', 'procedures')).toSorted()).toEqual(['README.md', ...procedures.map(({ id }) => `${id}.md`)].toSorted());
  });
  it.each([...pages])('%s: each link of a citation ends at a row of the page', (_path, text) => {
    const anchors = new Set([...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]));
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(links.filter((link) => !anchors.has(link))).toEqual([]);
  });
  it.each([...pages])('%s: every table has rows as wide as its head', (_path, text) => {
    const width = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    const blocks = text.split('\n\n').filter((block) => block.startsWith('| ')).map((block) => new Set(block.trimEnd().split('\n').map(width)).size);
    expect(blocks.filter((widths) => widths !== 1)).toEqual([]);
  });
});

describe.each(procedures.map((procedure) => [procedure.id, procedure] as const))('%s', (_id, procedure) => {
  it('its tables of who, when and what are the matrix, no more and no less', () => {
    const matrix = matrixOf(procedure);
    const shown = machineIds(procedure).flatMap((machine) =>
      matrixRows(matrix, machine).flatMap(({ act, by, stages }) => by.flatMap((relation) => [...stages].map((stage) => `${machine} ${stage} ${act} ${relation}`))));
    const allowed = matrix.filter((row) => row.allowed).map(({ machine, stage, act, relation }) => `${machine} ${stage} ${act} ${relation}`);
    expect(shown.toSorted()).toEqual(allowed.toSorted());
  });
  it('names every act on its page', () => {
    const text = pages.get(`docs/procedures/${procedure.id}.md`) ?? '';
    const acts = new Set(matrixOf(procedure).map(({ act }) => act));
    expect([...acts].filter((act) => !text.includes(actName(procedure, act)))).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('stands on its page, act by act, with its fields', () => {
    const text = pages.get('docs/acts.md') ?? '';
    expect([...ACTS.values()].filter(({ id, title }) => !text.includes(`### ${plain(title.zh)} *${plain(title.en)}* \`${id}\``)).map(({ id }) => id)).toEqual([]);
    expect([...ACTS.values()].filter(({ contract }) => fieldsOf(contract).some(({ name }) => !text.includes(`\`${name}\``))).map(({ id }) => id)).toEqual([]);
  });
  it('the locks of every act can be read from a made-up command', () => {
    expect([...ACTS.values()].filter((definition) => planOf(definition)?.primary.machine !== definition.machine).map(({ id }) => id)).toEqual([]);
  });
  it('a made-up command has every field of the contract', () => {
    const fields = [...ACTS.values()].map(({ id, contract }) => [id, Object.keys(Object(sampleOf(contract))), fieldsOf(contract).filter(({ required }) => required).map(({ name }) => name)] as const);
    expect(fields.filter(([, has, required]) => required.some((name) => !has.includes(name)))).toEqual([]);
  });
});

describe('wording', () => {
  it.each([[14_400_000, '4 小时', '4 hours'], [60_000, '1 分钟', '1 minute'], [259_200_000, '3 天', '3 days'], [5000, '5 秒', '5 seconds'], [1500, '1500 毫秒', '1500 ms'], [0, '0 毫秒', '0 ms']])('%i ms is %s', (ms, zh, en) => {
    expect(duration(ms)).toEqual({ zh, en });
  });
  it('no text breaks a cell', () => {
    expect(plain('a|b *c* <d>\n\\e')).toBe('a\\|b \\*c\\* &lt;d> \\\\e');
    expect(table(['a', 'b'], [['1', plain('x|y')]])).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y |');
    expect(() => table(['a'], [['1', '2']])).toThrow('a row of 2 under a head of 1');
  });
});
