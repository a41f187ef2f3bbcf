import { VIEWS, rebuild } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

const NAMES = VIEWS.map((view) => view.name).join(', ');

export const run = defineCommand(
  {
    name: 'rebuild',
    zh: '从行为重建视图表：先填好影子表，再整体替换。期间可读，写入稍候。',
    en: 'Makes a view anew: fills a shadow table from the streams, then swaps it. Readers go on meanwhile, acts wait.',
    operands: [{ name: 'VIEW', zh: `视图名：${NAMES}`, en: `name of the view: ${NAMES}`, many: true }],
    options: { json: JSON_LINE, data: DATA },
  },
  ({ options: { json, data }, operands }, out) =>
    withInstallation({ data, out }, async ({ pool }) => {
      // All names first: a typing error in the second must not leave the first half done.
      const unknown = operands.find((name) => !VIEWS.some((view) => view.name === name));
      if (unknown !== undefined) {
        out.note(`zhaobiao rebuild: 没有视图 ${unknown}，只有 ${NAMES}。 There is no view ${unknown}, only ${NAMES}.`);
        return 2;
      }
      for (const name of operands) {
        const rebuilt = await rebuild(pool, name);
        if (!rebuilt.ok) return 1;
        const { view, version, streams, rows } = rebuilt.value;
        out.print(json ? JSON.stringify(rebuilt.value) : `✓ ${view} (v${version})：${streams} 个流，${rows} 行 / ${streams} streams, ${rows} rows`);
      }
      return 0;
    }),
);
