/** What the command line and the tests take from the platform. */
import { join } from 'node:path';

export { databaseClock, moveDemoClock, type Clock } from './clock/clock.ts';
export { dueWorker, type DueWorker } from './jobs/due.ts';
export { loop, type Loop } from './jobs/loop.ts';
export { platformSigner } from './jobs/platform-signer.ts';
export { buildHttp } from './http/build.ts';
export type { Platform } from './http/platform.ts';
export { loadLaw, type LoadedLaw } from './law.ts';
export { fillerEntry } from './log/filler.ts';
export { integrate, readHead, rootOfHead, startLog, type Head } from './log/integrate.ts';
export { feedAfter, type FeedItem } from './log/queries.ts';
export { publish } from './log/publish.ts';
export { clockCommands } from './opening/clock-commands.ts';
export { actById, perform, type Answer, type Door, type Law, type Request } from './perform.ts';
export { openCluster, type Cluster } from './store/cluster/cluster.ts';
export { connectDatabase, type DatabaseClient, type DatabasePool } from './store/connect.ts';
export { refold } from './store/ledger.ts';
export { migrate } from './store/migrate.ts';
export { replay, type ReplayReport } from './store/replay.ts';
export { foundPlatform, isFounded, type FoundingParty } from './governance/found.ts';
export { createAccount, loginForm, type AccountFault, type NewAccount } from './identity/accounts.ts';
export { openKeys, type PlatformKeys } from './identity/keys.ts';
export { argon2Passwords } from './identity/password.ts';
export { sha256, tokensOf } from './identity/tokens.ts';
export { openObjects } from './objects/open.ts';
export { readObject } from './objects/read.ts';
export { settingsOf, type Settings } from './settings.ts';
export { backup, type BackupReport } from './store/backup/backup.ts';
export { exportTables } from './store/backup/export.ts';
export type { BackupFault } from './store/backup/fault.ts';
export { importTables } from './store/backup/import.ts';
export { restore } from './store/backup/restore.ts';
export { writeTenderBundle, type BundleGround, type TenderBundleFault } from './store/bundle.ts';
export { VIEWS, checkViews, rebuild, staleViewsText, viewRows, type View } from './store/rebuild.ts';

/** Where the numbered SQL files of the schema lie. */
export const MIGRATIONS = join(import.meta.dirname, 'store', 'migrations');
