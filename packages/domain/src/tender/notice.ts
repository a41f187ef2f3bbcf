import { instantText, toHex, utf8, type Instant } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { amountFen, hex, moment, text } from '../act/contract.ts';
import type { Notice } from './state.ts';

export const noticeContract = {
  title: text(200),
  documents: z.array(z.strictObject({ name: text(200), digest: hex(32) })).max(200),
  ceilingFen: amountFen.nullable(),
  securityFen: amountFen.nullable(),
  validityDays: z.int().min(1).max(730),
  /** The document can be had free of charge until then, at least 5 days (实施条例 16). */
  issueEndsAt: moment,
  closingAt: moment,
};

type NoticeCommand = { readonly title: string; readonly documents: Notice['documents']; readonly ceilingFen: number | null; readonly securityFen: number | null; readonly validityDays: number; readonly issueEndsAt: Instant; readonly closingAt: Instant };

/** The notice in force and its digest: SHA-256 over 'notice/v1' and the canonical bytes of lot and notice. */
export function noticeOf(lot: string, version: number, command: NoticeCommand, publishedAt: Instant): Notice {
  const { title, documents, ceilingFen, securityFen, validityDays } = command;
  const moments = { publishedAt: instantText(publishedAt), issueEndsAt: instantText(command.issueEndsAt), closingAt: instantText(command.closingAt) };
  const body = { version, title, documents, ceilingFen, securityFen, validityDays, ...moments };
  return { ...body, digest: toHex(digest('sha256', utf8('notice/v1'), canonicalBytes({ lot, ...body }))) };
}
