/**
 * `npm run pack`: what is installed alone is packed as JavaScript, since type stripping does not work under node_modules.
 * Makes `dist/zhaobiao-verify-<version>.tgz`: `zhaobiao verify` with everything it reaches of this checkout and its two libraries, so that
 * `npm install FILE` needs no network. Each module is its source with the types blanked out, line by line: what a stranger reads is what runs.
 */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readSource } from './imports.ts';
import { parsePackage } from './parse-package.ts';

const ROOT = resolve(import.meta.dirname, '..');
const NAME = 'zhaobiao-verify';
const COMMAND = 'apps/cli/src/verify.ts';

/** Doors of the checkout's packages, and the `#primitives` of Node: what the specifiers of the packed modules mean there. */
const DOORS: Readonly<Record<string, string>> = {
  '@zhaobiao/basics': 'packages/basics/src/index.ts',
  '@zhaobiao/evidence': 'packages/evidence/src/index.ts',
  '#primitives': 'packages/evidence/src/primitives/node.ts',
};

/** `packages/evidence/src/merkle/tree.ts` lies at `evidence/merkle/tree.js` in the package. */
const placeOf = (path: string): string => path.replace(/^(?:packages|apps)\/([^/]+)\/src\//, '$1/').replace(/\.ts$/, '.js');

type Module = { readonly path: string; readonly text: string; readonly libraries: readonly string[] };

/** A specifier in the package: relative, with `.js`; libraries and Node's own modules stay. */
function specifierIn(from: string, specifier: string): { readonly next?: string; readonly written: string; readonly library?: string } {
  const next = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : DOORS[specifier];
  if (next === undefined) return { written: specifier, ...(specifier.startsWith('node:') ? {} : { library: /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier }) };
  const relative = posix.relative(posix.dirname(placeOf(from)), placeOf(next));
  return { next, written: relative.startsWith('.') ? relative : `./${relative}` };
}

/** One module without its types, and what it leads to. Type-only imports are gone by then. */
async function stripped(path: string): Promise<{ readonly module: Module; readonly next: readonly string[] }> {
  const source = stripTypeScriptTypes(await readFile(join(ROOT, path), 'utf8'), { mode: 'strip' });
  const next: string[] = [];
  const libraries: string[] = [];
  let text = source;
  for (const { specifier, kind } of readSource(path, source).imports) {
    if (kind === 'url') throw new Error(`${path}: a worker cannot be packed`);
    const found = specifierIn(path, specifier);
    if (found.next !== undefined) next.push(found.next);
    if (found.library !== undefined) libraries.push(found.library);
    for (const quote of ["'", '"']) text = text.replaceAll(`${quote}${specifier}${quote}`, `${quote}${found.written}${quote}`);
  }
  // Blanked types leave spaces at the ends of lines.
  return { module: { path, text: text.replace(/[ \t]+$/gm, ''), libraries }, next };
}

async function reachable(start: string): Promise<readonly Module[]> {
  const modules: Module[] = [];
  const seen = new Set([start]);
  for (const path of seen) {
    const { module, next } = await stripped(path);
    modules.push(module);
    for (const each of next) seen.add(each);
  }
  return modules;
}

const manifestOf = async (folder: string) => parsePackage(await readFile(join(folder, 'package.json'), 'utf8'));

/** A library and what it needs, as it is installed here, without its sources and maps. */
async function copyLibrary(name: string, into: string, copied: Map<string, string>): Promise<void> {
  if (copied.has(name)) return;
  const from = await realpath(join(ROOT, 'node_modules', name));
  const manifest = await manifestOf(from);
  copied.set(name, manifest.version);
  const unneeded = new Set([join(from, 'src'), join(from, 'node_modules')]);
  await cp(from, join(into, 'node_modules', name), { recursive: true, filter: (path) => !unneeded.has(path) && !/\.(?:map|d\.ts)$/.test(path) });
  for (const needed of Object.keys(manifest.dependencies ?? {})) await copyLibrary(needed, into, copied);
}

const README = `# zhaobiao-verify

核验昭标平台的证据包和收据：不需要网络，也不需要相信平台。日志公钥请从平台以外的可信来源取得。
Verifies bundles and receipts of a Zhaobiao platform, without a network and without believing the platform. Get the log's key from a source you trust.

    npx zhaobiao-verify FILE --key VKEY [--json]

退出状态为 0 才成立。 Valid only when the exit status is 0.
`;

const LAUNCHER = "#!/usr/bin/env node\nimport { run } from './cli/verify.js';\n\nprocess.exitCode = await run(process.argv.slice(2));\n";

async function stage(into: string): Promise<void> {
  const modules = await reachable(COMMAND);
  for (const { path, text } of modules) {
    await mkdir(join(into, dirname(placeOf(path))), { recursive: true });
    await writeFile(join(into, placeOf(path)), text);
  }
  const libraries = new Map<string, string>();
  for (const name of new Set(modules.flatMap((module) => module.libraries))) await copyLibrary(name, into, libraries);
  const { version, license } = await manifestOf(join(ROOT, 'apps/cli'));
  const dependencies = Object.fromEntries([...libraries].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  const manifest = {
    name: NAME, version, license, description: '核验昭标的证据包和收据 / verifies bundles and receipts of Zhaobiao', type: 'module', bin: { [NAME]: 'bin.js' },
    engines: { node: '>=20.12' }, dependencies, bundleDependencies: Object.keys(dependencies),
  };
  await writeFile(join(into, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeFile(join(into, 'bin.js'), LAUNCHER);
  await chmod(join(into, 'bin.js'), 0o755);
  await writeFile(join(into, 'README.md'), README);
  await cp(join(ROOT, 'LICENSE'), join(into, 'LICENSE'));
}

/** Makes the tarball in `target` and gives its path. */
export async function pack(target: string): Promise<string> {
  const staging = await mkdtemp(join(tmpdir(), 'zhaobiao-pack-'));
  try {
    await stage(staging);
    await mkdir(target, { recursive: true });
    // Nothing here is asked of a registry; npm only writes the archive, with its fixed dates.
    const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', resolve(target)], { cwd: staging, shell: process.platform === 'win32' });
    const file = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1];
    if (file === undefined) throw new Error(`npm pack named no file: ${stdout.slice(0, 200)}`);
    return join(resolve(target), file);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

if (import.meta.main) process.stdout.write(`${await pack(join(ROOT, 'dist'))}\n`);
