import { lineAt, mask, type Comment } from './mask.ts';

/** One edge of the import graph as it is written. */
export type Import = {
  readonly specifier: string;
  readonly line: number;
  /** `import type …`: gone at run time. `import { type A }` is not: the module is still loaded (`verbatimModuleSyntax`). */
  readonly typeOnly: boolean;
  /** `url` is `new URL('./file', import.meta.url)`, the way to a worker; it loads a file, so it counts. */
  readonly kind: 'import' | 'export' | 'dynamic' | 'url';
  /** What is taken, by its name over there; `*` for all of it. Empty for dynamic imports and imports for effect. */
  readonly names: readonly string[];
};

export type Source = {
  readonly path: string;
  readonly text: string;
  /** The text without comments and the insides of literals (`mask`). */
  readonly code: string;
  /** `code` without its import and export clauses, so that `{ a as b }` is not taken for a cast. */
  readonly body: string;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  /** Lines with `import(…)` of something that is not a literal: an edge nobody can check. */
  readonly computedImports: readonly number[];
};

const CLAUSE = String.raw`(?:[\w$]+|\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})(?:\s*,\s*(?:\*\s*as\s+[\w$]+|\{[^{}]*\}))?`;
const STATIC = new RegExp(String.raw`(?<![\w.$])(import|export)\s*(type\s+(?!from\b)|type(?=\s*\{))?(${CLAUSE})\s*from\s*(["'])`, 'g');
const EFFECT = /(?<![\w.$])import\s*(["'])/g;
const DYNAMIC = /(?<![\w.$])(?:import|require)\s*\(\s*(["'`])/g;
const COMPUTED = /(?<![\w.$])import\s*\(\s*(?:[^"'`\s]|`[^`]*\$\{)/g;
const URL_OF = /\bnew\s+URL\s*\(\s*(["'])/g;
const CLAUSES = new RegExp(String.raw`(?<![\w.$])(?:import|export)\s*(?:type\b\s*)?(?:${CLAUSE})(?=\s*(?:from\b|;|$|\n))`, 'g');

function namesIn(clause: string): readonly string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  const inBraces = braces.split(',').map((part) => part.trim().replace(/^type\s+/, '').split(/\s+as\s+/)[0] ?? '');
  const outside = clause.replace(/\{[^}]*\}/, '');
  const whole = outside.includes('*') ? ['*'] : [];
  const byDefault = /^\s*[\w$]+/.test(outside) ? ['default'] : [];
  return [...byDefault, ...whole, ...inBraces.filter((name) => name !== '')];
}

/** Reads one file: its words, its comments and its edges. */
export function readSource(path: string, text: string): Source {
  const { code, comments } = mask(text);
  const imports: Import[] = [];
  const literalFrom = (quoteAt: number): string => text.slice(quoteAt + 1, code.indexOf(code.charAt(quoteAt), quoteAt + 1));
  const add = (match: RegExpExecArray, rest: Pick<Import, 'typeOnly' | 'kind' | 'names'>): void => {
    imports.push({ specifier: literalFrom(match.index + match[0].length - 1), line: lineAt(code, match.index), ...rest });
  };
  for (const match of code.matchAll(STATIC)) {
    add(match, { typeOnly: match[2] !== undefined, kind: match[1] === 'export' ? 'export' : 'import', names: namesIn(match[3] ?? '') });
  }
  for (const match of code.matchAll(EFFECT)) add(match, { typeOnly: false, kind: 'import', names: [] });
  for (const match of code.matchAll(DYNAMIC)) {
    const end = code.indexOf(match[1] ?? '', match.index + match[0].length);
    if (!code.slice(match.index + match[0].length, end).includes('${')) add(match, { typeOnly: false, kind: 'dynamic', names: [] });
  }
  for (const match of code.matchAll(URL_OF)) {
    const after = code.slice(match.index, match.index + 300);
    if (/^[^)]*import\s*\.\s*meta\s*\.\s*url/.test(after)) add(match, { typeOnly: false, kind: 'url', names: [] });
  }
  const body = code.replace(CLAUSES, (clause) => clause.replace(/[^\n]/g, ' '));
  return { path, text, code, body, comments, imports, computedImports: [...code.matchAll(COMPUTED)].map((match) => lineAt(code, match.index)) };
}
