import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Counts vectors; the first few failures are kept by name. */
export type Tally = {
  readonly check: (name: string, holds: boolean) => void;
  /** A decision or a remark to print under the suite. */
  readonly note: (text: string) => void;
};

export type Suite = {
  readonly name: string;
  /** Folder below the shared one; the suite is skipped where it is missing or holds none of the wanted data. */
  readonly folder: string;
  /** A file or folder inside that must be there. */
  readonly needs: string;
  readonly run: (folder: string, tally: Tally) => void | Promise<void>;
};

export type Outcome = { readonly passed: number; readonly failed: number };

const SHOWN = 8;

/** Runs a suite and prints its line. A thrown error is one more failure, not the end of the run. */
export async function runSuite(shared: string, suite: Suite, print: (line: string) => void): Promise<Outcome> {
  const folder = path.join(shared, suite.folder);
  if (!existsSync(path.join(folder, suite.needs))) {
    print(`${suite.name}: skipped (no folder ${suite.folder}/${suite.needs})`);
    return { passed: 0, failed: 0 };
  }
  let passed = 0;
  const failures: string[] = [];
  const notes: string[] = [];
  const tally: Tally = {
    check: (name, holds) => {
      if (holds) passed += 1;
      else failures.push(name);
    },
    note: (text) => {
      notes.push(text);
    },
  };
  try {
    await suite.run(folder, tally);
  } catch (error) {
    failures.push(`stopped: ${error instanceof Error ? error.message : String(error)}`);
  }
  print(`${suite.name}: ${passed} passed, ${failures.length} failed`);
  for (const note of notes) print(`  ${note}`);
  for (const name of failures.slice(0, SHOWN)) print(`  failed: ${name}`);
  if (failures.length > SHOWN) print(`  and ${failures.length - SHOWN} more`);
  return { passed, failed: failures.length };
}

export const bytesOf = (...parts: string[]): Uint8Array => new Uint8Array(readFileSync(path.join(...parts)));
export const textOf = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8');
/** Every file below a folder, as paths relative to it, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
