/** First contact: the guardian writes down which log it believes and who it is there, and keeps to that (trust on first use). */
import { fail, ok, type Result } from '@zhaobiao/basics';
import type { Connection } from '@zhaobiao/client';
import { inDirectory, readText, writeText } from './files.ts';
import { ownVerificationKey, type GuardianKeyring } from './keys.ts';
import { parsePinnedFile, type PinnedFile } from './parse-keys.ts';
import { parsePlatform } from './parse-opening.ts';

const PINNED = 'pinned.json';

export type MeetFault =
  | { readonly why: 'unreachable'; readonly status: number }
  | { readonly why: 'unreadable'; readonly file: string }
  /** Nobody has registered this guardian's key yet; it waits. */
  | { readonly why: 'notNamed' };

export type Met = { readonly pinned: PinnedFile; readonly first: boolean };

/** What is pinned in the directory, or what the platform says now, which is then pinned. */
export async function meet(directory: string, connection: Pick<Connection, 'get'>, keyring: GuardianKeyring): Promise<Result<Met, MeetFault>> {
  const text = await readText(inDirectory(directory, PINNED));
  if (text !== undefined) {
    const pinned = parsePinnedFile(text);
    return pinned ? ok({ pinned, first: false }) : fail({ why: 'unreadable', file: PINNED });
  }
  const { status, body } = await connection.get('/api/v1/platform');
  const platform = status === 200 ? parsePlatform(body) : undefined;
  if (!platform) return fail({ why: 'unreachable', status });
  const own = ownVerificationKey(keyring);
  const line = platform.guardianship?.guardians.find((each) => each.verificationKey === own);
  if (!line) return fail({ why: 'notNamed' });
  const pinned: PinnedFile = { origin: platform.origin, logKey: platform.logKey, platformKey: platform.platformKey, party: line.party };
  await writeText(inDirectory(directory, PINNED), `${JSON.stringify(pinned, undefined, 2)}\n`);
  return ok({ pinned, first: true });
}
