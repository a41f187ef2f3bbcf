import { fail, ok } from '@zhaobiao/basics';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { sha256 } from './hash.ts';
import type { ObjectStore } from './store.ts';

/** Where chunks lie in an S3 service. Without `credentials` the SDK looks where it always does (environment, profile, machine role). */
export type S3Place = {
  readonly bucket: string;
  /** Put before each digest, `objects/`; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** The service's address where it is not AWS; buckets then stand in the path. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** The status of the HTTP answer an SDK error carries, if there was an answer. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

const absent = (error: unknown): undefined => {
  if (statusOf(error) === 404) return undefined;
  throw error;
};

const configuration = ({ region, endpoint, credentials }: S3Place): S3ClientConfig => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  ...(credentials === undefined ? {} : { credentials }),
  maxAttempts: 3,
  // The SDK's own CRC trailers are unknown to many S3 services; the SHA-256 sent with each chunk does the same work.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

/** Chunks as objects of a bucket. The SDK (21 MB) is loaded only here. */
export async function openS3(place: S3Place): Promise<ObjectStore> {
  const { S3Client, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client(configuration(place));
  const at = (digest: string): { readonly Bucket: string; readonly Key: string } => ({ Bucket: place.bucket, Key: place.prefix + digest });
  return {
    putChunk: async (digest, bytes) => {
      try {
        const ChecksumSHA256 = Buffer.from(digest, 'hex').toString('base64');
        await client.send(new PutObjectCommand({ ...at(digest), Body: bytes, ContentLength: bytes.length, ChecksumSHA256 }));
        return ok(undefined);
      } catch (error) {
        const full = statusOf(error) === 507 || (error instanceof Error && /Quota|StorageFull/.test(error.name));
        return fail({ code: full ? 'full' : 'unreachable', message: error instanceof Error ? error.message : String(error) });
      }
    },
    getChunk: async (digest) => {
      const answer = await client.send(new GetObjectCommand(at(digest))).catch(absent);
      const bytes = await answer?.Body?.transformToByteArray();
      if (bytes !== undefined && (await sha256(bytes)) !== digest) throw new Error(`chunk ${digest} is damaged in bucket ${place.bucket}`);
      return bytes;
    },
    hasChunk: async (digest) => (await client.send(new HeadObjectCommand(at(digest))).catch(absent)) !== undefined,
    deleteChunk: async (digest) => {
      await client.send(new DeleteObjectCommand(at(digest))).catch(absent);
    },
    free: () => Promise.resolve(1),
  };
}
