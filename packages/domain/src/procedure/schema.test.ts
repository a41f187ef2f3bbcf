import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE, SAMPLE_RULES, sample } from '../../test/procedure/sample.ts';
import { parseProcedure } from './schema.ts';

type Loose = Record<string, never> & { [name: string]: Loose };

/** The problems after a change to a copy of the sample, as `path: what`. */
function problems(change: (copy: Loose) => void): readonly string[] {
  const copy = JSON.parse(JSON.stringify(SAMPLE)) as Loose;
  change(copy);
  const result = parseProcedure(copy, SAMPLE_RULES);
  return result.ok ? [] : result.fault.map(({ path, what }) => `${path}: ${what}`);
}

const put = (target: unknown, path: string, value: unknown): void => {
  const names = path.split('/');
  const last = names.pop() ?? '';
  const holder = names.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], target) as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
};

describe('parseProcedure', () => {
  it('takes the sample and gives back what it says', () => {
    expect(parseProcedure(SAMPLE, SAMPLE_RULES)).toEqual({ ok: true, value: sample });
    expect(JSON.parse(JSON.stringify(sample))).toEqual(JSON.parse(JSON.stringify(SAMPLE)));
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown name of a field', 'machines/lot/color', 'red', 'machines/lot'],
    ['a title without English', 'title/en', '', 'title/en'],
    ['a title with Chinese in the English', 'title/en', '标', 'title/en'],
    ['a title without Chinese', 'machines/lot/title/zh', 'lot', 'machines/lot/title/zh'],
    ['a machine that does not exist', 'machines/spaceship', {}, 'machines'],
    ['a relation that does not exist', 'machines/lot/transitions/0/by/0', 'king', 'transitions/0/by/0'],
    ['nobody may act', 'machines/lot/transitions/0/by', [], 'transitions/0/by'],
    ['an act that is not cited', 'machines/lot/transitions/0/cite', [], 'transitions/0/cite'],
    ['a rule that does not exist', 'machines/lot/transitions/0/cite/0', 'TST-9', 'machines/lot/transitions/0/cite: rule TST-9'],
    ['a rule cited by a node of another kind', 'reactions/0/cite/0', 'TST-9', 'reactions/0/cite: rule TST-9'],
    ['a part of a day', 'machines/lot/deadlines/5/length', 1.5, 'deadlines/5/length'],
    ['a reserved name', 'machines/lot/transitions/0/act', 'toString', 'transitions/0/act'],
    ['a stage to nowhere', 'machines/lot/transitions/0/to', 'nowhere', 'stage nowhere does not exist'],
    ['a stage from nowhere', 'machines/lot/transitions/1/from/0', 'nowhere', 'stage nowhere does not exist'],
    ['a stage that nothing reaches', 'machines/lot/stages/lonely', { zh: '孤', en: 'lonely', resting: true }, 'stages/lonely: is never reached'],
    ['a stage without a way out', 'machines/lot/stages/done/resting', undefined, 'stages/done: has no way out'],
    ['an act from a final stage', 'machines/lot/stages/bidding/final', true, 'acts from the final stage bidding'],
    ['back to nothing done', 'machines/lot/transitions/1/to', 'absent', 'leads back to nothing done'],
    ['no initial stage', 'machines/lot/initial', 'begin', 'initial: stage does not exist'],
    ['the last branch has an if', 'machines/lot/transitions/3/to', [{ if: [{ fact: 'liveBidCount', is: 'below', value: 3 }], to: 'failed' }], 'the last branch'],
    ['a branch before the last has none', 'machines/lot/transitions/3/to', [{ to: 'failed' }, { to: 'closed' }], 'the last branch'],
    ['a guard of a parameter that does not exist', 'machines/lot/transitions/3/to/0/if/0/value/parameter', 'nothing', 'parameter that does not exist'],
    ['a guard that compares a truth with a number', 'machines/lot/transitions/1/when/0', { fact: 'decrypted', is: 'equal', value: 1 }, 'compares decrypted'],
    ['a guard that orders a truth', 'machines/lot/transitions/1/when/0', { fact: 'decrypted', is: 'atLeast', value: true }, 'orders the truth'],
    ['a refusal that does not exist', 'machines/lot/transitions/1/when/0/refusal', 'because', 'refusal because'],
    ['a window of a deadline that does not exist', 'machines/lot/transitions/2/window/until', 'never', 'deadline never does not exist'],
    ['a window with an unknown refusal', 'machines/bid/transitions/0/window/late', 'sorry', 'refusal sorry'],
    ['a stage the parent does not have', 'machines/bid/transitions/0/parentIn/0', 'sleeping', 'no stage sleeping'],
    ['a parent that is not there', 'machines/bid/parent', 'auction', 'machines/bid/parent'],
    ['a parent that is its own child', 'machines/lot/parent', 'bid', 'is its own ancestor'],
    ['a move of a deadline that does not exist', 'machines/lot/transitions/2/effects/0/move', 'nothing', 'deadline nothing does not exist'],
    ['a release of an envelope nobody seals', 'machines/lot/transitions/2/effects/0', { release: 'price' }, 'envelope does not exist'],
    ['an act sealed until an act that does not exist', 'machines/bid/transitions/0/publicAt', 'doomsday', 'publicAt: act does not exist'],
    ['a completion by who may not act', 'machines/bid/transitions/2/completes/atLeast', 'expert', 'may not act'],
    ['a completion that counts a truth', 'machines/bid/transitions/2/completes/done', 'decrypted', 'counts nothing'],
    ['a deadline of an act that does not exist', 'machines/lot/deadlines/5/anchor/after', 'doomsday', 'act doomsday does not exist'],
    ['a move of a parent to a stage it does not have', 'machines/bid/transitions/0/effects', [{ parent: 'asleep' }], 'moves a parent that is not there'],
    ['a move of a parent that is not there', 'machines/lot/transitions/1/effects', [{ parent: 'bidding' }], 'moves a parent that is not there'],
    ['a deadline before nothing', 'machines/lot/deadlines/6/anchor/before', 'nothing', 'deadline nothing does not exist'],
    ['deadlines in a circle', 'machines/lot/deadlines/6/anchor/before', 'objectionUntil', 'hangs on itself'],
    ['a limit of what nobody chooses', 'machines/lot/deadlines/1/limits', 'objectionUntil', 'no chosen moment'],
    ['a chosen moment with a length', 'machines/lot/deadlines/0/length', 5, 'a chosen moment has length 0'],
    ['an act of the clock that others do', 'machines/lot/deadlines/0/onPass', 'finish', 'the clock may not do this act'],
    ['a length in the wrong unit', 'machines/lot/deadlines/1/length/parameter', 'drainMs', 'not in day'],
    ['a minimum that rolls over', 'machines/lot/deadlines/5/rollOver', true, 'only a duty'],
    ['a moment that is met', 'machines/lot/deadlines/5/metBy', ['finish'], 'only a duty is met'],
    ['a drain without an act', 'machines/lot/deadlines/5/drain', 5, 'drain without onPass'],
    ['a suspension of an act that does not exist', 'machines/lot/suspensions/0/blocks/0', 'dance', 'act dance is none'],
    ['a suspension by a stage that does not exist', 'machines/lot/suspensions/0/while/0', 'asleep', 'stage asleep does not exist'],
    ['a node with a clock that is no duty', 'nodes/1/clock', 'noticePeriod', 'nodes/closings'],
    ['a node of an act that does not exist', 'nodes/0/opens/0', 'dance', 'act dance does not exist'],
    ['two nodes of one name', 'nodes/1/id', 'answers', 'answers stands twice'],
    ['a reaction with a deadline of another act', 'reactions/0/on', 'finish', 'within does not begin'],
    ['a parameter outside its bounds', 'parameters/noticeDays/value', 10, 'outside its own bounds'],
    ['an envelope released by nothing', 'envelopes/0/releasedBy', 'dance', 'act dance does not exist'],
    ['the same act twice from one stage', 'machines/bid/transitions/1/act', 'submitBid', 'stands twice'],
    ['one act in two machines', 'machines/objection/transitions/0/act', 'submitBid', 'belongs to two machines'],
    ['a deadline that hides the parent’s', 'machines/bid/deadlines/0/id', 'closing', "hides the parent's"],
  ])('finds %s', (_name, path, value, expected) => {
    const found = problems((copy) => put(copy, path, value));
    expect(found.join('\n')).toContain(expected);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      expect(parseProcedure(value, SAMPLE_RULES).ok).toBe(false);
    }));
  });

  it('never throws on a sample with one value put in the place of another', () => {
    const paths: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (path !== '') paths.push(path);
      if (typeof node === 'object' && node !== null) for (const [name, value] of Object.entries(node)) walk(value, path === '' ? name : `${path}/${name}`);
    };
    walk(SAMPLE, '');
    fc.assert(fc.property(fc.constantFrom(...paths), fc.oneof(fc.constantFrom<unknown>('closing', 'lot', 'bidding', 'submitBid', 'never', 0, -1, [], {}, true, null, undefined), fc.anything()), (path, value) => {
      expect(Array.isArray(problems((copy) => put(copy, path, value)))).toBe(true);
    }), { numRuns: 500 });
  });
});
