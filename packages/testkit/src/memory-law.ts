import { present, unwrap } from '@zhaobiao/basics';
import { parseLibrary, parseProcedure, type Procedure } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import type { MemoryLaw } from './memory-city.ts';

/** The rulebook as it is shipped, parsed, for a city in memory; `pin` is what a project names its procedure by. */
export function memoryLaw(): MemoryLaw & { readonly procedure: (id: string) => Procedure; readonly pin: (id: string) => { readonly id: string; readonly version: string; readonly digest: string } } {
  const rulebook = loadRulebook();
  const rules = new Set(Object.keys(rulebook.rules));
  const parsed = new Map(Object.entries(rulebook.procedures).map(([id, filed]) => [id, { procedure: unwrap(parseProcedure(filed.procedure, rules)), digest: filed.digest }]));
  const procedure = (id: string): Procedure => present(parsed.get(id), `procedure ${id}`).procedure;
  return {
    platform: procedure('platform'), calendar: rulebook.calendar, library: unwrap(parseLibrary(rulebook)), procedure,
    procedureOf: ({ digest }) => [...parsed.values()].find((each) => each.digest === digest)?.procedure,
    pin: (id) => ({ id, version: procedure(id).version, digest: present(parsed.get(id), id).digest }),
  };
}
