/**
 * The demonstration city: parties, log-ins, a guardian, and tenders at different stages, so that the first page is alive. Every start does what
 * is not there yet: a start cut short is completed by the next, a second one adds nothing, and a later release leaves what an earlier one did.
 */
import { instant, parseInstant, present, shift, type Instant } from '@zhaobiao/basics';
import type { FoundingParty } from '../governance/found.ts';
import { createAccount } from '../identity/accounts.ts';
import { identitiesOf } from '../identity/ground.ts';
import type { Wired } from '../wiring.ts';
import { ADMINISTRATOR, AGENCY, CAST, CENTRE, DEPOSITORY, EXPERTS, NOTARY, PROCURING_ENTITY, SUPPLIERS, type CastMember } from './cast.ts';
import { guardianPublic, openDemoKeys } from './keys.ts';
import type { DemoKeys, GuardianPublic } from './parse-keys.ts';
import { lodgeDemoSecurities, prepareDemoTender } from './preparation.ts';
import { attempt, hasBegun, keyOf, perfect, refusedWith, residentOf, type Deed, type Outcome, type Resident } from './resident.ts';
import { followDemoTender } from './sequel.ts';
import { beginningOf, demoTenders, lotOf, publishDemoTender, submitDemoBid, type DemoTender, type TenderGround } from './tenders.ts';

export type DemoLogin = { readonly title: string; readonly login: string; readonly password: string };

type Ground = Pick<Wired, 'door' | 'pool'> & { readonly platform: Pick<Wired['platform'], 'objects' | 'moveClock' | 'rulebook'> };

export type DemoCity = {
  readonly address: string;
  /** Holds `keys.json`. */
  readonly directory: string;
  /** Where the guardian's process keeps its keys; only `public.json` is read. */
  readonly guardianDirectory: string;
  readonly wired: Ground;
  /** False: parties, guardian and log-ins only, no tenders, and the clock stays where it is. */
  readonly city: boolean;
};

/** The parties of the founding act: trading centre, system administrator, supervisor. Their keys are made at the first call. */
export async function demoParties(directory: string): Promise<readonly FoundingParty[]> {
  const keys = await openDemoKeys(directory);
  return CAST.filter((member) => member.founding).map((member) => {
    const { creditCode, name, roles, ...own } = resident(keys, member);
    return { creditCode, name, roles, keys: [keyOf({ creditCode, name, roles, ...own })] };
  });
}

/**
 * Moment at which a new demonstration begins: the one asked for (RFC 3339), or before its tenders, so that the founding act is the oldest. Put there before
 * the platform is founded; a clock that stands later stays.
 */
export const demoBeginning = async (directory: string, asked?: string): Promise<Instant> => parseInstant(asked ?? '') ?? beginningOf((await openDemoKeys(directory)).startedAt);

const resident = (keys: DemoKeys, { creditCode }: CastMember): Resident => residentOf(present(keys.parties.find((each) => each.creditCode === creditCode), `the key of ${creditCode}`));

const registration = ({ creditCode, name, roles }: CastMember | Resident, key: ReturnType<typeof keyOf>) => ({ creditCode, name, roles: [...roles], keys: [{ ...key }], contact: null });

/** An expert of the bank: a natural person, known by its number. */
const personal = ({ creditCode: number, name, roles, person }: CastMember, key: ReturnType<typeof keyOf>) => {
  const { fields, employer, yearsInField } = present(person, `what the register says of ${number}`);
  return { number, name, roles: [...roles], fields: [...fields], employer, seniorTitle: true, yearsInField, supervisorStaff: false, keys: [{ ...key }] };
};

/** These requests are named by the key they register: one that is there, in whatever words an earlier release put it, has done its work. */
const isDone = (outcome: Outcome): boolean => outcome.status < 300 || refusedWith(outcome, 'keyReused');

async function once(door: Ground['door'], who: Resident, deed: Deed): Promise<void> {
  const outcome = await attempt(door, who, deed);
  if (!isDone(outcome)) throw new Error(`the demonstration city: ${deed.act} by ${who.name} was answered ${outcome.status} ${JSON.stringify(outcome.body)}`);
}

/** The notary with the key of its own process; a process with new keys gets them added. */
async function registerGuardian({ door }: Ground, keys: DemoKeys, guardian: GuardianPublic, now: Instant): Promise<void> {
  const centre = resident(keys, CENTRE);
  const party = `party:${NOTARY.creditCode}`;
  const { partyKey, threshold, publicKey, guardians } = guardian;
  const registered = await attempt(door, centre, { act: 'registerParty', command: registration(NOTARY, partyKey), key: `demo:registerParty:${party}:${partyKey.keyId}`, at: now });
  if (refusedWith(registered, 'wrongStage')) await once(door, centre, { act: 'addKey', command: { party, key: { ...partyKey } }, key: `demo:addKey:${partyKey.keyId}`, at: now });
  else if (!isDone(registered)) throw new Error(`the guardian could not be registered: ${JSON.stringify(registered.body)}`);
  const command = { threshold, publicKey, guardians: guardians.map((each) => ({ party, index: each.index, verificationKey: each.verificationKey })) };
  await once(door, resident(keys, ADMINISTRATOR), { act: 'registerGuardians', command, key: `demo:registerGuardians:${publicKey}`, at: now });
}

async function registerResidents({ door }: Ground, keys: DemoKeys, at: Instant): Promise<void> {
  const centre = resident(keys, CENTRE);
  for (const member of [PROCURING_ENTITY, AGENCY, DEPOSITORY, ...SUPPLIERS, ...EXPERTS]) {
    const who = resident(keys, member);
    if (await hasBegun(door, who.party)) continue;
    const [act, command] = member.person === undefined ? ['registerParty', registration(who, keyOf(who))] as const : ['registerPerson', personal(member, keyOf(who))] as const;
    await perfect(door, centre, { act, command, key: `demo:${act}:${who.party}`, at });
  }
}

const PATIENCE_MS = 60_000;
const POLL_MS = 50;
const DELIVERY_PATIENCE_MS = 5_000;

async function stageReached({ pool }: Ground, lot: string, stages: readonly string[]): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await pool.query<{ stage: string }>('SELECT stage FROM stream WHERE id = $1', [lot]);
    if (stages.includes(rows[0]?.stage ?? '')) return;
    if (performance.now() > until) throw new Error(`${lot} is still at ${rows[0]?.stage ?? 'nothing'} after ${PATIENCE_MS / 1000} s, expected ${stages.join(' or ')}: is the guardian running?`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const DRAINED_MS = 6_000;
const DELIVERED_MS = 2_000;

/** Waits until the clock has delivered what changed; a delivery that does not come is no reason not to start. */
async function delivered({ pool }: Ground, lot: string): Promise<void> {
  for (let waited = 0; waited < DELIVERY_PATIENCE_MS; waited += POLL_MS) {
    const { rows } = await pool.query<{ readonly count: number }>("SELECT count(*)::integer AS count FROM act WHERE stream = $1 AND name = 'deliverChange'", [lot]);
    if ((rows[0]?.count ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function seedTenders(wired: Ground, keys: DemoKeys, guardian: GuardianPublic): Promise<void> {
  const { door, platform } = wired;
  const listed = present(platform.rulebook.procedures.find((each) => each.procedure.id === 'open-tender.works'), 'procedure open-tender.works');
  const ground: TenderGround = {
    door, objects: platform.objects, procuringEntity: resident(keys, PROCURING_ENTITY), agency: resident(keys, AGENCY), suppliers: SUPPLIERS.map((each) => resident(keys, each)), depository: resident(keys, DEPOSITORY), centre: resident(keys, CENTRE), experts: EXPERTS.map((each) => resident(keys, each)),
    procedure: { id: listed.procedure.id, version: listed.procedure.version, digest: listed.digest }, publicKey: guardian.publicKey,
  };
  const tenders = demoTenders(keys.startedAt).toSorted((left, right) => left.closingAt - right.closingAt);
  const there = await begun(wired, tenders);
  for (const tender of there) await seedTender(ground, tender);
  const pass = (to: Instant): Promise<boolean> | undefined => platform.moveClock?.(to);
  for (const tender of there.filter((each) => each.closingAt < keys.startedAt)) {
    // What has changed is delivered in its time, not with the deadline.
    if (tender.preparation !== null && (await pass(shift(tender.preparation.clarifiedAt, DELIVERED_MS))) === true) await delivered(wired, lotOf(tender));
    await pass(shift(tender.closingAt, DRAINED_MS));
    await stageReached(wired, lotOf(tender), PAST_OPENING);
    await followDemoTender(ground, tender);
  }
}

/** Stages from which the city goes on by itself, or is done. */
const PAST_OPENING = ['opened', 'evaluated', 'publicised', 'decided', 'awarded', 'contracted', 'archived', 'failed', 'invalid', 'terminated'];

/** Tenders that an earlier release did not know would close long before they are published in a city that stands: they are left out of it. */
async function begun({ door }: Ground, tenders: readonly DemoTender[]): Promise<readonly DemoTender[]> {
  const now = present(door.clock.now(), 'the platform clock');
  const known = await Promise.all(tenders.map(async (each) => now <= each.publishedAt || (await hasBegun(door, `project:${each.project}`))));
  return tenders.filter((_, index) => known[index]);
}

async function seedTender(ground: TenderGround, tender: DemoTender): Promise<void> {
  const signedOver = await prepareDemoTender(ground, tender, await publishDemoTender(ground, tender));
  await lodgeDemoSecurities(ground, tender);
  for (const bid of tender.bids) await submitDemoBid(ground, tender, signedOver, bid);
}

async function seedAccounts({ pool, door }: Ground, keys: DemoKeys): Promise<void> {
  const { passwords } = identitiesOf(pool, door.entropy);
  const { rows } = await pool.query<{ login: string }>('SELECT login FROM account');
  const there = new Set(rows.map((row) => row.login));
  for (const { login, password, name, party, roles } of keys.parties) {
    if (there.has(login)) continue;
    const created = await createAccount(pool, passwords, { login, password, name, party, roles });
    if (!created.ok && created.fault.code !== 'loginTaken') throw new Error(`log-in ${login} of the demonstration: ${created.fault.code}`);
  }
}

/** Completes the city and gives its log-ins. Throws with one clear sentence when it cannot. */
export async function seedCity({ directory, guardianDirectory, wired, city }: DemoCity): Promise<readonly DemoLogin[]> {
  const keys = await openDemoKeys(directory);
  // Takes effect in a new database only: the clock never goes back.
  if (city) await wired.platform.moveClock?.(await demoBeginning(directory));
  const guardian = await guardianPublic(guardianDirectory);
  const now = present(wired.door.clock.now(), 'the platform clock');
  await registerGuardian(wired, keys, guardian, now);
  await seedAccounts(wired, keys);
  if (city) {
    await registerResidents(wired, keys, beginningOf(keys.startedAt));
    await seedTenders(wired, keys, guardian);
    await wired.platform.moveClock?.(present(instant(Date.now()), 'now'));
  }
  return keys.parties.map(({ title, login, password }) => ({ title, login, password }));
}
