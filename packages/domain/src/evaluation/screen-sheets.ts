/** What a sheet shows by itself, and beside the bill and the ceiling that all bids share. */
import type { BidSheet } from '../bid/state.ts';
import { correctPrice } from './price/correct.ts';
import { finding, type ScreenedBid, type ScreeningFinding, type ScreenInput } from './screen.ts';

const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`;

export const statedPrice = ({ priceFen, priceInWords, items }: BidSheet) => ({ inFiguresFen: priceFen, items: items ?? [], ...(priceInWords === null ? {} : { inWords: priceInWords }) });

function arithmetic(bid: ScreenedBid): readonly ScreeningFinding[] {
  const corrected = correctPrice(statedPrice(bid.sheet));
  if (!corrected.ok) return [finding('arithmetic', 'GPP-031', [bid], '大写金额或者清单中的数量、金额无法识别', 'the amount in words, or a quantity or amount of the bill, cannot be read')];
  const { steps, statedFen, correctedFen } = corrected.value;
  if (steps.length === 0) return [];
  return [finding('arithmetic', 'GPP-031', [bid], `报价 ${yuan(statedFen)} 元有 ${steps.length} 处算术不符，按规则修正为 ${yuan(correctedFen)} 元`, `the price of ${yuan(statedFen)} yuan does not add up in ${steps.length} place(s); by the rule it would be ${yuan(correctedFen)} yuan`)];
}

/** The bill that most bids priced: the procuring entity's own list is a document, what tenderers filled in is on hand. With no majority there is nothing to compare with. */
function commonBill(bids: readonly ScreenedBid[]): ReadonlySet<string> | undefined {
  const lists = bids.flatMap(({ sheet }) => (sheet.items && sheet.items.length > 0 ? [sheet.items.map((item) => item.code).toSorted()] : []));
  const [most] = [...Map.groupBy(lists, (codes) => JSON.stringify(codes)).values()].toSorted((left, right) => right.length - left.length);
  return most?.[0] && most.length * 2 > lists.length ? new Set(most[0]) : undefined;
}

const SHOWN = 10;
const listed = (codes: readonly string[]): string => codes.slice(0, SHOWN).join('、') + (codes.length > SHOWN ? '…' : '');

function againstBill(bid: ScreenedBid, bill: ReadonlySet<string>): readonly ScreeningFinding[] {
  if (!bid.sheet.items || bid.sheet.items.length === 0) return [];
  const own = new Set(bid.sheet.items.map((item) => item.code));
  const [missing, extra] = [[...bill].filter((code) => !own.has(code)), [...own].filter((code) => !bill.has(code))];
  return [
    ...(missing.length === 0 ? [] : [finding('missingItems', 'REJ-06', [bid], `与多数投标的清单相比缺 ${missing.length} 项（${listed(missing)}）`, `${missing.length} item(s) that most bids price are missing (${listed(missing)})`)]),
    ...(extra.length === 0 ? [] : [finding('extraItems', 'REJ-06', [bid], `与多数投标的清单相比多 ${extra.length} 项（${listed(extra)}）`, `${extra.length} item(s) stand here that most bids do not have (${listed(extra)})`)]),
  ];
}

function terms(bid: ScreenedBid, { ceilingFen, validityDays, consortiumAllowed, terms: { evaluatedPrice } }: ScreenInput): readonly ScreeningFinding[] {
  const { priceFen, provisionalFen, validityDays: offered, agreement } = bid.sheet;
  const joint = bid.parties.length > 1;
  const expected = evaluatedPrice.provisionalFen;
  return [
    ...(ceilingFen !== null && priceFen > ceilingFen ? [finding('aboveCeiling', 'REJ-05', [bid], `报价 ${yuan(priceFen)} 元高于最高投标限价 ${yuan(ceilingFen)} 元`, `the price of ${yuan(priceFen)} yuan is above the ceiling of ${yuan(ceilingFen)} yuan`)] : []),
    ...(provisionalFen !== null && provisionalFen !== expected ? [finding('provisionalDiffers', 'EVL-13', [bid], `暂列金额、暂估价 ${yuan(provisionalFen)} 元，招标文件为 ${yuan(expected)} 元`, `provisional sums of ${yuan(provisionalFen)} yuan where the document has ${yuan(expected)}`)] : []),
    ...(offered !== null && offered < validityDays ? [finding('validityShort', 'REJ-06', [bid], `投标有效期 ${offered} 日，招标文件要求 ${validityDays} 日`, `valid for ${offered} days where ${validityDays} are asked`)] : []),
    ...(joint && agreement === null ? [finding('agreementMissing', 'REJ-02', [bid], '联合体没有共同投标协议', 'a consortium without its joint agreement')] : []),
    ...(joint && !consortiumAllowed ? [finding('consortiumNotAllowed', 'REJ-06', [bid], '招标文件不接受联合体投标', 'the document takes no consortia')] : []),
    ...(bid.binds ? [] : [finding('lapsed', 'EVP-40', [bid], '投标有效期已经届满或者不同意延长', 'the validity is over or its extension was refused')]),
    ...(bid.changes > 0 ? [finding('changed', 'REG-38', [bid], '投标人告知合并、分立、破产等重大变化', 'the tenderer reported a merger, division, bankruptcy or the like')] : []),
  ];
}

export function sheetFindingsOf(input: ScreenInput): readonly ScreeningFinding[] {
  const bill = commonBill(input.bids);
  return input.bids.flatMap((bid) => [...arithmetic(bid), ...(bill ? againstBill(bid, bill) : []), ...terms(bid, input)]);
}
