/** The guardian as a process: keys, first contact, then rounds until it is stopped. */
import { instant, type Instant } from '@zhaobiao/basics';
import { connect, obtainToken, type Connection } from '@zhaobiao/client';
import { parseNoteKey, type Entropy } from '@zhaobiao/evidence';
import { answerOpenings, type GuardianGround, type Round } from './answer-openings.ts';
import { openKeyring, ownVerificationKey, type GuardianKeyring } from './keys.ts';
import { meet, type Met } from './meet.ts';
import { parseTime } from './parse-opening.ts';

export type GuardianSettings = {
  /** Holds the keys and what was pinned; made when absent. */
  readonly directory: string;
  /** `http://127.0.0.1:8080` */
  readonly platform: string;
  /** In a demonstration the clock is the platform's: it may have been moved. Otherwise it is this machine's own. */
  readonly demoClock: boolean;
  /** Ends when the platform has not answered for so long; absent: waits for it for ever, as a guardian on a machine of its own does. */
  readonly patienceMs?: number;
  readonly entropy: Entropy;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
};

const EVERY_MS = 1_000;
const AT_MOST_MS = 30_000;

/** 1 s after a good round, doubled after each bad one up to 30 s. */
const pauseAfter = (failures: number): number => Math.min(AT_MOST_MS, EVERY_MS * 2 ** Math.min(failures, 10));

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });

const clockOf = (settings: GuardianSettings, connection: Pick<Connection, 'get'>) => async (): Promise<Instant | undefined> => {
  if (!settings.demoClock) return instant(Date.now());
  const { status, body } = await connection.get('/api/v1/time');
  return status === 200 ? parseTime(body) : undefined;
};

function groundOf(settings: GuardianSettings, keyring: GuardianKeyring, { pinned }: Met, connection: Connection): GuardianGround {
  const { share, publicFile } = keyring;
  const logKey = parseNoteKey(pinned.logKey);
  if (!logKey.ok) throw new Error(`the pinned log key cannot be used (${logKey.fault}): ${pinned.logKey}`);
  const trust = { party: pinned.party, platformKey: pinned.platformKey, logKey: logKey.value, verificationKey: ownVerificationKey(keyring), publicKey: publicFile.publicKey, index: share.index };
  return { connection, trust, share, entropy: settings.entropy, now: clockOf(settings, connection), say: settings.say };
}

/** Runs until the signal. Keys that cannot be opened are thrown: without them there is nothing to guard. */
export async function runGuardian(settings: GuardianSettings): Promise<void> {
  const { directory, platform, entropy, say, signal } = settings;
  const opened = await openKeyring(directory, entropy);
  if (!opened.ok) throw new Error(opened.fault.message);
  const keyring = opened.value;
  say(`guardian ${keyring.share.index} of ${keyring.publicFile.guardians.length}, ${keyring.publicFile.threshold} open together; party key ${keyring.publicFile.partyKey.keyId}`);
  const stranger = connect({ base: platform, party: '', signer: keyring.signer, entropy, attempts: 1 });
  let met: Met | undefined;
  let token: string | undefined;
  let last = '';

  const begin = async (): Promise<Met | undefined> => {
    const outcome = await meet(directory, stranger, keyring);
    if (!outcome.ok) {
      // Said once: waiting to be registered is no news the second time.
      const line = `not ready: ${JSON.stringify(outcome.fault)}`;
      if (line !== last) say(line);
      last = line;
      return undefined;
    }
    const { pinned, first } = outcome.value;
    say(first ? `first contact: pinned the log ${pinned.logKey} of ${pinned.origin}; this guardian is ${pinned.party}. Compare the key with the one the platform publishes on paper.` : `the log is ${pinned.logKey}, pinned before; this guardian is ${pinned.party}`);
    return outcome.value;
  };
  const round = async (): Promise<Round | undefined> => {
    met ??= await begin();
    if (!met) return undefined;
    const own = { base: platform, party: met.pinned.party, signer: keyring.signer, entropy };
    token ??= await obtainToken({ ...own, attempts: 1 });
    if (token === undefined) return undefined;
    const done = await answerOpenings(groundOf(settings, keyring, met, connect({ ...own, token })));
    if (done.signIn) token = undefined;
    return done;
  };

  let failures = 0;
  let answeredAt = performance.now();
  while (!signal.aborted) {
    try {
      const done = await round();
      answeredAt = performance.now();
      failures = done && done.refused.length === 0 ? 0 : met ? failures + 1 : 0;
    } catch (error) {
      failures += 1;
      const line = `the platform cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
      if (line !== last) say(line);
      last = line;
    }
    if (performance.now() - answeredAt > (settings.patienceMs ?? Number.POSITIVE_INFINITY)) return say('the platform has not answered for long: this guardian ends');
    await pause(pauseAfter(failures), signal);
  }
}
