/**
 * One spelling for matching, with the way back. Full-width letters and digits become half-width, capitals small, white space and what cannot be
 * seen falls away, look-alikes become the character they look like (⼯ → 工: texts taken from PDF files carry them, and so does who wants
 * not to be found). Line ends stay. Nothing here depends on the language of the machine.
 */

export type Normal = {
  readonly text: string;
  /** `at[i]` is the offset in the original of the character that made `text[i]`; one entry more, the length of the original. */
  readonly at: Uint32Array;
};

const LINE_FEED = 10;

/** Radicals of U+2E80–2EFF that NFKC leaves alone but look like a word of this trade. */
const RADICALS: ReadonlyMap<number, string> = new Map([
  ['⺀', '丶'], ['⺁', '厂'], ['⺈', '刀'], ['⺌', '小'], ['⺍', '小'], ['⺕', '彐'], ['⺝', '月'], ['⺟', '母'], ['⺠', '民'], ['⺢', '水'], ['⺩', '王'], ['⺫', '目'], ['⺬', '示'], ['⺮', '竹'], ['⺰', '丝'], ['⺼', '肉'],
  ['⺿', '艹'], ['⻁', '虎'], ['⻄', '西'], ['⻅', '见'], ['⻆', '角'], ['⻈', '讠'], ['⻉', '贝'], ['⻋', '车'], ['⻓', '长'], ['⻔', '门'], ['⻘', '青'], ['⻙', '韦'], ['⻚', '页'], ['⻛', '风'], ['⻜', '飞'], ['⻢', '马'], ['⻣', '骨'],
  ['⻤', '鬼'], ['⻥', '鱼'], ['⻦', '鸟'], ['⻨', '麦'], ['⻩', '黄'], ['⻬', '齐'], ['⻮', '齿'], ['⻰', '龙'], ['⻳', '龟'],
].map(([from = '', to = '']) => [from.charCodeAt(0), to] as const));

/** Punctuation that means the same: half-width where there is one, so that a pattern is written once. */
const MARKS: ReadonlyMap<string, string> = new Map([['。', '。'], ['．', '.'], ['·', '·'], ['—', '-'], ['–', '-'], ['―', '-'], ['－', '-'], ['～', '~'], ['〜', '~'], ['‐', '-'], ['≥', '≥'], ['【', '['], ['】', ']'], ['〔', '('], ['〕', ')'], ['“', '"'], ['”', '"'], ['‘', "'"], ['’', "'"]]);

const known = new Map<number, string>();

function spell(code: number): string {
  const held = known.get(code);
  if (held !== undefined) return held;
  const made = spellAnew(code);
  if (known.size < 70_000) known.set(code, made);
  return made;
}

function spellAnew(code: number): string {
  // A lone surrogate is kept as it is: it matches nothing and maps to itself.
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code);
  const radical = RADICALS.get(code);
  if (radical !== undefined) return radical;
  const char = String.fromCodePoint(code);
  const mark = MARKS.get(char);
  if (mark !== undefined) return mark;
  // ① keeps its circle: it begins an item, "1" would join the number before it.
  if (code >= 0x2460 && code <= 0x24ff) return char;
  if (/[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(char)) return '';
  const spelled = char.normalize('NFKC').toLowerCase().replace(/\s/gu, '');
  // One character that stands for a whole phrase (ﷺ is 18) is no word of this trade, and would make a text grow eighteenfold.
  return spelled.length > 6 ? char : spelled;
}

/** Linear in the text; 5 MB in well under a second. */
export function normalise(original: string): Normal {
  const parts: string[] = [];
  // Most characters stay one; the array grows where some become more (㎡, ㈠).
  let at = new Uint32Array(original.length + 1);
  let filled = 0;
  let buffer: number[] = [];
  const put = (unit: number, from: number): void => {
    if (filled + 1 >= at.length) {
      const wider = new Uint32Array(at.length * 2 + 32);
      wider.set(at);
      at = wider;
    }
    at[filled] = from;
    filled += 1;
    buffer.push(unit);
    if (buffer.length < 8192) return;
    parts.push(String.fromCharCode(...buffer));
    buffer = [];
  };
  for (let index = 0; index < original.length; index += 1) {
    const unit = original.charCodeAt(index);
    if ((unit >= 0x4e00 && unit <= 0x9fff) || unit === LINE_FEED || (unit >= 0x21 && unit <= 0x40) || (unit >= 0x5b && unit <= 0x7e)) {
      put(unit, index);
      continue;
    }
    const code = original.codePointAt(index) ?? unit;
    if (code !== 13 || original.charCodeAt(index + 1) !== LINE_FEED) {
      const spelled = code === 13 || code === 0x2028 || code === 0x2029 || code === 0x0b || code === 0x0c ? '\n' : spell(code);
      for (let unitAt = 0; unitAt < spelled.length; unitAt += 1) put(spelled.charCodeAt(unitAt), index);
    }
    if (code > 0xffff) index += 1;
  }
  parts.push(String.fromCharCode(...buffer));
  at[filled] = original.length;
  return { text: parts.join(''), at: at.subarray(0, filled + 1) };
}
