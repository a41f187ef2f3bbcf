/** A published opening record as a CSV file: `seq,uscc,name,received_at,decrypt,decrypt_at,bond,price_wan,period`. */
import { fail, ok, parseAmount, parseInstant, type Fen, type Instant, type Result } from '@zhaobiao/basics';
import { creditCodeFault } from '@zhaobiao/domain';

/** One line of the record: what this platform must come to again. */
export type RecordedBid = {
  readonly seq: string;
  readonly creditCode: string;
  readonly name: string;
  /** To the second. */
  readonly receivedAt: Instant;
  readonly outcome: 'opened' | 'unopened';
  /** Null where the bid was not opened. */
  readonly priceFen: Fen | null;
  readonly period: string;
  /** 保证金: kind of guarantee or amount, as it was read out; empty where nothing stands. */
  readonly bond: string;
};

export const OPENING_COLUMNS = ['seq', 'uscc', 'name', 'received_at', 'decrypt', 'decrypt_at', 'bond', 'price_wan', 'period'] as const;

/** Cells of one CSV line (RFC 4180 within a line: quotes, doubled quotes), or `undefined` for a quote that never ends. */
function cellsOf(line: string): readonly string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line.charAt(at) !== '"') {
      const end = line.indexOf(',', at);
      cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
      at = end < 0 ? line.length + 1 : end + 1;
      continue;
    }
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(line.slice(at));
    if (!quoted) return undefined;
    cells.push((quoted[1] ?? '').replaceAll('""', '"'));
    at += quoted[0].length + 1;
  }
  return cells;
}

const OUTCOMES: Readonly<Record<string, RecordedBid['outcome']>> = { 解密成功: 'opened', 未提交解密: 'unopened' };

function bidOf(cells: readonly string[]): RecordedBid | string {
  if (cells.length !== OPENING_COLUMNS.length) return `${cells.length} cells, expected ${OPENING_COLUMNS.length}`;
  const [seq = '', creditCode = '', name = '', received = '', decrypt = '', , bond = '', price = '', period = ''] = cells;
  if (creditCodeFault(creditCode) !== undefined) return `${creditCode} is not a credit code`;
  const receivedAt = parseInstant(`${received.replace(' ', 'T')}+08:00`);
  if (receivedAt === undefined) return `${received} is not a moment`;
  const outcome = OUTCOMES[decrypt];
  if (outcome === undefined) return `${decrypt} is not a known outcome`;
  // 万元 with up to six decimals: exact in fen, no float on the way.
  const priceFen = outcome === 'opened' ? parseAmount(price, 6) : null;
  return priceFen === undefined ? `${price} is not an amount` : { seq, creditCode, name, receivedAt, outcome, priceFen, period, bond };
}

/** The lines of a record, or why the file is not one, with the number of the line. */
export function readOpeningFile(text: string): Result<readonly RecordedBid[], string> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== '');
  const [head = '', ...rest] = lines;
  if (head !== OPENING_COLUMNS.join(',')) return fail(`line 1: the columns are not ${OPENING_COLUMNS.join(',')}`);
  const bids: RecordedBid[] = [];
  for (const [index, line] of rest.entries()) {
    const cells = cellsOf(line);
    const bid = cells === undefined ? 'a quote is not closed' : bidOf(cells);
    if (typeof bid === 'string') return fail(`line ${index + 2}: ${bid}`);
    bids.push(bid);
  }
  const twice = bids.find((bid, index) => bids.findIndex((other) => other.creditCode === bid.creditCode) !== index);
  return twice ? fail(`${twice.creditCode} stands in it twice`) : ok(bids);
}
