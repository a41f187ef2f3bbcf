/** The bundle of a lot under the checkpoint published at this moment, for whoever wants to verify it on a machine of his own. */
import { arrayBuffer } from 'node:stream/consumers';
import { fail, type Result } from '@zhaobiao/basics';
import type { Platform } from '../http/platform.ts';
import { readObject, type ObjectReading } from '../objects/read.ts';
import { writeTenderBundle, type TenderBundleFault } from '../store/bundle.ts';
import { readCheckpoint } from './published.ts';

const whole = async ({ stream }: ObjectReading): Promise<Uint8Array> => new Uint8Array(await arrayBuffer(stream));

/**
 * Portions of the bundle of `lot` (`lot:P1/1`). Only public acts are in it, whenever it is asked for: before the opening it is the same with 3 bids
 * and with 50 but for the hashes around an act (招标投标法 22). `notPublished` also before the log's first checkpoint.
 */
export async function bundleOf({ door, objects, logDirectory, logKey }: Pick<Platform, 'door' | 'objects' | 'logDirectory' | 'logKey'>, lot: string): Promise<Result<AsyncIterable<Uint8Array>, TenderBundleFault>> {
  const checkpoint = await readCheckpoint(logDirectory);
  if (checkpoint === undefined) return fail({ code: 'notPublished', message: 'the log has published no checkpoint yet' });
  const readWhole = async (digest: string): Promise<Uint8Array | undefined> => {
    const reading = await readObject(objects, digest);
    return reading.ok ? whole(reading.value) : undefined;
  };
  return writeTenderBundle({ pool: door.pool, checkpoint, logKey, readWhole }, lot);
}
