/**
 * The keys of the demonstration's parties, in one file that only its owner reads. In life each of these keys is in another hand; a thief of this file is
 * the whole city, and therefore it exists in demonstrations only.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { instant, instantText, present, toHex, type Instant } from '@zhaobiao/basics';
import { CAST, type CastMember } from './cast.ts';
import { parseDemoKeys, parseGuardianPublic, type DemoKeys, type DemoParty, type GuardianPublic } from './parse-keys.ts';

const FILE = 'keys.json';

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
});

/** Letters and digits that nobody confuses when reading them aloud. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const password = (): string => Array.from(randomBytes(12), (byte) => READABLE.charAt(byte % READABLE.length)).join('');

const partyOf = ({ founding: _founding, person: _person, ...member }: CastMember): DemoParty => ({ ...member, party: `party:${member.creditCode}`, seed: toHex(randomBytes(32)), password: password() });

async function write(path: string, keys: { readonly startedAt: Instant; readonly parties: readonly DemoParty[] }): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(`${JSON.stringify({ startedAt: instantText(keys.startedAt), parties: keys.parties }, undefined, 2)}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
}

/**
 * The keys of the city; made at the first start. Who came into the cast with a later release gets keys then; nobody's are changed. Throws when the file is
 * damaged: another set of keys would be another city.
 */
export async function openDemoKeys(directory: string): Promise<DemoKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILE);
  const text = await readText(path);
  const keys = text === undefined ? { startedAt: present(instant(Date.now()), 'now'), parties: [] } : present(parseDemoKeys(text), `a readable ${path}`);
  const there = new Set(keys.parties.map((each) => each.creditCode));
  const missing = CAST.filter((each) => !there.has(each.creditCode));
  if (missing.length === 0) return keys;
  const whole = { startedAt: keys.startedAt, parties: [...keys.parties, ...missing.map(partyOf)] };
  await write(path, whole);
  return whole;
}

const POLL_MS = 100;

/** Waits for the guardian's process to write what is public of its keys. Throws when it has not after `patienceMs`. */
export async function guardianPublic(directory: string, patienceMs = 60_000): Promise<GuardianPublic> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const text = await readText(join(directory, 'public.json'));
    if (text !== undefined) return present(parseGuardianPublic(text), `a readable public.json in ${directory}`);
    if (performance.now() > until) throw new Error(`the guardian has made no keys in ${directory}: is its process running?`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
