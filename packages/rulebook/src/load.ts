/** The rulebook as a whole, without input or output: the files are part of the program. */
import { day, present, toHex, utf8 } from '@zhaobiao/basics';
import type { Day, Json } from '@zhaobiao/basics';
import type { Calendar, CalendarYear } from '@zhaobiao/domain';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import year2024 from './calendars/2024.json' with { type: 'json' };
import year2025 from './calendars/2025.json' with { type: 'json' };
import year2026 from './calendars/2026.json' with { type: 'json' };
import ascendingAuction from './procedures/ascending-auction.json' with { type: 'json' };
import negotiation from './procedures/negotiation.procurement.json' with { type: 'json' };
import openTenderMunicipal from './procedures/open-tender.municipal.json' with { type: 'json' };
import openTenderPower from './procedures/open-tender.power.json' with { type: 'json' };
import openTenderWater from './procedures/open-tender.water.json' with { type: 'json' };
import openTender from './procedures/open-tender.works.json' with { type: 'json' };
import platform from './procedures/platform.json' with { type: 'json' };
import prequalification from './procedures/prequalification.works.json' with { type: 'json' };
import sunshineDraw from './procedures/sunshine-draw.works.json' with { type: 'json' };
import twoEnvelope from './procedures/two-envelope.works.json' with { type: 'json' };
import worksTemplate from './templates/works-2.0.json' with { type: 'json' };
import { CODE_LISTS, REJECTIONS } from './codelist.ts';
import { DOCUMENT_CHECKS } from './document-checks.ts';
import { wholeFiles } from './overlay.ts';
import type { JsonObject } from './overlay.ts';
import { RULE_TABLE } from './rule-table.ts';
import { RULES } from './rule.ts';
import type { Rule } from './rule.ts';

/** A procedure as it stands in its file (a sector's: laid over the file that it extends), still to be parsed by `parseProcedure`, and the digest that a tender pins. */
export type Filed = { readonly procedure: Json; readonly digest: string };

export type Rulebook = {
  readonly procedures: Readonly<Record<string, Filed>>;
  readonly rules: Readonly<Record<string, Rule>>;
  /** The years shipped with the platform; later ones come by the act `loadCalendarYear`. */
  readonly calendar: Calendar;
  /** What a tender document is checked for, still to be parsed by `parseDocumentChecks`. */
  readonly documentChecks: { readonly checks: Json; readonly digest: string };
  /** Standard documents, still to be parsed by `parseTemplate`. */
  readonly templates: readonly Json[];
  /** Codes of the grounds of rejection; what they say is in `REJECTIONS`. */
  readonly rejections: readonly string[];
  readonly digest: string;
};

const FILES: readonly (JsonObject & { readonly id: string })[] = [ascendingAuction, negotiation, openTender, openTenderMunicipal, openTenderPower, openTenderWater, platform, prequalification, sunshineDraw, twoEnvelope];
const YEARS = [year2024, year2025, year2026];
const TEMPLATES: readonly Json[] = [worksTemplate];
const LISTS: Json = Object.fromEntries(Object.entries(CODE_LISTS).map(([id, { codes }]) => [id, codes.map((code): Json => ({ ...code }))]));

const dayList = (days: readonly string[]): readonly Day[] => days.map((text) => present(day(text), `a day, not ${text}`));
const yearEntry = ({ off, work, notice }: (typeof YEARS)[number]): CalendarYear => ({ off: dayList(off), work: dayList(work), notice });

/** SHA-256 over the domain `rulebook/v1` and the canonical bytes, in lower-case hexadecimal. */
const digestOf = (json: Json): string => toHex(digest('sha256', utf8('rulebook/v1\n'), canonicalBytes(json)));

/**
 * Procedures by id with their digests, the rules by id, the calendar and the digest of everything. What each file says is not checked
 * here: the caller parses with `parseProcedure(procedure, new Set(Object.keys(rules)))`.
 */
export function loadRulebook(): Rulebook {
  const procedures = Object.fromEntries(wholeFiles(FILES).map((file): [string, Filed] => [file.id, { procedure: file, digest: digestOf(file) }]));
  const whole: Json = { procedures: Object.fromEntries(Object.entries(procedures).map(([id, filed]) => [id, filed.digest])), rules: RULE_TABLE, lists: LISTS, checks: DOCUMENT_CHECKS, templates: TEMPLATES, years: YEARS };
  const documentChecks = { checks: DOCUMENT_CHECKS, digest: digestOf(DOCUMENT_CHECKS) };
  return { procedures, rules: RULES, documentChecks, templates: TEMPLATES, rejections: REJECTIONS.codes.map(({ code }) => code), calendar: { years: Object.fromEntries(YEARS.map((entry) => [entry.year, yearEntry(entry)])) }, digest: digestOf(whole) };
}
