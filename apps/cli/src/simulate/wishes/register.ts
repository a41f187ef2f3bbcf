/** The register, the guardians and the holiday tables. */
import { dayOf, type JsonObject } from '@zhaobiao/basics';
import { declaredKey, type Citizen } from '@zhaobiao/testkit';
import type { Expert } from '../people.ts';
import { REASON, anySupplier, type Scene, type Wish, type Wishes } from './wish.ts';

export const registration = (who: Citizen): JsonObject => ({ creditCode: who.creditCode, name: who.name, roles: [...who.roles], keys: [{ ...declaredKey(who) }], contact: { name: '经办人', phone: '0595-23880000' } });

export const FIELD = '市政';

export const enrolment = (who: Expert): JsonObject => ({
  number: who.creditCode, name: who.name, roles: ['expert'], fields: [FIELD, '造价'], employer: who.employer, seniorTitle: true, yearsInField: 12, supervisorStaff: who.supervisorStaff, keys: [{ ...declaredKey(who) }],
});

/** Another firm's key is lent to this one, and taken away again; its own stays. */
function keys(scene: Scene, firm: Citizen): Wishes {
  const { author: { people, chance }, seen } = scene;
  const lent = seen.parties.find((party) => party.id === firm.party)?.room.keys.filter((key) => key.keyId !== firm.signer.keyId) ?? [];
  if (lent.length > 0 && chance.percent(60)) return [{ actor: people.registrar, act: 'revokeKey', command: { party: firm.party, keyId: chance.pick(lent).keyId, reason: REASON } }];
  return [{ actor: people.registrar, act: 'addKey', command: { party: firm.party, key: { ...declaredKey(people.supplier(chance.below(60))) } } }];
}

export function parties(scene: Scene): Wishes {
  const { author: { people, chance, nextNumber }, seen } = scene;
  const suspended = seen.parties.filter((each) => each.stage === 'suspended');
  const firm = suspended.length > 0 && chance.percent(75) ? people.of(chance.pick(suspended).id) : anySupplier(scene);
  const stage = seen.parties.find((each) => each.id === firm.party)?.stage;
  const act = stage === 'suspended' || chance.percent(20) ? 'reinstateParty' : 'suspendParty';
  return chance.weighted<Wishes>([
    [4, [{ actor: people.registrar, act: 'registerParty', command: registration(people.supplier(nextNumber() % 60)) }]],
    [3, [{ actor: people.registrar, act, command: { party: firm.party, reason: REASON } }]],
    [2, keys(scene, firm)],
    [1, [{ actor: firm, act: 'registerParty', command: registration(people.supplier(nextNumber() % 60)), hostile: 'a supplier is no registrar' }]],
    [1, [{ actor: firm, act: 'registerPerson', command: enrolment(people.staff), hostile: 'a supplier enrols no experts' }]],
    [1, [{ actor: firm, act: 'reinstateParty', command: { party: firm.party, reason: REASON }, hostile: 'nobody reinstates himself' }]],
  ]);
}

/** The holiday table of a year far enough away to be one nobody has loaded: only its fixed days. */
function holidays(year: number): JsonObject {
  return { year: String(year), off: ['01-01', '05-01', '10-01', '10-02', '10-03'].map((day) => `${year}-${day}`), work: [], notice: `国办发明电〔${year - 1}〕7号` };
}

/** The last year whose holidays the rulebook brings. */
const FIRST = 2026;

/** What the city cannot do without: guardians, and the holidays of next year. */
export function duties({ author: { people }, now, seen }: Scene): Wishes {
  const { dealt, guardian, admin } = people;
  const guardians = [{ party: guardian.party, index: 1, verificationKey: Buffer.from(dealt.keys.verificationKeys[0] ?? new Uint8Array(32)).toString('hex') }];
  const registering: Wish = { actor: admin, act: 'registerGuardians', command: { threshold: 1, publicKey: Buffer.from(dealt.keys.publicKey).toString('hex'), guardians } };
  // Next year's table comes late in December, when deadlines already wait for it.
  const today = dayOf(now);
  const year = Number(today.slice(0, 4)) + (today.slice(5) >= '12-20' ? 1 : 0);
  const missing = year === FIRST || seen.years.includes(String(year)) ? [] : [{ actor: admin, act: 'loadCalendarYear', command: holidays(year) }];
  return [...(seen.guardiansRegistered ? [] : [registering]), ...missing];
}

export function governance(scene: Scene): Wishes {
  const { author: { people, chance } } = scene;
  const { guardian, admin, dealt } = people;
  const registering = { threshold: 1, publicKey: Buffer.from(dealt.keys.publicKey).toString('hex'), guardians: [{ party: guardian.party, index: 1, verificationKey: Buffer.from(dealt.keys.verificationKeys[0] ?? new Uint8Array(32)).toString('hex') }] };
  const owed = duties(scene);
  if (owed.length > 0 && chance.percent(50)) return owed;
  return chance.weighted<Wishes>([
    [6, [{ actor: admin, act: 'loadCalendarYear', command: holidays(chance.between(2027, 2060)) }]],
    [1, [{ actor: admin, act: 'loadCalendarYear', command: { ...holidays(2033), off: ['2033-01-01'] }, hostile: 'a table without the public holidays' }]],
    [1, [{ actor: people.registrar, act: 'loadCalendarYear', command: holidays(2034), hostile: 'the registrar is no administrator' }]],
    [1, [{ actor: admin, act: 'registerGuardians', command: registering }]],
    [1, [{ actor: admin, act: 'retireGuardians', command: { reason: REASON } }]],
    [1, [{ actor: anySupplier(scene), act: 'registerGuardians', command: registering, hostile: 'a supplier appoints the guardians' }]],
  ]);
}
