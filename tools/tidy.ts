/** What every file of the checkout keeps to, whatever it is about. Pure: a tree goes in, findings come out. */
import { posix } from 'node:path';
import { CASTS, LONG_FILES, type Exemption } from './exemptions.ts';
import { edgesOf } from './edges.ts';
import { isTest, type Finding, type Tree } from './tree.ts';
import { lineAt } from './mask.ts';
import { manifestFindings } from './tidy.manifests.ts';
import type { Source } from './imports.ts';

export const MAX_LINES = 400;

export type Exemptions = { readonly longFiles: readonly Exemption[]; readonly casts: readonly Exemption[] };

type Pattern = { readonly rule: string; readonly pattern: RegExp; readonly why: string };

const IN_COMMENTS: readonly Pattern[] = [
  { rule: 'leftBehind', pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/g, why: 'finish it, or open an issue and say so in words' },
  { rule: 'silenced', pattern: /@ts-(?:ignore|expect-error|nocheck)\b/g, why: 'the compiler is right: fix the type' },
  { rule: 'silenced', pattern: /(?:ox|es)lint-disable(?!.* -- \S)/g, why: 'give the reason after two dashes' },
];

const IN_CODE: readonly Pattern[] = [
  { rule: 'leftBehind', pattern: /(?<=\b(?:it|test|describe|suite|each)\s*)\.\s*(?:only|skip|todo)\b|(?<![\w$.])(?:xit|xdescribe|fit|fdescribe)\s*\(/g, why: 'every test runs' },
  { rule: 'any', pattern: /(?<![\w$.])any\b(?!\s*\??\s*[:(])/g, why: 'say what it is, or unknown' },
];

/** `x as T` and `x!`: promises to the compiler that nothing checks. `as const` promises nothing. */
const IN_BODY: readonly Pattern[] = [
  { rule: 'cast', pattern: /(?<=[\w$)\]}'"`]\s+)as\s+(?!const\b)(?=[\w$({['"`])/g, why: 'parse or narrow instead; casts stand in brands, parsers, tests and *.kernel.ts' },
  { rule: 'cast', pattern: /(?<=[\w$)\]])!(?=[.,;)\]}\s[(:?])(?!\s*=[^=>])/g, why: 'narrow instead; `!` stands in brands, parsers, tests and *.kernel.ts' },
];

const DEFAULT_EXPORT = /(?<![\w$.])export\s+default\b|(?<![\w$.])export\s*\{[^}]*\bas\s+default\b[^}]*\}/g;
const IS_CONFIG = /(?:^|\/)[\w.-]+\.config\.ts$/;
const MAY_CAST = /\.kernel\.tsx?$|(?:^|\/)(?:brand|schema|parse[\w-]*|[\w.-]*parser)\.ts$/;

/** A file that makes a brand is that brand's parser. */
const MAKES_BRAND = /=\s*Brand\s*</;

const BAD_NAME = /(?<![\w$.])export\s+(?:async\s+)?(?:const|function|type|interface|class)\s+(\w*(?:Manager|Service|Helper|Utils?|Data|Info))\b/g;
const BAD_FILE = /(?:^|[/.-])(?:managers?|services?|helpers?|utils?|data|info)\.tsx?$/;

function patternFindings(source: Source, exemptions: Exemptions): readonly Finding[] {
  const { path, code, body, comments } = source;
  const findings: Finding[] = [];
  const scan = (text: string, firstLine: number, patterns: readonly Pattern[]): void => {
    for (const { rule, pattern, why } of patterns) {
      for (const match of text.matchAll(pattern)) findings.push({ rule, path, line: firstLine + lineAt(text, match.index) - 1, why: `${match[0].trim()}: ${why}` });
    }
  };
  for (const comment of comments) scan(comment.text, comment.line, IN_COMMENTS);
  scan(code, 1, IN_CODE);
  if (mayCast(source) || exemptions.casts.some((exemption) => exemption.path === path)) return findings;
  scan(body, 1, IN_BODY);
  return findings;
}

const mayCast = ({ path, code }: Source): boolean => isTest(path) || MAY_CAST.test(path) || MAKES_BRAND.test(code);

function shapeFindings({ path, text, code }: Source, exemptions: Exemptions): readonly Finding[] {
  const findings: Finding[] = [];
  const found = (rule: string, line: number, why: string): void => {
    findings.push({ rule, path, line, why });
  };
  if (!IS_CONFIG.test(path)) for (const match of code.matchAll(DEFAULT_EXPORT)) found('defaultExport', lineAt(code, match.index), 'export it by name');
  for (const match of code.matchAll(BAD_NAME)) found('name', lineAt(code, match.index), `${match[1]} says nothing: name the thing of the subject`);
  if (BAD_FILE.test(path)) found('name', 1, 'the file name says nothing: name the thing of the subject');
  if (/(?:^|\/)index\.tsx?$/.test(path) && !/^(?:packages|apps)\/[^/]+\/src\/index\.ts$/.test(path)) found('index', 1, "index.ts stands only at a package's root");
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES && !isTest(path) && !exemptions.longFiles.some((exemption) => exemption.path === path)) found('long', MAX_LINES, `${lines} lines, at most ${MAX_LINES}: two subjects live here`);
  return findings;
}

/** Paths of somebody's machine, and addresses of a particular registry: both make the checkout work in one place only. */
const PLACES: readonly Pattern[] = [
  { rule: 'machinePath', pattern: /(?<![\w.~$})-])\/(?:tmp|work|root|home|Users)\/[\w.-]/g, why: 'a path of one machine: take it from the environment or the checkout' },
  { rule: 'machinePath', pattern: /\b[A-Z]:\\{1,2}Users\b/g, why: 'a path of one machine' },
  { rule: 'registry', pattern: /\bregistry\.(?:npmjs\.org|yarnpkg\.com|npmmirror\.com|npm\.taobao\.org)|\bnpm\.pkg\.github\.com|\/\/[\w.:-]+\/(?:artifactory|nexus|repository)\/|https?:\/\/[^\s"']+\/-\/[^\s"']+\.tgz/g, why: 'the address of a registry: each installer has its own' },
  { rule: 'registry', pattern: /^\s*(?:@[\w-]+:)?registry\s*=|_auth(?:Token)/gm, why: 'the choice of a registry belongs to the installer' },
];

function placeFindings(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of tree) {
    for (const { rule, pattern, why } of PLACES) {
      for (const match of text.matchAll(pattern)) findings.push({ rule, path, line: lineAt(text, match.index), why: `${match[0].trim()}: ${why}` });
    }
  }
  return findings;
}

/** A link of a page to a file or folder that is not there. Anchors and addresses are not followed. */
function linkFindings(tree: Tree): readonly Finding[] {
  const folders = new Set([...tree.keys()].flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))));
  const findings: Finding[] = [];
  for (const [path, text] of tree) {
    if (!path.endsWith('.md')) continue;
    for (const match of text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)/g)) {
      const to = posix.join(posix.dirname(path), match[1] ?? '').replace(/\/$/, '');
      if (!tree.has(to) && !folders.has(to)) findings.push({ rule: 'link', path, line: lineAt(text, match.index), why: `${match[1]} is not there` });
    }
  }
  return findings;
}

const ENTRY = /^(?:packages|apps)\/[^/]+\/src\/(?:index|main|bin)\.ts$/;

/** Every source file is imported by something that is not a test: code that only its own test knows is dead. */
function unusedFindings(tree: Tree, sources: ReadonlyMap<string, Source>): readonly Finding[] {
  const used = new Set(edgesOf(tree, sources).filter(({ from, to }) => from !== to && !isTest(from)).map(({ to }) => to));
  const findings: Finding[] = [];
  for (const path of sources.keys()) {
    const ours = /^(?:packages|apps)\/[^/]+\/src\//.test(path) && !path.endsWith('.d.ts');
    if (ours && !isTest(path) && !ENTRY.test(path) && !used.has(path)) findings.push({ rule: 'unused', path, line: 1, why: 'nothing imports it' });
  }
  return findings;
}

/** An exemption must exempt something that is there and breaks the rule. */
function staleFindings(sources: ReadonlyMap<string, Source>, { longFiles, casts }: Exemptions): readonly Finding[] {
  const needed = (path: string, rule: string, without: Exemptions): boolean => {
    const source = sources.get(path);
    return source !== undefined && [...patternFindings(source, without), ...shapeFindings(source, without)].some((finding) => finding.rule === rule);
  };
  const none: Exemptions = { longFiles: [], casts: [] };
  const stale = [...longFiles.filter(({ path }) => !needed(path, 'long', none)), ...casts.filter(({ path }) => !needed(path, 'cast', none))];
  return stale.map(({ path }) => ({ rule: 'exemption', path, line: 1, why: 'tools/exemptions.ts exempts it for nothing: remove the line' }));
}

/** Everything untidy, in the order of paths. */
export function tidyFindings(tree: Tree, sources: ReadonlyMap<string, Source>, exemptions: Exemptions = { longFiles: LONG_FILES, casts: CASTS }): readonly Finding[] {
  const findings = [...placeFindings(tree), ...linkFindings(tree), ...unusedFindings(tree, sources), ...manifestFindings(tree), ...staleFindings(sources, exemptions)];
  for (const source of sources.values()) findings.push(...patternFindings(source, exemptions), ...shapeFindings(source, exemptions));
  return findings.toSorted((left, right) => left.path.localeCompare(right.path) || left.line - right.line);
}
