/** The draw of coefficients (系数抽取): after the close and before any price is known, from a number nobody at the platform knew. Anyone repeats it. */
import { fromHex, present, toHex } from '@zhaobiao/basics';
import { drawSeed } from '@zhaobiao/evidence';
import { candidatesOf, pickCoefficient, type EvaluationTerms } from '../evaluation/state.ts';
import type { LotRoom } from '../tender/state.ts';

export type Drawn = { readonly seed: string; readonly coefficients: readonly { readonly name: string; readonly value: string }[] };

/** Coefficients a document declares; one where only an order is drawn (ties); none where nothing is left to chance. */
export function coefficientCount({ notice }: LotRoom): number {
  const { evaluation, drawCommitment } = present(notice, 'notice of a lot that is closed').terms;
  const declared = candidatesOf(evaluation).length;
  return declared === 0 && drawCommitment !== null ? 1 : declared;
}

/**
 * Seed and coefficients of a lot: a function of the root that the close is bound to, of the number that was committed to in the tender document, and of
 * the terms. `nonce` in hexadecimal; `null` where it was not revealed in time. The coefficients stand in the order in which the terms declare them.
 */
export function drawnFrom(lot: string, liveRoot: string, nonce: string | null, terms: EvaluationTerms): Drawn {
  const seed = drawSeed(lot, present(fromHex(liveRoot), 'live root'), present(fromHex(nonce ?? ''), 'nonce in hexadecimal'));
  return { seed: toHex(seed), coefficients: candidatesOf(terms).map((candidate) => ({ name: candidate.name, value: pickCoefficient(candidate, seed) })) };
}
