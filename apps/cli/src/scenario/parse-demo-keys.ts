/** `DATA_DIR/demo/keys.json` of a demonstration, as far as a run needs it: who registers, who administers. */
import { fromHex, type Json, type JsonObject } from '@zhaobiao/basics';
import { citizenOf, type Citizen } from '@zhaobiao/testkit';

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The party of that role with its key, or `undefined` when the file has none. */
export function parseDemoCitizen(text: string, role: string): Citizen | undefined {
  const file = JSON.parse(text) as Json;
  const parties = isObject(file) && Array.isArray(file['parties']) ? file['parties'] : [];
  const found = parties.find((each) => isObject(each) && each['role'] === role);
  if (!isObject(found)) return undefined;
  const { creditCode, name, roles, seed } = found;
  const bytes = typeof seed === 'string' ? fromHex(seed) : undefined;
  if (typeof creditCode !== 'string' || typeof name !== 'string' || bytes?.length !== 32) return undefined;
  return citizenOf({ creditCode, name, roles: Array.isArray(roles) ? roles.map(String) : [role] }, bytes);
}
