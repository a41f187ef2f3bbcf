/** Sealing without a browser: the sheet is read, sealed to the guardians and written as what the platform takes. Nothing leaves the machine. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, fromHex, ok, toHex, type Json, type Result } from '@zhaobiao/basics';
import { sealEnvelope } from '@zhaobiao/client';
import { bidSheet, streamId } from '@zhaobiao/domain';
import { OWN_KEY_LENGTH, PROFILES, checkStorable, type ProfileId } from '@zhaobiao/evidence';
import { defineCommand } from './command.ts';
import { JSON_LINE } from './installation.ts';

const KINDS = ['whole', 'qualification', 'technical', 'price'];

const isProfile = (text: string): text is ProfileId => Object.hasOwn(PROFILES, text);

const stream = (machine: 'lot' | 'party', text: string): string => (text.startsWith(`${machine}:`) ? text : `${machine}:${text}`);

/** The sheet, or in words what is wrong with it. A sheet that the opening would refuse is refused here, where it can still be mended. */
async function readSheet(path: string, kind: string): Promise<Result<Json, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(`${path} 读不出来。 ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const storable = checkStorable(value);
  if (!storable.ok) return fail(`${path} ${storable.fault.path}: ${storable.fault.why}`);
  const checked = bidSheet.safeParse(value);
  const [issue] = checked.error?.issues ?? [];
  if (issue && (kind === 'whole' || kind === 'price')) return fail(`${path} 不是开标一览表：${issue.path.join('.')}。 Not a bid sheet: ${issue.path.join('.')}: ${issue.message}`);
  return ok(storable.value);
}

/** Written once and never over another: a key that a submitted bid needs cannot be made again. */
async function keep(path: string, key: Uint8Array): Promise<boolean> {
  try {
    await writeFile(path, `${toHex(key)}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

export const run = defineCommand(
  {
    name: 'seal',
    zh: '在自己的机器上密封投标：写出密文和清单，明文和密钥都不离开本机。',
    en: 'Seals a bid on your own machine: writes ciphertext and manifest; neither the sheet nor a key leaves it.',
    operands: [],
    options: {
      lot: { kind: 'text', value: 'LOT', required: true, zh: '标段，如 P1/1', en: 'the lot, such as P1/1' },
      sheet: { kind: 'text', value: 'FILE', required: true, zh: '开标一览表（JSON：priceFen、period …）', en: 'what will be read out (JSON: priceFen, period …)' },
      key: { kind: 'text', value: 'HEX', required: true, zh: '招标公告中保管人的公钥', en: "the guardians' public key, from the notice" },
      party: { kind: 'text', value: 'CODE', required: true, zh: '投标人（联合体牵头人）的信用代码', en: 'credit code of the tenderer (the lead of a consortium)' },
      member: { kind: 'list', value: 'CODE', zh: '联合体成员，可多次给出', en: 'a member of the consortium; may be repeated' },
      kind: { kind: 'text', value: 'KIND', zh: `信封：${KINDS.join('、')}；默认 whole`, en: `the envelope: ${KINDS.join(', ')}; whole unless given` },
      profile: { kind: 'text', value: 'NAME', zh: '算法：international（默认）或 national', en: 'algorithms: international (unless given) or national' },
      'own-key': { kind: 'text', value: 'FILE', zh: '招标文件规定投标人参与解密的：自己的密钥写到这个新文件，开标时用它解密', en: 'where the document asks for the tenderer’s own key: writes it to this new file, to be released at the opening' },
      output: { kind: 'text', short: 'o', value: 'DIR', required: true, zh: '写到哪个目录', en: 'the folder to write to' },
      json: JSON_LINE,
    },
    more: [
      '  DIR/ciphertext.bin   密文，上传到平台 / the ciphertext, to be uploaded',
      '  DIR/manifest.json    递交投标时填入 envelopes / goes into submitBid as one of its envelopes',
      '  DIR/nonce.hex        只留在自己手里：凭它可在开标前自己打开 / keep it to yourself: with it you can open the envelope before the opening',
    ],
  },
  async ({ options }, out) => {
    const { kind = 'whole', profile = 'international', json, output } = options;
    const wrong = (sentence: string): number => {
      out.note(`zhaobiao seal: ${sentence}`);
      return 2;
    };
    if (!KINDS.includes(kind)) return wrong(`没有信封 ${kind}。 There is no envelope ${kind}.`);
    if (!isProfile(profile)) return wrong(`没有算法套件 ${profile}。 There is no profile ${profile}.`);
    if (fromHex(options.key)?.length !== 32) return wrong('--key 须为 64 位十六进制小写。 --key must be 64 lower-case hexadecimal digits.');
    const [lot, lead, members] = [stream('lot', options.lot), stream('party', options.party), options.member.map((code) => stream('party', code))];
    const misnamed = [lead, ...members].find((id) => !streamId('party').safeParse(id).success) ?? [lot].find((id) => !streamId('lot').safeParse(id).success);
    if (misnamed !== undefined) return wrong(`${misnamed} 不是标段或主体的编号。 ${misnamed} names neither a lot nor a party.`);
    const sheet = await readSheet(options.sheet, kind);
    if (!sheet.ok) {
      out.note(`zhaobiao seal: ${sheet.fault}`);
      return 1;
    }
    const ownKey = options['own-key'] === undefined ? undefined : new Uint8Array(randomBytes(OWN_KEY_LENGTH));
    if (ownKey && !(await keep(options['own-key'] ?? '', ownKey))) {
      out.note(`zhaobiao seal: ${options['own-key'] ?? ''} 写不进去，或者已经存在；原有的密钥没有改动。 It cannot be written, or is there already; a key that is there is left alone.`);
      return 1;
    }
    const { ciphertext, manifest, nonce } = await sealEnvelope({ ...(ownKey && { ownKey }), lot, kind, lead, members, publicKey: options.key, profile, sheet: sheet.value, entropy: (length) => randomBytes(length) });
    await mkdir(output, { recursive: true });
    await writeFile(join(output, 'ciphertext.bin'), ciphertext);
    await writeFile(join(output, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeFile(join(output, 'nonce.hex'), `${toHex(nonce)}\n`, { mode: 0o600 });
    if (json) out.print(JSON.stringify({ sealed: true, ...manifest }));
    else out.print(`✓ 已密封 / sealed: ${manifest.ciphertext} (${manifest.lengthBytes} bytes)\n  ${output}`);
    return 0;
  },
);
