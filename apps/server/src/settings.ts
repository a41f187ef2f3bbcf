import { resolve } from 'node:path';

/** What an installation may set. Every name stands in `.env.example`. */
export type Settings = {
  readonly port: number;
  readonly host: string;
  readonly metricsPort: number;
  /** Database, objects, log, keys: everything an installation owns. */
  readonly dataDirectory: string;
  /** Any PostgreSQL from 15; absent: the private one in the data directory. */
  readonly databaseUrl: string | undefined;
  /** `file:///…` or `s3://bucket/prefix?endpoint=…`; absent: the data directory. */
  readonly objectsUrl: string | undefined;
  /** A demonstration city with printed log-ins and a clock that can be moved; never in production. */
  readonly demo: boolean;
  readonly logEveryMs: number;
  /** The log grows by at least so many entries a beat, and in multiples of it. */
  readonly logQuantum: number;
  /** Whether this process also beats the log and performs what is due; several may. */
  readonly workers: boolean;
};

const numberOf = (text: string | undefined, fallback: number, name: string): number => {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not "${text}"`);
  return value;
};

export function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    port: numberOf(environment['PORT'], 8080, 'PORT'),
    host: environment['HOST'] || '127.0.0.1',
    metricsPort: numberOf(environment['METRICS_PORT'], 0, 'METRICS_PORT'),
    dataDirectory: resolve(environment['DATA_DIR'] || 'var'),
    databaseUrl: environment['DATABASE_URL'] || undefined,
    objectsUrl: environment['OBJECTS_URL'] || undefined,
    demo: environment['NODE_ENV'] !== 'production',
    logEveryMs: 1_000,
    logQuantum: 8,
    workers: true,
  };
}
