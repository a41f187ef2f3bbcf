/** How a rule is named on screens and letters: law and article, never a bare id. */
import type { Bilingual, Procedure, RuleId } from '@zhaobiao/domain';
import { LAWS, restsOnKnowledge, ruleOf } from './rule.ts';
import type { Mark, Source } from './rule.ts';

const DIGITS = '零一二三四五六七八九';
/** Items of an article go to ten. */
const ITEMS = `${DIGITS}十`;

/** `chineseNumber(24)` = 二十四, `chineseNumber(203)` = 二百零三, `chineseNumber(10)` = 十; 1 to 1999, as articles go. */
export function chineseNumber(value: number): string {
  const [thousands, hundreds, tens, ones] = [Math.floor(value / 1000), Math.floor(value / 100) % 10, Math.floor(value / 10) % 10, value % 10];
  const digit = (at: number): string => DIGITS.charAt(at);
  let text = thousands > 0 ? `${digit(thousands)}千` : '';
  if (hundreds > 0) text += `${digit(hundreds)}百`;
  else if (text !== '' && (tens > 0 || ones > 0)) text += '零';
  if (tens > 0) text += `${text === '' && tens === 1 ? '' : digit(tens)}十`;
  else if (hundreds > 0 && ones > 0) text += '零';
  return ones > 0 ? text + digit(ones) : text;
}

function sourceText({ law, article, item }: Source): Bilingual {
  const name = LAWS[law] ?? { zh: law, en: law };
  if (article === undefined) return name;
  const zh = `${name.zh}第${chineseNumber(article)}条${item === undefined ? '' : `第（${item}）项`}`;
  return { zh, en: `${name.en} art. ${article}${item === undefined ? '' : `(${ITEMS.indexOf(item)})`}` };
}

/** What a reader must know of how far a rule was checked; nothing where its text was read. */
function caveat(mark: Mark): Bilingual {
  if (mark === '建议') return { zh: '（建议）', en: ' (advice)' };
  if (!restsOnKnowledge(mark)) return { zh: '', en: '' };
  return mark.startsWith('K') ? { zh: '（未核实）', en: ' (not verified)' } : { zh: '（部分未核实）', en: ' (verified in part)' };
}

function lawAndArticle(sources: readonly Source[]): Bilingual {
  const texts = sources.map(sourceText);
  return { zh: texts.map((text) => text.zh).join('、'), en: texts.map((text) => text.en).join(', ') };
}

/** `TND-021` → 招标投标法第二十四条 / Bidding Law art. 24; what was not checked says so. An id that is not in the table is shown as it is. */
export function ruleText(id: RuleId): Bilingual {
  const rule = ruleOf(id);
  if (rule === undefined) return { zh: id, en: id };
  const named = lawAndArticle(rule.sources);
  const { zh, en } = caveat(rule.verified);
  return { zh: named.zh + zh, en: named.en + en };
}

/** The chip beside a law hint: `TND-021` → 法24; empty where the rule has no article. */
export function ruleChip(id: RuleId): string {
  const [source] = ruleOf(id)?.sources ?? [];
  return source?.article === undefined ? '' : `${LAWS[source.law]?.chip ?? source.law}${source.article}`;
}

export type Warning = { readonly rule: RuleId; readonly mark: Mark; readonly text: Bilingual };

/** Rules that rest on knowledge alone, wholly or in part, in the order in which a procedure cites them. */
export function warningsOf(procedure: Procedure): readonly Warning[] {
  const cited = new Set<RuleId>();
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'cite' && Array.isArray(value)) for (const rule of value) cited.add(String(rule));
      else collect(value);
    }
  };
  collect(procedure);
  return [...cited].flatMap((id): readonly Warning[] => {
    const rule = ruleOf(id);
    if (rule === undefined || !restsOnKnowledge(rule.verified)) return [];
    const { verified: mark, sources } = rule;
    const named = lawAndArticle(sources);
    const doubtful = mark.includes('?');
    const part = mark.startsWith('K') ? { zh: '', en: '' } : { zh: '有一部分', en: ' in part' };
    return [{
      rule: id,
      mark,
      text: {
        zh: `${named.zh}（${id}）${part.zh}凭知识录入${doubtful ? '，把握不大' : ''}，没有核对原文。启用前应当取得原文核对。`,
        en: `${named.en} (${id}) was entered${part.en} from knowledge${doubtful ? ', with little certainty' : ''} and not checked against its text. Check it before use.`,
      },
    }];
  });
}
