import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOfWords } from './words.ts';

describe('amount in capitals', () => {
  it.each([
    ['人民币壹亿叁仟玖佰伍拾捌万肆仟叁佰伍拾柒元叁角肆分', 13_958_435_734],
    ['壹佰万元整', 100_000_000],
    ['壹拾伍元正', 1500],
    ['拾元', 1000],
    ['贰仟零伍元零陆分', 200_506],
    ['叁亿零肆元', 30_000_000_400],
    ['人民币：玖佰玖拾玖圆玖角玖分', 99_999],
    ['陸萬圓整', 6_000_000],
    ['伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分', 56_789_012_345_678],
    ['零元整', 0],
  ])('%s', (text, fen) => {
    expect(amountOfWords(text)).toBe(fen);
  });

  it.each(['', '元', '整', '亿元', '万元整', '壹万壹万元', '壹佰壹仟元', '壹贰元', '一百元', '100元', '壹佰', '壹元壹分壹角', '壹元整壹角', '壹元捌', '人民币元'])('not %j', (text) => {
    expect(amountOfWords(text)).toBeUndefined();
  });

  it('reads what a writer of capitals writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999_999_999 }), (fen) => {
        expect(amountOfWords(inWords(fen))).toBe(fen);
      }),
      { numRuns: 500 },
    );
  });
});

/** Capitals of an amount in fen, with 零 for each run of gaps. */
function inWords(fen: number): string {
  const digits = '零壹贰叁肆伍陆柒捌玖';
  const units = ['', '拾', '佰', '仟', '万', '拾', '佰', '仟', '亿', '拾', '佰', '仟'];
  const yuan = String(Math.floor(fen / 100));
  let text = '';
  for (const [index, digit] of [...yuan].entries()) {
    const place = yuan.length - 1 - index;
    const section = place === 4 ? '万' : place === 8 ? '亿' : '';
    const blank = section !== '' && Number(yuan.slice(Math.max(0, yuan.length - place - 4), yuan.length - place)) === 0;
    if (digit !== '0') text += digits[Number(digit)] + (units[place] ?? '');
    else text = (text.endsWith('零') ? text : `${text}零`) + '';
    if (digit === '0' && section !== '' && !blank) text = `${text.replace(/零$/, '')}${section}零`;
  }
  const [tenth, hundredth] = [Math.floor(fen / 10) % 10, fen % 10];
  return `${text.replace(/零$/, '') || '零'}元${tenth === 0 ? '零' : `${digits[tenth]}角`}${hundredth === 0 ? '整' : `${digits[hundredth]}分`}`;
}
