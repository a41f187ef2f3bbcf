/**
 * One act over HTTP, checked in this order: storable → form → key → signature → stream → moment; then `perform`. The moment is stamped here, once,
 * after the last byte arrived and was checked, and never changed afterwards.
 */
import { parseInstant, type Instant, type Json } from '@zhaobiao/basics';
import { refuse, refusalStatus, type ActDefinition, type Refusal } from '@zhaobiao/domain';
import type { Parties } from '../identity/parties.ts';
import { perform, refusalBody } from '../perform.ts';
import { failed, type Failed } from './failure.ts';
import type { Platform } from './platform.ts';
import { malformed, refusalOfIssues, storable } from './problem.ts';
import { checkSignature, commandOf, parseSigned } from './signed.ts';

export const DEMO_AT = 'zhaobiao-demo-at';

export type Arrival = { readonly definition: ActDefinition; readonly party: string; readonly body: unknown; readonly demoAt: string | undefined };
export type Performed = Failed & { readonly repeated?: boolean };

/** Performs what arrives. Answers with status and body; throws only for a fault of the platform. */
export type Counter = (arrival: Arrival) => Promise<Performed>;

export function counterOf(platform: Platform, parties: Parties): Counter {
  const { door } = platform;
  const no = (refusal: Refusal): Performed => ({ status: refusalStatus(refusal.code), body: refusalBody(door.law, refusal) });

  /** The moment of the door's clock; in a demonstration a request may bring its own. */
  const stamp = (demoAt: string | undefined): Instant | Refusal => {
    const now = door.clock.now();
    if (now === undefined) return refuse('clockStale');
    if (!platform.settings.demo || demoAt === undefined) return now;
    return parseInstant(demoAt) ?? malformed(DEMO_AT, { zh: '应当是时刻，例如 2026-03-16T09:30:00.000+08:00', en: 'must be a moment such as 2026-03-16T09:30:00.000+08:00' });
  };

  return async ({ definition, party, body, demoAt }) => {
    const json = storable(body);
    if (!json.ok) return no(json.fault);
    const frame = parseSigned(json.value);
    if (!frame.ok) return no(frame.fault);
    const raw: Json = commandOf(json.value);
    const parsed = definition.contract.safeParse(raw);
    if (!parsed.success) return no(refusalOfIssues(parsed.error.issues, raw));
    const known = await parties.find(party);
    if (known === undefined) return no(refuse('unknownActor'));
    const checked = checkSignature(known, definition.id, frame.value, raw);
    if (!checked.ok) return checked.fault === 'badSignature' ? no(refuse('badSignature')) : checked.fault;
    const { signed } = checked.value;
    const expected = definition.plan(parsed.data, { party }).primary.id;
    if (signed.stream !== expected) return failed('wrongStream', { stream: signed.stream, expected });
    const at = stamp(demoAt);
    if (typeof at !== 'number') return no(at);
    const actor = { party, roles: known.roles, keyId: signed.signature.keyId };
    const answer = await perform(door, { definition, command: parsed.data, actor, key: signed.key, tender: signed.tender, commandDigest: signed.commandDigest, signature: signed.signature, at });
    if (expected.startsWith('party:')) parties.forget(expected);
    return { status: answer.repeated && answer.status === 201 ? 200 : answer.status, body: answer.body, repeated: answer.repeated };
  };
}
