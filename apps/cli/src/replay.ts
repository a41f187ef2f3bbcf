import { replay, type ReplayReport } from '@zhaobiao/server';
import { defineCommand, type Out } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

function say(out: Out, { streams, acts, viewRows, refolded, different, differences }: ReplayReport): void {
  for (const { kind, where, detail } of differences) out.print(`✗ ${kind}  ${where}  ${detail}`);
  if (different > differences.length) out.print(`  …  另有 ${different - differences.length} 处 / and ${different - differences.length} more`);
  if (refolded > 0) out.print(`  ${refolded} 个流的状态由另一版本保存，读取时会重算 / ${refolded} states were stored by another fold and are folded again on reading`);
  const verdict = different === 0 ? '✓ 一致' : `✗ ${different} 处不一致`;
  out.print(`${verdict}：${streams} 个流、${acts} 个行为、${viewRows} 行视图`);
  out.print(`${different === 0 ? '✓ equal' : `✗ ${different} different`}: ${streams} streams, ${acts} acts, ${viewRows} view rows`);
}

export const run = defineCommand(
  {
    name: 'replay',
    zh: '从行为重算每个流的状态和视图，并核对日志、签名和公开内容；不加锁，不写入，可在运行中执行。',
    en: 'Folds every stream again from its acts, compares states and views, and checks log entries, signatures and disclosures. Locks nothing, writes nothing; the server may run.',
    operands: [],
    options: { check: { kind: 'flag', zh: '核对（本命令只做核对）', en: 'check (all that this command does)' }, json: JSON_LINE, data: DATA },
    more: ['  退出状态 0：无差异。 / Exit status 0: nothing differs.'],
  },
  ({ options: { json, data } }, out) =>
    withInstallation({ data, out }, async ({ pool }) => {
      const report = await replay(pool);
      if (json) {
        const { streams, acts, different, viewRows, refolded, differences } = report;
        for (const { kind, where, detail } of differences) out.note(`${kind}  ${where}  ${detail}`);
        out.print(JSON.stringify({ streams, acts, different, viewRows, refolded }));
      } else {
        say(out, report);
      }
      return report.different === 0 ? 0 : 1;
    }),
);
