import { exportTables } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

export const run = defineCommand(
  {
    name: 'export',
    zh: '把某一时刻的全部数据行导出为文本：任何 PostgreSQL 都可用，也是升级大版本的办法。',
    en: 'Exports every row of one moment as text: from any PostgreSQL, and the way to another major version.',
    operands: [{ name: 'DIR', zh: '新目录', en: 'a new folder' }],
    options: { json: JSON_LINE, data: DATA },
    more: ['  文件和日志分片另行复制；密钥不在数据库里。 / Objects and tiles are copied as files; keys are not in the database.'],
  },
  ({ options: { json, data }, operands: [target = ''] }, out) =>
    withInstallation({ data, out }, async ({ connection }) => {
      const made = await exportTables(connection, target);
      if (!made.ok) {
        if (json) out.print(JSON.stringify({ exported: false, ...made.fault }));
        else out.note(`zhaobiao export: ${made.fault.message}`);
        return 1;
      }
      const { tables, rows, bytes, manifestDigest } = made.value;
      if (json) out.print(JSON.stringify({ exported: true, tables, rows, bytes, manifestDigest }));
      else out.print(`✓ ${tables} 张表，${rows} 行，${bytes} 字节 / ${tables} tables, ${rows} rows, ${bytes} bytes\n  清单摘要 / digest of the manifest: ${manifestDigest}`);
      return 0;
    }),
);
