/** What somebody in the city wants next. Lawful and unlawful alike: an intent marked hostile must never be accepted. */
import { addDays, dayOf, instantOf, instantText, startOf, type Instant, type JsonObject } from '@zhaobiao/basics';
import { asObject } from '@zhaobiao/domain';
import { declaredKey, worksBasis, worksDraft, type Citizen } from '@zhaobiao/testkit';
import type { Chance } from './chance.ts';
import type { Landscape, LotSeen } from './landscape.ts';
import type { Intent, People } from './people.ts';

export type ProcedurePin = { readonly id: string; readonly version: string; readonly digest: string };

export type Author = {
  readonly people: People;
  readonly chance: Chance;
  readonly procedure: ProcedurePin;
  /** Stores a ciphertext and registers it as uploaded by a party. */
  readonly upload: (party: string, digest: string, bytes: Uint8Array) => Promise<void>;
  readonly nextKey: () => string;
  /** Grows by one with each call: numbers of projects and firms. */
  readonly nextNumber: () => number;
};

export type Scene = { readonly author: Author; readonly now: Instant; readonly seen: Landscape };
export type Wish = Pick<Intent, 'actor' | 'act' | 'command'> & Partial<Pick<Intent, 'tender' | 'at' | 'hostile'>>;

/** A wish as a request of its own: with its own key, and stamped now where it says nothing else. */
export const intentOf = ({ author, now }: Pick<Scene, 'author' | 'now'>, { tender = null, at = now, ...wish }: Wish): Intent => ({ ...wish, tender, at, key: author.nextKey() });

const HOUR = 3_600_000;
const REASON = '演练';

export const entityOf = ({ people }: Author, lot: LotSeen): Citizen | undefined => people.entities.find((each) => each.party === lot.room.procuringEntity);

/** Suppliers that stand in the register; the first few are always thought of, so that a bid of somebody unknown happens too. */
export function anySupplier({ author, seen }: Scene): Citizen {
  const known = Math.max(6, seen.parties.length - author.people.entities.length - 5);
  return author.people.supplier(author.chance.below(known));
}

export const registration = (who: Citizen): JsonObject => ({ creditCode: who.creditCode, name: who.name, roles: [...who.roles], keys: [{ ...declaredKey(who) }], contact: { name: '经办人', phone: '0595-23880000' } });

function parties(scene: Scene): readonly Wish[] {
  const { author: { people, chance, nextNumber }, seen } = scene;
  const firm = anySupplier(scene);
  const stage = seen.parties.find((each) => each.id === firm.party)?.stage;
  const act = stage === 'suspended' || chance.percent(40) ? 'reinstateParty' : 'suspendParty';
  return chance.weighted<readonly Wish[]>([
    [5, [{ actor: people.registrar, act: 'registerParty', command: registration(people.supplier(nextNumber() % 60)) }]],
    [3, [{ actor: people.registrar, act, command: { party: firm.party, reason: REASON } }]],
    [1, [{ actor: people.registrar, act: 'addKey', command: { party: firm.party, key: { ...declaredKey(people.supplier(chance.below(60))) } } }]],
    [1, [{ actor: firm, act: 'registerParty', command: registration(people.supplier(nextNumber() % 60)), hostile: 'a supplier is no registrar' }]],
    [1, [{ actor: firm, act: 'reinstateParty', command: { party: firm.party, reason: REASON }, hostile: 'nobody reinstates himself' }]],
  ]);
}

const dayAt = (now: Instant, days: number, hour: number): Instant => instantOf(startOf(addDays(dayOf(now), days)) + hour * HOUR);

const ESTIMATE = 4_000_000_000;

const draftOf = (lot: string, title = `${lot} 施工招标公告`): JsonObject => worksDraft({ lot, title, documents: [], ceilingFen: 3_800_000_000, securityFen: 70_000_000, validityDays: 90 });

const noticeOf = (lot: string, draft: string, now: Instant, days: number): JsonObject => ({ lot, draft, media: ['national'], issueEndsAt: instantText(dayAt(now, 7, 17)), closingAt: instantText(dayAt(now, days, 9)) });

/** A document waits to be issued: by another person than drew it up, and by the procuring entity only. */
function issuing(scene: Scene, lot: LotSeen, owner: Citizen, stranger: Citizen): readonly Wish[] {
  const { author: { people, chance }, now } = scene;
  const { draft } = lot.room;
  if (draft === null || chance.percent(10)) {
    return chance.weighted<readonly Wish[]>([
      [8, [{ actor: people.agency, act: 'draftDocument', command: draftOf(lot.id) }]],
      [1, [{ actor: owner, act: 'draftDocument', command: draftOf(lot.id) }]],
      [1, [{ actor: stranger, act: 'draftDocument', command: draftOf(lot.id), hostile: "another's document is drawn up" }]],
      [1, [{ actor: people.agency, act: 'draftDocument', command: { ...draftOf(lot.id), terms: { ...asObject(draftOf(lot.id)['terms']), security: { amountFen: ESTIMATE / 50 + 1, kinds: ['transfer'] } } }, hostile: 'a bid security above two per cent' }]],
      [1, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, '00'.repeat(32), now, 25), hostile: 'a document that nobody has drawn up' }]],
    ]);
  }
  if (draft.keyId === owner.signer.keyId) {
    return chance.percent(30)
      ? [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'who drew it up issues it' }]
      : [{ actor: people.agency, act: 'draftDocument', command: draftOf(lot.id) }];
  }
  return chance.weighted<readonly Wish[]>([
    [8, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, chance.between(21, 26)) }]],
    [1, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 20), hostile: 'nineteen whole days and nine hours are not twenty days' }]],
    [1, [{ actor: stranger, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'another procuring entity publishes' }]],
    [1, [{ actor: people.agency, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'the procuring entity issues, not its agency' }]],
  ]);
}

/** Projects become lots, lots are published: what is missing next, so that there is always something to bid for. */
function construction(scene: Scene): readonly Wish[] {
  const { author: { people, chance, procedure, nextNumber }, seen } = scene;
  const entity = chance.pick(people.entities);
  const agency = people.agency.party;
  const defined = seen.lots.find((lot) => lot.stage === 'defined');
  if (defined && chance.percent(70)) {
    const owner = entityOf(scene.author, defined) ?? entity;
    const stranger = people.entities.find((each) => each !== owner) ?? entity;
    return issuing(scene, defined, owner, stranger);
  }
  const project = seen.projects[0];
  if (project && chance.percent(60)) {
    const owner = people.entities.find((each) => each.party === project.room.procuringEntity) ?? entity;
    return [{ actor: chance.percent(80) ? owner : people.agency, act: 'defineLot', command: { project: project.id, number: String(chance.between(1, 4)), name: '施工标段', estimateFen: ESTIMATE } }];
  }
  return [{ actor: entity, act: 'registerProject', command: { project: `S${nextNumber()}`, name: '演练道路工程', region: '350525', procuringEntity: entity.party, agency, procedure: { ...procedure }, estimateFen: ESTIMATE, investmentCode: null, basis: worksBasis({ agency, estimateFen: ESTIMATE }) } }];
}

const noticeAgain = (lot: LotSeen, draft: string, now: Instant, days: number): JsonObject => ({ lot: lot.id, draft, media: ['provincial'], closingAt: instantText(dayAt(now, days, 9)), reason: REASON, affectsBids: true });

function amendment(scene: Scene, lot: LotSeen): readonly Wish[] {
  const { author: { people, chance }, now } = scene;
  const owner = entityOf(scene.author, lot);
  if (!owner) return [];
  const { draft } = lot.room;
  if (draft === null && chance.percent(80)) return [{ actor: people.agency, act: 'draftDocument', command: draftOf(lot.id, `${lot.id} 施工招标公告（更正）`) }];
  const digest = draft?.digest ?? '00'.repeat(32);
  return chance.weighted<readonly Wish[]>([
    [8, [{ actor: owner, act: 'amendNotice', command: noticeAgain(lot, digest, now, chance.between(16, 25)), ...(draft === null ? { hostile: 'a change that nobody has drawn up' } : {}) }]],
    [2, [{ actor: owner, act: 'terminateTender', command: { lot: lot.id, cause: 'other', reason: REASON } }]],
    [1, [{ actor: people.agency, act: 'amendNotice', command: noticeAgain(lot, digest, now, 20), hostile: 'the agency amends what only the procuring entity may' }]],
    [1, [{ actor: anySupplier(scene), act: 'terminateTender', command: { lot: lot.id, cause: 'other', reason: REASON }, hostile: 'a supplier ends a tender' }]],
  ]);
}

/** The holiday table of a year far enough away to be one nobody has loaded: only its fixed days. */
function holidays(year: number): JsonObject {
  return { year: String(year), off: ['01-01', '05-01', '10-01', '10-02', '10-03'].map((day) => `${year}-${day}`), work: [], notice: `国办发明电〔${year - 1}〕7号` };
}

function governance(scene: Scene): readonly Wish[] {
  const { author: { people, chance }, seen } = scene;
  const { dealt, guardian, admin } = people;
  const keys = dealt.keys;
  const guardians = [{ party: guardian.party, index: 1, verificationKey: Buffer.from(keys.verificationKeys[0] ?? new Uint8Array(32)).toString('hex') }];
  const registering: Wish = { actor: admin, act: 'registerGuardians', command: { threshold: 1, publicKey: Buffer.from(keys.publicKey).toString('hex'), guardians } };
  if (!seen.guardiansRegistered) return [registering];
  return chance.weighted<readonly Wish[]>([
    [6, [{ actor: admin, act: 'loadCalendarYear', command: holidays(chance.between(2027, 2060)) }]],
    [1, [{ actor: admin, act: 'loadCalendarYear', command: { ...holidays(2033), off: ['2033-01-01'] }, hostile: 'a table without the public holidays' }]],
    [1, [{ actor: people.registrar, act: 'loadCalendarYear', command: holidays(2034), hostile: 'the registrar is no administrator' }]],
    [1, [registering]],
    [1, [{ actor: admin, act: 'retireGuardians', command: { reason: REASON } }]],
    [1, [{ actor: anySupplier(scene), act: 'registerGuardians', command: registering.command, hostile: 'a supplier appoints the guardians' }]],
  ]);
}

/** Acts of the clock in a stranger's mouth, or in the clock's own before their time. */
function impostors(scene: Scene, lot: LotSeen): readonly Wish[] {
  const { author: { people, chance }, now } = scene;
  const early = lot.stage === 'bidding' && lot.closing !== undefined && now < lot.closing + 5_000;
  return chance.weighted<readonly Wish[]>([
    [2, [{ actor: anySupplier(scene), act: 'closeBidding', command: { lot: lot.id }, hostile: 'a supplier closes' }]],
    [2, [{ actor: entityOf(scene.author, lot) ?? people.agency, act: 'recordOpening', command: { lot: lot.id }, hostile: 'the procuring entity writes the record' }]],
    [3, early ? [{ actor: people.clock, act: 'closeBidding', command: { lot: lot.id }, hostile: 'the clock closes before the deadline has drained' }] : []],
    [1, [{ actor: people.guardian, act: 'announceTenderers', command: { lot: lot.id }, hostile: 'a guardian announces' }]],
  ]);
}

/** Everything but bids and shares, which need arithmetic (`sealed-intents.ts`). */
export function plainWishes(scene: Scene): readonly Wish[] {
  const { author: { chance }, seen } = scene;
  const bidding = seen.lots.filter((lot) => lot.stage === 'bidding');
  const lot = bidding.length === 0 ? undefined : chance.pick(bidding);
  if (!seen.guardiansRegistered && chance.percent(50)) return governance(scene);
  return chance.weighted<() => readonly Wish[]>([
    [3, () => parties(scene)],
    [bidding.length < 8 ? 6 : 1, () => construction(scene)],
    [1, () => governance(scene)],
    [lot ? 1 : 0, () => (lot ? amendment(scene, lot) : [])],
    [seen.lots.length > 0 ? 1 : 0, () => impostors(scene, chance.pick(seen.lots))],
  ])();
}
