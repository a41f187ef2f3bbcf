import type { Manifest } from './manifest.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A path of a manifest may not lead out of the folder it is restored into. */
const isInside = (path: unknown): boolean =>
  typeof path === 'string' && path !== '' && !path.includes('\\') && !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

export function parseManifest(bytes: Buffer): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isRecord(value) || !Array.isArray(value['files']) || !Array.isArray(value['folders'])) return undefined;
    const sound = value['files'].every((file: unknown) => isRecord(file) && isInside(file['path']) && typeof file['sha256'] === 'string' && typeof file['length'] === 'number');
    return sound && value['folders'].every(isInside) ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
