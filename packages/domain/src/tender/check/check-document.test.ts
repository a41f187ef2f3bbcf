import { unwrap } from '@zhaobiao/basics';
import { canonicalBytes } from '@zhaobiao/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument } from './check-document.ts';
import { documentText } from './finding.ts';
import { parseDocumentChecks } from './schema.ts';
import { checkRecord, standing } from './standing.ts';
import type { Answer, CheckInput, DocumentTerms, TenderText } from './types.ts';

const words = { zh: '理由', en: 'reason' };
const said = { kind: 'law', subject: 'any', why: words, offer: words } as const;
const rules = new Set(['NEG-06', 'NEG-02', 'FCR-0602', 'FCR-1102', 'DEP-18', 'TND-020', 'TND-021', 'TND-029', 'TND-034', 'TND-035', 'TND-041', 'TND-060', 'TND-080', 'ELE-09']);

const data = {
  vocabulary: { region: ['本地', '$here'], here: ['本市'], local: ['$region'], negation: ['不得', '无需'], notPlace: ['城市'] },
  exceptions: [{ id: 'FCA-12/4', zh: '其他情形', en: 'another case' }],
  sentences: [
    { ...said, id: 'office', rule: 'NEG-06', patterns: ['须|应 ..10 $local|@place ..8 分公司'], unless: ['中标后'], unlessAnywhere: ['银行'], also: { rule: 'FCR-0602', exceptions: ['FCA-12/4'] } },
    { ...said, id: 'capital', rule: 'NEG-02', kind: 'advice', patterns: ['注册资本 ..6 不低于 ..2 #元>=10000000'] },
    { ...said, id: 'deposit', rule: 'FCR-1102', kind: 'exception', exceptions: ['FCA-12/4'], reference: true, patterns: ['缴纳 ..4 诚信金'] },
  ],
  minima: [
    { ...said, id: 'issue', minimum: 'issuePeriod', number: 5, rule: 'TND-020' },
    { ...said, id: 'bidding', minimum: 'biddingPeriod', number: 20, rule: 'TND-021' },
    { ...said, id: 'opening', minimum: 'openingAtClosing', rule: 'TND-060' },
    { ...said, id: 'share', minimum: 'securityShare', number: 20, rule: 'TND-029' },
    { ...said, id: 'performance', minimum: 'performanceShare', number: 100, rule: 'TND-080' },
    { ...said, id: 'validity', minimum: 'validityPresent', mentions: ['投标有效期'], rule: 'TND-034' },
    { ...said, id: 'ceiling', minimum: 'ceilingPresent', mentions: ['最高投标限价'], rule: 'TND-035' },
    { ...said, id: 'weights', minimum: 'weightsWhole', rule: 'TND-041' },
  ],
  sections: [{ ...said, id: 'drawings', kind: 'advice', headings: ['图纸'], rule: 'TND-041' }],
  figures: [
    { ...said, id: 'security', kind: 'advice', figure: 'securityFen', unit: '元', labels: ['投标保证金'], notAfter: ['不超过'], rule: 'TND-029' },
    { ...said, id: 'estimate', kind: 'advice', figure: 'estimateFen', unit: '元', labels: ['估算价'], notAfter: [], rule: 'NEG-02' },
  ],
  moments: [
    { moment: 'issueRange', labels: ['获取时间'], notAfter: [] },
    { moment: 'closing', labels: ['投标截止时间'], notAfter: ['开始'] },
    { moment: 'opening', labels: ['开标时间'], notAfter: [] },
  ],
  notEntered: [],
};
const checks = unwrap(parseDocumentChecks(data, rules));

const input = (document: TenderText | string, more: Partial<CheckInput> = {}): CheckInput => ({ document: typeof document === 'string' ? { text: document } : document, kind: 'notice', subject: 'works', terms: {}, policyMaker: null, regions: [], ...more });
const rulesOf = (text: string, more?: Partial<CheckInput>): readonly string[] => checkDocument(checks, input(text, more)).map(({ rule, kind }) => `${rule} ${kind}`);
const idsOf = (text: string, terms: DocumentTerms, more?: Partial<CheckInput>): readonly string[] => checkDocument(checks, input(text, { terms, ...more })).map(({ check }) => check);

describe('sentences', () => {
  it('are quoted and placed, with the words that fired', () => {
    const text = '第一行。\r\n　投标人须在本市设有分公司；其他不限。';
    const [finding] = checkDocument(checks, input(text));
    expect(finding?.sentence).toBe('投标人须在本市设有分公司；');
    expect(finding?.place).toEqual({ section: null, paragraph: 2, start: text.indexOf('投标人'), end: text.indexOf('；') + 1, words: { start: text.indexOf('须'), end: text.indexOf('；') } });
  });

  it('are excused by what stands in the clause or in the sentence, and by a negation before', () => {
    expect(rulesOf('投标人须中标后在本市设有分公司。')).toEqual([]);
    expect(rulesOf('中标后签合同，投标人须在本市设有分公司。')).toEqual(['NEG-06 law']);
    expect(rulesOf('投标人须在本市设有分公司，银行除外。')).toEqual([]);
    expect(rulesOf('不得要求投标人须在本市设有分公司。')).toEqual([]);
    expect(rulesOf('不得规定应在本市设分公司。')).toEqual([]);
    expect(rulesOf('无需到场，但须在本市设有分公司。')).toEqual(['NEG-06 law']);
  });

  it('know places by their ending, the names handed in, and what is no place', () => {
    expect(rulesOf('投标人须在青州市设有分公司。')).toEqual(['NEG-06 law']);
    expect(rulesOf('投标人须在大城市设有分公司。')).toEqual([]);
    expect(rulesOf('投标人须在高新区设有分公司。')).toEqual([]);
    expect(rulesOf('投标人须在高新区设有分公司。', { regions: ['高新区'] })).toEqual(['NEG-06 law']);
    expect(rulesOf('投标人须在高新设有分公司。', { regions: ['高新区', '$local', '\ud800', '', '京'] })).toEqual(['NEG-06 law']);
  });

  it('give one finding for a rule, however often it fires', () => {
    expect(rulesOf('须在本市设分公司,须在本地设分公司,须在青州市设分公司。')).toEqual(['NEG-06 law']);
  });

  it('that stand twice are one finding, told twice', () => {
    const twice = checkDocument(checks, input('须在本市设分公司。\n须 在本市设分公司。'));
    expect(twice.map(({ times, place }) => [times, place?.paragraph])).toEqual([[2, 1]]);
  });

  it('compare amounts in every spelling', () => {
    for (const amount of ['1000万元', '1,000万元', '10000000元', '１０００万元', '一千万元', '0.1亿元', '10,000,000.00元']) expect([amount, ...rulesOf(`注册资本不低于${amount}。`)]).toEqual([amount, 'NEG-02 advice']);
    for (const amount of ['999万元', '九百万元', '9,999,999.99元', '99万']) expect([amount, ...rulesOf(`注册资本不低于${amount}。`)]).toEqual([amount]);
  });
});

describe('a procuring entity that makes policy', () => {
  it('answers for the rules of review beside the law; others only see them as advice, or not at all', () => {
    const text = '须在本市设分公司。\n中标人缴纳诚信金。';
    expect(rulesOf(text, { policyMaker: true })).toEqual(['NEG-06 law', 'FCR-0602 exception', 'FCR-1102 exception']);
    expect(rulesOf(text, { policyMaker: null })).toEqual(['NEG-06 law', 'FCR-1102 advice']);
    expect(rulesOf(text, { policyMaker: false })).toEqual(['NEG-06 law']);
  });
});

describe('terms', () => {
  const at = (day: string): string => `2026-${day}T09:00:00.000+08:00`;

  it('keep the shortest periods: from 16 to 21 March are five days', () => {
    expect(idsOf('', { issueFromAt: at('03-16'), issueUntilAt: at('03-21'), closingAt: at('04-05'), openingAt: at('04-05') })).toEqual([]);
    expect(idsOf('', { issueFromAt: at('03-16'), issueUntilAt: at('03-20'), closingAt: at('04-04'), openingAt: at('04-06') })).toEqual(['issue', 'bidding', 'opening']);
  });

  it('are read from the text where nothing else says them', () => {
    const text = '获取时间：2026年3月16日9:00至2026年3月19日17:00\n投标截止时间：\n2026-04-01 09:30\n开标时间：2026-04-01 09:30';
    expect(checkDocument(checks, input(text)).map(({ check, sentence }) => `${check}|${sentence}`)).toEqual(['issue|获取时间：2026年3月16日9:00至2026年3月19日17:00', 'bidding|2026-04-01 09:30']);
  });

  it('leave alone a date that is another\'s', () => {
    expect(idsOf('投标截止时间\n开始时间：2026-03-17\n开标时间\n20260401 - 09:30\n公示期\n2026-03-18', {})).toEqual([]);
  });

  it('hold security to 2 % of the estimate, to the fen', () => {
    expect(idsOf('', { estimateFen: 4_000_000_050, securityFen: 80_000_001 })).toEqual([]);
    expect(idsOf('', { estimateFen: 4_000_000_000, securityFen: 80_000_001 })).toEqual(['share']);
    expect(idsOf('估算价：\n2000 万元\n投标保证金：41 万元', {})).toEqual(['share']);
  });

  it('are contradicted by the text', () => {
    const [finding, ...more] = checkDocument(checks, input('投标保证金为80万元。', { terms: { securityFen: 40_000_000 } }));
    expect([finding?.check, finding?.sentence, more]).toEqual(['security', '投标保证金为80万元。', []]);
    expect(idsOf('投标保证金不超过80万元。', { securityFen: 40_000_000 })).toEqual([]);
    expect(idsOf('投标保证金为40万元。', { securityFen: 40_000_000 })).toEqual([]);
  });

  it('say that something is missing; a whole document must speak of it', () => {
    expect(idsOf('', { validityDays: null, ceilingFen: null })).toEqual(['validity', 'ceiling']);
    expect(idsOf('', { validityDays: 90, ceilingFen: null, ceilingMethod: '按清单' })).toEqual([]);
    expect(idsOf('第六章 图纸\n投标有效期90日', {}, { kind: 'tenderDocument' })).toEqual(['ceiling']);
    expect(idsOf('施工图纸由招标人提供，图纸深度见附件。\n投标有效期、最高投标限价', {}, { kind: 'tenderDocument' })).toEqual(['drawings']);
    expect(idsOf('', { weights: [{ name: '价格', permille: 600 }, { name: '技术', permille: 390 }], performancePermille: 101 })).toEqual(['performance', 'weights']);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom('须在本市设分公司', '投标人须', '本地', '分公司', '。', '；', '\n', '\r\n', ' ', '　', '（一）', '第十条第（三）项', '①', 'Ａ', 'ﬁ', '㎡', '⼯', '\u0000', '\ud800', '\udc00', '𠮷', '注册资本不低于', '1000万元', '一千万元', '2026-03-23 23:59', '投标截止时间：', '投标保证金', '80万元', '\u200b', ',');
  const texts = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) }), { maxLength: 60 }).map((parts) => parts.join(''));

  it('is answered, and every place leads back to its sentence', () => {
    fc.assert(fc.property(texts, (text) => {
      for (const { place, sentence } of checkDocument(checks, input(text, { terms: { securityFen: 1 } }))) {
        if (place === null) continue;
        expect(text.slice(place.start, place.end)).toBe(sentence);
        expect(sentence).not.toBe('');
        expect(place.words.start).toBeGreaterThanOrEqual(place.start);
        expect(place.words.end).toBeLessThanOrEqual(place.end);
        expect(place.paragraph).toBeLessThanOrEqual(text.split(/\r\n|[\n\r\u2028\u2029\v\f]/).length);
      }
    }));
  });

  it('keeps its findings when another line is put before', () => {
    fc.assert(fc.property(texts, (text) => {
      const ids = (of: string): readonly string[] => checkDocument(checks, input(of, { policyMaker: true })).map(({ id, times }) => `${id} ${times}`);
      expect(ids(`前面的一行。\n${text}`)).toEqual(ids(text));
    }));
  });

  it('in sections gives the findings of the text, each with its section', () => {
    const sections = [{ id: 'one', title: '一、总则', paragraphs: ['概况。'] }, { id: 'two', title: '二、资格', paragraphs: ['甲。', '须在本市设分公司。'] }];
    const [finding] = checkDocument(checks, input({ sections }));
    expect([finding?.place?.section, finding?.place?.paragraph]).toEqual(['two', 5]);
    expect(documentText({ sections }).slice(finding?.place?.start, finding?.place?.end)).toBe('须在本市设分公司。');
  });

  it('of five megabytes takes less than two seconds of the processor', { timeout: 30_000 }, () => {
    // Five megabytes of UTF-8; letters of one byte are five million.
    const filled = (text: string): string => text.repeat(Math.ceil(5_000_000 / new TextEncoder().encode(text).length));
    const hard = ['须', '市', '9', '九', '(', ',', '投标保证金', '须本市', '投标人须在本市设有分公司。', '图纸', '\n', '\ud800', 'ﷺ'.repeat(3)];
    const slow: string[] = [];
    for (const text of hard) {
      const whole = filled(text);
      const begun = process.cpuUsage();
      checkDocument(checks, input(whole, { kind: 'tenderDocument', terms: { securityFen: 1 } }));
      const { user, system } = process.cpuUsage(begun);
      if (user + system > 2e6) slow.push(`${text}: ${(user + system) / 1e6} s`);
    }
    expect(slow).toEqual([]);
  });
});

describe('answers', () => {
  const findings = checkDocument(checks, input('须在本市设分公司。\n缴纳诚信金。\n注册资本不低于5000万元。', { policyMaker: true }));
  const idOf = (rule: string): string => findings.find((each) => each.rule === rule)?.id ?? '';
  const blocking = (...answers: Answer[]): readonly string[] => standing(findings, answers).blocking.map(({ rule }) => rule);

  it('never settle a law; an exception needs its article, advice a reason', () => {
    expect(blocking()).toEqual(['NEG-06', 'FCR-0602', 'FCR-1102', 'NEG-02']);
    expect(blocking({ finding: idOf('NEG-06'), kind: 'advice', reason: '需要' })).toContain('NEG-06');
    expect(blocking({ finding: idOf('FCR-1102'), kind: 'advice', reason: '需要' })).toContain('FCR-1102');
    expect(blocking({ finding: idOf('FCR-1102'), kind: 'exception', article: 'FCA-12/9', reason: '需要' })).toContain('FCR-1102');
    expect(blocking({ finding: idOf('FCR-1102'), kind: 'exception', article: 'FCA-12/4', reason: ' ' })).toContain('FCR-1102');
    expect(blocking({ finding: idOf('FCR-1102'), kind: 'exception', article: 'FCA-12/4', reason: '某法第三条' }, { finding: idOf('NEG-02'), kind: 'advice', reason: '特殊设备' })).toEqual(['NEG-06', 'FCR-0602']);
  });

  it('to nothing are named, and the record can be hashed', () => {
    const answers: Answer[] = [{ finding: 'NEG-02-0000000000000000', kind: 'advice', reason: '旧答复' }];
    expect(standing(findings, answers).idle).toEqual(answers);
    const hostile = checkDocument(checks, input('须\u0000在本市\ud800设分公司。'));
    expect(hostile).toHaveLength(1);
    expect(() => canonicalBytes(checkRecord('00', input(''), hostile, answers))).not.toThrow();
  });
});

describe('data that is wrong', () => {
  const wrong = (change: object): readonly string[] => {
    const parsed = parseDocumentChecks({ ...data, ...change }, rules);
    return parsed.ok ? [] : parsed.fault.map(({ what }) => what);
  };

  it('is named', () => {
    const [office] = data.sentences;
    expect(wrong({ sentences: [{ ...office, patterns: ['须 ..10'] }] })).toEqual(['须 ..10: a gap at the end']);
    expect(wrong({ sentences: [{ ...office, patterns: ['须 ..99 分公司'] }] })[0]).toContain('a gap of at most 60');
    expect(wrong({ sentences: [{ ...office, patterns: ['#里 须'] }] })[0]).toContain('not a number');
    expect(wrong({ sentences: [{ ...office, patterns: ['#元 @place'] }] })[0]).toContain('no step of words');
    expect(wrong({ sentences: [{ ...office, patterns: ['$nowhere'] }] })[0]).toContain('not in the vocabulary');
    expect(wrong({ sentences: [{ ...office, rule: 'ZZZ-9' }] })).toEqual(['ZZZ-9 is not in the rule table']);
    expect(wrong({ sentences: [{ ...office, kind: 'exception' }] })).toEqual(['an exception names its articles, and nothing else does']);
    expect(wrong({ vocabulary: { ...data.vocabulary, here: ['$region'] } })[0]).toContain('holds itself');
  });
});
