import type { Report } from './tally.ts';

/** The report of `vitest --reporter=json`. Throws on any other JSON, so that a changed format is a failure and not a zero. */
export function parseReport(text: string): Report {
  const report = JSON.parse(text) as Partial<Report>;
  const files = report.testResults;
  if (!Array.isArray(files) || !files.every((file) => typeof file?.status === 'string' && Array.isArray(file.assertionResults))) throw new Error('not a report of vitest');
  return { testResults: files };
}
