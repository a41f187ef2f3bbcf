/** From the announcement to the opening record, with shares that really open. */
import { fromHex, present, toHex, type JsonObject } from '@zhaobiao/basics';
import { bidSheet } from '@zhaobiao/domain';
import { reopenBid, share } from '@zhaobiao/evidence';
import { seeded, type Spine } from '../spine.ts';
import { bidsIn, capsuleOf, closed, sheetOf, type Submitted } from './bidding.ts';
import { clock, stateOf, type Case, type Desk } from './desk.ts';
import { NONCE } from './preparation.ts';

type Share = { readonly index: number; readonly d: string; readonly c: string; readonly z: string };

function shareOf({ dealt }: Spine, { bid, manifest }: Submitted): Share {
  const bytes = (text: string) => present(fromHex(text), 'hexadecimal');
  const given = share(present(dealt.shares[0], 'share'), capsuleOf(manifest.capsule), bytes(manifest.label), bytes(manifest.ciphertext), seeded(bid));
  if (!given.ok) throw new Error(given.fault);
  return { index: 1, d: toHex(given.value.d), c: toHex(given.value.c), z: toHex(given.value.z) };
}

/** What the clock finds in an envelope; `undefined` bytes: the store has lost them. */
async function found({ dealt: { keys } }: Spine, { manifest, ownKey }: Submitted, given: Share, bytes: Uint8Array | undefined): Promise<JsonObject> {
  const known = { threshold: 1, publicKey: toHex(keys.publicKey), guardians: [{ index: 1, verificationKey: toHex(present(keys.verificationKeys[0], 'key')) }] };
  const reopened = await reopenBid(known, manifest, [given], bytes, ownKey);
  if (reopened.outcome === 'sharesInsufficient') throw new Error('the share does not open its capsule');
  if (reopened.outcome === 'unopened') return { outcome: 'unopened', cause: reopened.cause };
  return bidSheet.safeParse(reopened.sheet).success ? { outcome: 'opened', sheet: reopened.sheet } : { outcome: 'unopened', cause: 'sheetInvalid' };
}

/** One bid: its share released, and opened or not. `lost`: the platform's store loses the ciphertext before. */
export async function bidOpened({ desk, lot }: Pick<Case, 'desk' | 'lot'>, each: Submitted, { lost = false }: { readonly lost?: boolean } = {}): Promise<void> {
  const { guardian, clock: ticking } = desk.spine.people;
  const given = shareOf(desk.spine, each);
  if (lost) desk.objects.delete(each.manifest.ciphertext);
  await desk.must(guardian, 'releaseShare', { bid: each.bid, lot, shares: [{ kind: 'whole', ...given }], refused: null });
  await desk.must(ticking, 'openBid', { bid: each.bid, lot, result: await found(desk.spine, each, given, desk.objects.get(each.manifest.ciphertext)) });
}

/** A capsule that the guardian says does not verify. */
export async function capsuleRefused({ desk, lot }: Case, { bid }: Submitted): Promise<void> {
  const { guardian, clock: ticking } = desk.spine.people;
  await desk.must(guardian, 'releaseShare', { bid, lot, shares: [], refused: 'capsuleInvalid' });
  await desk.must(ticking, 'openBid', { bid, lot, result: { outcome: 'unopened', cause: 'capsuleInvalid' } });
}

/** Who draws the coefficients, where the document has any: the procuring entity with its number, or the clock without. */
export type Drawing = 'revealed' | 'withheld';

async function coefficientsDrawn(desk: Desk, lot: string, drawing: Drawing): Promise<void> {
  if (drawing === 'revealed') {
    await desk.must(desk.spine.people.entity, 'drawCoefficients', { lot, nonce: toHex(NONCE) });
    return;
  }
  desk.wait(1_800_000);
  await clock(desk, 'drawWithoutNonce', lot);
}

/** Announced, checked, drawn: the bids may be opened. */
export async function openingBegun({ desk, lot }: Case, drawing: Drawing = 'revealed'): Promise<void> {
  await clock(desk, 'announceTenderers', lot);
  await clock(desk, 'checkSeals', lot);
  if ((await stateOf(desk, lot)).stage === 'checked') await coefficientsDrawn(desk, lot, drawing);
}

export async function recorded({ desk, lot }: Case): Promise<void> {
  await clock(desk, 'recordOpening', lot);
}

/** A published lot is bid for at these prices in fen, closed, opened and recorded: the evaluation may begin. */
export async function lotOpened(given: Case, prices: readonly number[], drawing: Drawing = 'revealed'): Promise<readonly Submitted[]> {
  const standing = await bidsIn(given, prices.map((priceFen) => sheetOf(priceFen)));
  await closed(given);
  await openingBegun(given, drawing);
  for (const each of standing) await bidOpened(given, each);
  await recorded(given);
  return standing;
}
