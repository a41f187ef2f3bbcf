import { fileURLToPath } from 'node:url';
import { fail, ok } from '@zhaobiao/basics';
import type { Result } from '@zhaobiao/basics';
import { openFiles } from './files.ts';
import { openS3 } from './s3.ts';
import type { S3Place } from './s3.ts';
import type { ObjectStore } from './store.ts';

export type ObjectsFault = { readonly code: 'objectsUrl' | 'objectsUnusable'; readonly message: string };

function s3Place(url: URL, credentials: S3Place['credentials']): S3Place | undefined {
  const prefix = decodeURIComponent(url.pathname.replace(/^\//, ''));
  const endpoint = url.searchParams.get('endpoint') ?? undefined;
  if (url.hostname === '' || (endpoint !== undefined && !/^https?:\/\//.test(endpoint))) return undefined;
  return {
    bucket: url.hostname,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    region: url.searchParams.get('region') ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/**
 * The store an address names: `file:///srv/objects`, or `s3://bucket/prefix?endpoint=https://host:9000&region=cn-north-1`.
 * Credentials never stand in the address, which appears in logs.
 */
export async function openObjects(address: string, credentials?: S3Place['credentials']): Promise<Result<ObjectStore, ObjectsFault>> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const place = url?.protocol === 's3:' && url.username === '' ? s3Place(url, credentials) : undefined;
  const folder = url?.protocol === 'file:' && url.host === '' ? fileURLToPath(url) : undefined;
  if (place === undefined && folder === undefined) {
    return fail({ code: 'objectsUrl', message: 'OBJECTS_URL must be file:///folder or s3://bucket/prefix?endpoint=https://host&region=name.' });
  }
  try {
    return ok(place === undefined ? await openFiles(folder ?? '') : await openS3(place));
  } catch (error) {
    return fail({ code: 'objectsUnusable', message: `The object store ${address} cannot be opened: ${error instanceof Error ? error.message : String(error)}.` });
  }
}
