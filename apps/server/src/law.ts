/** The rulebook as the door needs it: procedures by digest, the calendar, the texts of rules. */
import { parseLibrary, parseProcedure, type Procedure } from '@zhaobiao/domain';
import { loadRulebook, ruleText } from '@zhaobiao/rulebook';
import type { Law } from './perform.ts';

export type LoadedLaw = { readonly law: Law; readonly digest: string; readonly procedures: readonly { readonly procedure: Procedure; readonly digest: string }[] };

/** Parses every procedure once; a file that is not lawful data stops the start and is named. */
export function loadLaw(): LoadedLaw {
  const rulebook = loadRulebook();
  const rules = new Set(Object.keys(rulebook.rules));
  const byDigest = new Map<string, Procedure>();
  let platform: Procedure | undefined;
  for (const [id, { procedure, digest }] of Object.entries(rulebook.procedures)) {
    const parsed = parseProcedure(procedure, rules);
    if (!parsed.ok) throw new Error(`procedure ${id} is not lawful data: ${parsed.fault.map((each) => `${each.path}: ${each.what}`).join('; ')}`);
    byDigest.set(digest, parsed.value);
    if (id === 'platform') platform = parsed.value;
  }
  const library = parseLibrary(rulebook);
  if (!library.ok) throw new Error(`the rulebook is not lawful data: ${library.fault.join('; ')}`);
  if (!platform) throw new Error('the rulebook has no procedure "platform"');
  return {
    law: { platform, calendar: rulebook.calendar, library: library.value, procedureOf: ({ digest }) => byDigest.get(digest), ruleText },
    digest: rulebook.digest,
    procedures: [...byDigest].map(([digest, procedure]) => ({ digest, procedure })),
  };
}
