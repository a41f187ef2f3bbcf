/** The thread in which bids are opened: milliseconds of arithmetic each, kept away from the thread that answers requests. */
import { parentPort } from 'node:worker_threads';
import { reopenBid, type EnvelopeText, type GuardianshipText, type ShareText, type Reopened } from '@zhaobiao/evidence';

export type OpenTask = { readonly id: number; readonly guardianship: GuardianshipText; readonly envelope: EnvelopeText; readonly shares: readonly ShareText[]; readonly ciphertext: Uint8Array | undefined; readonly ownKey: string | undefined };
export type OpenedTask = { readonly id: number; readonly reopened: Reopened };

parentPort?.on('message', (task: OpenTask) => {
  void reopenBid(task.guardianship, task.envelope, task.shares, task.ciphertext, task.ownKey).then((reopened) => parentPort?.postMessage({ id: task.id, reopened } satisfies OpenedTask));
});
