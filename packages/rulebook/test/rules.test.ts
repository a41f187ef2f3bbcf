import { addDays, day, present, unwrap } from '@zhaobiao/basics';
import { isWorkingDay, parseCalendarYear, parseProcedure } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { LAWS, RULES, chineseNumber, effectiveAction, loadRulebook, ruleChip, ruleOf, ruleText, warningsOf } from '../src/index.ts';
import { RULE_TABLE } from '../src/rule-table.ts';
import year2024 from '../src/calendars/2024.json' with { type: 'json' };
import year2025 from '../src/calendars/2025.json' with { type: 'json' };
import year2026 from '../src/calendars/2026.json' with { type: 'json' };

const rulebook = loadRulebook();
const procedure = (id: string) => unwrap(parseProcedure(rulebook.procedures[id]?.procedure, new Set(Object.keys(RULES))));

describe('the rule table', () => {
  it('names each rule once, with a law that is known and a statement in both languages', () => {
    expect(Object.keys(RULES).length).toBe(RULE_TABLE.rules.length);
    const unsound = Object.values(RULES).filter(({ sources, statement, calendar, number }) =>
      sources.length === 0 || sources.some((source) => LAWS[source.law] === undefined) || !/\p{Script=Han}/u.test(statement.zh) || /\p{Script=Han}/u.test(statement.en)
      || !['D', 'W', 'H', '-'].includes(calendar) || (number !== undefined && !/^<?\d+(\.\d+)?([~/]\d+(\.\d+)?)*$/.test(number)));
    expect(unsound.map((rule) => rule.id)).toEqual([]);
  });

  it('every law is used, and names itself apart from the others', () => {
    const used = new Set(Object.values(RULES).flatMap(({ sources }) => sources.map(({ law }) => law)));
    expect(Object.keys(LAWS).filter((law) => !used.has(law))).toEqual([]);
    for (const part of ['zh', 'en', 'chip'] as const) expect(new Set(Object.values(LAWS).map((law) => law[part])).size).toBe(Object.keys(LAWS).length);
  });

  it.each([
    ['K', undefined, 'W'], ['K?', undefined, 'W'], ['K', '3', 'W'], ['V', '3', 'B'], ['T', '3', 'B'], ['建议', '3', 'B'], ['V/K', undefined, 'B'], ['V/K', '3', 'W'],
  ] as const)('a rule marked %s with number %s that would refuse: %s', (verified, number, action) => {
    expect(effectiveAction({ verified, action: 'B', ...(number === undefined ? {} : { number }) })).toBe(action);
    expect(effectiveAction({ verified, action: 'I' })).toBe('I');
  });

  it('nothing that rests on knowledge alone refuses; the file still says what it would do', () => {
    const knowledge = Object.values(RULES).filter(({ verified }) => verified === 'K' || verified === 'K?');
    expect(knowledge.length).toBeGreaterThan(70);
    expect(knowledge.filter(({ action }) => action === 'B').map(({ id }) => id)).toEqual([]);
    expect([ruleOf('NTM-06')?.action, ruleOf('NTM-06')?.filedAction, ruleOf('TND-021')?.action, ruleOf('TND-021')?.filedAction]).toEqual(['W', 'B', 'B', undefined]);
    expect(knowledge.filter(({ id }) => !ruleText(id).zh.endsWith('（未核实）') || !ruleText(id).en.endsWith('(not verified)'))).toEqual([]);
  });

  it.each([
    ['TND-021', '招标投标法第二十四条', 'Bidding Law art. 24', '法24'],
    ['TND-027', '招标投标法实施条例第二十二条、招标投标法实施条例第五十四条', 'Bidding Regulation art. 22, Bidding Regulation art. 54', '条例22'],
    ['REJ-06', '招标投标法实施条例第五十一条第（六）项', 'Bidding Regulation art. 51(6)', '条例51'],
    ['FCR-0510', '招标投标领域公平竞争审查规则第五条第（十）项', 'Fair Competition Review Rules art. 5(10)', '审查规则5'],
    ['EVP-21', '评标委员会和评标方法暂行规定第二十一条（未核实）', 'Provisions on Evaluation art. 21 (not verified)', '12号令21'],
    ['EXP-10', '招标投标法实施条例第四十六条、评标专家和评标专家库管理办法（部分未核实）', 'Bidding Regulation art. 46, Evaluation Expert Measures (verified in part)', '条例46'],
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
  it('the periods of the open tender stand on text that was read; what does not, warns', () => {
    const warnings = warningsOf(procedure('open-tender.works'));
    const periods = warnings.map(({ rule }) => rule).filter((rule) => rule.startsWith('TND') && ruleOf(rule)?.calendar !== '-');
    // How long ahead a plan is published differs from region to region.
    expect(periods).toEqual(['TND-042']);
    expect(warnings.filter(({ rule, mark }) => mark.startsWith('K') && ruleOf(rule)?.action === 'B')).toEqual([]);
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
