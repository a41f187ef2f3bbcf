/** A platform of one's own for one run: `npm start` in a process, on a directory of its own, on any free port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type PlatformSettings = {
  readonly dataDirectory: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Whether the demonstration's tenders are made too; the parties and the guardian always are. */
  readonly city?: boolean;
  /** Where a new demonstration clock begins, RFC 3339. */
  readonly clock?: string;
};

export type StartedPlatform = {
  /** `http://127.0.0.1:PORT` */
  readonly base: string;
  readonly pid: number;
  /** What the platform and its guardian wrote. */
  readonly logFile: string;
  /** Largest resident memory of the server process so far, MiB; undefined where the system does not say. */
  readonly peakMiB: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
};

const SERVER = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'main.ts');
const LISTENING = /^listening (http:\/\/\S+)$/m;
const PATIENCE_MS = 60_000;
const STOP_MS = 20_000;
const STOP_POLL_MS = 100;

const exited = (child: ChildProcess): Promise<void> => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) resolve();
  else child.once('exit', () => resolve());
});

/** The address it prints, or an error with the last lines of what it said. */
function listening(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const failed = async (why: string): Promise<void> => {
      const text = await readFile(logFile, 'utf8').catch(() => '');
      reject(new Error(`the platform did not start (${why}):\n${text.split('\n').slice(-12).join('\n')}`));
    };
    const timer = setTimeout(() => void failed(`no address after ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      void failed(`exit status ${code}`);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = LISTENING.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

async function peakMiB(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A platform that failed or was killed leaves its private database running, which the next start would take over; here there is none. */
async function stopDatabase(dataDirectory: string): Promise<void> {
  const text = await readFile(join(dataDirectory, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  for (let waited = 0; isAlive(pid) && waited < STOP_MS; waited += STOP_POLL_MS) {
    if (waited === 0) process.kill(pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, STOP_POLL_MS));
  }
}

export async function startPlatform({ dataDirectory, port = 0, city = false, clock }: PlatformSettings): Promise<StartedPlatform> {
  const logFile = join(dataDirectory, 'platform.log');
  const environment = {
    ...process.env, DATA_DIR: dataDirectory, HOST: '127.0.0.1', PORT: String(port), METRICS_PORT: '0', NODE_ENV: 'development', DATABASE_URL: '', OBJECTS_URL: '',
    ZHAOBIAO_DEMO_CITY: city ? 'whole' : 'none', ...(clock === undefined ? {} : { ZHAOBIAO_DEMO_CLOCK: clock }),
  };
  const child = spawn(process.execPath, [SERVER], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited(child);
    clearTimeout(late);
    await stopDatabase(dataDirectory);
    log.end();
  };
  try {
    const base = await listening(child, logFile);
    const pid = child.pid ?? 0;
    return { base, pid, logFile, peakMiB: () => peakMiB(pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
