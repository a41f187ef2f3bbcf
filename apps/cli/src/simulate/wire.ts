/** What the driver and a server process say to each other over the pipe between them. Plain JSON. */
import type { Instant, JsonObject } from '@zhaobiao/basics';
import type { Actor } from '@zhaobiao/domain';
import type { SignedCommand } from '@zhaobiao/client';

export type ProcessSettings = {
  readonly name: string;
  readonly seed: string;
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly database: string; readonly password?: string };
  /** Folder with `objects/` (ciphertexts by digest) and `log/` (tiles and checkpoint). */
  readonly directory: string;
  /** Seeds of the platform's and the log's keys, hex. */
  readonly platformKey: string;
  readonly logKey: string;
  readonly origin: string;
  /** The log's growth a beat, in entries. */
  readonly quantum: number;
  /** Whether due worker and log run by themselves, or only when the driver says so. */
  readonly autonomous: boolean;
};

/** Where a process kills itself: at the n-th statement from now on that it sends, on whatever connection. */
export type Kill = {
  readonly statement: number;
  /** Count only COMMITs: the two halves of a commit are where most can go wrong. */
  readonly commits: boolean;
  /** Before it is sent; after it is sent and before its answer is read; after its answer was read. */
  readonly moment: 'before' | 'sent' | 'answered';
};

export type SignedAct = SignedCommand & { readonly actor: Actor; readonly at: Instant };

export type Ask =
  | { readonly kind: 'settings'; readonly settings: ProcessSettings; readonly now: Instant }
  | { readonly kind: 'time'; readonly now: Instant }
  | { readonly kind: 'arm'; readonly kill: Kill }
  | { readonly kind: 'act'; readonly id: number; readonly act: SignedAct }
  /** One round of the clock's worker, or one beat of the log. */
  | { readonly kind: 'due' | 'beat'; readonly id: number };

export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly status: number; readonly body: JsonObject; readonly repeated: boolean }
  | { readonly kind: 'done'; readonly id: number; readonly count: number }
  /** Something was thrown that `perform` or a worker should have answered. */
  | { readonly kind: 'thrown'; readonly id: number; readonly error: string };
