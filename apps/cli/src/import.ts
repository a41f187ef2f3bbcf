import { MIGRATIONS, importTables } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

export const run = defineCommand(
  {
    name: 'import',
    zh: '把一份导出装入空数据库（DATABASE_URL，或新的数据目录）。',
    en: 'Loads an export into an empty database: that of DATABASE_URL, or of a new data directory.',
    operands: [{ name: 'DIR', zh: '导出的目录', en: 'the export' }],
    options: { digest: { kind: 'text', value: 'HEX', zh: '导出时记下的清单摘要', en: 'the digest noted when it was made' }, json: JSON_LINE, data: DATA },
  },
  ({ options: { digest, json, data }, operands: [source = ''] }, out) =>
    withInstallation({ data, out, fresh: true }, async ({ connection }) => {
      const made = await importTables(connection, source, MIGRATIONS, digest);
      if (!made.ok) {
        if (json) out.print(JSON.stringify({ imported: false, ...made.fault }));
        else out.note(`zhaobiao import: ${made.fault.message}`);
        return 1;
      }
      const { tables, rows, migrations } = made.value;
      if (json) out.print(JSON.stringify({ imported: true, tables, rows, migrations }));
      else out.print(`✓ ${tables} 张表，${rows} 行 / ${tables} tables, ${rows} rows\n  文件和日志分片请另行复制 / copy objects and tiles as files; then: zhaobiao replay --check`);
      return 0;
    }),
);
