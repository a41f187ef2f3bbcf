import { builtinModules } from 'node:module';
import { isTest, type Finding } from './tree.ts';
import type { Source } from './imports.ts';
import { lineAt } from './mask.ts';

/** Here the same input gives the same output on every machine and day: a court, a browser and a replay in ten years must agree. */
const PURE = /^packages\/(?:basics|evidence|domain|rulebook)\/src\/|^packages\/risk\/src\/indicators\//;

/** The one file that speaks to the machine's cryptography. */
const NODE_PRIMITIVES = 'packages/evidence/src/primitives/node.ts';

type Ban = { readonly what: string; readonly pattern: RegExp };

const BANS: readonly Ban[] = [
  { what: 'the system clock', pattern: /(?<![\w$.])(?:Date\s*\.\s*now\b|new\s+Date\s*(?:\(\s*\)|(?![\s\w(]))|(?<!new\s)Date\s*\(|performance\s*\.\s*\w+|Temporal\s*\.\s*Now\b)/g },
  { what: 'randomness', pattern: /(?<![\w$.])Math\s*\.\s*random\b|(?<![\w$])(?:getRandomValues|random(?:UUID|Bytes|Int|Fill|FillSync|SecretKey|PrivateKey))\b/g },
  { what: 'the process', pattern: /(?<![\w$.])(?:process|globalThis|Deno|Bun)\b(?!\s*\??:)/g },
  { what: 'the network', pattern: /(?<![\w$.])(?:fetch\s*\(|(?:XMLHttpRequest|WebSocket|EventSource)\b)/g },
  { what: 'a timer', pattern: /(?<![\w$.])(?:setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame)\b/g },
  { what: 'the console', pattern: /(?<![\w$.])console\b(?!\s*\??:)/g },
];

const isBuiltin = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier);

/** In the pure floors: no clock, randomness, process, network, timer, console; time and entropy are handed in. */
export function pureWalls(sources: ReadonlyMap<string, Source>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { path, code, imports, computedImports } of sources.values()) {
    if (!PURE.test(path) || isTest(path)) continue;
    const found = (line: number, why: string): void => {
      findings.push({ rule: 'pure', path, line, why });
    };
    for (const { what, pattern } of BANS) {
      for (const match of code.matchAll(pattern)) found(lineAt(code, match.index), `${match[0].trim()}: ${what} is banned here, take it as an argument`);
    }
    for (const { specifier, line } of imports) {
      if (isBuiltin(specifier) && path !== NODE_PRIMITIVES) found(line, `${specifier}: only ${NODE_PRIMITIVES} imports Node's own modules`);
    }
    for (const line of computedImports) found(line, 'an import of a computed name cannot be checked');
  }
  return findings;
}
