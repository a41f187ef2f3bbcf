/**
 * The walls of docs/adr/0001-floors-and-rooms.md over the import graph. Pure: a tree goes in, findings come out; nothing is read from disk here.
 * Tests stand outside the order of floors and rooms (a test of the law runs over the rulebook), but not outside packages' doors.
 */
import { adapterWalls } from './walls.server.ts';
import { pureWalls } from './walls.pure.ts';
import { edgesOf, floorOf, type Edge } from './edges.ts';
import { isTest, type Finding, type Tree } from './tree.ts';
import type { Source } from './imports.ts';

type Floor = { readonly uses: readonly string[]; readonly typesOf?: readonly string[] };

/** What each floor may import. A floor that is not here has not been decided on (`docs/adr/0001-floors-and-rooms.md`). */
const FLOORS: Readonly<Record<string, Floor>> = {
  'packages/basics': { uses: [] },
  'packages/evidence': { uses: ['packages/basics'] },
  'packages/domain': { uses: ['packages/basics', 'packages/evidence'] },
  'packages/rulebook': { uses: ['packages/basics', 'packages/evidence'], typesOf: ['packages/domain'] },
  'packages/exchange': { uses: ['packages/basics', 'packages/evidence', 'packages/domain', 'packages/rulebook'] },
  'packages/risk': { uses: ['packages/basics', 'packages/evidence'] },
  'packages/client': { uses: ['packages/basics', 'packages/evidence'] },
  'packages/testkit': { uses: ['packages/basics', 'packages/evidence', 'packages/domain', 'packages/rulebook', 'packages/client', 'apps/server'] },
  'apps/server': { uses: ['packages/basics', 'packages/evidence', 'packages/domain', 'packages/rulebook', 'packages/exchange'] },
  'apps/web': { uses: ['packages/basics', 'packages/evidence', 'packages/domain', 'packages/rulebook', 'packages/client'] },
  'apps/witness': { uses: ['packages/basics', 'packages/evidence', 'packages/client'] },
  'apps/risk-worker': { uses: ['packages/basics', 'packages/evidence', 'packages/risk'] },
  'apps/cli': {
    uses: ['packages/basics', 'packages/evidence', 'packages/domain', 'packages/rulebook', 'packages/exchange', 'packages/risk', 'packages/client', 'packages/testkit', 'apps/server', 'apps/witness', 'apps/risk-worker'],
  },
};

function orderWalls(edge: Edge): Finding | undefined {
  const { from, to, edge: written } = edge;
  const own = floorOf(from);
  const other = to && floorOf(to);
  // A bench measures one room from inside: the door is for those who build on a package.
  if (edge.inner && !from.startsWith('bench/')) return edge.found('door', `${written.specifier}: import a package by its name, not by a path inside it`);
  const floor = own && FLOORS[own];
  if (!floor || !other || own === other || isTest(from) || floor.uses.includes(other)) return undefined;
  if (floor.typesOf?.includes(other)) return written.typeOnly ? undefined : edge.found('floor', `${own} takes only types from ${other}: write import type`);
  return edge.found('floor', `${own} may not import ${other}`);
}

const ROOM = /^packages\/domain\/src\/([^/]+)\//;
const GROUND = new Set(['procedure', 'act']);

/** In domain a room imports its own folder, `procedure/`, `act/`, and of another room only `state.ts`; the interpreter knows no room. */
function domainWall(edge: Edge): Finding | undefined {
  const own = ROOM.exec(edge.from)?.[1];
  const other = edge.to && ROOM.exec(edge.to)?.[1];
  if (!own || !other || own === other || isTest(edge.from) || own === 'act') return undefined;
  if (GROUND.has(other)) return undefined;
  if (own === 'procedure') return edge.found('room', `procedure/ is the same for every room and may not import ${other}/`);
  return edge.to === `packages/domain/src/${other}/state.ts` ? undefined : edge.found('room', `of room ${other}/ only state.ts may be imported, not ${edge.edge.specifier}`);
}

const WEB = /^apps\/web\/src\/([^/]+)\/(?:([^/]+)\/)?/;
const WEB_MAY: Readonly<Record<string, readonly string[]>> = { lib: [], design: ['lib'], rooms: ['design', 'lib'], desks: ['rooms', 'design', 'lib'], portal: ['rooms', 'design', 'lib'] };

/** In web: design → rooms → desks, one way; a desk never imports another desk. */
function webWall(edge: Edge): Finding | undefined {
  const own = WEB.exec(edge.from);
  const other = edge.to && WEB.exec(edge.to);
  if (!own || !other || isTest(edge.from)) return undefined;
  const [ownPart = '', otherPart = ''] = [own[1], other[1]];
  if (ownPart === 'desks' && otherPart === 'desks') return own[2] === other[2] ? undefined : edge.found('web', `desk ${own[2]} may not import desk ${other[2]}`);
  if (ownPart === otherPart || WEB_MAY[ownPart] === undefined || WEB_MAY[ownPart].includes(otherPart)) return undefined;
  return edge.found('web', `${ownPart}/ may not import ${otherPart}/`);
}

const VERIFY_ROOTS = /^packages\/evidence\/src\/(?:verify|bundle)\/|^apps\/cli\/src\/(?:.*\/)?verify\.ts$/;
const VERIFY_MAY = new Set(['packages/basics', 'packages/evidence']);

/** `zhaobiao verify` builds from basics and evidence alone: everything it reaches, types too, so that a stranger can read all he runs. */
function verifyWall(edges: readonly Edge[]): readonly Finding[] {
  const findings: Finding[] = [];
  const byFile = Map.groupBy(edges, ({ from }) => from);
  const seen = new Set([...byFile.keys()].filter((path) => VERIFY_ROOTS.test(path) && !isTest(path)));
  for (const path of seen) {
    for (const edge of byFile.get(path) ?? []) {
      const floor = edge.to && floorOf(edge.to);
      if (edge.to && floor === floorOf(path)) seen.add(edge.to);
      else if (floor && !VERIFY_MAY.has(floor)) findings.push(edge.found('verify', `${floor} is in reach of zhaobiao verify, which builds from basics and evidence alone`));
      else if (!edge.to && path.startsWith('apps/') && !edge.edge.specifier.startsWith('node:')) findings.push(edge.found('verify', `${edge.edge.specifier} is in reach of zhaobiao verify`));
    }
  }
  return findings;
}

/** Everything that does not hold, in the order of paths. */
export function wallFindings(tree: Tree, sources: ReadonlyMap<string, Source>): readonly Finding[] {
  const edges = edgesOf(tree, sources);
  const findings: Finding[] = [];
  for (const path of sources.keys()) {
    const floor = floorOf(path);
    if (floor && !FLOORS[floor] && path.endsWith('/src/index.ts')) findings.push({ rule: 'floor', path, line: 1, why: `${floor} is not among the floors of tools/walls.ts: decide what it may import` });
  }
  for (const edge of edges) {
    for (const wall of [orderWalls, domainWall, webWall]) {
      const finding = wall(edge);
      if (finding) findings.push(finding);
    }
  }
  findings.push(...verifyWall(edges), ...adapterWalls(edges, sources), ...pureWalls(sources));
  return findings.toSorted((left, right) => left.path.localeCompare(right.path) || left.line - right.line);
}
