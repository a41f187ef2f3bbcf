import type { Finding, Tree } from './tree.ts';
import { lineAt } from './mask.ts';
import { parseLock, parseManifest, type Manifest } from './parse-manifest.ts';

export const DEPENDENCIES = 'docs/dependencies.md';

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

const wantedBy = (manifest: Manifest): readonly (readonly [string, string])[] =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap((wanted) => Object.entries(wanted ?? {}));

/** Names in the first column of the tables of docs/dependencies.md, `| \`pg\` | … |`, with their lines. A line may name several. */
function explained(tree: Tree): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  (tree.get(DEPENDENCIES) ?? '').split('\n').forEach((row, index) => {
    const [, first = '', why = ''] = row.split('|');
    if (why.trim() !== '') for (const match of first.matchAll(/`([^`]+)`/g)) names.set(match[1] ?? '', index + 1);
  });
  return names;
}

/** Dependencies are pinned exactly, once, and each has its line of reason; the lockfile names no registry and checks every download. */
export function manifestFindings(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  const manifests = [...tree].filter(([path]) => /^(?:(?:packages|apps)\/[^/]+\/)?package\.json$/.test(path)).map(([path, text]) => ({ path, text, manifest: parseManifest(text) }));
  const own = new Set(manifests.map(({ manifest }) => manifest.name));
  const reasons = explained(tree);
  const versions = new Map<string, string>();
  for (const { path, text, manifest } of manifests) {
    for (const [name, version] of wantedBy(manifest)) {
      const found = (rule: string, why: string): void => {
        findings.push({ rule, path, line: lineAt(text, text.indexOf(`"${name}"`)), why: `${name}: ${why}` });
      };
      const first = versions.get(name) ?? version;
      versions.set(name, first);
      if (own.has(name)) {
        if (version !== '*') found('pinned', 'a package of this checkout is wanted as "*"');
        continue;
      }
      if (!EXACT.test(version)) found('pinned', `${version} is not an exact version`);
      else if (version !== first) found('pinned', `${version} here, ${first} elsewhere`);
      if (!reasons.has(name)) found('reason', `give its reason in ${DEPENDENCIES}`);
    }
  }
  for (const [name, line] of reasons) if (!versions.has(name)) findings.push({ rule: 'reason', path: DEPENDENCIES, line, why: `${name} is no longer a dependency` });
  return [...findings, ...lockFindings(tree)];
}

function lockFindings(tree: Tree): readonly Finding[] {
  const path = 'package-lock.json';
  const text = tree.get(path);
  if (text === undefined) return [];
  const findings: Finding[] = [];
  const packages = parseLock(text).packages ?? {};
  const locked = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)));
  for (const [place, { resolved, integrity, link, inBundle, dependencies, optionalDependencies }] of Object.entries(packages)) {
    // npm drops an optional package that its registry did not have that day, and then `npm ci` refuses the lockfile everywhere.
    const absent = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !locked.has(name));
    if (absent.length > 0) findings.push({ rule: 'lock', path, line: lineAt(text, text.indexOf(`"${place}"`)), why: `${place}: ${absent.length} of its dependencies are not locked, so npm ci refuses: ${absent.join(' ')}` });
    const found = (why: string): void => {
      findings.push({ rule: 'registry', path, line: lineAt(text, text.indexOf(`"${place}"`)), why: `${place}: ${why}` });
    };
    if (resolved !== undefined && !/^(?:packages|apps)\/[\w-]+$/.test(resolved)) found(`resolved to ${resolved}: a lockfile holds no download addresses (.npmrc)`);
    if (place.startsWith('node_modules/') && !link && !inBundle && integrity === undefined) found('no integrity: the download would not be checked');
  }
  return findings;
}
