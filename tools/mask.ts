/** A comment's text and the line it begins on. */
export type Comment = { readonly text: string; readonly line: number };

/** Source with comments and the insides of literals blanked: same length, same lines, so that positions still fit the original. */
export type Masked = { readonly code: string; readonly comments: readonly Comment[] };

export const lineAt = (text: string, offset: number): number => {
  let line = 1;
  for (let index = text.indexOf('\n'); index !== -1 && index < offset; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
};

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** After these a slash begins a regular expression; after a value it divides. `<` is left out: `</p>` is markup. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{;+\-*%>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof))$/;

/** The end of a quoted text that begins at `start`, or `start` when the line ends first (an apostrophe in markup). */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '\n') return start;
    else if (text[index] === quote) return index;
  }
  return start;
}

/** The closing slash of a regular expression that begins at `start`, or `start` when it is none. */
function endOfRegex(text: string, start: number): number {
  let inClass = false;
  for (let index = start + 1; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === '\\') index += 1;
    else if (sign === '\n') return start;
    else if (sign === '[') inClass = true;
    else if (sign === ']') inClass = false;
    else if (sign === '/' && !inClass) return index;
  }
  return start;
}

/** The back quote or `${` that ends the piece of a template beginning at `start`; its last character's position. */
function endOfTemplatePiece(text: string, start: number): { readonly at: number; readonly opens: boolean } {
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '`') return { at: index, opens: false };
    else if (text[index] === '$' && text[index + 1] === '{') return { at: index + 1, opens: true };
  }
  return { at: text.length - 1, opens: false };
}

/**
 * Blanks comments, quoted texts, templates and regular expressions. Not a parser: it knows just enough of TypeScript that a word
 * found in the result is a word of the program. Quotes stay in place; a template's `${…}` stays code.
 */
export function mask(text: string): Masked {
  const comments: Comment[] = [];
  const templates: number[] = [];
  let code = '';
  let line = 1;
  let index = 0;
  let depth = 0;

  const take = (until: number, hidden: (piece: string) => string): void => {
    const piece = text.slice(index, until);
    code += hidden(piece);
    for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', at + 1)) line += 1;
    index = until;
  };
  const keep = (piece: string): string => piece;
  const insides = (piece: string): string => piece.charAt(0) + blank(piece.slice(1, -1)) + (piece.length > 1 ? piece.charAt(piece.length - 1) : '');
  const opening = (piece: string): string => `${piece.charAt(0)}${blank(piece.slice(1, -2))}\${`;
  const comment = (until: number): void => {
    comments.push({ text: text.slice(index, until), line });
    take(until, blank);
  };
  const template = (): void => {
    const end = endOfTemplatePiece(text, index + 1);
    if (end.opens) {
      templates.push(depth);
      depth += 1;
    }
    take(end.at + 1, end.opens ? opening : insides);
  };

  if (text.startsWith('#!')) comment(text.indexOf('\n') === -1 ? text.length : text.indexOf('\n'));
  while (index < text.length) {
    const sign = text.charAt(index);
    if (sign === '/' && text[index + 1] === '/') {
      const end = text.indexOf('\n', index);
      comment(end === -1 ? text.length : end);
    } else if (sign === '/' && text[index + 1] === '*') {
      const end = text.indexOf('*/', index + 2);
      comment(end === -1 ? text.length : end + 2);
    } else if (sign === '"' || sign === "'") {
      take(endOfQuoted(text, index) + 1, insides);
    } else if (sign === '`') {
      template();
    } else if (sign === '/' && BEFORE_REGEX.test(code.slice(-80).trimEnd())) {
      take(endOfRegex(text, index) + 1, insides);
    } else if (sign === '}' && templates.at(-1) === depth - 1) {
      templates.pop();
      depth -= 1;
      template();
    } else {
      if (sign === '{') depth += 1;
      if (sign === '}') depth -= 1;
      take(index + 1, keep);
    }
  }
  return { code, comments };
}
