import { present } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { CODE_GROUPS, CODE_LISTS, REJECTIONS, codeText, ruleOf, ruleText } from '../src/index.ts';

describe.each(Object.entries(CODE_LISTS))('%s', (id, { id: own, title, codes }) => {
  it('says each code once, in both languages, with a rule that exists', () => {
    expect(own).toBe(id);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(2);
    const han = /\p{Script=Han}/u;
    expect([title, ...codes].filter(({ zh, en }) => !han.test(zh) || han.test(en))).toEqual([]);
    expect(codes.filter(({ rules }) => rules.length === 0 || rules.some((rule) => ruleOf(rule) === undefined)).map(({ code }) => code)).toEqual([]);
  });
});

describe('grounds of rejection', () => {
  it('are the seven items of 实施条例 51 and finer ones within them', () => {
    const items = REJECTIONS.codes.filter(({ within }) => within === undefined);
    expect(items.map(({ code }) => ruleText(code).zh)).toEqual(['一', '二', '三', '四', '五', '六', '七'].map((item) => `招标投标法实施条例第五十一条第（${item}）项`));
    const finer = REJECTIONS.codes.filter(({ within }) => within !== undefined);
    expect(finer.length).toBeGreaterThan(25);
    expect(finer.filter(({ code, within }) => code.slice(0, -1) !== within || !items.some((item) => item.code === within))).toEqual([]);
  });
  it('have a code shaped like a rule, and a kind that people know', () => {
    expect(REJECTIONS.codes.filter(({ code }) => !/^REJ-\d\d[A-Z]?$/.test(code))).toEqual([]);
    expect(new Set(REJECTIONS.codes.map(({ group }) => CODE_GROUPS[group].zh))).toEqual(new Set(['形式', '资格', '响应性', '报价', '违法']));
  });
  it('what a document must have said is counted as such', () => {
    expect(REJECTIONS.codes.filter(({ rules, clause }) => rules[0] === 'REJ-06' && clause !== 'document')).toEqual([]);
    expect(REJECTIONS.codes.filter(({ group, clause }) => group === 'conduct' && clause !== 'law')).toEqual([]);
  });
});

it('a bid that fails to open fails by its tenderer or not, and nothing else', () => {
  expect(CODE_LISTS['unopened']?.codes.every(({ group }) => group === 'tenderer' || group === 'platform')).toBe(true);
});

it('a code is read from its list, a stranger is not', () => {
  expect(codeText('passOver', 'renounced')).toMatchObject({ zh: '放弃中标', rules: ['REG-55'] });
  expect([codeText('passOver', 'bored'), codeText('constructor', 'x'), codeText('rejections', 'REJ-05A')?.zh]).toEqual([undefined, undefined, '投标报价高于招标文件设定的最高投标限价']);
});

/** Every list of words that a contract allows anywhere below a field of this name. */
function wordsOf(act: string, field: string): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const walk = (node: unknown, name: string): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('enum' in node && Array.isArray(node.enum) && name === field) found.push(node.enum.map(String));
    for (const [key, value] of Object.entries(node)) {
      const isList = ['properties', 'items', 'anyOf', 'oneOf', 'prefixItems'].includes(key) || /^\d+$/.test(key);
      walk(value, isList ? name : key);
    }
  };
  walk(present(ACTS.get(act), `act ${act}`).contract.toJSONSchema({ io: 'input', unrepresentable: 'any', reused: 'inline' }), '');
  return found;
}

it.each([
  ['declareOutage', 'cause', 'outage'], ['terminateTender', 'cause', 'termination'], ['passOver', 'cause', 'passOver'], ['failTender', 'cause', 'newTender'], ['reviewCapacity', 'ground', 'capacity'],
  ['replaceMember', 'cause', 'replacement'], ['declareInterest', 'kind', 'conflict'], ['openBid', 'cause', 'unopened'], ['lodgeSecurity', 'kind', 'securityKinds'], ['forfeitSecurity', 'cause', 'forfeiture'],
])('%s takes in %s the codes of %s and no others', (act, field, list) => {
  const codes = CODE_LISTS[list]?.codes.map(({ code }) => code).toSorted();
  expect(wordsOf(act, field).map((words) => words.toSorted())).toContainEqual(codes);
});
