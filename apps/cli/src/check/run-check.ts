/** A document checked by the rulebook of this program. */
import { unwrap } from '@zhaobiao/basics';
import { checkDocument, guessDocument, parseDocumentChecks, type Asked, type CheckInput, type Finding } from '@zhaobiao/domain';
import { loadRulebook, ruleText } from '@zhaobiao/rulebook';

const rulebook = loadRulebook();
/** The checks are part of the program: a fault in them is its author's. */
const CHECKS = unwrap(parseDocumentChecks(rulebook.documentChecks.checks, new Set(Object.keys(rulebook.rules))));

export type Checked = { readonly input: CheckInput; readonly findings: readonly Finding[] };

export function checkText(text: string, asked: Asked): Checked {
  const guessed = guessDocument(text);
  const input: CheckInput = { document: { text }, kind: asked.kind ?? guessed.kind, subject: asked.subject ?? guessed.subject, terms: asked.terms, policyMaker: asked.policyMaker, regions: asked.regions };
  return { input, findings: checkDocument(CHECKS, input) };
}

const named = (id: string): { readonly zh: string; readonly en: string } => CHECKS.exceptions.find((each) => each.id === id) ?? { zh: id, en: id };

const cited = ({ cite }: Finding): { readonly zh: string; readonly en: string } => {
  const texts = cite.map(ruleText);
  return { zh: texts.map(({ zh }) => zh).join('；'), en: texts.map(({ en }) => en).join('; ') };
};

/** Chinese under the plain names, English beside. */
function findingJson(finding: Finding): object {
  const { id, rule, check, kind, sentence, place, times, offer, why, exceptions } = finding;
  const cite = cited(finding);
  return {
    rule, kind, sentence, cite: cite.zh, offer: offer.zh, why: why.zh, place, times, check, id,
    ...(exceptions.length > 0 && { exceptions: exceptions.map((each) => ({ article: each, text: named(each).zh })) }),
    en: { cite: cite.en, offer: offer.en, why: why.en },
  };
}

export const checkedJson = ({ input, findings }: Checked): object => ({
  document: { kind: input.kind, subject: input.subject, policyMaker: input.policyMaker },
  findings: findings.map(findingJson),
  notEntered: CHECKS.notEntered.map(({ ruleSet, name, note }) => ({ ruleSet, name: name.zh, note: note.zh, en: { name: name.en, note: note.en } })),
});

const KINDS = { law: { zh: '违法，须修改', en: 'unlawful' }, exception: { zh: '须有法定例外', en: 'needs a lawful exception' }, advice: { zh: '提示，须说明理由', en: 'advice' } } as const;
const SUBJECTS = { works: '工程招标投标', procurement: '政府采购' } as const;

export function checkedLines({ input, findings }: Checked): readonly string[] {
  const lines = [`按${input.kind === 'notice' ? '公告' : '招标文件'}、${SUBJECTS[input.subject]}检查 / checked as ${input.kind}, ${input.subject}`];
  for (const [index, finding] of findings.entries()) {
    const { rule, kind, sentence, place, times, offer, why } = finding;
    const cite = cited(finding);
    const where = place ? `第 ${place.paragraph} 行${times > 1 ? `（共 ${times} 处）` : ''}` : '全文';
    lines.push('', `${index + 1}. [${KINDS[kind].zh} / ${KINDS[kind].en}] ${rule} ${where}`);
    if (sentence !== '') lines.push(`   ${sentence.replace(/\s+/g, ' ')}`);
    lines.push(`   依据 ${cite.zh} / ${cite.en}`, `   原因 ${why.zh}`, `        ${why.en}`, `   建议 ${offer.zh}`, `        ${offer.en}`);
  }
  const law = findings.filter(({ kind }) => kind === 'law').length;
  lines.push('', `共 ${findings.length} 条，其中违法 ${law} 条 / ${findings.length} findings, ${law} of them unlawful`);
  for (const { name, note } of CHECKS.notEntered) lines.push(`${name.zh}：${note.zh} / ${name.en}: ${note.en}`);
  return lines;
}
