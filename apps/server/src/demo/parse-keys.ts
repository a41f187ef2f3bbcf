/** `demo/keys.json` and the guardian's `public.json`, read strictly: what the demonstration city signs with. */
import { fromHex, parseInstant, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';

export type DemoParty = {
  readonly role: string;
  readonly roles: readonly string[];
  readonly party: string;
  readonly creditCode: string;
  readonly name: string;
  readonly title: string;
  /** 32 bytes, hex: the seed of an Ed25519 key. */
  readonly seed: string;
  readonly login: string;
  readonly password: string;
};

export type DemoKeys = {
  /** When the city was begun: its tenders are dated from that day, on this start and every later one. */
  readonly startedAt: Instant;
  readonly parties: readonly DemoParty[];
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseParty(value: Json): DemoParty | undefined {
  if (!isObject(value)) return undefined;
  const { role, roles, party, creditCode, name, title, seed, login, password } = value;
  const texts = [role, party, creditCode, name, title, seed, login, password];
  if (!texts.every((each) => typeof each === 'string') || !Array.isArray(roles) || !roles.every((each) => typeof each === 'string')) return undefined;
  return fromHex(seed as string)?.length === 32 ? (value as unknown as DemoParty) : undefined;
}

export function parseDemoKeys(text: string): DemoKeys | undefined {
  const { startedAt, parties } = parseJson(text) ?? {};
  const at = typeof startedAt === 'string' ? parseInstant(startedAt) : undefined;
  const list = Array.isArray(parties) ? parties.map(parseParty) : [undefined];
  return at !== undefined && list.every((each) => each !== undefined) ? { startedAt: at, parties: list } : undefined;
}

export type GuardianPublic = {
  readonly threshold: number;
  readonly publicKey: string;
  readonly guardians: readonly { readonly index: number; readonly verificationKey: string }[];
  readonly partyKey: { readonly scheme: 'ed25519'; readonly keyId: string; readonly publicKey: string };
};

/** What the guardian's process publishes of its keys; the contracts of `registerParty` and `registerGuardians` check the parts again. */
export function parseGuardianPublic(text: string): GuardianPublic | undefined {
  const value = parseJson(text);
  const whole = value && typeof value['threshold'] === 'number' && typeof value['publicKey'] === 'string' && Array.isArray(value['guardians']) && isObject(value['partyKey']);
  return whole ? (value as unknown as GuardianPublic) : undefined;
}
