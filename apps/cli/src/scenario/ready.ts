/** A platform that has just been started: waits until its guardian is registered, which it does by itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instantText, present, type Instant } from '@zhaobiao/basics';
import type { Citizen, City } from '@zhaobiao/testkit';
import { parseDemoCitizen } from './parse-demo-keys.ts';
import { isObject } from './story/resolve.ts';

export type Ready = {
  /** The trading centre: operator and registrar. */
  readonly centre: Citizen;
  /** Of the guardians. */
  readonly publicKey: string;
  /** Verifier key of the log. */
  readonly logKey: string;
  readonly procedure: { readonly id: string; readonly version: string; readonly digest: string };
  readonly moveClock: (to: Instant) => Promise<void>;
};

const WITHIN_MS = 60_000;
const POLL_MS = 200;

export async function ready(dataDirectory: string, city: City, procedure: string): Promise<Ready> {
  const centre = present(parseDemoCitizen(await readFile(join(dataDirectory, 'demo', 'keys.json'), 'utf8'), 'registrar'), 'the trading centre in demo/keys.json');
  const moveClock = async (to: Instant): Promise<void> => {
    const moved = await (await city.of(centre)).post('/api/v1/demo/clock', { to: instantText(to) });
    if (moved.status >= 300) throw new Error(`the demonstration clock was answered ${moved.status}: ${JSON.stringify(moved.body)}`);
  };
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const { guardianship, rulebook, vkey } = (await city.read('/api/v1/platform')).body;
    const listed = isObject(rulebook) && Array.isArray(rulebook['procedures']) ? rulebook['procedures'].find((each) => isObject(each) && each['id'] === procedure) : undefined;
    if (isObject(guardianship) && isObject(listed)) {
      return { centre, publicKey: String(guardianship['publicKey']), logKey: String(vkey), procedure: { id: String(listed['id']), version: String(listed['version']), digest: String(listed['digest']) }, moveClock };
    }
    if (performance.now() > end) throw new Error(isObject(guardianship) ? `the platform has no procedure ${procedure}` : 'the guardian is not registered within a minute');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
