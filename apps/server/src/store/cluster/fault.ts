/** Why the private database cannot be used; `message` is one sentence for the person at the terminal. */
export type ClusterFault = {
  readonly code: 'unsupported' | 'notPermitted' | 'belongsElsewhere' | 'otherVersion' | 'busy' | 'notAnswering' | 'initFailed' | 'startFailed';
  readonly message: string;
};

/** What the cluster tells its operator; a pino logger fits. */
export type ClusterLog = { info(text: string): void; warn(text: string): void };

export const clusterFault = (code: ClusterFault['code'], message: string): { readonly ok: false; readonly fault: ClusterFault } => ({
  ok: false,
  fault: { code, message },
});

/** The `code` of a Node system error (`ENOENT`, `EACCES`), or the empty string. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
