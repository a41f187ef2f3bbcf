/**
 * Before a guardian touches its share it proves to itself that the opening is lawful (招标投标法 28, 34, 36): the time has come by its own clock, the
 * close stands in the log it has pinned, the bids it is shown are exactly those the close is bound to, the seals were checked, and what is left to chance is
 * drawn. Anything else: it says why, and does not answer.
 */
import { equalBytes, fail, fromHex, instantText, ok, parseInstant, toHex, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import { checkCapsule, fieldCommitment, leafHash, parseCapsuleText, rootOfLeaves, sealLabel, signedCommandBytes, verifyReceipt, verifySignature, type ActRecord, type CheckedCapsule, type NoteKey } from '@zhaobiao/evidence';
import { provedEvents, provedNotice, provedRelease, type HistoryFault } from './lot-history.ts';
import type { BidClaim, EnvelopeClaim, NamedGuardianship, OpeningClaim } from './parse-opening.ts';

/** 招标投标法 28: fewer than three tenderers, and nothing is opened. */
const FEWEST = 3;

export type Trust = {
  /** The log's key, pinned at first contact. */
  readonly logKey: NoteKey;
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
  | HistoryFault
  | { readonly why: 'badReceipt'; readonly reason: string }
  | { readonly why: 'notTheClose'; readonly what: string }
  | { readonly why: 'fewerThanThree'; readonly count: number }
  | { readonly why: 'notInOrder'; readonly bid: string }
  | { readonly why: 'foreignBid'; readonly bid: string }
  | { readonly why: 'otherContent'; readonly bid: string }
  | { readonly why: 'otherBids'; readonly found: string; readonly bound: string };

function ours(guardianship: NamedGuardianship, trust: Trust): boolean {
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

/** The act by which this lot was closed, proved to stand in the log and to be the clock's, and the root it is bound to. */
function provedClose(claim: OpeningClaim, trust: Trust): Result<{ readonly act: ActRecord; readonly root: string }, OpeningFault> {
  const proved = verifyReceipt(claim.receipt, claim.closeAct, { logKey: trust.logKey });
  if (!proved.ok) return fail({ why: 'badReceipt', reason: proved.fault.reason });
  const { act } = proved.value;
  if (act.act !== 'closeBidding' || act.stream !== claim.lot) return fail({ why: 'notTheClose', what: `${act.act} ${act.stream}` });
  if (!signedByClock(act, trust.platformKey)) return fail({ why: 'notTheClose', what: 'not signed by the platform' });
  const event: { readonly stream: string; readonly public: JsonObject } | undefined = act.events.find((each) => each.type === 'BiddingClosed');
  const root = event?.stream === claim.lot ? event.public['liveRoot'] : undefined;
  return typeof root === 'string' ? ok({ act, root }) : fail({ why: 'notTheClose', what: 'without a root' });
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

/**
 * Whether this opening may be answered at `now`, by the guardian's own clock. `history`: receipts of the acts of the lot, from which deadline,
 * guardians, check of the seals and draw are taken; what the platform merely says of them is not asked. The first thing that is wrong is named.
 */
export function checkOpening(claim: OpeningClaim, history: readonly Uint8Array[], trust: Trust, now: Instant): Result<void, OpeningFault> {
  const close = provedClose(claim, trust);
  if (!close.ok) return close;
  const events = provedEvents(claim.lot, history, trust.logKey);
  if (!events.ok) return events;
  const { version } = close.value.act;
  const notice = provedNotice(events.value, version);
  if (!notice.ok) return notice;
  const { closingAt, guardianship } = notice.value;
  if (now < closingAt) return fail({ why: 'tooEarly', now: instantText(now), closingAt: instantText(closingAt) });
  if ((parseInstant(close.value.act.at) ?? 0) < closingAt) return fail({ why: 'notTheClose', what: `closed at ${close.value.act.at}, before its time` });
  if (!ours(guardianship, trust)) return fail({ why: 'notOurs' });
  if (claim.bids.length < FEWEST) return fail({ why: 'fewerThanThree', count: claim.bids.length });
  const fault = bidsFault(claim);
  if (fault) return fail(fault);
  const found = toHex(rootOfLeaves(claim.bids.map((each) => leafHash(each.commitment))));
  if (found !== close.value.root) return fail({ why: 'otherBids', found, bound: close.value.root });
  return provedRelease(claim.lot, events.value, version, found);
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
