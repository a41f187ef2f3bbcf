/** Small files that must be whole or absent, readable by their owner alone. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export async function ownDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside, made durable, then renamed: a crash leaves the old file or the new one. */
export async function writeText(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(beside, path);
  const folder = await open(dirname(path), 'r');
  // Windows cannot open folders for this; there the rename alone must do.
  await folder.sync().catch(() => undefined);
  await folder.close();
}

export const inDirectory = (directory: string, name: string): string => join(directory, name);
