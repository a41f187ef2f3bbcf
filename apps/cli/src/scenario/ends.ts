/** What a case must have come to, read from its bundle alone: whoever has the file and the story finds the same, without a platform. */
import { roomIfAny, type LotRoom } from '@zhaobiao/domain';
import { agrees, recompute } from '../recompute.ts';
import type { End } from './story/parse-story.ts';
import { isObject, type Scope } from './story/resolve.ts';

export type EndFact = { readonly what: string; readonly expected: string; readonly found: string };

/** Chance decides who: that somebody did is all the story can say. */
const SOMEONE = 'someone';

const partyIn = (scope: Scope, name: string | null): string => {
  const person = name === null ? undefined : scope[name];
  return isObject(person) ? String(person['party']) : 'none';
};

/** The facts of one lot's end: the bundle verifies and every bid opens again, stage, winner, price, failure, and every computation comes out the same. */
export async function endFacts(bytes: Uint8Array, key: string | undefined, end: End, scope: Scope): Promise<readonly EndFact[]> {
  const result = await recompute(bytes, key);
  if (typeof result === 'string') return [{ what: 'bundle', expected: 'verifies', found: result }];
  const state = result.folded.last(end.lot);
  const room = roomIfAny<LotRoom>(state);
  const different = result.redone.filter((each) => !agrees(each)).map((each) => `${each.act}: ${each.refused ?? JSON.stringify(each.difference)}`);
  return [
    { what: 'bundle', expected: 'verifies', found: 'verifies' },
    { what: 'stage', expected: end.stage, found: state?.stage ?? 'absent' },
    { what: 'winner', expected: end.winner === SOMEONE ? SOMEONE : partyIn(scope, end.winner), found: end.winner === SOMEONE && room?.award ? SOMEONE : (room?.award?.supplier ?? 'none') },
    ...(end.winner === SOMEONE ? [] : [{ what: 'price in fen', expected: String(end.priceFen), found: String(room?.award?.priceFen ?? null) }]),
    { what: 'failure', expected: end.failure ?? 'none', found: room?.failure?.cause ?? 'none' },
    { what: 'computed again', expected: `${end.recomputed} of ${end.recomputed}`, found: different.length === 0 ? `${result.redone.length} of ${result.redone.length}` : different.join('; ').slice(0, 600) },
  ];
}
