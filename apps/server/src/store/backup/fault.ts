import { fail } from '@zhaobiao/basics';

/** Why a backup, restore, export or import did not happen; `file` is a path inside the backup, `message` one sentence for the operator. */
export type BackupFault = {
  readonly code:
    | 'targetNotEmpty'
    | 'keysInside'
    | 'otherCluster'
    | 'tablespaces'
    | 'walLost'
    | 'incomplete'
    | 'damaged'
    | 'otherFormat'
    | 'schemaDiffers'
    | 'foreignKeyCycle'
    | 'failed';
  readonly message: string;
  readonly file?: string;
};

export const backupFault = (code: BackupFault['code'], message: string, file?: string): { readonly ok: false; readonly fault: BackupFault } =>
  fail({ code, message, ...(file === undefined ? {} : { file }) });

export const systemCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A fault of the disk or the database in the course of the work. */
export const failed = (error: unknown): { readonly ok: false; readonly fault: BackupFault } =>
  backupFault('failed', error instanceof Error ? error.message : String(error));
