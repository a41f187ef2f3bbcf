import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present, unwrap, type JsonObject } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRecord } from '../src/scenario/compare.ts';
import { inLanes } from '../src/scenario/lanes.ts';
import { madeOpeningFile } from '../src/scenario/made-file.ts';
import { OPENING_COLUMNS, readOpeningFile } from '../src/scenario/opening-file.ts';
import { parseCase } from '../src/scenario/parse-case.ts';
import { run } from '../src/scenario.ts';

let directory = '';
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'scenario-test-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

const caseText = (name: string): Promise<string> => readFile(new URL(`../../../scenarios/${name}/scenario.json`, import.meta.url), 'utf8');
const recorder = () => {
  const printed: string[] = [];
  const noted: string[] = [];
  return { printed, noted, out: { print: (line: string) => void printed.push(line), note: (line: string) => void noted.push(line) } };
};

describe('an opening record as a file', () => {
  const head = OPENING_COLUMNS.join(',');
  const line = '558,91350902315699805X,福建江辉建设发展有限公司,2026-03-13 17:42:35,解密成功,2026-03-16 09:30:52,"400,000",1834.8095,360日历天（"" /）';

  it('is read exactly: quotes, fen, seconds', () => {
    const [bid] = unwrap(readOpeningFile(`\uFEFF${head}\r\n${line}\r\n`));
    expect(bid).toMatchObject({ creditCode: '91350902315699805X', bond: '400,000', priceFen: 1_834_809_500, period: '360日历天（"" /）', outcome: 'opened' });
    expect(new Date(present(bid, 'bid').receivedAt).toISOString()).toBe('2026-03-13T09:42:35.000Z');
  });

  it.each([
    ['a wrong check character', line.replace('05X,', '057,'), 'is not a credit code'],
    ['part of a fen', line.replace('1834.8095', '1834.8095001'), 'is not an amount'],
    ['a day that is not there', line.replace('03-13', '02-30'), 'is not a moment'],
    ['an unknown outcome', line.replace('解密成功', '不详'), 'is not a known outcome'],
    ['an open quote', line.replace('"400,000"', '"400'), 'a quote is not closed'],
    ['a cell too many', `${line},1`, '10 cells'],
    ['a firm twice', `${line}\n${line}`, 'stands in it twice'],
  ])('is refused with %s', (_what, text, why) => {
    const read = readOpeningFile(`${head}\n${text}\n`);
    expect(read.ok ? '' : read.fault).toContain(why);
  });

  it('is refused with other columns', () => expect(readOpeningFile('a,b\n')).toMatchObject({ ok: false }));
});

describe('comparing with the record', () => {
  it('counts as equal only what is the same in every field', async () => {
    const facts = unwrap(parseCase(await caseText('small')));
    const { closingAt, ceilingFen } = facts.notice;
    const bids = unwrap(readOpeningFile(madeOpeningFile({ firms: 5, unopened: 1, closingAt, ceilingFen })));
    const lines: JsonObject[] = bids.map((bid) => ({
      creditCode: bid.creditCode, name: bid.name, submittedAt: `${new Date(bid.receivedAt + 28_800_000).toISOString().slice(0, 19)}.000+08:00`, outcome: bid.outcome,
      cause: bid.outcome === 'opened' ? null : 'commitmentMismatch', sheet: bid.outcome === 'opened' ? { priceFen: bid.priceFen, period: bid.period, security: bid.bond === '' ? null : bid.bond } : null,
    }));
    expect(compareRecord(bids, lines)).toEqual({ expected: 5, equal: 5, differences: [] });
    const [first, second, third] = lines;
    const changed = [{ ...first, name: '别的' }, { ...second, sheet: { ...(second?.['sheet'] as JsonObject), priceFen: 1 } }, ...lines.slice(3), { ...present(third, 'third'), creditCode: 'X' }];
    const { equal, differences } = compareRecord(bids, changed);
    expect(equal).toBe(2);
    expect(differences.map((each) => each.field)).toEqual(['name', 'priceFen', 'line', 'line']);
  });
});

describe('lanes', () => {
  it('do everything once, and stop at the first failure', async () => {
    const done: number[] = [];
    await inLanes([1, 2, 3, 4, 5], 3, async (item) => void done.push(item));
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
    const started: number[] = [];
    await expect(inLanes([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started.push(item);
      if (item === 2) throw new Error('no');
    })).rejects.toThrow('no');
    expect(started.length).toBeLessThan(6);
  });
});

describe('the cases that are shipped', () => {
  it.each(['yongchun', 'small'])('%s is whole, and its notice is lawful', async (name) => {
    const facts = unwrap(parseCase(await caseText(name)));
    expect(facts.name).toBe(name);
    const { publishedAt, closingAt, issueEndsAt, securityFen } = facts.notice;
    expect(closingAt - publishedAt).toBeGreaterThanOrEqual(20 * 86_400_000);
    expect(issueEndsAt - publishedAt).toBeGreaterThanOrEqual(5 * 86_400_000);
    expect(securityFen * 50).toBeLessThanOrEqual(facts.project.estimateFen);
  });

  it('a case with parts missing names them', () => expect(parseCase('{"name":"x"}')).toMatchObject({ ok: false, fault: expect.stringContaining('notice.closingAt') }));
});

describe('the whole way', () => {
  it('from the register to the record, 12 of 12, and on to the archive', { timeout: 240_000 }, async () => {
    const { printed, noted, out } = recorder();
    const status = await run(['small'], out);
    expect({ status, noted }).toMatchObject({ status: 0 });
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ scenario: 'small', expected: 12, equal: 12, facts: 7, factsEqual: 7 });
  });

  it('from the plan to the archive, every refusal the law foresees on the way', { timeout: 240_000 }, async () => {
    const { printed, noted, out } = recorder();
    const status = await run(['normal', '--json'], out);
    expect({ status, noted }).toEqual({ status: 0, noted: [] });
    const line = JSON.parse(printed.join('\n')) as JsonObject;
    expect(line).toMatchObject({ scenario: 'normal', equal: line['expected'] });
    expect(line['expected']).toBeGreaterThan(25);
  });

  it('says in one sentence what is wrong with the call', async () => {
    const { noted, out } = recorder();
    await expect(run(['nowhere'], out)).rejects.toThrow('There is no scenario nowhere');
    await expect(run(['yongchun', '--file', join(directory, 'absent.csv')], out)).rejects.toThrow('is not there');
    await writeFile(join(directory, 'wrong.csv'), 'a,b\n');
    await expect(run(['small', '--file', join(directory, 'wrong.csv')], out)).rejects.toThrow('line 1');
    expect(await run([], out)).toBe(2);
    expect(noted.join('\n')).toContain('NAME');
  });
});
