import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { instantText } from '@zhaobiao/basics';
import { backup, type Settings } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation } from './installation.ts';

const there = async (paths: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(paths.map((path) => stat(path).then(() => [path], () => [])));
  return found.flat();
};

/** Whatever of an installation holds keys. The demonstration's are here too, so that a rehearsal shows what the real thing will ask. */
const keysOf = ({ dataDirectory }: Settings): Promise<readonly string[]> =>
  there([join(dataDirectory, 'keys'), join(dataDirectory, 'guardian'), join(dataDirectory, 'demo'), join(dataDirectory, 'postgres', 'password')]);

export const run = defineCommand(
  {
    name: 'backup',
    zh: '备份平台（运行中即可）：数据库、文件、日志分片。密钥从不进入备份。',
    en: 'Backs up the platform while it runs: database, objects, tiles of the log. Keys never enter a backup.',
    operands: [{ name: 'DIR', zh: '新目录', en: 'a new folder' }],
    options: { json: JSON_LINE, data: DATA },
    more: ['  使用外部数据库（DATABASE_URL）时请用 zhaobiao export。 / With DATABASE_URL use "zhaobiao export".'],
  },
  ({ options: { json, data }, operands: [target = ''] }, out) =>
    withInstallation({ data, out }, async ({ settings, cluster }) => {
      if (!cluster) {
        out.note('zhaobiao backup: 使用外部数据库时请用它自己的备份，或 zhaobiao export。 A database of your own is backed up by its own means, or by "zhaobiao export".');
        return 1;
      }
      const [objects] = settings.objectsUrl === undefined ? await there([join(settings.dataDirectory, 'objects')]) : [];
      const [tiles] = await there([join(settings.dataDirectory, 'log')]);
      const made = await backup({ connection: cluster.connection, data: cluster.data, ...(objects === undefined ? {} : { objects }), ...(tiles === undefined ? {} : { tiles }), keys: await keysOf(settings) }, target);
      if (!made.ok) {
        if (json) out.print(JSON.stringify({ backedUp: false, ...made.fault }));
        else out.note(`zhaobiao backup: ${made.fault.message}`);
        return 1;
      }
      const { files, bytes, endedAt, manifestDigest, keptApart } = made.value;
      if (json) {
        out.print(JSON.stringify({ backedUp: true, files, bytes, endedAt: instantText(endedAt), manifestDigest, keptApart, objectsElsewhere: settings.objectsUrl !== undefined }));
        return 0;
      }
      out.print(`✓ 备份完成：${files} 个文件，${bytes} 字节，恢复到 ${instantText(endedAt)}`);
      out.print(`✓ backed up: ${files} files, ${bytes} bytes; a restore leads to ${instantText(endedAt)}`);
      out.print(`  清单摘要，请另行保管 / digest of the manifest, keep it elsewhere:\n    ${manifestDigest}`);
      if (keptApart.length > 0) out.print(`  备份里没有密钥，请与备份分开保管 / keys are not in the backup; keep them, and apart from it:\n${keptApart.map((path) => `    ${path}`).join('\n')}`);
      if (settings.objectsUrl !== undefined) out.print('  文件在对象存储里，请用它自己的办法备份 / the objects lie in a bucket: back it up by its own means');
      return 0;
    }),
);
