import { describe, expect, it } from 'vitest';
import { readSource } from './imports.ts';
import { mask } from './mask.ts';

const edges = (text: string) => readSource('a.ts', text).imports.map(({ specifier, typeOnly, kind, names }) => [specifier, kind, typeOnly, names.join(' ')]);

describe('mask', () => {
  it('blanks comments and literals and keeps every position', () => {
    const text = ["const a = 'as any'; // as any", 'const b = `x ${c + "as"} as`; /* as', ' any */ const d = /as[/]any/g;'].join('\n');
    const { code, comments } = mask(text);
    expect(code).toHaveLength(text.length);
    expect(code).not.toMatch(/\bas\b|\bany\b/);
    expect(code).toContain('${c + "  "}');
    expect(comments.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('tells a division from a regular expression', () => {
    expect(mask('const x = a / b / c; // end').code.trimEnd()).toBe('const x = a / b / c;');
    expect(mask('return /"/.test(x) + "y"').code).toBe('return / /.test(x) + " "');
  });

  it('takes an apostrophe in markup for text', () => {
    expect(mask("<p>don't</p>\nconst a = 'b';").code).toBe("<p>don't</p>\nconst a = ' ';");
  });

  it('follows templates inside templates', () => {
    expect(mask('`a${ { b: `c${d}` } }e` + f').code).toBe('` ${ { b: ` ${d}` } } ` + f');
  });
});

describe('imports', () => {
  it('reads every way to name a module', () => {
    const text = [
      "import { a, type B } from './a.ts';",
      "import type { C } from './c.ts';",
      "import * as d from './d.ts';",
      "import e, { f as g } from './e.ts';",
      "import './effect.ts';",
      "export * from './h.ts';",
      "export { i } from './i.ts';",
      "export type { J } from './j.ts';",
      "const k = await import('./k.ts');",
      "const w = new Worker(new URL('./w.ts', import.meta.url));",
      "import data from './l.json' with { type: 'json' };",
    ].join('\n');
    expect(edges(text)).toEqual([
      ['./a.ts', 'import', false, 'a B'],
      ['./c.ts', 'import', true, 'C'],
      ['./d.ts', 'import', false, '*'],
      ['./e.ts', 'import', false, 'default f'],
      ['./h.ts', 'export', false, '*'],
      ['./i.ts', 'export', false, 'i'],
      ['./j.ts', 'export', true, 'J'],
      ['./l.json', 'import', false, 'default'],
      ['./effect.ts', 'import', false, ''],
      ['./k.ts', 'dynamic', false, ''],
      ['./w.ts', 'url', false, ''],
    ]);
  });

  it('reads imports over several lines and right after an export list', () => {
    expect(edges("export { x };\nimport {\n  y,\n} from './y.ts';\nexport { z }\nimport q from './q.ts';")).toEqual([
      ['./y.ts', 'import', false, 'y'],
      ['./q.ts', 'import', false, 'default'],
    ]);
  });

  it('takes nothing from comments and texts', () => {
    expect(edges("// import './a.ts'\nconst s = \"import './b.ts'\"; const from = 'c';")).toEqual([]);
  });

  it('reports imports that cannot be checked', () => {
    const source = readSource('a.ts', "await import(name);\nawait import(`./${name}.ts`);\nawait import('./a.ts');");
    expect(source.computedImports).toEqual([1, 2]);
    expect(source.imports.map(({ specifier }) => specifier)).toEqual(['./a.ts']);
  });

  it('leaves renames out of the body', () => {
    const { body } = readSource('a.ts', "import { a as b } from './a.ts';\nexport { b as c };\nconst d = e as F;");
    expect(body.match(/\bas\b/g)).toHaveLength(1);
  });
});
