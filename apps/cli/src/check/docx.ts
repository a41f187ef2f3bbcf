/** The words of a .docx (ISO/IEC 29500, `word/document.xml`): a paragraph a line, a row of a table a line. Deleted text is not read, hidden text is. */
import { fail, ok, type Result } from '@zhaobiao/basics';
import type { ReadFault } from './fault.ts';
import { tokensOf } from './markup.ts';
import { zipEntry } from './zip.ts';

/** The text alone, from the tokens of the document part. */
function wordsOf(xml: string): Result<string, ReadFault> {
  const parts: string[] = [];
  let [inText, cells, fallback, sawDocument] = [false, 0, 0, false];
  for (const token of tokensOf(xml)) {
    // A document type could define entities; Word writes none.
    if (token.kind === 'declaration') return fail('damagedXml');
    if (token.kind === 'text') {
      if (inText && fallback === 0) parts.push(token.text);
      continue;
    }
    const opens = token.kind === 'open';
    switch (token.name) {
      case 'w:document':
        sawDocument = true;
        break;
      case 'w:t':
        inText = opens;
        break;
      // A text box stands twice, for new and old readers; it is read once.
      case 'mc:Fallback':
        fallback = Math.max(0, fallback + (opens ? 1 : token.kind === 'close' ? -1 : 0));
        break;
      case 'w:tab':
        parts.push('\t');
        break;
      case 'w:br':
      case 'w:cr':
        parts.push('\n');
        break;
      case 'w:tc':
        cells = Math.max(0, cells + (opens ? 1 : token.kind === 'close' ? -1 : 0));
        if (token.kind === 'close') parts.push('\t');
        break;
      // Paragraphs of one cell stay on the line of their row, so that points stand beside what they are given for.
      case 'w:p':
        if (!opens) parts.push(cells > 0 ? ' ' : '\n');
        break;
      case 'w:tr':
        if (token.kind === 'close') parts.push('\n');
        break;
      default:
    }
  }
  return sawDocument ? ok(parts.join('')) : fail('damagedXml');
}

export function docxText(bytes: Uint8Array): Result<string, ReadFault> {
  const entry = zipEntry(bytes, 'word/document.xml');
  if (!entry.ok) return entry;
  try {
    return wordsOf(new TextDecoder('utf-8', { fatal: true }).decode(entry.value));
  } catch {
    return fail('damagedXml');
  }
}
