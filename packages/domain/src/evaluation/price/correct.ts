/**
 * Arithmetic correction of a bid price (算术修正). Order of 87号令 59 (GPP-031) and of the standard documents for works: words over figures; unit price over the product, except where
 * its decimal point is plainly misplaced; the sum of the items over the total. The corrected price binds the tenderer only with its written confirmation (实施条例 52), which the committee asks for.
 */
import { fail, fen, ok, type Fen, type Result } from '@zhaobiao/basics';
import { absolute, compare, divide, equal, exactText, multiply, ONE, parseDecimal, type Rational, round, subtract, whole, ZERO } from '../rational.ts';
import { yuanText } from '../shown.ts';
import { amountOfWords } from './words.ts';

export type PricedLine = {
  /** Decimal text in the item's own unit. */
  readonly quantity: string;
  readonly unitPriceFen: number;
  readonly totalFen: number;
};

export type StatedPrice = {
  /** In Chinese capitals. */
  readonly inWords?: string;
  readonly inFiguresFen: number;
  /** The priced bill of quantities; empty when there is none. */
  readonly items: readonly PricedLine[];
};

export type CorrectionRule = 'wordsOverFigures' | 'decimalPoint' | 'unitPriceOverTotal' | 'itemsOverTotal';

/** Amounts in 元; `item` counts from 0, null for the whole price. `decimalPoint` corrects the unit price, the others a total. */
export type CorrectionStep = { readonly rule: CorrectionRule; readonly cite: string; readonly item: number | null; readonly before: string; readonly after: string };

export type PriceCorrection = { readonly statedFen: Fen; readonly correctedFen: Fen; readonly steps: readonly CorrectionStep[] };

export type CorrectionFault = { readonly kind: 'wordsUnreadable' } | { readonly kind: 'amountInvalid'; readonly item: number | null } | { readonly kind: 'quantityInvalid'; readonly item: number };

const CITE = 'GPP-031';

/** How far a decimal point may have slipped: up to four places, either way. */
const SLIPS = [1n, 2n, 3n, 4n].flatMap((places) => [
  { n: 10n ** places, d: 1n },
  { n: 1n, d: 10n ** places },
]);

const usable = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0;

/** Less than a whole fen apart is rounding, not an error. */
const agree = (left: Rational, right: Rational): boolean => compare(absolute(subtract(left, right)), ONE) < 0;

type Line = { readonly total: Rational; readonly step: CorrectionStep | null };

/**
 * 12.5 m³ at 480.00 make 6,000.00. A total of 6,500.00 becomes 6,000.00 (unit price governs). A total of 6,000.00 beside a unit price of 48.00 or 4,800.00 stays, and the unit price becomes 480.00.
 */
function correctLine(line: PricedLine, item: number): Result<Line, CorrectionFault> {
  if (!usable(line.unitPriceFen) || !usable(line.totalFen)) return fail({ kind: 'amountInvalid', item });
  const quantity = parseDecimal(line.quantity);
  if (quantity === undefined || compare(quantity, ZERO) < 0) return fail({ kind: 'quantityInvalid', item });
  const [unitPrice, total] = [whole(line.unitPriceFen), whole(line.totalFen)];
  const product = multiply(quantity, unitPrice);
  if (agree(product, total)) return ok({ total, step: null });
  const slip = compare(product, ZERO) > 0 && compare(total, ONE) > 0 ? SLIPS.find((factor) => agree(multiply(product, factor), total)) : undefined;
  if (slip !== undefined) {
    const before = yuanText(unitPrice);
    return ok({ total, step: { rule: 'decimalPoint', cite: CITE, item, before, after: exactText(divide(multiply(unitPrice, slip), whole(100))) } });
  }
  const corrected = round(product, 0, 'halfUp');
  return ok({ total: corrected, step: { rule: 'unitPriceOverTotal', cite: CITE, item, before: yuanText(total), after: yuanText(corrected) } });
}

function statedTotal({ inWords, inFiguresFen }: StatedPrice, steps: CorrectionStep[]): Result<Rational, CorrectionFault> {
  if (!usable(inFiguresFen)) return fail({ kind: 'amountInvalid', item: null });
  const figures = whole(inFiguresFen);
  if (inWords === undefined) return ok(figures);
  const amount = amountOfWords(inWords);
  if (amount === undefined) return fail({ kind: 'wordsUnreadable' });
  const words = whole(amount);
  if (!equal(words, figures)) steps.push({ rule: 'wordsOverFigures', cite: CITE, item: null, before: yuanText(figures), after: yuanText(words) });
  return ok(words);
}

/** The corrected price with every step in order, or what could not be read. Without items words govern; with items their corrected sum does. */
export function correctPrice(price: StatedPrice): Result<PriceCorrection, CorrectionFault> {
  const steps: CorrectionStep[] = [];
  const stated = statedTotal(price, steps);
  if (!stated.ok) return stated;
  let sum = ZERO;
  for (const [index, line] of price.items.entries()) {
    const corrected = correctLine(line, index);
    if (!corrected.ok) return corrected;
    if (corrected.value.step !== null) steps.push(corrected.value.step);
    sum = whole(sum.n + corrected.value.total.n);
  }
  const total = price.items.length === 0 ? stated.value : sum;
  if (!equal(total, stated.value)) steps.push({ rule: 'itemsOverTotal', cite: CITE, item: null, before: yuanText(stated.value), after: yuanText(total) });
  const [statedFen, correctedFen] = [fen(price.inFiguresFen), fen(Number(total.n))];
  return statedFen === undefined || correctedFen === undefined ? fail({ kind: 'amountInvalid', item: null }) : ok({ statedFen, correctedFen, steps });
}
