/** The evidence bundle of a played tender: fetched like anybody would, kept, and verified alone. */
import { readFile, writeFile } from 'node:fs/promises';
import { openingCheck, verifyBundle } from '@zhaobiao/evidence';

export type BundleWanted = { readonly base: string; readonly lot: string; /** Verifier key of the log. */ readonly logKey: string; readonly file: string; readonly say: (line: string) => void };

const PUBLISHED_WITHIN_MS = 30_000;
const RETRY_MS = 500;
const NOT_YET = new Set([202, 409, 503]);

/** Writes the bundle and verifies it, every envelope opened again; false when it does not hold. */
export async function keepBundle({ base, lot, logKey, file, say }: BundleWanted): Promise<boolean> {
  const path = `/api/v1/tenders/${lot.slice('lot:'.length)}/bundle`;
  const until = performance.now() + PUBLISHED_WITHIN_MS;
  let response = await fetch(`${base}${path}`);
  // The last acts may not be below a published checkpoint yet.
  while (NOT_YET.has(response.status) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    response = await fetch(`${base}${path}`);
  }
  if (response.status !== 200) throw new Error(`the bundle was answered ${response.status}: ${(await response.text()).slice(0, 400)}`);
  await writeFile(file, new Uint8Array(await response.arrayBuffer()));
  const report = await verifyBundle(await readFile(file), { key: logKey, checks: [openingCheck] });
  say(report.ok ? `bundle ${file}: ${report.value.acts} acts, ${report.value.objects} objects; ${report.value.checks.map((each) => each.detail).join('; ')}` : `bundle ${file} does not verify: ${JSON.stringify(report.fault)}`);
  return report.ok;
}
