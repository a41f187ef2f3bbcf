import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { CalendarYear } from '../procedure/calendar.ts';

export const PLATFORM = 'platform:main';
export const CALENDAR = 'calendar:cn';
export const GUARDIANSHIP = 'guardianship:main';

export type PlatformRoom = { readonly origin: string; readonly title: string; readonly key: PublicKey };
export type PublicKey = { readonly scheme: 'ed25519' | 'sm2-sm3'; readonly keyId: string; readonly publicKey: string };

export type CalendarRoom = { readonly years: Readonly<Record<string, CalendarYear>> };

export type Guardian = { readonly party: string; readonly index: number; readonly verificationKey: string };
/** Who can open sealed bids: `threshold` of the guardians together; the platform is none of them. */
export type GuardianshipRoom = { readonly threshold: number; readonly publicKey: string; readonly guardians: readonly Guardian[] };

export const governanceEvents = {
  PlatformFounded: defineEvent<PlatformRoom>({
    v: 1,
    machine: 'platform',
    fields: { origin: 'public', title: 'public', key: 'public' },
    evolve: (_room, event) => fieldsOf<PlatformRoom>(event),
  }),
  CalendarYearLoaded: defineEvent<CalendarRoom>({
    v: 1,
    machine: 'calendar',
    fields: { year: 'public', off: 'public', work: 'public', notice: 'public' },
    evolve: (room, event) => {
      const { year, ...table } = fieldsOf<CalendarYear & { readonly year: string }>(event);
      return { years: { ...room?.years, [year]: table } };
    },
  }),
  GuardiansRegistered: defineEvent<GuardianshipRoom>({
    v: 1,
    machine: 'guardianship',
    fields: { threshold: 'public', publicKey: 'public', guardians: 'public' },
    evolve: (_room, event) => fieldsOf<GuardianshipRoom>(event),
  }),
  GuardiansRetired: defineEvent<GuardianshipRoom>({
    v: 1,
    machine: 'guardianship',
    fields: { reason: 'public' },
    evolve: (room) => {
      if (!room) throw new Error('guardians retired before they were registered');
      return room;
    },
  }),
};
