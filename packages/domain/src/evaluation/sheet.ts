/** What one expert gives: a score for each judged item of each bid under evaluation (one sheet a member and lot). */
import { z } from 'zod';
import { compare, DECIMAL, decimal, divide, equal, parseDecimal, subtract } from './rational.ts';
import { type EvaluationTerms, isJudged, type JudgedItem } from './terms.ts';

const id = z.string().min(1).max(200);

/** Bid id → item id → score as a decimal text. What the terms allow is asked by `sheetFaults`. */
export const sheetScores = z.record(id, z.record(z.string().min(1).max(32), z.string().regex(DECIMAL)));

export const scoreSheet = z.strictObject({ expert: id, scores: sheetScores });

export type ScoreSheet = { readonly expert: string; readonly scores: Readonly<Record<string, Readonly<Record<string, string>>>> };

export type SheetFault = { readonly kind: 'missing' | 'unknownBid' | 'unknownItem' | 'notAScore' | 'outOfRange' | 'offStep' | 'noSuchLevel'; readonly expert: string; readonly bid: string; readonly item: string | null };

/** The items experts score, in the order of the terms; none under the lowest evaluated price. */
export const judgedItems = (terms: EvaluationTerms): readonly JudgedItem[] => (terms.method === 'comprehensive' ? terms.groups.flatMap((each) => each.items).filter(isJudged) : []);

/** Why a score cannot be given for an item, or `undefined`: outside the range, between two steps, or not one of the levels. */
export function scoreFault(item: JudgedItem, text: string): SheetFault['kind'] | undefined {
  const score = parseDecimal(text);
  if (score === undefined) return 'notAScore';
  if (item.kind === 'levels') return item.levels.some((each) => equal(decimal(each.score), score)) ? undefined : 'noSuchLevel';
  const [min, max] = [decimal(item.min), decimal(item.max)];
  if (compare(score, min) < 0 || compare(score, max) > 0) return 'outOfRange';
  if (item.step === null) return undefined;
  return divide(subtract(score, min), decimal(item.step)).d === 1n ? undefined : 'offStep';
}

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

/** The score an expert gave, as text, or `undefined`. */
export const scoreOf = (sheet: ScoreSheet, bid: string, item: string): string | undefined => own(own(sheet.scores, bid) ?? {}, item);

/**
 * Everything that keeps a sheet from being used: every one of `required` scored on every judged item, nothing else scored than `known` bids and items.
 * In the order of the terms' items, then of unknown bids and items by name.
 */
export function sheetFaults(terms: EvaluationTerms, bids: { readonly required: readonly string[]; readonly known: readonly string[] }, sheet: ScoreSheet): readonly SheetFault[] {
  const items = judgedItems(terms);
  const faults: SheetFault[] = [];
  const verdict = verdicts();
  const found = (kind: SheetFault['kind'], bid: string, item: string | null): number => faults.push({ kind, expert: sheet.expert, bid, item });
  for (const bid of bids.required) {
    for (const item of items) if (scoreOf(sheet, bid, item.id) === undefined) found('missing', bid, item.id);
  }
  const known = new Set(bids.known);
  for (const [bid, scores] of Object.entries(sheet.scores).toSorted(byName)) {
    if (!known.has(bid)) {
      found('unknownBid', bid, null);
      continue;
    }
    for (const item of items) {
      const score = own(scores, item.id);
      const kind = score === undefined ? undefined : verdict(item, score);
      if (kind !== undefined) found(kind, bid, item.id);
    }
    for (const name of Object.keys(scores).toSorted()) if (!items.some((each) => each.id === name)) found('unknownItem', bid, name);
  }
  return faults;
}

/** `scoreFault` with a memory: 1,528 bids have few different scores. */
function verdicts(): (item: JudgedItem, text: string) => SheetFault['kind'] | undefined {
  const seen = new Map<JudgedItem, Map<string, SheetFault['kind'] | undefined>>();
  return (item, text) => {
    const scores = seen.get(item) ?? new Map<string, SheetFault['kind'] | undefined>();
    seen.set(item, scores);
    if (!scores.has(text)) scores.set(text, scoreFault(item, text));
    return scores.get(text);
  };
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number => (left < right ? -1 : Number(left > right));
