/** Every sentence that a refusal says is whole: what its text names is given where it is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSALS } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../src');
const SOURCES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

/** The text from an opening bracket to the one that closes it. */
function balanced(text: string, from: number): string {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    if ('([{'.includes(text.charAt(index))) depth += 1;
    if (')]}'.includes(text.charAt(index))) depth -= 1;
    if (depth === 0) return text.slice(from, index + 1);
  }
  return text.slice(from);
}

/** Calls with a literal code; `keys` is undefined where the parameters are put together elsewhere. */
const CALLS = SOURCES.flatMap(({ name, text }) =>
  [...text.matchAll(/\brefuse\('(\w+)'/g)].map((match) => {
    const call = balanced(text, match.index + 'refuse'.length);
    const object = /\{[\s\S]*\}\s*\)$/.exec(call)?.[0] ?? '';
    const keys = object.includes('...') || /, \w+\)$/.test(call) ? undefined : new Set([...object.matchAll(/(?<=[{,]\s*)(\w+)(?=\s*[:,}])/g)].map((each) => each[1] ?? ''));
    return { where: `${name}: ${match[1] ?? ''}`, code: match[1] ?? '', keys };
  }));

describe('refusals', () => {
  it.each(CALLS)('$where', ({ code, keys }) => {
    const row = (REFUSALS as Readonly<Record<string, { readonly zh: string; readonly en: string }>>)[code];
    expect(row).toBeDefined();
    if (!row || !keys) return;
    const named = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    expect(named(row.zh).filter((name) => !keys.has(name) && !keys.has(`${name}Zh`))).toEqual([]);
    expect(named(row.en).filter((name) => !keys.has(name) && !keys.has(`${name}En`))).toEqual([]);
  });

  it('reads the calls it is meant to read', () => {
    expect(CALLS.length).toBeGreaterThan(150);
    expect(CALLS.filter((each) => each.keys !== undefined).length).toBeGreaterThan(130);
  });
});

describe('plain Chinese', () => {
  it.each(Object.entries(REFUSALS))('%s ends as a sentence and says so in both languages', (_code, { zh, en }) => {
    expect(zh).toMatch(/[。？]$/u);
    expect(en).toMatch(/[.?]$/);
    expect(zh).not.toMatch(/[A-Za-z]{3,}(?![A-Za-z]*\})/u);
  });
});
