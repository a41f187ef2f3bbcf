/** A folder of notices, a line a rule: how often each fires, and in which files. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Asked } from '@zhaobiao/domain';
import { readDocument } from './read-document.ts';
import { checkText } from './run-check.ts';

export type Tallied = { readonly rule: string; readonly check: string; readonly kind: string; findings: number; readonly files: Set<string> };
export type FolderReport = { readonly read: number; readonly unread: readonly string[]; readonly tallies: readonly Tallied[]; readonly law: number };

export async function checkFolder(folder: string, asked: Asked, told: (file: string, checked: ReturnType<typeof checkText>) => void = () => undefined): Promise<FolderReport> {
  const names = (await readdir(folder)).filter((name) => /\.(?:txt|md|html?|docx)$/i.test(name)).sort();
  const tallies = new Map<string, Tallied>();
  const unread: string[] = [];
  for (const name of names) {
    const document = await readDocument(path.join(folder, name));
    if (!document.ok) {
      unread.push(name);
      continue;
    }
    const checked = checkText(document.value, asked);
    told(name, checked);
    for (const { rule, check, kind, times } of checked.findings) {
      const tally = tallies.get(check) ?? { rule, check, kind, findings: 0, files: new Set<string>() };
      tally.findings += Math.max(1, times);
      tally.files.add(name);
      tallies.set(check, tally);
    }
  }
  const sorted = [...tallies.values()].toSorted((left, right) => left.rule.localeCompare(right.rule) || left.check.localeCompare(right.check));
  return { read: names.length - unread.length, unread, tallies: sorted, law: sorted.reduce((sum, { kind, findings }) => sum + (kind === 'law' ? findings : 0), 0) };
}
