/** HTML as a template literal in which everything is escaped but what another `html` made. */

/** Markup that needs no escaping. Only `html` makes it. */
export type Html = { readonly markup: string };
type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Also fit for attribute values in double quotes. Control characters that HTML forbids become U+FFFD. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\uFFFD');

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(rendered).join('');
}

export const html = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Html => ({ markup: pieces.reduce((whole, piece, index) => whole + rendered(parts[index - 1]) + piece) });
