/** The evidence bundle of a played tender, fetched like anybody would. */
export type BundleWanted = { readonly base: string; readonly lot: string };

const PUBLISHED_WITHIN_MS = 30_000;
const RETRY_MS = 300;
const NOT_YET = new Set([202, 409, 503]);

export async function fetchBundle({ base, lot }: BundleWanted): Promise<Uint8Array> {
  const path = `/api/v1/tenders/${lot.slice('lot:'.length)}/bundle`;
  const until = performance.now() + PUBLISHED_WITHIN_MS;
  let response = await fetch(`${base}${path}`);
  // The last acts may not be below a published checkpoint yet.
  while (NOT_YET.has(response.status) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    response = await fetch(`${base}${path}`);
  }
  if (response.status !== 200) throw new Error(`the bundle was answered ${response.status}: ${(await response.text()).slice(0, 400)}`);
  return new Uint8Array(await response.arrayBuffer());
}
