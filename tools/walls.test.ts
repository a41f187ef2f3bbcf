import { describe, expect, it } from 'vitest';
import { sourcesOf, type Tree } from './tree.ts';
import { wallFindings } from './walls.ts';

const NAMES = ['basics', 'evidence', 'domain', 'rulebook', 'risk', 'testkit'];
const MANIFESTS: readonly (readonly [string, string])[] = [
  ...NAMES.map((name) => [`packages/${name}/package.json`, JSON.stringify({ name: `@zhaobiao/${name}`, imports: { '#primitives': { node: './src/primitives/node.ts', default: './src/primitives/browser.ts' } } })] as const),
  ...['server', 'web', 'witness'].map((name) => [`apps/${name}/package.json`, JSON.stringify({ name: `@zhaobiao/${name}` })] as const),
  ['apps/cli/package.json', JSON.stringify({ name: 'zhaobiao-cli' })],
];

/** The rules that a planted tree breaks, as `rule path:line`. */
function broken(files: Readonly<Record<string, string>>): readonly string[] {
  const tree: Tree = new Map([...MANIFESTS, ...Object.entries(files)]);
  return wallFindings(tree, sourcesOf(tree)).map(({ rule, path, line }) => `${rule} ${path}:${line}`);
}

/** One file with one import. */
const planted = (path: string, code: string) => broken({ [path]: code });

describe('floors', () => {
  it.each([
    ['packages/basics/src/a.ts', '@zhaobiao/evidence'],
    ['packages/evidence/src/a.ts', '@zhaobiao/domain'],
    ['packages/domain/src/bid/a.ts', '@zhaobiao/rulebook'],
    ['packages/domain/src/bid/a.ts', '@zhaobiao/server'],
    ['packages/rulebook/src/a.ts', '@zhaobiao/domain'],
    ['packages/risk/src/a.ts', '@zhaobiao/domain'],
    ['apps/witness/src/a.ts', '@zhaobiao/domain'],
    ['apps/server/src/wiring.ts', '@zhaobiao/testkit'],
    ['apps/server/src/wiring.ts', 'zhaobiao-cli'],
    ['apps/web/src/lib/a.ts', '@zhaobiao/server'],
  ])('%s may not import %s', (path, name) => {
    expect(planted(path, `import { a } from '${name}';`)).toEqual([`floor ${path}:1`]);
  });

  it.each([
    ['packages/evidence/src/a.ts', '@zhaobiao/basics'],
    ['packages/domain/src/bid/a.ts', '@zhaobiao/evidence'],
    ['packages/domain/src/bid/a.test.ts', '@zhaobiao/rulebook'],
    ['apps/server/src/wiring.ts', '@zhaobiao/rulebook'],
    ['apps/cli/src/simulate.ts', '@zhaobiao/server'],
    ['packages/testkit/src/a.ts', '@zhaobiao/server'],
    ['bench/a.ts', '@zhaobiao/server'],
    ['tools/a.ts', '@zhaobiao/domain'],
  ])('%s may import %s', (path, name) => {
    expect(planted(path, `import { a } from '${name}';`)).toEqual([]);
  });

  it('rulebook takes types from domain, and only by import type', () => {
    const path = 'packages/rulebook/src/a.ts';
    expect(planted(path, "import type { Procedure } from '@zhaobiao/domain';")).toEqual([]);
    expect(planted(path, "import { type Procedure } from '@zhaobiao/domain';")).toEqual([`floor ${path}:1`]);
  });

  it('a floor that nobody has decided on fails', () => {
    expect(planted('packages/common/src/index.ts', 'export const a = 1;')).toEqual(['floor packages/common/src/index.ts:1']);
  });
});

describe('doors', () => {
  it.each([
    ['packages/domain/src/bid/a.ts', '@zhaobiao/evidence/src/merkle/tree.ts'],
    ['packages/domain/src/bid/a.ts', '../../../evidence/src/merkle/tree.ts'],
    ['packages/domain/src/bid/a.test.ts', '../../../evidence/src/index.ts'],
    ['tools/a.ts', '@zhaobiao/domain/src/act/refusals.ts'],
  ])('%s may not go round a door to %s', (path, specifier) => {
    expect(planted(path, `export { a } from '${specifier}';`)).toEqual([`door ${path}:1`]);
  });

  it('a package may use its own files and its own #names', () => {
    expect(broken({ 'packages/evidence/src/digest/digest.ts': "import { p } from '#primitives';\nimport { q } from '../primitives/port.ts';" })).toEqual([]);
  });
});

describe('rooms of the domain', () => {
  const path = 'packages/domain/src/opening/decide.ts';

  it.each(['../bid/decide.ts', '../bid/price.ts', '../tender/state/lot.ts'])('a room may not import %s of another', (specifier) => {
    expect(planted(path, `import type { A } from '${specifier}';`)).toEqual([`room ${path}:1`]);
  });

  it('a room may import itself, the ground, and another room by its state', () => {
    expect(planted(path, "import a from './record.ts';\nimport b from '../procedure/permit.ts';\nimport c from '../act/refusal.ts';\nimport type { Bid } from '../bid/state.ts';\nimport { e } from './deep/f.ts';")).toEqual([]);
  });

  it('the interpreter knows no room, not even a state', () => {
    expect(planted('packages/domain/src/procedure/permit.ts', "import type { Bid } from '../bid/state.ts';")).toEqual(['room packages/domain/src/procedure/permit.ts:1']);
  });
});

describe('server', () => {
  const adapter = { 'apps/server/src/store/postgres.ts': "import pg from 'pg';" };

  it('only wiring names adapters', () => {
    const use = "import { postgres } from '../store/postgres.ts';";
    expect(broken({ ...adapter, 'apps/server/src/bid/queries.ts': use })).toEqual(['adapter apps/server/src/bid/queries.ts:1']);
    expect(broken({ ...adapter, 'apps/server/src/wiring.ts': "import { postgres } from './store/postgres.ts';" })).toEqual([]);
    expect(broken({ ...adapter, 'apps/server/src/store/backup.ts': "import { postgres } from './postgres.ts';" })).toEqual([]);
    expect(broken({ ...adapter, 'apps/server/src/bid/queries.ts': "import type { Postgres } from '../store/postgres.ts';" })).toEqual([]);
    expect(broken({ ...adapter, 'apps/server/src/index.ts': "export { postgres } from './store/postgres.ts';" })).toEqual([]);
  });

  it('only adapters reach outside the process', () => {
    expect(planted('apps/server/src/bid/queries.ts', "import { readFileSync } from 'node:fs';")).toEqual(['adapter apps/server/src/bid/queries.ts:1']);
    expect(planted('apps/server/src/perform.ts', "import type { Pool } from 'pg';")).toEqual([]);
  });

  it.each(['process.env.PORT', 'process . env', "process['env']", 'const p = process;'])('only wiring and main read the environment: %s', (read) => {
    expect(planted('apps/server/src/http/server.ts', `\n${read};`)).toEqual(['environment apps/server/src/http/server.ts:2']);
    expect(planted('apps/server/src/main.ts', read)).toEqual([]);
    expect(planted('apps/server/src/wiring.ts', read)).toEqual([]);
  });

  it('the environment is not read by another name', () => {
    expect(planted('apps/server/src/http/server.ts', "import { env } from 'node:process';")).toEqual(['environment apps/server/src/http/server.ts:1']);
    expect(planted('apps/server/src/http/server.ts', "// process.env is for wiring\nconst said = 'process.env';")).toEqual([]);
  });

  it.each(["import type { Store } from '../store/store.ts';", "import { sql } from 'kysely';"])('routes never see the store: %s', (code) => {
    expect(planted('apps/server/src/bid/routes.ts', code)).toEqual(['routes apps/server/src/bid/routes.ts:1']);
    expect(planted('apps/server/src/bid/queries.ts', code)).toEqual([]);
  });

  it.each(["import { decideAct } from '@zhaobiao/domain';", "import * as domain from '@zhaobiao/domain';", "import { open } from '../opening/decide.ts';"])('a view never sees decide: %s', (code) => {
    expect(planted('apps/server/src/bid/view.ts', code)).toEqual(['view apps/server/src/bid/view.ts:1']);
    expect(planted('apps/server/src/perform.ts', code)).toEqual([]);
  });
});

describe('web', () => {
  it.each([
    ['design/button.ts', '../rooms/bid/form.ts'],
    ['rooms/bid/form.ts', '../../desks/bidder/page.ts'],
    ['desks/bidder/page.ts', '../agency/page.ts'],
    ['lib/api.ts', '../design/tokens.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(planted(`apps/web/src/${path}`, `import { a } from '${specifier}';`)).toEqual([`web apps/web/src/${path}:1`]);
  });

  it('one way is free', () => {
    expect(planted('apps/web/src/desks/bidder/page.ts', "import a from '../../rooms/bid/form.ts';\nimport b from '../../design/tokens.ts';\nimport c from './part.ts';")).toEqual([]);
  });
});

describe('zhaobiao verify', () => {
  it('reaches nothing but basics and evidence', () => {
    const command = { 'apps/cli/src/verify.ts': "import { a } from './options.ts';\nimport { verifyBundle } from '@zhaobiao/evidence';\nimport { readFile } from 'node:fs/promises';" };
    expect(broken({ ...command, 'apps/cli/src/options.ts': "import { ok } from '@zhaobiao/basics';" })).toEqual([]);
    expect(broken({ ...command, 'apps/cli/src/options.ts': "import type { Act } from '@zhaobiao/domain';" })).toEqual(['verify apps/cli/src/options.ts:1']);
    expect(broken({ ...command, 'apps/cli/src/options.ts': "import { z } from 'zod';" })).toEqual(['verify apps/cli/src/options.ts:1']);
    expect(broken({ 'apps/cli/src/simulate.ts': "import { z } from 'zod';" })).toEqual([]);
  });
});

describe('pure floors', () => {
  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const at = new Date;',
    'const at = Date();',
    'const at = performance.now();',
    'const at = Math.random();',
    'const at = crypto.getRandomValues(bytes);',
    'const at = crypto.randomUUID();',
    'const at = process.hrtime();',
    'const at = globalThis.process;',
    'const at = await fetch(url);',
    'setTimeout(later, 5);',
    'setInterval(later, 5);',
    'console.log(1);',
    "import { readFileSync } from 'node:fs';",
    "import { readFileSync } from 'fs';",
    'const at = await import(name);',
  ])('%s', (code) => {
    for (const path of ['packages/basics/src/a.ts', 'packages/evidence/src/merkle/a.ts', 'packages/domain/src/bid/a.ts', 'packages/rulebook/src/a.ts', 'packages/risk/src/indicators/r001/a.ts']) {
      expect(planted(path, `\n${code}`)).toEqual([`pure ${path}:2`]);
    }
    expect(planted('packages/basics/src/a.test.ts', code)).toEqual([]);
    expect(planted('bench/a.ts', code)).toEqual([]);
  });

  it.each(['const at = new Date(milliseconds);', 'const at = Date.UTC(2026, 0);', '// Date.now() is banned', "const said = 'Math.random()';", 'const row = { process: 1, console: 2 };', 'party.fetch(x);'])('lets pass %s', (code) => {
    expect(planted('packages/domain/src/bid/a.ts', code)).toEqual([]);
  });

  it("only the primitives import Node's own modules", () => {
    expect(planted('packages/evidence/src/primitives/node.ts', "import { createHash } from 'node:crypto';")).toEqual([]);
    expect(planted('packages/evidence/src/primitives/node.ts', "import { randomBytes } from 'node:crypto';")).toEqual(['pure packages/evidence/src/primitives/node.ts:1']);
    expect(planted('packages/evidence/src/primitives/browser.ts', "import { createHash } from 'node:crypto';")).toEqual(['pure packages/evidence/src/primitives/browser.ts:1']);
  });
});
