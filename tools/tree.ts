import { readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { readSource, type Source } from './imports.ts';

/** Every text file of the checkout: path with `/` from the root → text. Tests plant trees of their own. */
export type Tree = ReadonlyMap<string, string>;

/** Something that does not hold: which rule, where, and what to do about it. */
export type Finding = { readonly rule: string; readonly path: string; readonly line: number; readonly why: string };

export const showFinding = ({ rule, path, line, why }: Finding): string => `${path}:${line}  ${why}  [${rule}]`;

const NOT_OURS = new Set(['node_modules', '.git', 'var', 'dist', 'coverage', '.env']);
const TEXT = /\.(?:ts|tsx|mts|js|mjs|json|md|sql|sh|css|html|svg|ya?ml|csv|txt)$|(?:^|\/)(?:LICENSE|run|\.[\w.-]+)$/;

/** Reads the checkout at `root` without what `.gitignore` leaves out. */
export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(`${root}${sep}${folder}`, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && TEXT.test(path)) tree.set(path, readFileSync(`${root}${sep}${path}`, 'utf8'));
    }
  };
  walk('');
  return tree;
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /^(?:packages|apps)\/[^/]+\/test\//.test(path);

/** The TypeScript of a tree, read once and handed to walls and tidy alike. */
export function sourcesOf(tree: Tree): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const [path, text] of tree) if (/\.tsx?$/.test(path)) sources.set(path, readSource(path, text));
  return sources;
}
