/** What an operator does beside the running platform, on its machine: nothing here can be reached over the network. */
import { TERMINAL, type Out, type Run } from './command.ts';

type Part = { readonly zh: string; readonly en: string; readonly load: () => Promise<Run> };

const PARTS: Readonly<Record<string, Part>> = {
  found: { zh: '启用正式平台', en: 'found a production platform', load: async () => (await import('./admin/found.ts')).run },
  key: { zh: '生成一把签名密钥', en: 'make a signing key', load: async () => (await import('./admin/key.ts')).run },
  token: { zh: '给主体发一个接口令牌', en: 'issue a token to a party', load: async () => (await import('./admin/token.ts')).run },
  'account create': { zh: '开设登录账号', en: 'create an account', load: async () => (await import('./admin/account.ts')).create },
  'account unlock': { zh: '解除登录锁定', en: 'lift the pause after failed log-ins', load: async () => (await import('./admin/account.ts')).unlock },
};

function helpText(): string {
  const width = Math.max(...Object.keys(PARTS).map((name) => name.length));
  const lines = Object.entries(PARTS).map(([name, { zh, en }]) => `  ${name.padEnd(width)}  ${zh}\n  ${' '.repeat(width)}  ${en}`);
  return `zhaobiao admin PART …\n\n  在平台所在机器上的管理操作。\n  What an operator does on the platform's own machine.\n\n${lines.join('\n')}\n\n  zhaobiao admin PART --help`;
}

export async function run(args: readonly string[], out: Out = TERMINAL): Promise<number> {
  const [first = '--help', second = ''] = args;
  if (first === '--help') {
    out.print(helpText());
    return args.length === 0 ? 2 : 0;
  }
  const words = Object.hasOwn(PARTS, first) ? 1 : 2;
  const part = PARTS[[first, second].slice(0, words).join(' ')];
  if (!part) {
    out.note(`zhaobiao admin: 没有 ${[first, second].join(' ').trim()} 这一项。 There is no such part. 见/see: zhaobiao admin --help`);
    return 2;
  }
  const runPart = await part.load();
  return runPart(args.slice(words), out);
}
