/**
 * What bids have in common, or one has apart from all (条例 40 四、六). Base rates first: of 1,528 real prices 175 were equal to another, because prices lie on the grid of
 * discount rates; so an equal price alone is said with that warning, and only equal patterns over many unit prices are said plainly.
 */
import { finding, type ScreenedBid, type ScreeningFinding, type ScreenInput } from './screen.ts';

const groupsOf = <Key>(bids: readonly ScreenedBid[], keyOf: (bid: ScreenedBid) => Key | undefined): readonly (readonly [Key, readonly ScreenedBid[]])[] => {
  const groups = new Map<Key, ScreenedBid[]>();
  for (const bid of bids) {
    const key = keyOf(bid);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(bid);
    else groups.set(key, [bid]);
  }
  return [...groups].filter(([, list]) => list.length > 1);
};

/** Fewer priced items than this say nothing about a pattern. Suggested values of ours, no article names numbers. */
const PATTERN_ITEMS = 10;
const NEAR_PERMILLE = 800;
/** Pairs are compared up to so many bids: 100 bids are 4,950 pairs. */
const PAIRED_BIDS = 100;

const isPriced = ({ sheet }: ScreenedBid): boolean => (sheet.items?.length ?? 0) >= PATTERN_ITEMS;
const pattern = (bid: ScreenedBid): string | undefined => (isPriced(bid) ? JSON.stringify((bid.sheet.items ?? []).map((item) => [item.code, item.unitPriceFen])) : undefined);

function nearPairs(bids: readonly ScreenedBid[]): readonly ScreeningFinding[] {
  const priced = bids.filter(isPriced).map((bid) => ({ bid, prices: new Map((bid.sheet.items ?? []).map((item) => [item.code, item.unitPriceFen])), whole: pattern(bid) }));
  if (priced.length > PAIRED_BIDS) return [];
  return priced.flatMap((left, index) => priced.slice(index + 1).flatMap((right): readonly ScreeningFinding[] => {
    if (left.whole === right.whole) return [];
    const both = [...left.prices].filter(([code]) => right.prices.has(code));
    const equal = both.filter(([code, price]) => right.prices.get(code) === price).length;
    if (both.length < PATTERN_ITEMS || equal * 1000 < both.length * NEAR_PERMILLE) return [];
    return [finding('nearUnitPrices', 'COL-0404', [left.bid, right.bid], `${both.length} 项单价中有 ${equal} 项相同`, `${equal} of ${both.length} unit prices are equal`)];
  }));
}

/** Far from the middle of all: outside 70 % to 150 % of the median, with at least five bids to have a middle of. */
function outliers(bids: readonly ScreenedBid[]): readonly ScreeningFinding[] {
  if (bids.length < 5) return [];
  const prices = bids.map((each) => each.sheet.priceFen).toSorted((left, right) => left - right);
  const middle = prices[Math.floor((prices.length - 1) / 2)] ?? 0;
  const far = bids.filter(({ sheet: { priceFen } }) => priceFen * 100 > middle * 150 || priceFen * 100 < middle * 70);
  return far.map((bid) => finding('outlier', 'EVP-21', [bid], `报价与全部报价的中位数相差较大（为中位数的 ${Math.round((bid.sheet.priceFen * 100) / middle)}%）`, `the price lies far from the median of all (${Math.round((bid.sheet.priceFen * 100) / middle)} % of it)`));
}

function parties(bids: readonly ScreenedBid[]): readonly ScreeningFinding[] {
  const byParty = Map.groupBy(bids.flatMap((bid) => bid.parties.map((party) => ({ party, bid }))), ({ party }) => party);
  return [...byParty].filter(([, list]) => list.length > 1).toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([party, list]) =>
    finding('partyTwice', 'TND-056', list.map((each) => each.bid), `${party.slice('party:'.length)} 在本标段参加了 ${list.length} 份投标`, `${party.slice('party:'.length)} takes part in ${list.length} bids for this lot`));
}

export function sameness({ bids }: ScreenInput): readonly ScreeningFinding[] {
  return [
    ...parties(bids),
    ...outliers(bids),
    ...groupsOf(bids, (bid) => bid.payer ?? undefined).map(([payer, list]) => finding('samePayer', 'COL-0406', list, `投标保证金的付款人相同（${payer}）`, `the bid securities came from one payer (${payer})`)),
    ...groupsOf(bids, pattern).map(([, list]) => finding('sameUnitPrices', 'COL-0404', list, '全部单价相同', 'all unit prices are equal')),
    ...nearPairs(bids),
    ...groupsOf(bids, (bid) => bid.sheet.priceFen).map(([, list]) => finding('samePrice', 'COL-0404', list, '总报价相同（报价按下浮率计算时常见，单凭这一点不能说明问题）', 'equal prices (usual where prices follow a discount rate, and no sign of anything by themselves)')),
  ];
}
