/** An opening record made from a seed, in the very shape of a published one, so that the whole way runs where no real file is. */
import { DAY, amountText, fen, instant, instantText, present, type Fen, type Instant } from '@zhaobiao/basics';
import { creditCodeOf, numberBelow, seeded } from '@zhaobiao/testkit';
import { OPENING_COLUMNS } from './opening-file.ts';

export type MadeFile = { readonly firms: number; readonly unopened: number; readonly closingAt: Instant; readonly ceilingFen: Fen };

const PLACES = ['福建', '安徽', '河南', '江西', '湖北', '浙江'];
const FIRMS = ['恒岳', '鼎川', '禾正', '筑远', '闽衡', '清泽', '安岭', '博垣'];
const BONDS = ['电子保函', '电子保函', '电子保函', '"400,000"', ''];
const PERIODS = ['360日历天（其中各关键节点的工期要求为/）', '360 日历天（其中各关键节点的工期要求为/）', '总工期360日历天'];

/** `2026-03-13 11:57:26` */
const secondText = (at: number): string => instantText(present(instant(Math.floor(at / 1_000) * 1_000), 'a moment')).slice(0, 19).replace('T', ' ');

/** CSV text with `firms` lines, of which the last `unopened` were not opened. The same facts always give the same text. */
export function madeOpeningFile({ firms, unopened, closingAt, ceilingFen }: MadeFile): string {
  const entropy = seeded('made opening file');
  const pick = (list: readonly string[]): string => list[numberBelow(entropy, list.length)] ?? '';
  const lines = Array.from({ length: firms }, (_, index) => {
    const name = `${pick(PLACES)}${pick(FIRMS)}${index + 1}号建设有限公司`;
    const receivedAt = closingAt - 1_000 - numberBelow(entropy, 3 * DAY);
    // 85 % to 92 % of the ceiling, in steps of 100 fen: 万元 with four decimals, as records print it.
    const priceFen = present(fen(Math.floor((ceilingFen * (8_500 + numberBelow(entropy, 700))) / 1_000_000) * 100), 'whole fen');
    const opened = index < firms - unopened;
    const after = opened ? `解密成功,${secondText(closingAt + 60_000)},${pick(BONDS)},${amountText(priceFen, 6, 4)},${pick(PERIODS)}` : '未提交解密,,电子保函,,';
    return `${index + 1},${creditCodeOf(name)},${name},${secondText(receivedAt)},${after}`;
  });
  return `${[OPENING_COLUMNS.join(','), ...lines].join('\n')}\n`;
}
