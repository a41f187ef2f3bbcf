import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';

/** The unprivileged user PostgreSQL runs as when Node is root; `undefined` means: as Node itself. */
export type Account = { readonly uid: number; readonly gid: number };

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root. The owner of data that already exists wins; then an account `zhaobiao`
 * (an operator makes one to keep the data from other programs that run as nobody); then nobody.
 */
export async function chooseAccount(dataDirectory: string | undefined): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  if (dataDirectory !== undefined) {
    const owner = await stat(dataDirectory).catch(() => undefined);
    if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['zhaobiao', 'nobody']) {
    const fields = passwd.split('\n').find((line) => line.startsWith(`${name}:`))?.split(':');
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (Number.isSafeInteger(uid) && uid > 0 && Number.isSafeInteger(gid)) return { uid, gid };
  }
  return { uid: 65534, gid: 65534 };
}

/** The deepest ancestor of `path` (or itself) that exists, without symbolic links. */
async function existing(path: string): Promise<string> {
  for (let here = path; ; here = dirname(here)) {
    const real = await realpath(here).catch(() => undefined);
    if (real !== undefined) return real;
    if (here === parse(here).root) return here;
  }
}

/** Whether `account` can walk down to `path`: a 0700 home above a checkout stops everybody but its owner. */
export async function canReach(account: Account | undefined, path: string): Promise<boolean> {
  if (account === undefined) return true;
  for (let here = await existing(path); ; here = dirname(here)) {
    const { uid, gid, mode } = await lstat(here);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (here === parse(here).root) return true;
  }
}
