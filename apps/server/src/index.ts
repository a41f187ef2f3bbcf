/** What the command line and the tests take from the platform. */
export { databaseClock, moveDemoClock, type Clock } from './clock/clock.ts';
export { dueWorker, type DueWorker } from './jobs/due.ts';
export { loop, type Loop } from './jobs/loop.ts';
export { platformSigner } from './jobs/platform-signer.ts';
export { loadLaw, type LoadedLaw } from './law.ts';
export { fillerEntry } from './log/filler.ts';
export { integrate, readHead, rootOfHead, startLog, type Head } from './log/integrate.ts';
export { feedAfter, type FeedItem } from './log/queries.ts';
export { publish } from './log/publish.ts';
export { clockCommands } from './opening/clock-commands.ts';
export { actById, perform, type Answer, type Door, type Law, type Request } from './perform.ts';
export { openCluster, type Cluster } from './store/cluster/cluster.ts';
export { connectDatabase, type DatabaseClient, type DatabasePool } from './store/connect.ts';
export { migrate } from './store/migrate.ts';
export { tenderView } from './tender/view.ts';
