import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { arrayBuffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { instantOf } from '@zhaobiao/basics';
import { noteKeyText, noteSigner } from '@zhaobiao/evidence';
import { openKeys, openObjects, readHead, readObject, writeTenderBundle, type BundleGround } from '@zhaobiao/server';
import { defineCommand } from './command.ts';
import { DATA, JSON_LINE, withInstallation, type Installation } from './installation.ts';

/** The log's verifier key from its own key file; never makes one, which would be another log's. */
async function logKeyOf({ settings, pool }: Installation): Promise<string> {
  const directory = join(settings.dataDirectory, 'keys');
  const head = await readHead(pool);
  if (!head || !(await stat(join(directory, 'log.key')).catch(() => undefined))) throw new Error(`没有日志公钥，请用 --key 给出。 The log's key is not in ${directory}: give it with --key.`);
  const { log } = await openKeys(directory, () => { throw new Error(`${directory}: a key is missing`); });
  return noteKeyText(noteSigner(head.origin, log).key);
}

async function groundOf(installation: Installation, key: string | undefined): Promise<BundleGround> {
  const { settings, pool } = installation;
  const checkpoint = await readFile(join(settings.dataDirectory, 'log', 'checkpoint')).catch(() => undefined);
  if (!checkpoint) throw new Error('日志还没有公布过检查点。 The log has not published a checkpoint yet.');
  const store = await openObjects(settings.objectsUrl ?? pathToFileURL(join(settings.dataDirectory, 'objects')).href);
  if (!store.ok) throw new Error(store.fault.message);
  const objects = { pool, store: store.value, now: () => instantOf(Date.now()), quotaBytes: 0 };
  return {
    pool, checkpoint, logKey: key ?? (await logKeyOf(installation)),
    readWhole: async (digest) => {
      const reading = await readObject(objects, digest);
      return reading.ok ? new Uint8Array(await arrayBuffer(reading.value.stream)) : undefined;
    },
  };
}

/** The file appears whole or not at all. */
async function writeWhole(path: string, portions: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(`${path}.part`, 'w');
  let bytes = 0;
  try {
    for await (const portion of portions) {
      await file.writeFile(portion);
      bytes += portion.length;
    }
    await file.sync();
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  return bytes;
}

export const run = defineCommand(
  {
    name: 'bundle',
    zh: '把一个标段的公开行为、证明、密文和文件写成一个证据包，谁都可以用 zhaobiao verify 核验。',
    en: 'Writes the public acts, proofs, ciphertexts and documents of a lot as one file that anyone can check with "zhaobiao verify".',
    operands: [{ name: 'LOT', zh: '标段，如 P1/1', en: 'the lot, such as P1/1' }],
    options: {
      output: { kind: 'text', short: 'o', value: 'FILE', required: true, zh: '写到哪里', en: 'where to write it' },
      key: { kind: 'text', value: 'VKEY', zh: '日志公钥；默认取本机的', en: "the log's key; that of this installation unless given" },
      json: JSON_LINE,
      data: DATA,
    },
  },
  ({ options: { output, key, json, data }, operands: [lot = ''] }, out) =>
    withInstallation({ data, out }, async (installation) => {
      const written = await writeTenderBundle(await groundOf(installation, key), lot.startsWith('lot:') ? lot : `lot:${lot}`);
      if (!written.ok) {
        if (json) out.print(JSON.stringify({ written: false, ...written.fault }));
        else out.note(`zhaobiao bundle: ${written.fault.message}`);
        return 1;
      }
      const bytes = await writeWhole(output, written.value);
      if (json) out.print(JSON.stringify({ written: true, bytes }));
      else out.print(`✓ ${output}：${bytes} 字节 / bytes\n  核验 / check: zhaobiao verify ${output} --key VKEY`);
      return 0;
    }),
);
