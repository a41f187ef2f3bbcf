/** Everything the HTTP floor is handed. Nothing here is read from the environment; `wiring.ts` constructs it, tests construct a small one. */
import type { Instant } from '@zhaobiao/basics';
import type { Procedure } from '@zhaobiao/domain';
import type { Log } from '../log/log.ts';
import type { ObjectGround } from '../objects/upload.ts';
import type { Door } from '../perform.ts';

/** Requests a minute. Per address where nobody is known yet, per token or account afterwards. */
export type Limits = {
  readonly login: number;
  readonly tokens: number;
  readonly acts: number;
  readonly uploads: number;
  readonly reads: number;
};

export type HttpSettings = {
  /** A demonstration: the clock may be moved and a request may bring its own moment. Never true in production. */
  readonly demo: boolean;
  /** Cookies marked Secure and HSTS sent: true wherever people reach the platform by https. */
  readonly secureCookies: boolean;
  /** `http://127.0.0.1:8080`: what browsers send as Origin; unsafe requests with a cookie from elsewhere are refused. */
  readonly publicOrigin: string;
  readonly limits?: Partial<Limits>;
  /** Addresses of reverse proxies whose X-Forwarded-For is believed; absent: nobody's. */
  readonly trustProxy?: readonly string[];
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

/** A procedure of the rulebook in force, with the digest that projects pin. */
export type ListedProcedure = { readonly procedure: Procedure; readonly digest: string };

/** A condition of readiness: `undefined` when it holds, else why not, in one sentence. */
export type Probe = { readonly name: string; readonly check: () => Promise<string | undefined> };

export type Platform = {
  /** Pool, clock, law, entropy, views: what `perform` needs. Queries read through `door.pool`. */
  readonly door: Door;
  readonly objects: ObjectGround;
  readonly log: Pick<Log, 'fault'>;
  /** Folder of the published log: `checkpoint` and `tile/…`. */
  readonly logDirectory: string;
  /** Verifier key (vkey) of the log, as signed notes spell it. */
  readonly logKey: string;
  /** Origin line of the log's checkpoints. */
  readonly origin: string;
  readonly rulebook: { readonly digest: string; readonly procedures: readonly ListedProcedure[] };
  readonly settings: HttpSettings;
  /** Demonstration only: moves the clock and measures it again; false when that would be backwards. */
  readonly moveClock?: (to: Instant) => Promise<boolean>;
  /** Readiness that only the composition knows: durability of a foreign database, migrations applied. Clock, disk and log are asked here. */
  readonly probes?: readonly Probe[];
  /** Where log lines go; absent: standard output. */
  readonly logStream?: { readonly write: (line: string) => void };
};
