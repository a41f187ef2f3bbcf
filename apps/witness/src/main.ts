/** `node apps/witness/src/main.ts guardian --directory DIR --platform URL [--demo-clock]`: holds a share of the opening key, on a machine of its own. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runGuardian } from './guardian/run.ts';

const USAGE = `zhaobiao-witness guardian --directory DIR --platform URL [--demo-clock]
  保管开标密钥份额，到截止时间并核验无误后才释放。
  Holds a share of the opening key and releases it only after the deadline and its own checks.
  --directory   keys and what was pinned at first contact (made when absent, readable by their owner alone)
  --platform    address of the platform
  --demo-clock  take the time from the platform (demonstration only)
`;

const DEMO_PATIENCE_MS = 60_000;

type Asked = { readonly directory: string; readonly platform: string; readonly demoClock: boolean };

function asked(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args], allowPositionals: true,
      options: { directory: { type: 'string' }, platform: { type: 'string' }, 'demo-clock': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    const { directory, platform, 'demo-clock': demoClock, help } = values;
    if (help || positionals.length !== 1 || positionals[0] !== 'guardian' || directory === undefined || platform === undefined) return undefined;
    return { directory, platform: platform.replace(/\/+$/, ''), demoClock };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const settings = asked(args);
  if (!settings) {
    process.stderr.write(USAGE);
    return args.includes('--help') ? 0 : 2;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());
  // A demonstration's guardian is a child of the platform and ends with it, even where the platform was killed and could tell nobody.
  const parent = process.ppid;
  if (settings.demoClock) setInterval(() => process.ppid !== parent && stopping.abort(), 1_000).unref();
  const say = (line: string): void => void process.stderr.write(`${new Date().toISOString()} guardian: ${line}\n`);
  // A parent that was gone before this line is noticed by its silence.
  const patience = settings.demoClock ? { patienceMs: DEMO_PATIENCE_MS } : {};
  await runGuardian({ ...settings, ...patience, entropy: (length) => randomBytes(length), say, signal: stopping.signal });
  return 0;
}

main().then((status) => process.exit(status), (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
