import { MIGRATIONS, checkViews, migrate, staleViewsText } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

export const run = defineCommand(
  {
    name: 'migrate',
    zh: '把数据库升级到本版本（服务器启动时也会自动进行）。',
    en: 'Brings the database up to this release, as every start of the server does by itself.',
    operands: [],
    options: { json: JSON_LINE, data: DATA },
  },
  ({ options: { json, data } }, out) =>
    withInstallation({ data, out, fresh: true }, async ({ pool }) => {
      const done = await migrate(pool, MIGRATIONS);
      if (!done.ok) {
        const { code, file, message } = done.fault;
        if (json) out.print(JSON.stringify({ migrated: false, code, file }));
        out.note(`zhaobiao migrate: ${file}: ${code}${message === undefined ? '' : `: ${message}`}`);
        return 1;
      }
      const stale = staleViewsText(await checkViews(pool));
      if (json) out.print(JSON.stringify({ migrated: true, applied: done.value }));
      else out.print(done.value.length === 0 ? '✓ 已是最新 / up to date' : `✓ 已应用 / applied: ${done.value.join(', ')}`);
      if (stale !== undefined) out.note(stale);
      return 0;
    }),
);
