/** All generated pages: path from the root → text. Pure: the same checkout gives the same pages. */
import { parseProcedure } from '@zhaobiao/domain';
import type { Procedure } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import { actsPage } from './acts-page.ts';
import { GENERATED, page, plain, table } from './markdown.ts';
import { procedurePage } from './procedure-page.ts';

function procedures(): readonly Procedure[] {
  const rulebook = loadRulebook();
  const rules = new Set(Object.keys(rulebook.rules));
  return Object.entries(rulebook.procedures).map(([id, { procedure }]) => {
    const parsed = parseProcedure(procedure, rules);
    if (!parsed.ok) throw new Error(`${id}: ${parsed.fault.map(({ path, what }) => `${path} ${what}`).join('; ')}`);
    return parsed.value;
  });
}

const overview = (all: readonly Procedure[]): string => page([
  '# 程序 *Procedures*',
  GENERATED,
  table(['程序 *procedure*', '版本 *version*', '节点 *nodes*'], all.map(({ id, version, title, nodes }) => [`[${plain(title.zh)}](${id}.md) *${plain(title.en)}*`, version, String(nodes.length)])),
]);

export function generatedPages(): ReadonlyMap<string, string> {
  const all = procedures().toSorted((left, right) => left.id.localeCompare(right.id, 'en'));
  return new Map([
    ['docs/acts.md', actsPage(all)],
    ['docs/procedures/README.md', overview(all)],
    ...all.map((procedure) => [`docs/procedures/${procedure.id}.md`, procedurePage(procedure)] as const),
  ]);
}
