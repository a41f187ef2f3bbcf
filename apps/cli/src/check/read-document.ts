/** Words of a file, by its ending and its first bytes. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '@zhaobiao/basics';
import { docxText } from './docx.ts';
import type { ReadFault } from './fault.ts';
import { tokensOf } from './markup.ts';

const MOST_BYTES = 50 * 1024 * 1024;

const begins = (bytes: Uint8Array, ...first: readonly number[]): boolean => first.every((byte, index) => bytes[index] === byte);

/** UTF-8, UTF-16 with its mark, or GB 18030, in which much of what agencies write is still stored. */
function plainText(bytes: Uint8Array): Result<string, ReadFault> {
  const encodings = begins(bytes, 0xff, 0xfe) ? ['utf-16le'] : begins(bytes, 0xfe, 0xff) ? ['utf-16be'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes));
    } catch {
      continue;
    }
  }
  return fail('notText');
}

const LINES = new Set(['p', 'div', 'br', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'ul', 'ol', 'section', 'article', 'header', 'footer', 'title', 'dt', 'dd', 'pre', 'blockquote']);

/** What a browser would show, a block a line; line ends of the source are only spaces. */
export function htmlText(source: string): string {
  const parts: string[] = [];
  for (const token of tokensOf(source, ['script', 'style', 'template', 'noscript'])) {
    if (token.kind === 'text') parts.push(token.text.replace(/[\r\n\t]+/g, ' '));
    else if (token.kind !== 'declaration' && LINES.has(token.name.toLowerCase())) parts.push('\n');
    else if (token.kind === 'close' && /^t[dh]$/i.test(token.name)) parts.push('\t');
  }
  return parts.join('').replace(/[ \t]*\n[ \t\n]*/g, '\n').trim();
}

const strange = (bytes: Uint8Array): ReadFault | undefined => {
  if (begins(bytes, 0x25, 0x50, 0x44, 0x46)) return 'pdf';
  return begins(bytes, 0xd0, 0xcf, 0x11, 0xe0) ? 'oldWord' : undefined;
};

/** The words of a file already read; `name` gives its kind. */
export function documentOf(name: string, bytes: Uint8Array): Result<string, ReadFault> {
  const fault = strange(bytes);
  if (fault) return fail(fault);
  const ending = path.extname(name).toLowerCase();
  if (ending === '.docx') return docxText(bytes);
  if (!['.txt', '.md', '.html', '.htm'].includes(ending)) return fail('unknownKind');
  const plain = plainText(bytes);
  return plain.ok && ending.startsWith('.htm') ? ok(htmlText(plain.value)) : plain;
}

export async function readDocument(file: string): Promise<Result<string, ReadFault>> {
  try {
    const { size } = await stat(file);
    return size > MOST_BYTES ? fail('tooLarge') : documentOf(file, await readFile(file));
  } catch {
    return fail('missing');
  }
}
