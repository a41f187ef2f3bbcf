import { fail, ok, type Json, type Result } from '@zhaobiao/basics';
import type { RuleId } from '../procedure/types.ts';
import { parseDocumentChecks, type DocumentChecks } from '../tender/check/schema.ts';
import { parseTemplate, templateKey, type Template } from '../tender/template.ts';

/** What acts read of the rulebook beside the procedure: the domain knows no files, so it is handed in. */
export type Library = {
  /** Standard documents by `id@version`. */
  readonly templates: Readonly<Record<string, Template>>;
  /** What a tender document is checked for before it may be issued, and the digest of that data. */
  readonly checks: DocumentChecks;
  readonly checksDigest: string;
  /** Codes of the grounds on which a bid may be rejected (条例 51 and what stands within it). */
  readonly rejections: ReadonlySet<string>;
};

type Files = { readonly templates: readonly Json[]; readonly documentChecks: { readonly checks: Json; readonly digest: string }; readonly rules: Readonly<Record<RuleId, unknown>>; readonly rejections: readonly string[] };

/** The library of a rulebook, or what is wrong with its files. */
export function parseLibrary({ templates, documentChecks, rules, rejections }: Files): Result<Library, readonly string[]> {
  const problems: string[] = [];
  const named: [string, Template][] = [];
  for (const [index, json] of templates.entries()) {
    const parsed = parseTemplate(json);
    if (parsed.ok) named.push([templateKey(parsed.value), parsed.value]);
    else problems.push(...parsed.fault.map(({ path, what }) => `template ${index}, ${path}: ${what}`));
  }
  const known = new Set(Object.keys(rules));
  for (const [key, { cite }] of named) for (const rule of cite) if (!known.has(rule)) problems.push(`template ${key}: ${rule} is not in the rule table`);
  const checks = parseDocumentChecks(documentChecks.checks, known);
  if (!checks.ok) problems.push(...checks.fault.map(({ path, what }) => `document checks, ${path}: ${what}`));
  return checks.ok && problems.length === 0 ? ok({ templates: Object.fromEntries(named), checks: checks.value, checksDigest: documentChecks.digest, rejections: new Set(rejections) }) : fail(problems);
}
