/** What stands in the way of a tender: objections and orders, and how they end. */
import type { JsonObject } from '@zhaobiao/basics';
import type { Case, Seen } from '../landscape.ts';
import { momentOf } from '../landscape.ts';
import type { ObjectionRoom } from '@zhaobiao/domain';
import { REASON, anySupplier, blindName, choose, entityOf, tailOf, tenderers, type Scene, type Wishes } from './wish.ts';

const OPENING = ['announced', 'checked', 'opening', 'opened'];

const objection = (scene: Scene, lot: string): JsonObject => ({ objection: `objection:${tailOf(lot)}/${blindName(scene, 8)}`, lot, grounds: '资格条件与项目实际需要不相适应', request: '请修改', concerns: '第二章 3.5', documents: [] });

/** What an answer may oblige to. */
const MEASURES = { document: ['none', 'amendDocument'], opening: ['none'], result: ['none', 'recheck', 'republicise'] } as const;

function answering(scene: Scene, c: Case, each: Seen<ObjectionRoom>): Wishes {
  const { author: { people, chance } } = scene;
  const owner = entityOf(scene, c.lot);
  const measure = chance.percent(55) ? 'none' : chance.pick(MEASURES[each.room.kind]);
  const named = { objection: each.id, lot: c.lot.id };
  const answer: JsonObject = { ...named, outcome: measure === 'none' ? 'dismissed' : 'upheld', text: '经核查，答复如下。', measure, documents: [] };
  return chance.weighted<Wishes>([
    [8, [{ actor: owner, act: 'answerObjection', command: answer }]],
    [2, [{ actor: people.of(each.room.objector), act: 'withdrawObjection', command: { ...named, reason: REASON } }]],
    [1, [{ actor: people.agency, act: 'answerObjection', command: answer, hostile: 'the agency answers in place of the procuring entity' }]],
    [1, [{ actor: owner, act: 'withdrawObjection', command: { ...named, reason: REASON }, hostile: 'the procuring entity takes an objection back' }]],
    [1, [{ actor: owner, act: 'answerObjection', command: { ...answer, outcome: 'dismissed', measure: 'recheck' }, hostile: 'dismissed and yet a measure' }]],
  ]);
}

export const standing = ({ objections }: Case): readonly Seen<ObjectionRoom>[] => objections.filter((each) => ['sealed', 'filed'].includes(each.stage));
export const isHeld = (c: Case): boolean => standing(c).length > 0 || c.orders.some((each) => each.stage === 'issued');

/** Answers what is open and lifts what is ordered. */
export function release(scene: Scene, c: Case): Wishes {
  const { author: { people, chance } } = scene;
  const [other] = people.supervisors.slice(1);
  const lifted = c.orders.filter((each) => each.stage === 'issued').flatMap((each): Wishes => {
    const command = { order: each.id, lot: c.lot.id, reason: REASON };
    if (other && chance.percent(15)) return [{ actor: other, act: 'liftSuspension', command, hostile: 'another authority lifts the order' }];
    return [{ actor: people.of(each.room.authority), act: 'liftSuspension', command }];
  });
  return [...lifted, ...standing(c).flatMap((each) => answering(scene, c, each))];
}

/** The last word on everything that is held: nothing unlawful, nothing left. */
export const settle = (scene: Scene, c: Case): Wishes => [
  ...c.orders.filter((each) => each.stage === 'issued').map((each) => ({ actor: scene.author.people.of(each.room.authority), act: 'liftSuspension', command: { order: each.id, lot: c.lot.id, reason: REASON } })),
  ...standing(c).map((each) => ({ actor: entityOf(scene, c.lot), act: 'answerObjection', command: { objection: each.id, lot: c.lot.id, outcome: 'dismissed', text: '经核查，异议不成立。', measure: 'none', documents: [] } })),
];

/** Somebody gets in the way: mostly lawfully, sometimes without standing. */
export async function disturbance(scene: Scene, c: Case): Promise<Wishes> {
  const { author: { people, chance, nextNumber }, now } = scene;
  const { lot } = c;
  const [first] = tenderers(scene, c);
  const until = momentOf(lot, lot.stage === 'bidding' ? 'objectionUntil' : lot.stage === 'publicised' ? 'publicityEnd' : 'spotObjections');
  const open = until === undefined || now < until;
  const who = anySupplier(scene);
  const order = { order: `order:${tailOf(lot.id)}/D${nextNumber()}`, lot: lot.id, reason: REASON, article: '招标投标法实施条例第六十二条', documents: [] };
  return choose(scene, [
    [lot.stage === 'bidding' && open ? 6 : 0, () => [{ actor: who, act: 'objectToDocument', command: objection(scene, lot.id) }]],
    [OPENING.includes(lot.stage) && open && first ? 6 : 0, () => tenderers(scene, c).slice(0, 1).map((actor) => ({ actor, act: 'objectToOpening', command: objection(scene, lot.id) }))],
    [lot.stage === 'publicised' && open && first ? 8 : 0, () => [{ actor: chance.pick(tenderers(scene, c)), act: 'objectToResult', command: objection(scene, lot.id) }]],
    [2, () => [{ actor: people.supervisors[0], act: 'orderSuspension', command: order }]],
    [1, () => [{ actor: entityOf(scene, lot), act: 'orderSuspension', command: order, hostile: 'the procuring entity orders a suspension' }]],
    [1, () => [{ actor: people.agency, act: 'objectToDocument', command: objection(scene, lot.id), hostile: 'the agency objects to its own document' }]],
  ]);
}
