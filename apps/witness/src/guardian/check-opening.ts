/**
 * Before a guardian touches its share it proves to itself that the opening is lawful (招标投标法 28, 34, 36): the time has come by its own clock, the
 * close stands in the log it has pinned, and the bids it is shown are exactly those the close is bound to. Anything else: it says why, and does not answer.
 */
import { equalBytes, fail, fromHex, instantText, ok, parseInstant, toHex, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import { checkCapsule, fieldCommitment, leafHash, parseCapsuleText, parseNoteKey, rootOfLeaves, sealLabel, signedCommandBytes, verifyReceipt, verifySignature, type ActRecord, type CheckedCapsule } from '@zhaobiao/evidence';
import type { BidClaim, EnvelopeClaim, OpeningClaim } from './parse-opening.ts';

/** 招标投标法 28: fewer than three tenderers, and nothing is opened. */
const FEWEST = 3;

export type Trust = {
  /** Verifier key of the log, pinned at first contact. */
  readonly logKey: string;
  /** Ed25519 key with which the platform signs what its clock does, pinned at first contact; hex. */
  readonly platformKey: string;
  /** Own verification key and the common public key, hex. */
  readonly verificationKey: string;
  readonly publicKey: string;
  readonly index: number;
  readonly party: string;
};

export type OpeningFault =
  | { readonly why: 'tooEarly'; readonly now: string; readonly closingAt: string }
  | { readonly why: 'notOurs' }
  | { readonly why: 'badLogKey' }
  | { readonly why: 'badReceipt'; readonly reason: string }
  | { readonly why: 'notTheClose'; readonly what: string }
  | { readonly why: 'fewerThanThree'; readonly count: number }
  | { readonly why: 'notInOrder'; readonly bid: string }
  | { readonly why: 'foreignBid'; readonly bid: string }
  | { readonly why: 'otherContent'; readonly bid: string }
  | { readonly why: 'otherBids'; readonly found: string; readonly bound: string };

function ours({ guardianship }: OpeningClaim, trust: Trust): boolean {
  const line = guardianship.guardians.find((each) => each.index === trust.index);
  return guardianship.publicKey === trust.publicKey && line?.verificationKey === trust.verificationKey && line.party === trust.party;
}

/** The clock's own signature: the log alone would also hold acts of others. */
function signedByClock(act: ActRecord, platformKey: string): boolean {
  const [key, value] = [fromHex(platformKey), fromHex(act.signature.value)];
  if (act.actor !== 'clock' || act.signature.scheme !== 'ed25519' || !key || !value) return false;
  const { act: name, stream, key: request, tender, commandDigest } = act;
  return verifySignature('ed25519', key, signedCommandBytes({ act: name, stream, key: request, tender, commandDigest }), value);
}

/** The root that the close of this lot committed to, proved to stand in the log. */
function boundRoot(claim: OpeningClaim, trust: Trust): Result<string, OpeningFault> {
  const logKey = parseNoteKey(trust.logKey);
  if (!logKey.ok) return fail({ why: 'badLogKey' });
  const proved = verifyReceipt(claim.receipt, claim.closeAct, { logKey: logKey.value });
  if (!proved.ok) return fail({ why: 'badReceipt', reason: proved.fault.reason });
  const { act } = proved.value;
  if (act.act !== 'closeBidding' || act.stream !== claim.lot) return fail({ why: 'notTheClose', what: `${act.act} ${act.stream}` });
  if (!signedByClock(act, trust.platformKey)) return fail({ why: 'notTheClose', what: 'not signed by the platform' });
  const event: { readonly stream: string; readonly public: JsonObject } | undefined = act.events.find((each) => each.type === 'BiddingClosed');
  const root = event?.stream === claim.lot ? event.public['liveRoot'] : undefined;
  if (typeof root !== 'string') return fail({ why: 'notTheClose', what: 'without a root' });
  const closedAt = parseInstant(act.at);
  return closedAt !== undefined && closedAt >= claim.closingAt ? ok(root) : fail({ why: 'notTheClose', what: `closed at ${act.at}, before its time` });
}

/** Bid ids are unique and ascending, of this lot, and of the tenderer who sealed; each field opens its commitment. */
function bidsFault({ lot, bids }: OpeningClaim): OpeningFault | undefined {
  let before = '';
  for (const { bid, value, salt, commitment, sealed } of bids) {
    if (bid <= before) return { why: 'notInOrder', bid };
    before = bid;
    if (bid !== `bid:${lot.slice('lot:'.length)}/${sealed.lead.slice('party:'.length)}` || !sealed.lead.startsWith('party:')) return { why: 'foreignBid', bid };
    if (!equalBytes(fieldCommitment(salt, 'sealed', value), commitment)) return { why: 'otherContent', bid };
  }
  return undefined;
}

/** Whether this opening may be answered at `now`, by the guardian's own clock. The first thing that is wrong is named. */
export function checkOpening(claim: OpeningClaim, trust: Trust, now: Instant): Result<void, OpeningFault> {
  if (now < claim.closingAt) return fail({ why: 'tooEarly', now: instantText(now), closingAt: instantText(claim.closingAt) });
  if (!ours(claim, trust)) return fail({ why: 'notOurs' });
  const bound = boundRoot(claim, trust);
  if (!bound.ok) return bound;
  if (claim.bids.length < FEWEST) return fail({ why: 'fewerThanThree', count: claim.bids.length });
  const fault = bidsFault(claim);
  if (fault) return fail(fault);
  const found = toHex(rootOfLeaves(claim.bids.map((each) => leafHash(each.commitment))));
  return found === bound.value ? ok(undefined) : fail({ why: 'otherBids', found, bound: bound.value });
}

/** The capsule of an envelope, valid for the label recomputed from lot, kind and tenderer and for the ciphertext it names; else `undefined`. */
export function checkedEnvelope(lot: string, { sealed }: Pick<BidClaim, 'sealed'>, envelope: EnvelopeClaim): CheckedCapsule | undefined {
  const label = sealLabel([lot, envelope.kind, sealed.lead, ...sealed.members]);
  const capsule = parseCapsuleText(envelope.capsule);
  const binding = fromHex(envelope.ciphertext);
  if (!capsule || binding?.length !== 32 || envelope.label !== toHex(label)) return undefined;
  const checked = checkCapsule(capsule, label, binding);
  return checked.ok ? checked.value : undefined;
}
