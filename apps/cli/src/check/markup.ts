/** Tags and text of XML or HTML, in one pass without regular expressions over the whole: nesting, length and rubbish cost nothing extra. */

export type Token = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'open' | 'close' | 'empty'; readonly name: string } | { readonly kind: 'declaration' };

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', ensp: ' ', emsp: ' ', middot: '·', ldquo: '“', rdquo: '”', lsquo: '‘', rsquo: '’', hellip: '…', mdash: '—', ndash: '–', times: '×', ge: '≥', le: '≤', yen: '¥', permil: '‰', sup2: '²', sup3: '³', deg: '°' };

/** `&lt;` `&#60;` `&#x3c;`; what is none stays as it is. An entity has at most ten characters. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z][a-z0-9]{1,9});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(NAMED, name.toLowerCase()) ? (NAMED[name.toLowerCase()] ?? whole) : whole;
    const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** Where the tag that begins at `from` ends; a `>` inside quotes is part of it. */
function tagEnd(source: string, from: number): number {
  let quote = '';
  for (let at = from; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  return -1;
}

/** After a tag whose content is no text, the offset of its close, or the end. */
const skipTo = (lower: string, close: string, from: number): number => {
  const at = lower.indexOf(close, from);
  return at < 0 ? lower.length : at;
};

/** `raw` names tags whose content is skipped (script, style). */
export function* tokensOf(source: string, raw: readonly string[] = []): Generator<Token> {
  const lower = raw.length > 0 ? source.toLowerCase() : '';
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    const textEnd = open < 0 ? source.length : open;
    if (textEnd > at) yield { kind: 'text', text: decodeEntities(source.slice(at, textEnd)) };
    if (open < 0) return;
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4);
      at = end < 0 ? source.length : end + 3;
    } else if (source.startsWith('<![CDATA[', open)) {
      const end = source.indexOf(']]>', open + 9);
      yield { kind: 'text', text: source.slice(open + 9, end < 0 ? source.length : end) };
      at = end < 0 ? source.length : end + 3;
    } else {
      const next = source[open + 1] ?? '';
      if (!/[a-z/!?]/i.test(next)) {
        yield { kind: 'text', text: '<' };
        at = open + 1;
        continue;
      }
      const end = tagEnd(source, open + 1);
      if (end < 0) return;
      at = end + 1;
      if (next === '!') yield { kind: 'declaration' };
      if (next === '!' || next === '?') continue;
      const name = /^\/?([a-z][\w:.-]{0,60})/i.exec(source.slice(open + 1, Math.min(end, open + 64)))?.[1] ?? '';
      const kind = next === '/' ? 'close' : source[end - 1] === '/' ? 'empty' : 'open';
      yield { kind, name };
      if (kind === 'open' && raw.includes(name.toLowerCase())) at = skipTo(lower, `</${name.toLowerCase()}`, at);
    }
  }
}
