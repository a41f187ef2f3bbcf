import { describe, expect, it } from 'vitest';
import { readTree, showFinding, sourcesOf, type Tree } from './tree.ts';
import { MAX_LINES, tidyFindings, type Exemptions } from './tidy.ts';
import { wallFindings } from './walls.ts';

const NONE: Exemptions = { longFiles: [], casts: [] };

function untidy(files: Readonly<Record<string, string>>, exemptions: Exemptions = NONE): readonly string[] {
  const tree: Tree = new Map(Object.entries(files));
  return tidyFindings(tree, sourcesOf(tree), exemptions).map(({ rule, path, line }) => `${rule} ${path}:${line}`);
}

/** A file outside the packages, so that nobody has to import it. */
const planted = (code: string) => untidy({ 'bench/a.ts': code });

describe('this checkout', () => {
  const tree = readTree(`${import.meta.dirname}/..`);
  const sources = sourcesOf(tree);

  it('was read', () => {
    expect(sources.size).toBeGreaterThan(20);
    expect([...tree.keys()]).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', '.ci/run', 'README.md', 'packages/basics/src/index.ts']));
    expect([...tree.keys()].filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it('keeps its walls', () => {
    expect(wallFindings(tree, sources).map(showFinding)).toEqual([]);
  });

  it('is tidy', () => {
    expect(tidyFindings(tree, sources).map(showFinding)).toEqual([]);
  });
});

describe('left behind and silenced', () => {
  it.each(['TODO', 'FIXME', 'HACK', 'XXX'])('a comment with %s', (word) => {
    expect(planted(`const a = 1;\n/* one\n ${word}: two */`)).toEqual(['leftBehind bench/a.ts:3']);
    expect(planted(`const a = '${word}';`)).toEqual([]);
  });

  it.each(["it.only('a', run);", "describe.skip('a', run);", "it.todo('a');", "it.each([1]).skip('a');", "xit('a', run);", "it\n  .only('a', run);"])('%s', (code) => {
    expect(planted(code).filter((finding) => finding.startsWith('leftBehind'))).toHaveLength(code.includes('each') ? 0 : 1);
  });

  it('a focused or skipped table', () => {
    expect(planted("it.skip.each([1])('a', run);")).toEqual(['leftBehind bench/a.ts:1']);
    expect(planted('cursor.skip(5); page.only(1);')).toEqual([]);
  });

  it.each(['@ts-ignore', '@ts-expect-error', '@ts-nocheck'])('%s', (word) => {
    expect(planted(`// ${word}\nconst a = 1;`)).toEqual(['silenced bench/a.ts:1']);
  });

  it('a lint rule switched off without its reason', () => {
    expect(planted('// oxlint-disable-next-line no-console')).toEqual(['silenced bench/a.ts:1']);
    expect(planted('// oxlint-disable-next-line no-console -- a command prints')).toEqual([]);
  });
});

describe('types', () => {
  it.each(['let a: any;', 'const a: any = b;', 'const a = f<any>();', 'type A = any[];', 'const a = (b: any): b is C => true;', 'type A = B | any'])('%s', (code) => {
    expect(planted(code)).toEqual(['any bench/a.ts:1']);
  });

  it.each(['await Promise.any(all);', 'const a = { any: 1 };', 'type A = { any?: B };', "const a = 'any';"])('lets pass %s', (code) => {
    expect(planted(code)).toEqual([]);
  });

  it.each(['const a = b as C;', 'const a = f() as readonly C[];', 'const a = b as unknown;', 'const a = { b } as C;', 'const a = b!;', 'a.b!.c();', 'const a = b[0]!;', 'f(a!, b);'])('%s', (code) => {
    expect(planted(code)).toEqual(['cast bench/a.ts:1']);
    for (const path of ['bench/a.test.ts', 'bench/a.kernel.ts', 'bench/parse-a.ts', 'bench/brand.ts']) expect(untidy({ [path]: code })).toEqual([]);
    expect(untidy({ 'bench/a.ts': `${code} type Fen = Brand<number, 'Fen'>;` })).toEqual([]);
    expect(untidy({ 'bench/a.ts': code }, { longFiles: [], casts: [{ path: 'bench/a.ts', reason: 'planted' }] })).toEqual([]);
  });

  it.each(['const a = [1] as const;', "import { a as b } from './b.ts';", 'export { a as b };', "export * as a from './b.ts';", 'if (a !== b) f(!c);', 'if (a != b) f();', 'const a = b satisfies C;', 'const a = { as: 1 };', '// b as C!'])('lets pass %s', (code) => {
    expect(planted(code)).toEqual([]);
  });
});

describe('shape', () => {
  it.each(['export default 1;', 'export default function f() {}', 'export { a as default };'])('%s', (code) => {
    expect(planted(code)).toEqual(['defaultExport bench/a.ts:1']);
    expect(untidy({ 'vite.config.ts': code })).toEqual([]);
  });

  it('long files', () => {
    const long = 'a();\n'.repeat(MAX_LINES + 1);
    expect(planted(long)).toEqual([`long bench/a.ts:${MAX_LINES}`]);
    expect(planted('a();\n'.repeat(MAX_LINES))).toEqual([]);
    expect(untidy({ 'bench/a.test.ts': long })).toEqual([]);
    expect(untidy({ 'bench/a.ts': long }, { longFiles: [{ path: 'bench/a.ts', reason: 'planted' }], casts: [] })).toEqual([]);
  });

  it('an exemption that exempts nothing', () => {
    expect(untidy({ 'bench/a.ts': 'a();' }, { longFiles: [{ path: 'bench/a.ts', reason: 'planted' }], casts: [{ path: 'bench/gone.ts', reason: 'planted' }] })).toEqual(['exemption bench/a.ts:1', 'exemption bench/gone.ts:1']);
  });

  it("index.ts anywhere but at a package's root", () => {
    expect(untidy({ 'packages/domain/src/index.ts': '', 'bench/index.ts': '' })).toEqual(['index bench/index.ts:1']);
    expect(untidy({ 'packages/domain/src/index.ts': "export * from './bid/index.ts';", 'packages/domain/src/bid/index.ts': '' })).toEqual(['index packages/domain/src/bid/index.ts:1']);
  });

  it.each(['export const bidHelper = 1;', 'export function bidUtils() {}', 'export type BidInfo = 1;', 'export type BidData = 1;'])('a name that says nothing: %s', (code) => {
    expect(planted(code)).toEqual(['name bench/a.ts:1']);
  });

  it('a file name that says nothing', () => {
    expect(untidy({ 'bench/bid-helpers.ts': '' })).toEqual(['name bench/bid-helpers.ts:1']);
  });
});

describe('places', () => {
  // Put together here, so that this file itself keeps the rule.
  const at = (...parts: readonly string[]): string => parts.join('');

  it.each([at('/tm', 'p/a'), at('/wor', 'k/main'), at('/roo', 't/.ssh'), at('/hom', 'e/li/a'), at('C:\\Us', 'ers\\li')])('a path of one machine: %s', (path) => {
    expect(untidy({ 'docs/a.md': `see\n${path}` })).toEqual(['machinePath docs/a.md:2']);
  });

  it('addresses and relative paths are none', () => {
    expect(untidy({ 'docs/a.md': 'https://www.gov.cn/home/a and apps/work/a and ./tmp/a' })).toEqual([]);
  });

  it.each([at('https://registry.npm', 'js.org/a'), at('https://registry.npm', 'mirror.com'), at('http://10.0.0.1:8081/ne', 'xus/repository/npm'), at('https://mirror.example/a/', '-/a-1.0.0.tgz'), at('registry', '=https://example.org')])('the address of a registry: %s', (address) => {
    expect(untidy({ '.npmrc': address })[0]).toBe('registry .npmrc:1');
  });

  it('a link to what is not there', () => {
    const page = (link: string) => untidy({ 'docs/a.md': `see [it](${link})`, 'docs/rooms/b.md': '' });
    for (const good of ['rooms/b.md', 'rooms/b.md#part', 'rooms', 'rooms/', '#part', '../docs/a.md', 'https://example.org/a']) expect(page(good)).toEqual([]);
    for (const bad of ['rooms/c.md', '../a.md', 'room']) expect(page(bad)).toEqual(['link docs/a.md:1']);
  });

  it('a lockfile with a download address or an unchecked download', () => {
    const lock = (entry: object) => untidy({ 'package-lock.json': JSON.stringify({ packages: { 'node_modules/a': entry } }) });
    expect(lock({ version: '1.0.0', integrity: 'sha512-x' })).toEqual([]);
    expect(lock({ resolved: 'packages/a', link: true })).toEqual([]);
    expect(lock({ resolved: 'https://mirror.example/a', integrity: 'sha512-x' })).toEqual(['registry package-lock.json:1']);
    expect(lock({ version: '1.0.0' })).toEqual(['registry package-lock.json:1']);
  });

  it('a lockfile that npm ci would refuse', () => {
    const lock = (places: readonly string[]) => untidy({ 'package-lock.json': JSON.stringify({ packages: { 'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { '@b/c': '1.0.0' } }, ...Object.fromEntries(places.map((place) => [place, { integrity: 'sha512-x' }])) } }) });
    expect(lock(['node_modules/@b/c'])).toEqual([]);
    expect(lock(['node_modules/a/node_modules/@b/c'])).toEqual([]);
    expect(lock([])).toEqual(['lock package-lock.json:1']);
  });
});

describe('files and dependencies', () => {
  it('a source file that nothing but its test imports', () => {
    const files = { 'packages/domain/src/index.ts': "export * from './a.ts';", 'packages/domain/src/a.ts': '', 'packages/domain/src/b.ts': '', 'packages/domain/src/b.test.ts': "import './b.ts';" };
    expect(untidy(files)).toEqual(['unused packages/domain/src/b.ts:1']);
    expect(untidy({ ...files, 'packages/domain/src/a.ts': "new Worker(new URL('./b.ts', import.meta.url));" })).toEqual([]);
  });

  const manifest = (wanted: Readonly<Record<string, string>>, reasons: string) => untidy({ 'package.json': JSON.stringify({ name: 'root', dependencies: wanted }), 'docs/dependencies.md': reasons });

  it.each(['^1.0.0', '~1.0.0', '*', 'latest', '1.x', 'git+https://example.org/a.git'])('a version that is not exact: %s', (version) => {
    expect(manifest({ a: version }, '| `a` | why |')).toEqual(['pinned package.json:1']);
  });

  it('one dependency in two versions', () => {
    const files = { 'package.json': '{"dependencies":{"a":"1.0.0"}}', 'apps/cli/package.json': '{"dependencies":{"a":"1.0.1"}}', 'docs/dependencies.md': '| `a` | why |' };
    expect(untidy(files)).toEqual(['pinned apps/cli/package.json:1']);
  });

  it('a dependency without its reason, and a reason without its dependency', () => {
    expect(manifest({ a: '1.0.0' }, '| `a` | why |')).toEqual([]);
    expect(manifest({ a: '18.4.0-beta.17', b: '1.0.0' }, '| `a`, `b` | why |')).toEqual([]);
    expect(manifest({ a: '1.0.0' }, '| `a` | |')).toEqual(['reason package.json:1']);
    expect(manifest({}, 'intro\n| `a` | why |')).toEqual(['reason docs/dependencies.md:2']);
  });

  it('a package of this checkout is wanted as it stands', () => {
    expect(manifest({ root: '*' }, '')).toEqual([]);
    expect(manifest({ root: '0.1.0' }, '')).toEqual(['pinned package.json:1']);
  });
});
