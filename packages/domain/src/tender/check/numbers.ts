/** Numbers with units as Chinese documents write them: `80万元`, `1,200,000.00元`, `百分之二`, `3个工作日`. Exact: whole thousandths, whole fen. */

export type Unit = '元' | '%' | '日' | '工作日' | '个月' | '年' | '分' | '家';

/** `value` in fen for 元, else in thousandths of the unit. Offsets into the normalised text, unit included. */
export type Quantity = { readonly start: number; readonly end: number; readonly unit: Unit; readonly value: number };

/** Longest first. `scale` is the number of decimal places by which the written number moves: 万元 is 10^6 fen. */
const UNITS: readonly { readonly word: string; readonly unit: Unit; readonly scale: number; readonly not?: RegExp }[] = [
  { word: '个日历天', unit: '日', scale: 3 }, { word: '个工作日', unit: '工作日', scale: 3 },
  { word: '日历天', unit: '日', scale: 3 }, { word: '日历日', unit: '日', scale: 3 }, { word: '工作日', unit: '工作日', scale: 3 },
  { word: '亿元', unit: '元', scale: 10 }, { word: '万元', unit: '元', scale: 6 }, { word: '千元', unit: '元', scale: 5 }, { word: '个月', unit: '个月', scale: 3 },
  { word: '天', unit: '日', scale: 3 }, { word: '日', unit: '日', scale: 3 }, { word: '元', unit: '元', scale: 2, not: /^元旦/ },
  { word: '万', unit: '元', scale: 6, not: /^万(?:人|平|千|吨|亩|立|份|套|件|户)/ }, { word: '%', unit: '%', scale: 3 }, { word: '‰', unit: '%', scale: 2 },
  { word: '年', unit: '年', scale: 3 }, { word: '家', unit: '家', scale: 3 }, { word: '个品牌', unit: '家', scale: 3 },
  { word: '分', unit: '分', scale: 3, not: /^分(?:[钟之公包部别析支项段布配类期册标离局店院批行散)]|$(?<=年分))/ },
];

const CHINESE = '零一二三四五六七八九';
const STEPS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 };
const MAY = /[0-9零一二三四五六七八九十百千万两〇.,]/;

/** `二十` = 20, `一百零五` = 105, `五百万` = 5,000,000; undefined for what is not a number. */
export function chineseValue(text: string): number | undefined {
  let [whole, section, digit] = [0, 0, 0];
  for (const char of text) {
    const step = STEPS[char];
    const value = char === '两' ? 2 : char === '〇' ? 0 : CHINESE.indexOf(char);
    if (step === undefined && value < 0) return undefined;
    if (step === undefined) {
      digit = value;
    } else if (step === 10_000) {
      whole = (whole + section + digit) * step;
      [section, digit] = [0, 0];
    } else {
      section += (digit === 0 ? 1 : digit) * step;
      digit = 0;
    }
  }
  return whole + section + digit;
}

/** A decimal text moved by `scale` places, when it is a whole safe number then. */
function moved(text: string, scale: number): number | undefined {
  const [whole = '', fraction = ''] = text.split('.');
  if (text.split('.').length > 2 || whole.length > 13 || fraction.length > 8) return undefined;
  if (fraction.slice(scale).replace(/0/g, '') !== '') return undefined;
  const value = Number(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return Number.isSafeInteger(value) ? value : undefined;
}

function valueOf(written: string, scale: number): number | undefined {
  const plain = written.replaceAll(',', '');
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(plain)) return moved(plain, scale);
  const value = chineseValue(written);
  return value === undefined || value > 1e9 ? undefined : moved(String(value), scale);
}

/** The quantity whose number is `[start, end)`, if a unit follows. A date (3月5日, 9时30分) and an ordinal (第5日) are none. */
function quantityAt(text: string, start: number, end: number, limit: number): Quantity | undefined {
  const before = text[start - 1] ?? '';
  for (const { word, unit, scale, not } of UNITS) {
    if (!text.startsWith(word, end) || end + word.length > limit || not?.test(text.slice(end, end + 4))) continue;
    if ((unit === '日' && /[月第]/.test(before)) || (unit === '分' && /[时点:第]/.test(before)) || (unit === '年' && end - start > 2)) return undefined;
    const value = valueOf(text.slice(start, end), scale);
    return value === undefined ? undefined : { start, end: end + word.length, unit, value };
  }
  if (text.slice(start - 3, start) !== '分之' && text.slice(start - 3, start) !== '百分之') return undefined;
  const value = valueOf(text.slice(start, end), 3);
  return value === undefined ? undefined : { start: start - 3, end, unit: '%', value };
}

/** Every quantity inside `[from, to)`, in order. */
export function quantitiesOf(text: string, from: number, to: number): readonly Quantity[] {
  const found: Quantity[] = [];
  let index = from;
  while (index < to) {
    if (!MAY.test(text[index] ?? '')) {
      index += 1;
      continue;
    }
    let end = index;
    while (end < to && MAY.test(text[end] ?? '')) end += 1;
    found.push(...inRun(text, index, end, to));
    index = end;
  }
  return found;
}

/** A run may begin with marks of its own (`,80万元`, `3.1.2 5日`) or take the 万 of 万元 into the number. */
function inRun(text: string, start: number, end: number, limit: number): readonly Quantity[] {
  let first = start;
  while (first < end && (text[first] === ',' || text[first] === '.')) first += 1;
  // Ten characters from the end are enough for any number that means something; more are serial numbers.
  if (end - first > 24 || first === end) return [];
  for (const last of [end, end - 1]) {
    if (last <= first) continue;
    const whole = quantityAt(text, first, last, limit);
    if (whole) return [whole];
    const comma = text.lastIndexOf(',', last - 1);
    const tail = comma > first ? quantityAt(text, comma + 1, last, limit) : undefined;
    if (tail) return [tail];
  }
  return [];
}
