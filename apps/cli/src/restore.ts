import { join, resolve } from 'node:path';
import { instantText } from '@zhaobiao/basics';
import { restore } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { JSON_LINE } from './installation.ts';

export const run = defineCommand(
  {
    name: 'restore',
    zh: '把备份恢复到一个空的数据目录；先核验每个文件，再写入。',
    en: 'Restores a backup into an empty data directory; every file is verified before anything is written.',
    operands: [{ name: 'DIR', zh: '备份目录', en: 'the backup' }],
    options: {
      to: { kind: 'text', value: 'DATA_DIR', required: true, zh: '新的数据目录', en: 'the new data directory' },
      digest: { kind: 'text', value: 'HEX', zh: '备份时记下的清单摘要：只接受那一份备份', en: 'the digest noted when it was made: no other backup is accepted' },
      json: JSON_LINE,
    },
  },
  async ({ options: { to, digest, json }, operands: [source = ''] }, out) => {
    const directory = resolve(to);
    const restored = await restore(source, { directory: join(directory, 'postgres'), objects: join(directory, 'objects'), tiles: join(directory, 'log'), ...(digest === undefined ? {} : { manifestDigest: digest }) });
    if (!restored.ok) {
      if (json) out.print(JSON.stringify({ restored: false, ...restored.fault }));
      else out.note(`zhaobiao restore: ${restored.fault.message}`);
      return 1;
    }
    const { files, bytes, data, endedAt } = restored.value;
    if (json) {
      out.print(JSON.stringify({ restored: true, files, bytes, data, endedAt: instantText(endedAt) }));
      return 0;
    }
    out.print(`✓ 已恢复到 ${instantText(endedAt)}：${files} 个文件，${bytes} 字节；数据库在 ${data}`);
    out.print(`✓ restored to ${instantText(endedAt)}: ${files} files, ${bytes} bytes; the database lies in ${data}`);
    out.print(`  启动前把密钥放回 / before the start bring the keys back: ${join(directory, 'keys')}`);
    out.print(`  然后核对 / then check: zhaobiao replay --check --data ${directory}`);
    return 0;
  },
);
