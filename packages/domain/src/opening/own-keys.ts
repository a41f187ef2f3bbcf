/** The tenderers' own keys (20号令 27, 30, 31): until when they may be released, and what follows where one is not. */
import { instantText, shift, type Instant } from '@zhaobiao/basics';
import type { Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { roomIfAny } from '../act/typed.kernel.ts';
import type { BidRoom, UnopenedCause } from '../bid/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { StreamState } from '../procedure/types.ts';
import { needsOwnKeys, type LotRoom } from '../tender/state.ts';

/** What the act that frees the bids for opening sets as deadline `ownKeys`; nothing where the guardians open alone. Falls back on one hour. */
export function ownKeysUntil({ primary, procedure, at }: Pick<Context, 'primary' | 'procedure' | 'at'>): Readonly<Record<string, Instant>> {
  if (!needsOwnKeys(roomIfAny<LotRoom>(primary))) return {};
  const length = parameterOf(procedure, 'ownKeyMs')?.value;
  return { ownKeysUntil: shift(at, typeof length === 'number' ? length : 3_600_000) };
}

/** Until when the keys of a lot may be released; `undefined` before the opening has begun, and where no keys are asked for. */
export function ownKeysEnd(lot: Pick<StreamState, 'deadlines'> | undefined): Instant | undefined {
  const timing = lot?.deadlines['ownKeys'];
  return timing !== undefined && 'at' in timing ? timing.at : undefined;
}

/** Whether a bid asks for a key of its tenderer that has not come. */
export const lacksOwnKey = (bid: Pick<BidRoom, 'sealed' | 'ownKey'>): boolean => bid.ownKey === undefined && bid.sealed?.envelopes.some((each) => each.ownCommitment !== undefined) === true;

type Asked = { readonly bid: string; readonly room: BidRoom; readonly lot: StreamState | undefined; readonly at: Instant; readonly cause: UnopenedCause | null };

/**
 * A bid without its tenderer's key is not opened, and is given up only when the time for the key is over (20号令 31); one that has its key is never given up
 * for want of it. `cause` null: it was opened.
 */
export function ownKeyFault({ bid, room, lot, at, cause }: Asked): Refusal | undefined {
  const lacking = lacksOwnKey(room);
  if (cause !== 'ownKeyMissing') return lacking && (cause === null || cause === 'sheetInvalid') ? refuse('ownKeyAwaited', ['ELE-09'], { bid }) : undefined;
  if (!lacking) return refuse('ownKeyHere', ['ELE-10'], { bid });
  const until = ownKeysEnd(lot);
  if (until !== undefined && at >= until) return undefined;
  return refuse('tooEarly', ['ELE-10'], { act: 'openBid', actZh: '因缺少投标人密钥而认定未解密', actEn: 'give a bid up for want of its own key', from: until === undefined ? '' : instantText(until) });
}
