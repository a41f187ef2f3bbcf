/** Registered parties as the door needs them: roles and keys by id, remembered for some seconds. `perform` sees the party again under its lock. */
import { fromHex } from '@zhaobiao/basics';
import type { PartyRoom } from '@zhaobiao/domain';
import type { SignatureScheme } from '@zhaobiao/evidence';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

export type KnownKey = { readonly scheme: SignatureScheme; readonly publicKey: Uint8Array };

export type KnownParty = {
  readonly party: string;
  readonly name: string;
  readonly stage: string;
  readonly roles: readonly string[];
  readonly keys: ReadonlyMap<string, KnownKey>;
};

export type Parties = {
  /** The party, or `undefined` when nobody is registered under this id. */
  readonly find: (id: string) => Promise<KnownParty | undefined>;
  /** Forgets what is remembered of a party: called when an act of this process changed it. */
  readonly forget: (id: string) => void;
};

const KEPT_MS = 5_000;
const KEPT_COUNT = 20_000;

async function read(pool: pg.Pool, id: string): Promise<KnownParty | undefined> {
  const state = await streamState<PartyRoom>(pool, id);
  if (state?.machine !== 'party') return undefined;
  const { name, roles, keys } = state.room;
  const known = keys.flatMap((key): [string, KnownKey][] => {
    const publicKey = fromHex(key.publicKey);
    return publicKey === undefined ? [] : [[key.keyId, { scheme: key.scheme, publicKey }]];
  });
  return { party: id, name, stage: state.stage, roles, keys: new Map(known) };
}

export function partiesOf(pool: pg.Pool): Parties {
  const kept = new Map<string, { readonly party: KnownParty; readonly until: number }>();
  return {
    find: async (id) => {
      const found = kept.get(id);
      if (found !== undefined && found.until > performance.now()) return found.party;
      const party = await read(pool, id);
      if (kept.size >= KEPT_COUNT) kept.clear();
      if (party === undefined) kept.delete(id);
      else kept.set(id, { party, until: performance.now() + KEPT_MS });
      return party;
    },
    forget: (id) => void kept.delete(id),
  };
}
