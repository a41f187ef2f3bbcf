import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@zhaobiao/basics';

export type Options = {
  readonly seed: number;
  /** Acts that shall stand in the database at the end, at least. */
  readonly acts: number;
  /** Processes killed with SIGKILL between two statements, at least. */
  readonly crashes: number;
  /** Server processes at work on one database. With one, a seed gives the same run to the last byte of every command. */
  readonly processes: number;
  /** How often PostgreSQL is stopped in the immediate mode and started again. */
  readonly restarts: number;
  /** Every invariant is checked over the whole database after so many commands. */
  readonly fullEvery: number;
  /** Tell in the last line how often each act was accepted and refused. */
  readonly json: boolean;
};

const DEFAULTS: Options = { seed: 1, acts: 2_000, crashes: 24, processes: 2, restarts: 3, fullEvery: 200, json: false };

export const USAGE = `zhaobiao simulate --seed N [--acts M] [--crashes C] [--processes P] [--restarts R] [--json]
模拟一座城市的交易并反复中断进程，逐项核对不变量。
Simulates a city of actors on a private database while processes are killed between any two statements, and checks the invariants.

  --seed N       which run (default ${DEFAULTS.seed}); the same seed gives the same commands
  --acts M       acts that shall stand in the database at the end (default ${DEFAULTS.acts})
  --crashes C    processes killed (default ${DEFAULTS.crashes})
  --processes P  server processes (default ${DEFAULTS.processes}); 1 is deterministic
  --restarts R   PostgreSQL stopped in the immediate mode and started again (default ${DEFAULTS.restarts})
  --full-every F commands between two checks of everything (default ${DEFAULTS.fullEvery})
  --json         the last line also says how often each act was accepted and refused

The last line is {"seed":…,"acts":…,"crashes":…,"violations":…}, with --json also "byAct":{"submitBid":[accepted,refused],…} and "missed":[…];
exit status 0 only without violations.
`;

const NAMES = { seed: 'seed', acts: 'acts', crashes: 'crashes', processes: 'processes', restarts: 'restarts', 'full-every': 'fullEvery' } as const;
const LEAST: Readonly<Record<(typeof NAMES)[keyof typeof NAMES], number>> = { seed: 0, acts: 1, crashes: 0, processes: 1, restarts: 0, fullEvery: 1 };

/** The options of a command line, or one sentence that says what is wrong with it; `help` where help is asked for. */
export function parseOptions(args: readonly string[]): Result<Options | 'help', string> {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...args], strict: true, allowPositionals: false, options: { seed: text, acts: text, crashes: text, processes: text, restarts: text, 'full-every': text, json: { type: 'boolean' }, help: { type: 'boolean' } } });
    if (values.help === true) return ok('help');
    const chosen: Record<string, number> = {};
    for (const [option, name] of Object.entries(NAMES)) {
      const given = Object.entries(values).find(([key]) => key === option)?.[1];
      const number = given === undefined ? DEFAULTS[name] : Number(given);
      if (!Number.isSafeInteger(number) || number < LEAST[name]) return fail(`--${option} takes a whole number from ${LEAST[name]}, not "${String(given)}"`);
      chosen[name] = number;
    }
    return ok({ ...DEFAULTS, ...chosen, json: values.json === true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}
