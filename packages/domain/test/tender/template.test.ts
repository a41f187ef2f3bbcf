/** The standard document and what departs from it. */
import { present, unwrap } from '@zhaobiao/basics';
import { differencesDigest, differencesFrom, documentView, documentWords, parseTemplate, templateKey, tenderTerms, termsWords, type DocumentWords, type LotRoom, type ProjectRoom } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import { worksTerms, worksWords } from '@zhaobiao/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAW } from './works-city.ts';

const TEMPLATE = present(LAW.library.templates['works@2.0'], 'works@2.0');
const clauses = TEMPLATE.sections.flatMap((section) => section.clauses.map((clause) => ({ ...clause, section: section.id })));
const terms = tenderTerms.parse(worksTerms({ ceilingFen: 3_800_000_000, securityFen: 80_000_000, validityDays: 90 }));
const project: Pick<ProjectRoom, 'name' | 'basis'> = { name: '测试道路工程', basis: null };
const lot: Pick<LotRoom, 'name' | 'estimateFen'> = { name: '施工一标段', estimateFen: 4_000_000_000 };
const fixed = termsWords(project, lot, terms);
const wordsOf = (changes: DocumentWords['changes'] = [], answers: Record<string, string> = documentWords.parse(worksWords()).answers): DocumentWords => ({ answers, changes });

describe('the standard document for works', () => {
  it('has the chapters of the national standard document and names the law it stands on', () => {
    expect(templateKey(TEMPLATE)).toBe('works@2.0');
    expect(TEMPLATE.sections.map((each) => each.title.replace(/^第.章 /, ''))).toEqual(['招标公告', '投标人须知', '评标办法', '合同条款及格式', '工程量清单', '图纸', '技术标准和要求', '投标文件格式']);
    expect(clauses.filter((each) => each.fixed).length).toBeGreaterThan(15);
  });

  it('with its answers is whole, and says the numbers of the terms', () => {
    const view = documentView(TEMPLATE, wordsOf(), fixed);
    const text = view.sections.flatMap((section) => section.clauses.map((each) => each.text)).join('\n');
    expect(view.missing).toEqual([]);
    for (const said of ['最高投标限价为 38000000.00 元', '投标保证金为 800000.00 元', '90 日，自投标截止之日起算', '公示期为 3 日', '接受联合体投标，联合体成员不超过 2 家', '经评审的最低投标价法', '30 分钟', '中标合同金额的 10%']) expect(text).toContain(said);
    expect(text).not.toMatch(/\{\{|＿/);
  });

  it.each([
    ['a slot that is not declared', { sections: [{ id: 's', title: '章', clauses: [{ id: 'A1', text: '{{nothing}}' }] }] }, '{{nothing}} is not a slot'],
    ['a slot that is asked for in vain', { slots: { vain: { title: { zh: '空', en: 'vain' }, required: true } } }, 'vain is asked for and used nowhere'],
    ['a clause twice', { sections: [{ id: 's', title: '章', clauses: [{ id: 'A1', text: '甲' }, { id: 'A1', text: '乙' }] }] }, 'A1 stands twice'],
    ['a section twice', { sections: [1, 2].map((each) => ({ id: 's', title: '章', clauses: [{ id: `A${each}`, text: '甲' }] })) }, 's stands twice'],
  ])('is not taken with %s', (_what, change, expected) => {
    const sound = { id: 'small', version: '1.0', title: { zh: '小', en: 'small' }, cite: ['TND-041'], slots: {}, sections: [{ id: 's', title: '章', clauses: [{ id: 'A1', text: '甲' }] }] };
    expect(parseTemplate(sound).ok).toBe(true);
    const parsed = parseTemplate({ ...sound, ...change });
    expect(parsed.ok ? [] : parsed.fault.map((each) => each.what)).toContain(expected);
  });

  it('stands in the rulebook and in its digest', () => {
    expect(loadRulebook().templates.map((json) => unwrap(parseTemplate(json)).version)).toEqual(['2.0']);
  });
});

describe('differences', () => {
  it('are listed in the order of the document, each with both wordings', () => {
    const list = differencesFrom(TEMPLATE, { changes: [
      { clause: 'X2', section: 'forms', text: '附加材料' },
      { clause: 'I15', section: null, text: '投标人少于三个的，重新招标。' },
      { clause: 'N9', section: null, text: null },
      { clause: 'X1', section: 'notice', text: '现场咨询' },
    ] });
    expect(list.map(({ kind, section, clause, fixed: isFixed }) => [kind, section, clause, isFixed])).toEqual([['removed', 'notice', 'N9', false], ['added', 'notice', 'X1', false], ['changed', 'instructions', 'I15', true], ['added', 'forms', 'X2', false]]);
    expect(list[2]).toMatchObject({ standard: expect.stringContaining('投标文件不解密'), text: '投标人少于三个的，重新招标。' });
    expect([list[0]?.text, list[1]?.standard]).toEqual([null, null]);
  });

  it('show in the document: what was left out stays visible, what was added is marked', () => {
    const view = documentView(TEMPLATE, wordsOf([{ clause: 'N9', section: null, text: null }, { clause: 'X1', section: 'notice', text: '工期 {{period}}' }]), fixed);
    const notice = present(view.sections[0], 'notice').clauses;
    expect(notice.find((each) => each.id === 'N9')).toMatchObject({ text: '', difference: 'removed', standard: expect.stringContaining('国家指定的媒介') });
    expect(notice.at(-1)).toEqual({ id: 'X1', text: '工期 180 日历天', difference: 'added', standard: null, fixed: false });
  });

  it('an unanswered slot is missed exactly while a clause still asks for it', () => {
    const { supervisor: _supervisor, ...answers } = wordsOf().answers;
    expect(documentView(TEMPLATE, wordsOf([], answers), fixed).missing).toEqual(['supervisor']);
    expect(documentView(TEMPLATE, wordsOf([{ clause: 'I27', section: null, text: null }], answers), fixed).missing).toEqual([]);
  });

  /** Whatever is changed, put back in the standard words it is no difference; and the digest tells any two lists apart. */
  it('none for the standard words; one for each clause really changed; the digest binds them', () => {
    const change = fc.record({ index: fc.nat(clauses.length - 1), text: fc.option(fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '' && !text.includes('{{')), { nil: null }) });
    fc.assert(fc.property(fc.uniqueArray(change, { selector: (each) => each.index, maxLength: 8 }), fc.boolean(), (picked, back) => {
      const changes = picked.map(({ index, text }) => ({ clause: present(clauses[index], 'clause').id, section: null, text: back ? present(clauses[index], 'clause').text : text }));
      const list = differencesFrom(TEMPLATE, { changes });
      const expected = back ? 0 : picked.filter(({ index, text }) => text !== clauses[index]?.text).length;
      expect(list).toHaveLength(expected);
      const { digest, count } = differencesDigest(list);
      expect(count).toBe(expected);
      expect(digest === differencesDigest([]).digest).toBe(expected === 0);
    }));
  });
});
