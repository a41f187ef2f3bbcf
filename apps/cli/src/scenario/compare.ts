/** The opening record this platform came to, against the one that was published. */
import { instantText, type Json, type JsonObject } from '@zhaobiao/basics';
import type { RecordedBid } from './opening-file.ts';

export type Difference = { readonly creditCode: string; readonly field: string; readonly expected: string; readonly found: string };
export type Comparison = { readonly expected: number; readonly equal: number; readonly differences: readonly Difference[] };

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** What a line must say, field by field. 未解密: no sheet, and the cause that the ciphertext has another key than its capsule. */
function expectedOf(bid: RecordedBid): readonly (readonly [field: string, expected: string])[] {
  const common = [['creditCode', bid.creditCode], ['name', bid.name], ['submittedAt', instantText(bid.receivedAt).slice(0, 19)], ['outcome', bid.outcome]] as const;
  if (bid.outcome === 'unopened') return [...common, ['cause', 'commitmentMismatch'], ['sheet', 'null']];
  return [...common, ['cause', 'null'], ['priceFen', String(bid.priceFen)], ['period', bid.period], ['security', bid.bond]];
}

function foundIn(line: JsonObject, field: string): string {
  const sheet = isObject(line['sheet']) ? line['sheet'] : {};
  switch (field) {
    case 'submittedAt': return textOf(line['submittedAt']).slice(0, 19);
    case 'priceFen':
    case 'period': return textOf(sheet[field]);
    // Nothing was read out: null here, an empty cell there.
    case 'security': return sheet['security'] === null ? '' : textOf(sheet['security']);
    default: return textOf(line[field]);
  }
}

/** Every line of the file must stand in the record with every field the same, and the record must have no other. */
export function compareRecord(expected: readonly RecordedBid[], lines: readonly JsonObject[]): Comparison {
  const byCode = Map.groupBy(lines, (line) => textOf(line['creditCode']));
  const differences: Difference[] = [];
  let equal = 0;
  for (const bid of expected) {
    const [line, second] = byCode.get(bid.creditCode) ?? [];
    const wrong: Difference[] = [];
    if (!line) wrong.push({ creditCode: bid.creditCode, field: 'line', expected: bid.name, found: 'none' });
    else {
      for (const [field, value] of expectedOf(bid)) {
        const found = foundIn(line, field);
        if (found !== value) wrong.push({ creditCode: bid.creditCode, field, expected: value, found });
      }
    }
    if (second) wrong.push({ creditCode: bid.creditCode, field: 'line', expected: 'one', found: 'two' });
    if (wrong.length === 0) equal += 1;
    differences.push(...wrong);
    byCode.delete(bid.creditCode);
  }
  for (const creditCode of byCode.keys()) differences.push({ creditCode, field: 'line', expected: 'none', found: 'one more' });
  return { expected: expected.length, equal, differences };
}
