import { type Json, type JsonObject, type Result, fail, instantText, ok, parseInstant } from '@zhaobiao/basics';
import { canonicalBytes, parseCanonical } from '../canonical/canonical.ts';
import { type SignatureScheme, SIGNATURE_SCHEMES } from '../signature/scheme.ts';
import { ACT_FORMAT, type ActEvent, type ActRecord, type ActSignature, type HiddenClass, type HiddenClassText, type HiddenField } from './record.ts';

/** `notCanonical` bytes, or the first `field` (as `/events/0/type`) that is missing, unknown or of the wrong form. */
export type ActFault = { readonly reason: 'notCanonical' } | { readonly reason: 'badField'; readonly field: string };

/** One act may hold this many events (a fan-out to 1,528 tenderers fits). */
export const MAX_EVENTS = 10_000;

const ACT_NAME = /^[a-z][A-Za-z0-9]{0,63}$/;
const EVENT_TYPE = /^[A-Z][A-Za-z0-9]{0,63}$/;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
/** Stream ids, keys: printable ASCII without space, quote or backslash. */
const ID = /^[!#-[\]-~]{1,200}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const KEY_ID = /^[0-9a-f]{32}$/;
const SIGNATURE = /^(?:[0-9a-f]{2}){8,80}$/;

/** Fields found wrong so far. A reader that finds one notes it and goes on with an empty value; the record is only used when the list stays empty. */
type Wrong = string[];

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: JsonObject = {};

function objectWith(value: Json | undefined, names: readonly string[], field: string, wrong: Wrong): JsonObject {
  if (!isObject(value)) {
    wrong.push(field);
    return NOTHING;
  }
  for (const name of Object.keys(value)) if (!names.includes(name)) wrong.push(`${field}/${name}`);
  for (const name of names) if (!Object.hasOwn(value, name)) wrong.push(`${field}/${name}`);
  return value;
}

function textLike(value: Json | undefined, form: RegExp, field: string, wrong: Wrong): string {
  if (typeof value === 'string' && form.test(value)) return value;
  wrong.push(field);
  return '';
}

function positive(value: Json | undefined, field: string, wrong: Wrong): number {
  if (typeof value === 'number' && value >= 1) return value;
  wrong.push(field);
  return 1;
}

/** The class as a union, or `undefined` for any other text. */
export function parseHiddenClass(text: string): HiddenClass | undefined {
  if (text === 'personal' || text === 'secret') return { kind: text };
  const act = text.startsWith('until:') ? text.slice('until:'.length) : '';
  return ACT_NAME.test(act) ? { kind: 'untilAct', act } : undefined;
}

const isHiddenClassText = (text: string): text is HiddenClassText => parseHiddenClass(text) !== undefined;

function hiddenField(value: Json | undefined, field: string, wrong: Wrong): HiddenField {
  const { class: kind, commitment } = objectWith(value, ['class', 'commitment'], field, wrong);
  const known = typeof kind === 'string' && isHiddenClassText(kind) ? kind : undefined;
  if (!known) wrong.push(`${field}/class`);
  return { class: known ?? 'secret', commitment: textLike(commitment, DIGEST, `${field}/commitment`, wrong) };
}

function hiddenFields(value: Json | undefined, open: JsonObject, field: string, wrong: Wrong): { readonly [name: string]: HiddenField } {
  if (!isObject(value)) {
    wrong.push(field);
    return {};
  }
  const fields: [string, HiddenField][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (!FIELD_NAME.test(name) || Object.hasOwn(open, name)) wrong.push(`${field}/${name}`);
    fields.push([name, hiddenField(member, `${field}/${name}`, wrong)]);
  }
  return Object.fromEntries(fields);
}

function event(value: Json, field: string, wrong: Wrong): ActEvent {
  const members = objectWith(value, ['stream', 'version', 'type', 'v', 'public', 'hidden'], field, wrong);
  const open = isObject(members['public']) ? members['public'] : undefined;
  if (!open) wrong.push(`${field}/public`);
  for (const name of Object.keys(open ?? NOTHING)) if (!FIELD_NAME.test(name)) wrong.push(`${field}/public/${name}`);
  return {
    stream: textLike(members['stream'], ID, `${field}/stream`, wrong),
    version: positive(members['version'], `${field}/version`, wrong),
    type: textLike(members['type'], EVENT_TYPE, `${field}/type`, wrong),
    v: positive(members['v'], `${field}/v`, wrong),
    public: open ?? NOTHING,
    hidden: hiddenFields(members['hidden'], open ?? NOTHING, `${field}/hidden`, wrong),
  };
}

/** Events of one stream follow each other without a gap; the primary stream, if written, ends at the act's version. */
function checkVersions(events: readonly ActEvent[], primary: string, version: number, wrong: Wrong): void {
  const last = new Map<string, number>();
  events.forEach(({ stream, version: here }, index) => {
    const before = last.get(stream);
    if (before !== undefined && here !== before + 1) wrong.push(`/events/${index}/version`);
    last.set(stream, here);
  });
  const reached = last.get(primary);
  if (reached !== undefined && reached !== version) wrong.push('/version');
}

function signature(value: Json | undefined, wrong: Wrong): ActSignature {
  const { scheme, keyId, value: bytes } = objectWith(value, ['scheme', 'keyId', 'value'], '/signature', wrong);
  const known = SIGNATURE_SCHEMES.find((name): name is SignatureScheme => name === scheme);
  if (!known) wrong.push('/signature/scheme');
  return { scheme: known ?? 'ed25519', keyId: textLike(keyId, KEY_ID, '/signature/keyId', wrong), value: textLike(bytes, SIGNATURE, '/signature/value', wrong) };
}

function actInstant(value: Json | undefined, wrong: Wrong): string {
  const at = typeof value === 'string' ? parseInstant(value) : undefined;
  if (at !== undefined && instantText(at) === value) return instantText(at);
  wrong.push('/at');
  return '';
}

const ACT_FIELDS = ['format', 'act', 'stream', 'version', 'at', 'actor', 'key', 'tender', 'commandDigest', 'signature', 'events'];

function record(value: Json, wrong: Wrong): ActRecord {
  const members = objectWith(value, ACT_FIELDS, '', wrong);
  if (members['format'] !== ACT_FORMAT) wrong.push('/format');
  const list = isList(members['events']) ? members['events'] : [];
  if (list.length < 1 || list.length > MAX_EVENTS) wrong.push('/events');
  const events = list.slice(0, MAX_EVENTS).map((item, index) => event(item, `/events/${index}`, wrong));
  const stream = textLike(members['stream'], ID, '/stream', wrong);
  const version = positive(members['version'], '/version', wrong);
  checkVersions(events, stream, version, wrong);
  const tender = members['tender'];
  return {
    format: ACT_FORMAT,
    act: textLike(members['act'], ACT_NAME, '/act', wrong),
    stream,
    version,
    at: actInstant(members['at'], wrong),
    actor: textLike(members['actor'], ID, '/actor', wrong),
    key: textLike(members['key'], ID, '/key', wrong),
    tender: tender === null ? null : textLike(tender, DIGEST, '/tender', wrong),
    commandDigest: textLike(members['commandDigest'], DIGEST, '/commandDigest', wrong),
    signature: signature(members['signature'], wrong),
    events,
  };
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The act as a value that has every field in its right form, and no other. */
function checkAct(value: Json): Result<ActRecord, ActFault> {
  const wrong: Wrong = [];
  const act = record(value, wrong);
  const [field] = wrong;
  return field === undefined ? ok(act) : fail({ reason: 'badField', field });
}

/** Strict: canonical bytes, a closed set of names, every text of its form and length, versions that follow each other. */
export function parseAct(bytes: Uint8Array): Result<ActRecord, ActFault> {
  const value = parseCanonical(bytes);
  return value.ok ? checkAct(value.value) : fail({ reason: 'notCanonical' });
}

/** The bytes that are stored, hashed and sent. Throws on a record that `parseAct` would refuse: acts are only made by the platform itself. */
export function actBytes(act: ActRecord): Uint8Array {
  const checked = checkAct(act);
  if (!checked.ok) throw new Error(`not an act: ${JSON.stringify(checked.fault)}`);
  return canonicalBytes(act);
}
