/**
 * `node tools/tally.main.ts REPORT [STEP…]`: prints the tally of a vitest report, each STEP that failed before or beside the tests
 * counted as one failure. A report that is missing is a failure too. Exit status 1 when anything failed.
 */
import { readFileSync } from 'node:fs';
import { parseReport } from './parse-report.ts';
import { showTally, tally, type Tally } from './tally.ts';

const [path = '', ...steps] = process.argv.slice(2);

function testsOf(file: string): Tally {
  try {
    return tally(parseReport(readFileSync(file, 'utf8')));
  } catch (error) {
    console.log(`no report of the tests: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

const tests = testsOf(path);
const all: Tally = { passed: tests.passed, failed: tests.failed + steps.length };
for (const step of steps) console.log(`failed: ${step}`);
console.log(showTally(all));
process.exitCode = all.failed === 0 ? 0 : 1;
