/** While bids are prepared: who has the document, what is asked and answered, visits of the site, outages. */
import { instantOf, instantText, type JsonObject } from '@zhaobiao/basics';
import { preparationOf } from '@zhaobiao/domain';
import type { Case } from '../landscape.ts';
import { amendment, giveUp } from './document.ts';
import { REASON, anySupplier, blindName, choose, dayAt, entityOf, tenderers, trait, type Scene, type Wishes } from './wish.ts';

const HOUR = 3_600_000;

function questions(scene: Scene, { lot, enquiries }: Case): Wishes {
  const { author: { people, chance }, now } = scene;
  const who = anySupplier(scene);
  const { answered } = preparationOf(lot.room);
  const open = enquiries.filter((each) => answered[each.id] === undefined).slice(0, 3);
  const asking: Wishes = [{ actor: who, act: 'askQuestion', command: { lot: lot.id, name: blindName(scene), clause: '第二章 3.4', question: '投标保证金可以使用电子保函吗？' } }];
  const affectsBids = chance.percent(25);
  const closingAt = affectsBids && chance.percent(40) && lot.closing !== undefined ? { closingAt: instantText(instantOf(Math.max(lot.closing, dayAt(now, 17, 9)))) } : {};
  const answers = (open.length > 0 ? open : [undefined]).map((each): JsonObject => ({ enquiry: each?.id ?? null, question: each?.room.question ?? '开标地点', answer: '见第二章。' }));
  const clarification: JsonObject = { lot: lot.id, answers, affectsBids, ...closingAt };
  return chance.weighted<Wishes>([
    [open.length > 0 ? 1 : 6, asking],
    [open.length > 0 ? 6 : 1, [{ actor: chance.percent(50) ? people.agency : entityOf(scene, lot), act: 'clarify', command: clarification }]],
    [1, [{ actor: who, act: 'clarify', command: clarification, hostile: 'a supplier clarifies the document' }]],
    [1, [{ actor: people.depository, act: 'askQuestion', command: { lot: lot.id, name: blindName(scene), clause: null, question: REASON }, hostile: 'a bank is no possible tenderer' }]],
  ]);
}

/** Who obtained the document confirms what was put into the mailbox; a change nobody delivered cannot be confirmed. */
function receipts(scene: Scene, { lot, recipients }: Case): Wishes {
  const { author: { people, chance } } = scene;
  const { changes, delivered } = preparationOf(lot.room);
  const waiting = recipients.flatMap((each) => changes.filter((change) => change.number <= delivered && !each.room.acknowledged.some((done) => done.change === change.number)).map((change) => ({ each, change })));
  const who = anySupplier(scene);
  const next = waiting.slice(0, 3).map(({ each, change }) => ({ actor: people.of(each.room.party), act: 'acknowledgeChange', command: { lot: lot.id, change: change.number, digest: change.digest } }));
  if (next.length > 0 && chance.percent(60)) return next;
  const [known] = recipients;
  if (known && chance.percent(10)) return [{ actor: people.of(known.room.party), act: 'acknowledgeChange', command: { lot: lot.id, change: 999, digest: '00'.repeat(32) }, hostile: 'a change that never was is confirmed' }];
  return [{ actor: who, act: 'obtainDocument', command: { lot: lot.id } }];
}

function visit(scene: Scene, { lot }: Case): Wishes {
  const { author: { people, chance }, now } = scene;
  const command = { lot: lot.id, place: '项目部', at: instantText(dayAt(now, chance.between(1, 5), 9)), contact: '王工', statement: '所有潜在投标人均可参加。' };
  return chance.weighted<Wishes>([
    [5, [{ actor: chance.percent(50) ? people.agency : entityOf(scene, lot), act: 'announceSiteVisit', command }]],
    [1, [{ actor: entityOf(scene, lot), act: 'announceSiteVisit', command: { ...command, at: instantText(instantOf(now - HOUR)) }, hostile: 'a visit in the past' }]],
    [1, [{ actor: anySupplier(scene), act: 'announceSiteVisit', command, hostile: 'a supplier invites to the site' }]],
  ]);
}

/** The platform failed for an hour; the deadline moves by at least as long after its end. */
export function outage(scene: Scene, { lot }: Pick<Case, 'lot'>): Wishes {
  const { author: { people, chance }, now } = scene;
  if (lot.closing === undefined) return [];
  const to = Math.min(now, lot.closing + HOUR) - 60_000;
  const from = to - HOUR;
  const closingAt = Math.max(to + 2 * HOUR, lot.closing + 120_000, now + HOUR);
  const command = { lot: lot.id, cause: 'network', from: instantText(instantOf(from)), to: instantText(instantOf(to)), statement: '平台网络中断', closingAt: instantText(instantOf(closingAt)) };
  return chance.weighted<Wishes>([
    [5, [{ actor: people.registrar, act: 'declareOutage', command }]],
    [1, [{ actor: people.registrar, act: 'declareOutage', command: { ...command, closingAt: command.to }, hostile: 'an outage without a new deadline' }]],
    [1, [{ actor: entityOf(scene, lot), act: 'declareOutage', command, hostile: 'the procuring entity declares an outage' }]],
  ]);
}

export async function preparationWishes(scene: Scene, c: Case): Promise<Wishes> {
  const owed = (c.lot.room.owed ?? []).length > 0;
  const started = c.lot.room.notice?.publishedAt ?? instantText(scene.now);
  const early = c.lot.live === 0 && Date.parse(started) > scene.now - 10 * 24 * HOUR;
  const bidders = tenderers(scene, c, ['submitted']);
  return choose(scene, [
    [8, () => receipts(scene, c)],
    [6, () => questions(scene, c)],
    [2, () => visit(scene, c)],
    [owed || c.lot.room.draft !== null ? 20 : 2, () => amendment(scene, c.lot)],
    [1, () => outage(scene, c)],
    [bidders.length > 3 ? 2 : 1, () => bidders.slice(0, 1).map((actor) => ({ actor, act: 'withdrawBid', command: { lot: c.lot.id, reason: REASON } }))],
    [early && trait(scene, c.lot.id, 'is given up early', 20) ? 4 : 0, () => giveUp(scene, c.lot)],
  ]);
}
