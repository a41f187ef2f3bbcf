import { addDays, day, present, unwrap } from '@zhaobiao/basics';
import { isWorkingDay, parseCalendarYear, parseProcedure } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { LAWS, RULES, chineseNumber, loadRulebook, ruleChip, ruleText, warningsOf } from '../src/index.ts';
import table from '../src/rules.json' with { type: 'json' };
import year2024 from '../src/calendars/2024.json' with { type: 'json' };
import year2025 from '../src/calendars/2025.json' with { type: 'json' };
import year2026 from '../src/calendars/2026.json' with { type: 'json' };

const rulebook = loadRulebook();
const procedure = (id: string) => unwrap(parseProcedure(rulebook.procedures[id]?.procedure, new Set(Object.keys(RULES))));

describe('the rule table', () => {
  it('names each rule once, with a law that is known and a statement in both languages', () => {
    expect(Object.keys(RULES).length).toBe(table.rules.length);
    const unsound = Object.values(RULES).filter(({ sources, statement, calendar, number }) =>
      sources.length === 0 || sources.some((source) => LAWS[source.law] === undefined) || !/\p{Script=Han}/u.test(statement.zh) || /\p{Script=Han}/u.test(statement.en)
      || !['D', 'W', 'H', '-'].includes(calendar) || (calendar !== '-' && number !== undefined && !(Number(number) >= 0)));
    expect(unsound.map((rule) => rule.id)).toEqual([]);
  });

  it.each([
    ['TND-021', '招标投标法第二十四条', 'Bidding Law art. 24', '法24'],
    ['TND-027', '招标投标法实施条例第二十二条、招标投标法实施条例第五十四条', 'Bidding Regulation art. 22, Bidding Regulation art. 54', '条例22'],
    ['REJ-06', '招标投标法实施条例第五十一条第（六）项', 'Bidding Regulation art. 51(6)', '条例51'],
    ['SML-14', '平台规则（建议）', 'platform rule (advice)', ''],
    ['XXX-1', 'XXX-1', 'XXX-1', ''],
    ['constructor', 'constructor', 'constructor', ''],
  ])('%s reads %s', (id, zh, en, chip) => {
    expect([ruleText(id), ruleChip(id)]).toEqual([{ zh, en }, chip]);
  });

  it('counts articles in Chinese, each number in its own way', () => {
    expect([1, 9, 10, 11, 19, 20, 24, 99, 100, 101, 110, 111, 120, 203, 1000, 1001, 1010, 1260].map(chineseNumber)).toEqual([
      '一', '九', '十', '十一', '十九', '二十', '二十四', '九十九', '一百', '一百零一', '一百一十', '一百一十一', '一百二十', '二百零三', '一千', '一千零一', '一千零一十', '一千二百六十',
    ]);
    expect(new Set(Array.from({ length: 1999 }, (_, index) => chineseNumber(index + 1))).size).toBe(1999);
  });
});

describe('warnings', () => {
  it('say which rules of a procedure rest on knowledge alone', () => {
    const warnings = warningsOf(procedure('ascending-auction'));
    expect(warnings.map(({ rule, mark }) => [rule, mark])).toEqual([['PLT-01', 'K'], ['AUC-02', 'K']]);
    expect(warnings[1]?.text.zh).toContain('拍卖法第三十六条');
    expect(warnings.every((warning) => !/\p{Script=Han}/u.test(warning.text.en.replace(/\(.*?\)/gu, '')))).toBe(true);
  });
  it('the core of the open tender stands on text that was read', () => {
    expect(warningsOf(procedure('open-tender.works')).map(({ rule }) => rule).filter((rule) => rule.startsWith('TND'))).toEqual([]);
  });
});

describe('holiday tables', () => {
  it.each([[year2024, 251], [year2025, 248], [year2026, 248]])('$year has the working days of its notice', (file, expected) => {
    expect(parseCalendarYear(file).ok).toBe(true);
    expect(rulebook.calendar.years[file.year]?.notice).toBe(file.notice);
    const first = present(day(`${file.year}-01-01`), file.year);
    const days = Array.from({ length: 366 }, (_, index) => addDays(first, index)).filter((on) => on.startsWith(file.year));
    expect(days.filter((on) => isWorkingDay(rulebook.calendar, on) === true).length).toBe(expected);
  });
  it('the year after is unknown, not guessed', () => {
    expect(isWorkingDay(rulebook.calendar, present(day('2027-01-04'), 'a Monday'))).toBeUndefined();
  });
});
