/** An amount in Chinese capitals (大写金额). */
import { fen, type Fen } from '@zhaobiao/basics';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const D = '[壹贰叁肆伍陆柒捌玖]';
const SECTION = `(?:${D}仟)?(?:${D}佰)?(?:${D}?拾)?${D}?`;
const WHOLE = new RegExp(`^(?:(${SECTION})亿)?(?:(${SECTION})万)?(${SECTION})元(?:(${D})角)?(?:(${D})分)?整?$`);

/** Other forms of the same characters, among them the look-alikes of printed documents. */
const VARIANTS: Readonly<Record<string, string>> = { '〇': '零', '○': '零', 貳: '贰', 弍: '贰', 參: '叁', 叄: '叁', 陸: '陆', 萬: '万', 億: '亿', 圆: '元', 圓: '元', 正: '整', 十: '拾', 百: '佰', 千: '仟' };

const PLACES: Readonly<Record<string, bigint>> = { 仟: 1000n, 佰: 100n, 拾: 10n };

/** 0 … 9,999 of one section: `叁仟零伍` = 3005; each digit names its place, only a first 拾 may stand alone for ten. */
function sectionOf(text: string): bigint {
  let [sum, digit] = [0n, 0n];
  for (const character of text) {
    const place = PLACES[character];
    if (place === undefined) digit = BigInt(DIGITS.indexOf(character));
    else {
      sum += (digit === 0n ? 1n : digit) * place;
      digit = 0n;
    }
  }
  return sum + digit;
}

/**
 * Fen of an amount in capitals, `人民币壹亿叁仟玖佰伍拾捌万肆仟叁佰伍拾柒元叁角肆分` = 13,958,435,734, below a 万亿; `undefined` for anything else.
 * 零 only fills gaps and is not weighed; spaces are not either.
 */
export function amountOfWords(text: string): Fen | undefined {
  const plain = [...text.normalize('NFKC').replaceAll(/\s/g, '')].map((each) => VARIANTS[each] ?? each).join('');
  const match = WHOLE.exec(plain.replace(/^人民币[::]?/, '').replaceAll('零', ''));
  if (!match || !/[零壹贰叁肆伍陆柒捌玖拾]/.test(plain)) return undefined;
  const [, hundredMillions, tenThousands, ones = '', tenths = '', hundredths = ''] = match;
  if (hundredMillions === '' || tenThousands === '') return undefined;
  const yuan = sectionOf(hundredMillions ?? '') * 100_000_000n + sectionOf(tenThousands ?? '') * 10_000n + sectionOf(ones);
  return fen(Number(yuan * 100n + sectionOf(tenths) * 10n + sectionOf(hundredths)));
}
