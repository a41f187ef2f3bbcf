/**
 * A draw that nobody can foresee and anyone can repeat. The procuring entity commits to a number before the first bid; when bidding has closed it reveals it,
 * and the seed follows from the number and from the root of the sealed bids. Who knows the number cannot know the root when the commitment is made; who
 * collects the bids does not know the number before it is revealed.
 */
import { utf8 } from '@zhaobiao/basics';
import { digest, lengthPrefixed } from '../digest/digest.ts';

/** Bytes of the number that is committed to. */
export const DRAW_NONCE_LENGTH = 32;

/** SHA-256('zhaobiao/draw-commitment/v1' ‖ LP(nonce)): stands in the tender document. */
export const drawCommitment = (nonce: Uint8Array): Uint8Array => digest('sha256', utf8('zhaobiao/draw-commitment/v1'), lengthPrefixed(nonce));

/** SHA-256('zhaobiao/draw/v1' ‖ LP(lot) ‖ LP(live root) ‖ LP(nonce)), 32 bytes. An empty nonce: the procuring entity did not reveal its number in time. */
export const drawSeed = (lot: string, liveRoot: Uint8Array, nonce: Uint8Array): Uint8Array =>
  digest('sha256', utf8('zhaobiao/draw/v1'), lengthPrefixed(utf8(lot)), lengthPrefixed(liveRoot), lengthPrefixed(nonce));
