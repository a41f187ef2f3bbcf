import { posix } from 'node:path';
import type { Import, Source } from './imports.ts';
import { parseManifest, type Manifest } from './parse-manifest.ts';
import type { Finding, Tree } from './tree.ts';

/** An import with both ends known. `to` is a file of the tree, or absent for what comes from outside (npm, `node:`). */
export type Edge = {
  readonly from: string;
  readonly to: string | undefined;
  readonly edge: Import;
  /** The import goes round a package's door: a subpath, or a relative path that leaves the package. */
  readonly inner: boolean;
  readonly found: (rule: string, why: string) => Finding;
};

/** `packages/domain` of `packages/domain/src/bid/state.ts`; `undefined` for tools, bench and the root. */
export const floorOf = (path: string): string | undefined => /^(?:packages|apps)\/[^/]+(?=\/)/.exec(path)?.[0];

/** Name of the package and targets of its `#imports`, by folder. */
function manifestsOf(tree: Tree): ReadonlyMap<string, Manifest> {
  const manifests = new Map<string, Manifest>();
  for (const [path, text] of tree) {
    const folder = /^((?:packages|apps)\/[^/]+)\/package\.json$/.exec(path)?.[1];
    if (folder) manifests.set(folder, parseManifest(text));
  }
  return manifests;
}

function targetsOf(manifest: Manifest | undefined, name: string): readonly string[] {
  const target = manifest?.imports?.[name];
  if (target === undefined) return [];
  return typeof target === 'string' ? [target] : Object.values(target);
}

/** Every edge of the tree. A `#name` of a package gives one edge for each of its conditions. */
export function edgesOf(tree: Tree, sources: ReadonlyMap<string, Source>): readonly Edge[] {
  const manifests = manifestsOf(tree);
  const folders = new Map([...manifests].map(([folder, { name }]) => [name ?? folder, folder]));
  const packageOf = (specifier: string): readonly [string, string] | undefined => {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
    const folder = folders.get(name);
    return folder === undefined ? undefined : [folder, specifier.slice(name.length)];
  };
  const edges: Edge[] = [];
  for (const { path: from, imports } of sources.values()) {
    const own = floorOf(from);
    for (const edge of imports) {
      const found = (rule: string, why: string): Finding => ({ rule, path: from, line: edge.line, why });
      const add = (to: string | undefined, inner: boolean): void => {
        edges.push({ from, to, edge, inner, found });
      };
      if (edge.specifier.startsWith('.')) {
        const to = posix.join(posix.dirname(from), edge.specifier);
        const other = floorOf(to);
        add(to, other !== undefined && other !== own);
      } else if (edge.specifier.startsWith('#') && own) {
        for (const target of targetsOf(manifests.get(own), edge.specifier)) add(posix.join(own, target), false);
      } else {
        const [folder, inside] = packageOf(edge.specifier) ?? [undefined, ''];
        add(folder === undefined ? undefined : `${folder}/src/index.ts`, inside !== '');
      }
    }
  }
  return edges;
}
