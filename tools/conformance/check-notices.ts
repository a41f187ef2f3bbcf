/** The document check over real notices: what it finds was read by eye once, and stays so; what it must not find it does not. */
import { unwrap } from '@zhaobiao/basics';
import { checkDocument, guessDocument, parseDocumentChecks, type Finding } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import { filesBelow, textOf, type Suite } from './suite.ts';

function checked(text: string): readonly Finding[] {
  const { rules, documentChecks } = loadRulebook();
  const checks = unwrap(parseDocumentChecks(documentChecks.checks, new Set(Object.keys(rules))));
  return checkDocument(checks, { document: { text }, ...guessDocument(text), terms: {}, policyMaker: null, regions: [] });
}

/** File by its number, and what stands in it; 任意1个月 is lawful. */
const KNOWN: readonly (readonly [file: string, rule: string, words: string])[] = [
  ['gg041', 'NEG-02', '缴纳社保'],
  ['gg099', 'NEG-02', '至少三个月'],
  ['gg093', 'NEG-02', '连续6个月社保'],
];
const LAWFUL: readonly string[] = ['gg021', 'gg022'];

export const realNotices: Suite = {
  name: 'document check over real notices',
  folder: 'data/notices',
  needs: 'index.tsv',
  run: (folder, { check, note }) => {
    const counts = new Map<string, number>();
    for (const file of filesBelow(folder).filter((name) => name.endsWith('.txt'))) {
      const text = textOf(folder, file);
      const findings = checked(text);
      for (const { rule, kind, place, times, sentence } of findings) {
        counts.set(`${rule} ${kind}`, (counts.get(`${rule} ${kind}`) ?? 0) + times);
        check(`${file}: ${rule} is placed`, place !== null && text.slice(place.start, place.end) === sentence);
      }
      // All of them were read: none holds an unlawful condition, so that a finding of kind law is a false one.
      check(`${file}: nothing unlawful`, findings.every(({ kind }) => kind !== 'law'));
      for (const [start, rule, words] of KNOWN) if (file.startsWith(start)) check(`${file}: ${words}`, findings.some((each) => each.rule === rule && each.sentence.includes(words)));
      if (LAWFUL.some((start) => file.startsWith(start))) check(`${file}: lawful`, findings.length === 0);
    }
    for (const [rule, count] of [...counts].toSorted()) note(`${rule}: ${count}`);
  },
};

/** Lists of candidates and winners are full of places, branches, prizes and consortia, and ask for nothing. */
export const realNames: Suite = {
  name: 'document check over names and prose that ask for nothing',
  folder: 'data/yichang',
  needs: 'candidates.csv',
  run: (folder, { check }) => {
    for (const file of filesBelow(folder).filter((name) => name.endsWith('.csv'))) {
      const found = checked(textOf(folder, file));
      check(`${file}: ${found.map(({ rule, sentence }) => `${rule} ${sentence.slice(0, 60)}`).join(' | ')}`, found.length === 0);
    }
  },
};
