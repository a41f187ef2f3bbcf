/** At the end: the bundle of every lot that was opened, verified by whoever doubts it, and every computation in it done again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concat } from '@zhaobiao/basics';
import { writeTenderBundle, type DatabasePool } from '@zhaobiao/server';
import { recompute } from '../recompute.ts';

export type BundlesGround = { readonly pool: DatabasePool; readonly directory: string; readonly logKey: string };

export type BundlesReport = { readonly bundles: number; readonly computed: number; readonly faults: readonly string[] };

type Row = { readonly id: string; readonly ranked: boolean };

/** Lots with an opening record; `ranked`: an award was issued, so that the summary of the scores is in the bundle too. */
const OPENED = "SELECT s.id, EXISTS (SELECT 1 FROM act a WHERE a.stream = s.id AND a.name = 'issueAward') AS ranked FROM stream s WHERE s.machine = 'lot' AND EXISTS (SELECT 1 FROM act a WHERE a.stream = s.id AND a.name = 'recordOpening') ORDER BY s.id";

export async function checkBundles({ pool, directory, logKey }: BundlesGround): Promise<BundlesReport> {
  const { rows } = await pool.query<Row>(OPENED);
  const checkpoint = await readFile(join(directory, 'log', 'checkpoint'));
  const readWhole = (digest: string): Promise<Uint8Array | undefined> => readFile(join(directory, 'objects', digest)).catch(() => undefined);
  const faults: string[] = [];
  let computed = 0;
  for (const { id, ranked } of rows) {
    const portions: Uint8Array[] = [];
    const written = await writeTenderBundle({ pool, checkpoint, logKey, readWhole }, id);
    if (!written.ok) {
      faults.push(`the bundle of ${id} cannot be written: ${written.fault.message}`);
      continue;
    }
    for await (const portion of written.value) portions.push(portion);
    const result = await recompute(concat(...portions), logKey);
    if (typeof result === 'string') {
      faults.push(`the bundle of ${id} does not verify: ${result}`);
      continue;
    }
    const wrong = result.redone.filter((each) => each.difference !== null || each.refused !== null);
    faults.push(...wrong.map((each) => `${each.act} of ${id}, computed again from its bundle, ${each.refused === null ? `differs: ${JSON.stringify(each.difference)}` : `is refused: ${each.refused}`}`));
    if (ranked && !result.redone.some((each) => each.act === 'summariseScores')) faults.push(`${id} was awarded, and its bundle ranks nothing`);
    computed += result.redone.length;
  }
  return { bundles: rows.length, computed, faults };
}
