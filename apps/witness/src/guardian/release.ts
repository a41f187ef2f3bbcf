/** The guardian's answers for the bids of an opening that has been checked. */
import type { Command } from '@zhaobiao/client';
import { shareChecked, shareText, type CheckedCapsule, type Entropy, type SecretShare } from '@zhaobiao/evidence';
import { checkedEnvelope } from './check-opening.ts';
import type { BidClaim } from './parse-opening.ts';

/**
 * The act that answers one bid: a share for each envelope, or that a capsule is not valid, which anyone can check. The key names the bid, so that
 * whoever restarts after a crash asks for the same thing again and is told that it is done.
 */
export function answerFor(lot: string, bid: BidClaim, share: SecretShare, entropy: Entropy): Command {
  const capsules = bid.sealed.envelopes.map((envelope) => ({ kind: envelope.kind, checked: checkedEnvelope(lot, bid, envelope) }));
  const valid = capsules.filter((each): each is { readonly kind: string; readonly checked: CheckedCapsule } => each.checked !== undefined);
  const whole = valid.length === capsules.length && capsules.length > 0;
  const shares = whole ? valid.map(({ kind, checked }) => ({ kind, ...shareText(shareChecked(share, checked, entropy)) })) : [];
  return { act: 'releaseShare', stream: bid.bid, key: `share:${bid.bid}`, tender: null, command: { bid: bid.bid, lot, shares, refused: whole ? null : 'capsuleInvalid' } };
}
