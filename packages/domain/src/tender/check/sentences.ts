/** Lines, sentences and clauses of a normalised text. Linear; a sentence has at most `LONGEST` characters, whatever the text. */

/** Offsets into the normalised text; `line` counts from 1. */
export type Sentence = { readonly start: number; readonly end: number; readonly line: number };

/** Longer than any sentence a person can read; cut at a comma where there is one, so that no text makes matching slow. */
const LONGEST = 600;

const ENDS = new Set(['。', ';', '!', '?', '\n']);
const DIGIT = /[0-9一二三四五六七八九十]/;

/** `(三)` begins an item, unless it is the number of an article (第三十二条第(三)项) or stands in a formula. */
function beginsItem(text: string, index: number): boolean {
  const char = text[index];
  if (char !== undefined && char >= '①' && char <= '⑳') return true;
  if (char !== '(') return false;
  let end = index + 1;
  while (end - index < 4 && DIGIT.test(text[end] ?? '')) end += 1;
  if (end === index + 1 || text[end] !== ')') return false;
  return !/[第条款项章节至和及或号表附×*/+=-]/.test(text[index - 1] ?? '') && !/[项款条目]/.test(text[end + 1] ?? '');
}

/** Where to cut what is too long: after the last comma of its second half, else at the limit. */
function cut(text: string, start: number): number {
  const comma = text.slice(start + LONGEST / 2, start + LONGEST).lastIndexOf(',');
  return comma >= 0 ? start + LONGEST / 2 + comma + 1 : start + LONGEST;
}

export function sentencesOf(text: string): readonly Sentence[] {
  const found: Sentence[] = [];
  let [start, line] = [0, 1];
  const close = (end: number): void => {
    while (end - start > LONGEST) {
      const middle = cut(text, start);
      found.push({ start, end: middle, line });
      start = middle;
    }
    if (end > start) found.push({ start, end, line });
    start = end;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (ENDS.has(char)) {
      // The mark belongs to its sentence, the line end to none.
      close(char === '\n' ? index : index + 1);
      if (char === '\n') {
        start = index + 1;
        line += 1;
      }
    } else if (index > start && (char === '(' || (char >= '①' && char <= '⑳')) && beginsItem(text, index)) close(index);
  }
  close(text.length);
  return found;
}

/** Between commas and colons: as far as a negation or an exemption reaches. */
export function clauseAround(text: string, { start, end }: Sentence, from: number, to: number): { readonly start: number; readonly end: number } {
  const stops = (char: string | undefined): boolean => char === ',' || char === ':' || char === '|';
  let [left, right] = [from, to];
  while (left > start && !stops(text[left - 1])) left -= 1;
  while (right < end && !stops(text[right])) right += 1;
  return { start: left, end: right };
}
