/** One round: every opening that waits for this guardian is checked, and answered where it is lawful. */
import { type Instant } from '@zhaobiao/basics';
import type { Answer, Command, Connection } from '@zhaobiao/client';
import { parseReceipt, type Entropy, type SecretShare } from '@zhaobiao/evidence';
import { checkOpening, type OpeningFault, type Trust } from './check-opening.ts';
import { readLotHistory } from './lot-history.ts';
import { isObject } from './parse-keys.ts';
import { parseOpening, parseWaiting, type BidClaim, type OpeningClaim } from './parse-opening.ts';
import { answerFor } from './release.ts';

export type GuardianGround = {
  readonly connection: Pick<Connection, 'get' | 'acts'>;
  readonly trust: Trust;
  readonly share: SecretShare;
  readonly entropy: Entropy;
  /** The guardian's own clock; `undefined` when it cannot be read now. */
  readonly now: () => Promise<Instant | undefined>;
  readonly say: (line: string) => void;
};

/** `released`: answers the platform took in this round. `refused`: lots that were not answered, and why. `signIn`: the token is no longer taken. */
export type Round = { readonly released: number; readonly refused: readonly { readonly lot: string; readonly fault: OpeningFault | { readonly why: 'unreadable' | 'notTaken' } }[]; readonly signIn: boolean };

const BATCH = 100;

/** Codes with which the platform says that this answer was given before: by this process, or by one that was killed after sending it. */
const GIVEN_BEFORE = new Set(['alreadyExists', 'keyReused', 'wrongStage']);

const codeOf = ({ body }: Answer): string => {
  const { refused } = body;
  return isObject(refused) && typeof refused['code'] === 'string' ? refused['code'] : '';
};

type Sent = { readonly taken: number; readonly failed: Answer | undefined };

async function send(ground: GuardianGround, commands: readonly Command[]): Promise<Sent> {
  const answers = await ground.connection.acts(commands);
  const taken = answers.filter((answer) => answer.status === 201 || answer.status === 200).length;
  const failed = answers.find((answer) => answer.status >= 300 && !GIVEN_BEFORE.has(codeOf(answer)));
  return { taken, failed };
}

/** Lets what was sent reach the network between two computations. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function answersFor(ground: GuardianGround, lot: string, bids: readonly BidClaim[]): Promise<readonly Command[]> {
  const commands: Command[] = [];
  for (const bid of bids) {
    commands.push(answerFor(lot, bid, ground.share, ground.entropy));
    await breathe();
  }
  return commands;
}

/**
 * Answers all bids of a checked opening, in batches: each batch is one request, and what it held need not be done again. The next batch is computed
 * while the platform works on the last, one at a time on the way.
 */
async function answerAll(ground: GuardianGround, { lot, bids }: OpeningClaim): Promise<Sent> {
  const waiting = bids.filter((bid) => !bid.answered);
  let taken = 0;
  let onTheWay: Promise<Sent> = Promise.resolve({ taken: 0, failed: undefined });
  for (let from = 0; from < waiting.length; from += BATCH) {
    const computed = answersFor(ground, lot, waiting.slice(from, from + BATCH));
    const [commands, before] = await Promise.all([computed, onTheWay]);
    taken += before.taken;
    if (before.failed) return { taken, failed: before.failed };
    const invalid = commands.filter((each) => isObject(each.command) && each.command['refused'] !== null).length;
    ground.say(`releasing ${lot}: bids ${from + 1}-${from + commands.length} of ${waiting.length}${invalid === 0 ? '' : `, ${invalid} with an invalid capsule`}`);
    onTheWay = send(ground, commands);
    // Awaited in the next round or below; a failure until then is not unheard.
    onTheWay.catch(() => undefined);
  }
  const last = await onTheWay;
  taken += last.taken;
  ground.say(`released ${lot}: ${taken} of ${waiting.length} taken by the platform`);
  return { taken, failed: last.failed };
}

const pathOf = (lot: string): string => `/api/v1/guardian/openings/${lot.slice('lot:'.length)}`;

async function answerLot(ground: GuardianGround, lot: string): Promise<{ readonly released: number; readonly fault?: Round['refused'][number]['fault']; readonly signIn?: boolean }> {
  const { status, body } = await ground.connection.get(pathOf(lot));
  if (status === 401) return { released: 0, signIn: true };
  // 202: the close is not in a published checkpoint yet.
  if (status === 202) return { released: 0 };
  const claim = status === 200 ? parseOpening(body) : undefined;
  const receipt = claim && parseReceipt(claim.receipt);
  if (claim?.lot !== lot || !receipt?.ok) return { released: 0, fault: { why: 'unreadable' } };
  const history = await readLotHistory(ground.connection, lot);
  const now = await ground.now();
  if (!history || now === undefined) return { released: 0, fault: { why: 'unreadable' } };
  const checked = checkOpening(claim, history, ground.trust, now);
  if (!checked.ok) {
    ground.say(`REFUSED ${lot}: ${JSON.stringify(checked.fault)}; nothing is released`);
    return { released: 0, fault: checked.fault };
  }
  const { taken, failed } = await answerAll(ground, claim);
  if (!failed) return { released: taken };
  ground.say(`the platform did not take an answer for ${lot}: ${failed.status} ${JSON.stringify(failed.body)}; tried again later`);
  return { released: taken, fault: { why: 'notTaken' }, signIn: failed.status === 401 };
}

export async function answerOpenings(ground: GuardianGround): Promise<Round> {
  const { status, body } = await ground.connection.get('/api/v1/guardian/openings');
  if (status === 401) return { released: 0, refused: [], signIn: true };
  const lots = status === 200 ? parseWaiting(body) : undefined;
  if (!lots) throw new Error(`the platform's list of openings is not readable (status ${status})`);
  let released = 0;
  let signIn = false;
  const refused: Round['refused'][number][] = [];
  for (const lot of lots) {
    const answered = await answerLot(ground, lot);
    released += answered.released;
    signIn ||= answered.signIn === true;
    if (answered.fault) refused.push({ lot, fault: answered.fault });
  }
  return { released, refused, signIn };
}
