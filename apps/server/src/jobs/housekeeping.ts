/** What nobody asks for and everybody needs: the disk is watched, and bytes that no act names go after 48 hours. */
import { diskState, type ObjectStore } from '../objects/store.ts';
import { sweepObjects } from '../objects/sweep.ts';
import type { ObjectGround } from '../objects/upload.ts';

const DISK_EVERY = 10_000;
const SWEEP_EVERY = 3_600_000;

export type Housekeeping = {
  /** Below 2 % of free disk no act is accepted: one that could not be kept must not be acknowledged. */
  readonly actsPaused: () => boolean;
  readonly stop: () => void;
};

export async function keepHouse(ground: ObjectGround, store: Pick<ObjectStore, 'free'>, sweeping: boolean, onError: (error: unknown) => void): Promise<Housekeeping> {
  let paused = (await diskState(store)).actsPaused;
  const look = async (): Promise<void> => {
    paused = (await diskState(store)).actsPaused;
  };
  const disk = setInterval(() => void look().catch(onError), DISK_EVERY);
  const sweep = sweeping ? setInterval(() => void sweepObjects(ground, ground.now()).catch(onError), SWEEP_EVERY) : undefined;
  return {
    actsPaused: () => paused,
    stop: () => {
      clearInterval(disk);
      clearInterval(sweep);
    },
  };
}
