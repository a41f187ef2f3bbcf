import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, toHex, type Result } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { noteKeyText, noteSigner } from '@zhaobiao/evidence';
import { MIGRATIONS, checkViews, databaseClock, foundPlatform, isFounded, loadLaw, migrate, openKeys, readHead, startLog, viewRows, type FoundingParty, type PlatformKeys } from '@zhaobiao/server';
import { defineCommand, type Out } from '../command.ts';
import { DATA, JSON_LINE, withInstallation, type Installation } from '../installation.ts';
import { parseFounding } from './parse-founding.ts';

type Founding = { readonly origin: string; readonly title: string; readonly parties: readonly FoundingParty[] };

const entropy = (length: number): Uint8Array => randomBytes(length);

/** The act's own contract judges the parties; without a registrar nobody else could ever be registered. */
function checkFounding({ origin, title, parties }: Founding, keys: PlatformKeys): Result<Founding, string> {
  const { scheme, keyId, publicKey } = keys.platform;
  const parsed = ACTS.get('foundPlatform')?.contract.safeParse({ origin, title, parties, key: { scheme, keyId, publicKey: toHex(publicKey) } });
  const [issue] = parsed?.error?.issues ?? [];
  if (issue) return fail(`${issue.path.join('.')}: ${issue.message}`);
  if (!parties.some((party) => party.roles.includes('registrar'))) return fail('主体中没有登记人（registrar），之后谁也无法登记。 No party is a registrar: nobody could ever be registered.');
  return ok({ origin, title, parties });
}

async function found({ pool, settings }: Installation, founding: Founding, out: Out, json: boolean): Promise<number> {
  const refuse = (sentence: string): number => {
    out.note(`zhaobiao admin found: ${sentence}`);
    return 1;
  };
  const migrated = await migrate(pool, MIGRATIONS);
  if (!migrated.ok) return refuse(`${migrated.fault.file}: ${migrated.fault.code}`);
  if (await isFounded({ pool })) return refuse('这里已有平台。 There is a platform here already.');
  await checkViews(pool);
  const keys = await openKeys(join(settings.dataDirectory, 'keys'), entropy);
  const checked = checkFounding(founding, keys);
  if (!checked.ok) return refuse(checked.fault);
  await startLog(pool, founding.origin, entropy(32));
  const head = await readHead(pool);
  if (head?.origin !== founding.origin) return refuse(`数据库里的日志叫 ${head?.origin}。 The database holds a log named ${head?.origin}.`);
  const clock = await databaseClock(pool, false);
  try {
    await foundPlatform({ pool, clock, law: loadLaw().law, entropy, views: viewRows }, keys, founding);
  } finally {
    clock.stop();
  }
  const logKey = noteKeyText(noteSigner(founding.origin, keys.log).key);
  if (json) out.print(JSON.stringify({ founded: true, origin: founding.origin, logKey, keys: join(settings.dataDirectory, 'keys') }));
  else out.print(`✓ 已启用 / founded: ${founding.origin}\n  日志公钥，请公布 / key of the log, make it public:\n    ${logKey}\n  平台的两把密钥，请另存一份 / the platform's two keys, keep a copy elsewhere:\n    ${join(settings.dataDirectory, 'keys')}`);
  return 0;
}

export const run = defineCommand(
  {
    name: 'admin found',
    zh: '启用正式平台：第一个行为写下平台的名称、日志名、公钥和首批主体，只能做一次。',
    en: 'Founds a production platform. Its first act names it, its log, its key and the first parties; it can be done once.',
    operands: [],
    options: {
      title: { kind: 'text', required: true, zh: '平台名称', en: 'title of the platform' },
      origin: { kind: 'text', value: 'NAME', required: true, zh: '日志名，如 ggzy.example.gov.cn/log；以后不能改', en: 'name of the log, such as ggzy.example.gov.cn/log; it can never be changed' },
      parties: { kind: 'text', value: 'FILE', required: true, zh: '首批主体（JSON）', en: 'the first parties (JSON)' },
      json: JSON_LINE,
      data: DATA,
    },
    more: [
      '  FILE: [{"creditCode": "…", "name": "…", "roles": ["registrar", "operator"], "keys": [公钥 / public key]}, …]',
      '  公钥由 zhaobiao admin key 打印；登记人（registrar）必不可少。 / Keys are printed by "zhaobiao admin key"; a registrar is needed.',
    ],
  },
  async ({ options: { title, origin, parties: path, json, data } }, out) => {
    const parties = parseFounding(await readFile(path, 'utf8'));
    if (!parties) {
      out.note(`zhaobiao admin found: ${path} 不是主体列表。 ${path} is not a list of parties.`);
      return 1;
    }
    return withInstallation({ data, out, fresh: true }, (installation) => found(installation, { title, origin, parties }, out, json));
  },
);
