/**
 * The platform's two keys, in files only its own account may read: `platform` signs what time does, `log` signs checkpoints.
 * A thief of `log` could sign a second history, which witnesses and every kept receipt would contradict; of `platform`, see jobs/platform-signer.ts.
 * Neither opens a bid: that key is the guardians'.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signer, type Signer } from '@zhaobiao/evidence';

const SEED = 32;

async function seedOf(path: string, entropy: (length: number) => Uint8Array): Promise<Uint8Array> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(entropy(SEED));
    await file.sync();
    await file.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const seed = await readFile(path);
  if (seed.length !== SEED) throw new Error(`${path} is not a key of ${SEED} bytes; restore it from where keys are kept`);
  return seed;
}

export type PlatformKeys = { readonly platform: Signer; readonly log: Signer };

export async function openKeys(directory: string, entropy: (length: number) => Uint8Array): Promise<PlatformKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return { platform: signer('ed25519', await seedOf(join(directory, 'platform.key'), entropy)), log: signer('ed25519', await seedOf(join(directory, 'log.key'), entropy)) };
}
