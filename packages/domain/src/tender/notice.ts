import { instantText, shift, toHex, utf8, type Instant } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import type { Context } from '../act/definition.ts';
import { asJson } from '../act/typed.kernel.ts';
import { timetable } from '../procedure/timetable.ts';
import type { ActId, Facts } from '../procedure/types.ts';
import type { Draft, Notice } from './state.ts';

export { DESIGNATED_MEDIA } from './media.ts';

export type NoticeMoments = { readonly publishedAt: string; readonly issueEndsAt: string; readonly closingAt: string };

/** SHA-256 over 'notice/v1' and the canonical bytes of lot and notice: what a tenderer signs over. */
export const noticeDigest = (lot: string, body: Omit<Notice, 'digest'>): string => toHex(digest('sha256', utf8('notice/v1'), canonicalBytes(asJson({ lot, ...body }))));

/** The notice in force from a draft that is being issued; what has been clarified before stays part of it. */
export function noticeOf(lot: string, version: number, draft: Draft, moments: NoticeMoments, media: readonly string[], before: Pick<Notice, 'clarifications'> = {}): Notice {
  const { title, documents, terms, differences } = draft;
  const ceilingFen = terms.ceiling.kind === 'amount' ? terms.ceiling.fen : null;
  const body = { version, title, documents, ceilingFen, securityFen: terms.security?.amountFen ?? null, validityDays: terms.validityDays, ...moments, terms, draft: draft.digest, differences, media, ...(before.clarifications === undefined ? {} : { clarifications: before.clarifications }) };
  return { ...body, digest: noticeDigest(lot, body) };
}

type Moving = Pick<Context, 'procedure' | 'primary' | 'at' | 'calendar'>;

/**
 * The closing moment as it will stand after an act of the lot that may move it (条例 21): what was chosen or stands, moved behind the 15 days. Where the
 * deadlines are not lawful the chosen one comes back: the act is refused anyway.
 */
export function closingAfter({ procedure, primary, at, calendar }: Moving, act: ActId, chosen: { readonly closingAt?: Instant }, facts: Facts): string {
  const times = timetable({ procedure, machine: 'lot', state: primary, act, at, chosen, calendar, facts });
  const timing = times.ok ? times.value.deadlines['closing'] : undefined;
  if (timing === undefined) return instantText(chosen.closingAt ?? at);
  return instantText(shift('at' in timing ? timing.at : timing.notBefore, 0));
}
