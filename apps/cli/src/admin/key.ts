import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { toHex } from '@zhaobiao/basics';
import { SIGNATURE_SCHEMES, signer } from '@zhaobiao/evidence';
import { defineCommand } from '../command.ts';

export const run = defineCommand(
  {
    name: 'admin key',
    zh: '生成一把签名密钥：私钥写入文件，公钥按登记格式打印。',
    en: 'Makes a signing key: the secret goes into a file, the public key is printed as a registration takes it.',
    operands: [],
    options: {
      output: { kind: 'text', short: 'o', value: 'FILE', required: true, zh: '私钥文件（新文件，只有本人可读）', en: 'file of the secret (new, readable by its owner alone)' },
      scheme: { kind: 'text', value: 'NAME', zh: `算法：${SIGNATURE_SCHEMES.join(' 或 ')}；默认 ed25519`, en: `scheme: ${SIGNATURE_SCHEMES.join(' or ')}; ed25519 unless given` },
    },
  },
  async ({ options: { output, scheme: name = 'ed25519' } }, out) => {
    const scheme = SIGNATURE_SCHEMES.find((each) => each === name);
    if (!scheme) {
      out.note(`zhaobiao admin key: 没有算法 ${name}。 There is no scheme ${name}.`);
      return 2;
    }
    const seed = randomBytes(32);
    const own = signer(scheme, seed);
    // 'wx': a key that is there is never overwritten.
    const file = await open(output, 'wx', 0o600);
    await file.writeFile(`${toHex(seed)}\n`);
    await file.sync();
    await file.close();
    out.print(JSON.stringify({ scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) }));
    return 0;
  },
);
