/** The last line of a continuous run: `N passed, N failed`, out of the JSON report of vitest. Pure; `tally.main.ts` reads the file. */
type Assertion = { readonly status: string };
type File = { readonly status: string; readonly assertionResults: readonly Assertion[] };
export type Report = { readonly testResults: readonly File[] };

export type Tally = { readonly passed: number; readonly failed: number };

/**
 * Counts tests. A file that failed without a failed test of its own (it did not load, or a hook threw) counts as one failure, and so
 * does a run that tested nothing: neither may look like success. A test that was not run counts as failed, since none may be skipped.
 */
export function tally(report: Report): Tally {
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults } of report.testResults) {
    const good = assertionResults.filter((assertion) => assertion.status === 'passed').length;
    const bad = assertionResults.length - good;
    passed += good;
    failed += bad === 0 && status === 'failed' ? 1 : bad;
  }
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}

export const showTally = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;
