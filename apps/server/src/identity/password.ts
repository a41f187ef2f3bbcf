/**
 * Passwords as argon2id hashes: 19 MiB, two passes, one lane (the OWASP minimum). At that price this machine answers some fifty log-ins a second,
 * which is why machines use tokens. A thief of the table pays the same for each guess.
 */
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes in hand at once: each holds 19 MiB, and a flood of log-ins must not take the machine's memory. */
const LANES = 4;

export type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (password: string, hash: string) => Promise<boolean>;
  /** Takes as long as a wrong password and is never right: for logins that do not exist. */
  readonly verifyNobody: (password: string) => Promise<false>;
};

export function argon2Passwords(): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;
  const inLane = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= LANES) await new Promise<void>((resolve) => void waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  const make = (password: string): Promise<string> => inLane(() => hash(password, COST));
  let nobody: Promise<string> | undefined;
  return {
    hash: make,
    verify: (password, stored) => inLane(() => verify(stored, password)),
    verifyNobody: async (password) => {
      nobody ??= make('nobody has this account');
      const stored = await nobody;
      await inLane(() => verify(stored, password));
      return false;
    },
  };
}
